"""HTTP/1.1 over `http.server`: keep-alive, no Nagle, one write per reply."""

from __future__ import annotations

import contextlib
import signal
import socket
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from .application import Application
from .faults import Cut
from .messages import Reply, Request

LARGEST_BODY = 64 * 1024 * 1024
_REASONS = {status.value: status.phrase for status in HTTPStatus}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def _answer(self) -> None:
        path, _, query = self.path.partition("?")
        body = self._body()
        if body is None:
            self._write(Reply(411, b"Content-Length is needed"))
            return
        request = Request(
            method=self.command,
            path=path,
            query=parse_qsl(query, keep_blank_values=True),
            headers=self.headers,
            body=body,
        )
        try:
            self._write(self.server.app.dispatch(request))
        except Cut:
            self.close_connection = True

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _answer

    def _body(self) -> bytes | None:
        """The request's body; None where its length can't be known."""
        length = self.headers.get("Content-Length")
        if length is None:
            return None if "Transfer-Encoding" in self.headers else b""
        if not length.isdigit() or int(length) > LARGEST_BODY:
            return None
        return self.rfile.read(int(length))

    def _write(self, reply: Reply) -> None:
        """Head and body leave in one write: two would cost a delayed acknowledgement."""
        head = [
            f"HTTP/1.1 {reply.status} {_REASONS.get(reply.status, 'Unknown')}",
            f"Date: {self.date_time_string()}",
            *(f"{name}: {value}" for name, value in reply.headers.items()),
            f"Content-Length: {len(reply.body)}",
        ]
        if reply.status == 411:
            self.close_connection = True
            head.append("Connection: close")
        text = "\r\n".join([*head, "", ""]).encode("latin-1")
        # A client that is gone (a killed worker) is what some tests are about.
        try:
            self.wfile.write(text if self.command == "HEAD" else text + reply.body)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Silent: the call log holds what a test needs."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, app: Application, host: str, port: int) -> None:
        self.app = app
        self._open: set[socket.socket] = set()
        super().__init__((host, port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no defect; anything else is shown."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def cut_all(self) -> None:
        """End the connections that clients keep open: a stopped server answers nothing."""
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Running:
    """A server that runs in a thread of this process."""

    def __init__(self, app: Application, host: str, port: int) -> None:
        self.app = app
        self._server = _Server(app, host, port)
        self.host, self.port = host, self._server.server_address[1]
        self.url = f"http://{host}:{self.port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop answering, cut what is open, save the state."""
        self._server.shutdown()
        self._thread.join()
        self.app.close()
        self._server.cut_all()
        self._server.server_close()

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()


def start(app: Application, host: str = "127.0.0.1", port: int = 0) -> Running:
    """Run a server in a thread; port 0 takes a free one."""
    return Running(app, host, port)


def serve(app: Application, host: str = "127.0.0.1", port: int = 0) -> None:
    """Run a server until SIGTERM or Ctrl-C; says its address on standard output when ready."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    running = start(app, host, port)
    print(f"listening on {running.url}", flush=True)
    ended.wait()
    running.stop()
