"""The sandbox's Exact Online: started from a copy of its books, told to fail, asked what it saw."""

import json
import os
import shutil
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from children import HOST, Child, wait_for

DIVISION = "100001"
_HIGH_QUOTA = ("--minutely", "100000", "--daily", "1000000")


def call(method: str, url: str, body: Any = None, headers: dict | None = None) -> Any:
    """One HTTP call on loopback, JSON to JSON."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method, headers=headers or {})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=60) as answer:
        return json.loads(answer.read() or b"null")


class Sandbox:
    """One of the sandbox's servers."""

    def __init__(self, system: str, port: int, folder: Path, *options: str) -> None:
        self.url = f"http://{HOST}:{port}"
        self.state = folder / f"{system}.json"
        words = [os.environ["CBC_PYTHON"], "-m", f"sandbox.{system}", "--port", str(port)]
        self.child = Child([*words, "--state", self.state, *options], folder / f"{system}.log")

    def wait(self) -> None:
        """Wait until it answers."""
        wait_for(f"an answer of {self.url}", self._answers)

    def _answers(self) -> bool:
        self.child.check()
        try:
            self.get("holds")
        except urllib.error.URLError:
            return False
        return True

    def get(self, action: str) -> Any:
        return call("GET", f"{self.url}/_sandbox/{action}")

    def post(self, action: str, **body: Any) -> Any:
        return call("POST", f"{self.url}/_sandbox/{action}", body)

    # --- faults -------------------------------------------------------------------------------

    def fail(self, kind: str, path: str, method: str = "POST", **more: Any) -> None:
        """Order a fault for the next request to this path."""
        self.post("faults", kind=kind, method=method, path=path, **more)

    def wait_held(self, count: int = 1) -> None:
        wait_for(f"{count} requests held", lambda: self.get("holds")["held"] == count)

    def release(self, drop: bool = False, count: int = 1) -> None:
        """Let held requests go on, or end them without doing their work; wait until it is over."""
        before = self.last_call()
        assert self.post("release", drop=drop)["released"] == count
        wait_for("the end of what was held", lambda: self.last_call() >= before + count)

    def wait_called(self) -> None:
        before = self.last_call()
        wait_for("a call", lambda: self.last_call() > before)

    # --- what it saw --------------------------------------------------------------------------

    def last_call(self) -> int:
        return self.get("calls?since=1000000000")["last"]

    def calls(self, method: str, path: str, since: int = 0) -> list[dict]:
        """The calls of one method whose path ends so, later than call number `since`."""
        seen = self.get(f"calls?since={since}")["calls"]
        return [one for one in seen if one["method"] == method and one["path"].endswith(path)]


class Exact(Sandbox):
    """Exact Online with quotas that no test reaches."""

    def __init__(self, port: int, folder: Path, books: Path | None = None) -> None:
        if books:
            shutil.copy(books, folder / "exact.json")
        super().__init__("exact", port, folder, *_HIGH_QUOTA)

    def count(self, path: str) -> int:
        """How many rows of this kind stand in the division."""
        return self.get("state")["divisions"][DIVISION]["rows"].get(path, 0)

    def duplicates(self) -> dict:
        return self.get(f"duplicates?division={DIVISION}")

    def ids(self, path: str, name: str, access_token: str) -> set[str]:
        """The ids of all rows of a kind, read as any client reads them."""
        found: set[str] = set()
        url = f"{self.url}/api/v1/{DIVISION}/{path}?$select={name}"
        headers = {"Authorization": f"Bearer {access_token}", "Accept": "application/json"}
        while url:
            page = call("GET", url, headers=headers)["d"]
            found.update(row[name] for row in page["results"])
            url = page.get("__next")
        return found
