"""A little HTTP server on loopback for the tests of the clients.

    with serve(answer) as server:
        Http(server.url).send(...)
        server.requests  # everything that arrived, in order

`answer` is called with each Request and returns a Reply. A call that a test did not expect must
fail: let `answer` raise, and leaving the `with` raises it again.
"""

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Request:
    method: str
    path: str
    query: dict
    headers: dict
    body: bytes


@dataclass
class Reply:
    """An answer. `cut` "all" closes the connection without one, "half" in the middle of it."""

    status: int = 200
    body: bytes | str | dict = b""
    headers: dict = field(default_factory=dict)
    cut: str = ""

    def bytes(self):
        if isinstance(self.body, dict):
            return json.dumps(self.body).encode()
        return self.body.encode() if isinstance(self.body, str) else self.body


class Server:
    def __init__(self, answer):
        self.answer = answer
        self.requests = []
        self.failure = None
        self._httpd = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._httpd.daemon_threads = True
        self._thread = threading.Thread(target=self._httpd.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def port(self):
        return self._httpd.server_address[1]

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def stop(self):
        self._httpd.shutdown()
        self._httpd.server_close()
        self._thread.join()


@contextmanager
def serve(answer):
    server = Server(answer)
    try:
        yield server
    finally:
        server.stop()
    if server.failure:
        raise server.failure


def in_turn(*replies):
    """Return an `answer` that gives these replies one after the other, and then fails."""
    left = list(replies)

    def answer(request):
        assert left, f"unexpected call: {request.method} {request.path}"
        return left.pop(0)

    return answer


def _handler(server):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Headers and body go out in two writes: without this each answer waits 40 ms.
        disable_nagle_algorithm = True

        def do_GET(self):
            self._do()

        def do_POST(self):
            self._do()

        def do_PUT(self):
            self._do()

        def do_PATCH(self):
            self._do()

        def do_DELETE(self):
            self._do()

        def _do(self):
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            request = Request(self.command, parts.path, query, dict(self.headers), body)
            server.requests.append(request)
            try:
                reply = server.answer(request)
            except Exception as error:
                server.failure = server.failure or error
                reply = Reply(cut="all")
            self._reply(reply)

        def _reply(self, reply):
            self.close_connection = bool(reply.cut)
            if reply.cut == "all":
                return
            body = reply.bytes()
            self.send_response_only(reply.status)
            if "Date" not in reply.headers:
                self.send_header("Date", self.date_time_string())
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if reply.cut == "half" else body)

        def log_message(self, *args):
            pass

    return Handler
