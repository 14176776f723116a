"""The invented system itself: a server that keeps whatever it is given, twice if it is given twice.

GET  /<kind>?behind=<number>   {"things": [...], "last": number, "more": bool}, a few at a time
GET  /<kind>?ours=<key>        the things that bear this key
POST /<kind>                   makes a thing and answers with it
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

KEY = "invented-key"
PAGE = 3


class Invented(ThreadingHTTPServer):
    """`things` holds lists by kind; of the next `cut` POSTs nobody hears what became of them.

    What bears one of the `refused` names is refused.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.things = {}
        self.cut = 0
        self.refused = set()
        self._number = 0
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def add(self, kind, **thing):
        """Put a thing into the books and return it."""
        self._number += 1
        thing = {"id": f"{kind}-{self._number}", **thing, "number": str(self._number)}
        self.things.setdefault(kind, []).append(thing)
        return thing

    def add_invoice(self, customer, *nets, **more):
        """Put an invoice of lines at 21 % VAT into the books; `nets` are in cents."""
        lines = [
            {"text": "Work", "net": _euro(n), "rate": "21", "tax": _euro(n * 21 // 100)}
            for n in nets
        ]
        total = _euro(sum(n + n * 21 // 100 for n in nets))
        invoice = {"date": "2026-03-05", "currency": "EUR", "total": total, "lines": lines}
        return self.add("invoice", customer=customer, **invoice | more)

    def close(self):
        self.shutdown()
        self.server_close()


def _euro(cents):
    return f"{cents // 100}.{cents % 100:02}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        kind, asked = self._asked()
        things = self.server.things.get(kind, [])
        if "ours" in asked:
            return self._answer({"things": [one for one in things if one["ours"] == asked["ours"]]})
        new = [one for one in things if int(one["number"]) > int(asked["behind"])]
        page = new[:PAGE]
        last = page[-1]["number"] if page else asked["behind"]
        return self._answer({"things": page, "last": last, "more": len(new) > PAGE})

    def do_POST(self):
        kind, _asked = self._asked()
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if body.get("name") in self.server.refused:
            return self._answer({"message": "We know them"}, 422)
        thing = self.server.add(kind, **body)
        if self.server.cut:
            self.server.cut -= 1
            self.close_connection = True
        else:
            self._answer(thing)

    def _asked(self):
        address = urlsplit(self.path)
        return address.path.strip("/"), dict(parse_qsl(address.query))

    def _answer(self, value, status=200):
        allowed = self.headers["X-Key"] == KEY
        body = json.dumps(value).encode()
        self.send_response(status if allowed else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        pass
