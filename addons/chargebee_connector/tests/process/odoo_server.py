"""Real Odoo processes: servers with queue_job's runner inside, and scripts in Odoo's shell."""

import atexit
import configparser
import http.cookiejar
import json
import os
import subprocess
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from children import HOST, ROOT, Child, Living, free_port, wait_for

ODOO = Path(os.environ["CBC_PYTHON"]).with_name("odoo")


def write_conf(path: Path, database: str, port: int) -> Path:
    """Write a configuration for one database and port, without crons."""
    conf = configparser.ConfigParser(interpolation=None)
    conf.read(os.environ["CBC_ODOO_CONF"], encoding="utf-8")
    options = {
        "db_name": database,
        "dbfilter": f"^{database}$",
        "http_port": str(port),
        "max_cron_threads": "0",
        "workers": "0",
    }
    conf["options"].update(options)
    with path.open("w", encoding="utf-8") as file:
        conf.write(file)
    return path


class Nursery:
    """The process that forks servers, made when the first one is asked for: see odoo_nursery.py."""

    _only: "Nursery | None" = None

    @classmethod
    def get(cls) -> "Nursery":
        cls._only = cls._only or cls()
        return cls._only

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [os.environ["CBC_PYTHON"], Path(__file__).with_name("odoo_nursery.py")],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        atexit.register(self._process.kill)

    def bear(self, conf: Path, log: Path, queue: dict[str, str]) -> int:
        """Have a server made; return its process id."""
        order = {"conf": str(conf), "log": str(log), "queue": queue}
        print(json.dumps(order), file=self._process.stdin, flush=True)
        return int(self._process.stdout.readline())


class Server(Living):
    """An Odoo server that runs the jobs of one database, two at once."""

    def __init__(
        self,
        database: str,
        folder: Path,
        opener: urllib.request.OpenerDirector | None = None,
    ) -> None:
        """`opener` may hold the session of an earlier server on the same database."""
        port = free_port()
        self._url = f"http://{HOST}:{port}"
        self._database = database
        conf = write_conf(folder / f"odoo-{port}.conf", database, port)
        log = folder / f"odoo-{port}.log"
        queue = {
            "ODOO_QUEUE_JOB_HOST": HOST,
            "ODOO_QUEUE_JOB_PORT": str(port),
            "ODOO_QUEUE_JOB_CHANNELS": "root:2,root.chargebee_connector:2",
        }
        super().__init__(Nursery.get().bear(conf, log, queue), log)
        self._is_logged_in = opener is not None
        self.opener = opener or urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )

    def wait(self) -> "Server":
        """Wait until it answers, and log in."""
        wait_for(f"an answer of {self._url}", self._answers)
        if not self._is_logged_in:
            session = {"db": self._database, "login": "admin", "password": "admin"}
            self._send("/web/session/authenticate", session)
        return self

    def _answers(self) -> bool:
        self.check()
        try:
            self.opener.open(f"{self._url}/web/health", timeout=30).close()
        except (urllib.error.URLError, ConnectionError):
            return False
        return True

    def rpc(self, model: str, method: str, *args: Any) -> Any:
        """Call a public method as the web client does."""
        params = {"model": model, "method": method, "args": args, "kwargs": {}}
        return self._send(f"/web/dataset/call_kw/{model}/{method}", params)

    def _send(self, path: str, params: dict) -> Any:
        request = urllib.request.Request(
            self._url + path,
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with self.opener.open(request, timeout=60) as response:
            answer = json.load(response)
        assert "error" not in answer, answer["error"]["data"]["debug"]
        return answer["result"]


class Shell(Child):
    """A script in `odoo shell`: another process on the same database, without a queue runner."""

    _number = 0

    def __init__(self, database: str, folder: Path, script: str) -> None:
        Shell._number += 1
        name = f"shell-{Shell._number}"
        file = folder / f"{name}.py"
        file.write_text(script, encoding="utf-8")
        conf = write_conf(folder / f"{name}.conf", database, free_port())
        words = [ODOO, "shell", "-c", conf, "--no-http"]
        super().__init__(words, folder / f"{name}.log", stdin=file)
