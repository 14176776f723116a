"""What the stages of a test run share: databases, ports, commands, output and counts."""

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import config, databases, layout, ports
from .children import Children
from .commands import tail
from .console import SetupError, say
from .counts import Counts, from_pytest
from .odoo import Odoo

ADDON_INSTALLED = f"cbc_addon_{os.getpid()}"
ADDON_TESTED = f"cbc_test_{os.getpid()}"
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider")


class TestRun:
    """One run of `setup/test`. Its stages may run side by side."""

    def __init__(self, odoo: Odoo, pytest_arguments: Sequence[str], live: bool) -> None:
        self.odoo = odoo
        self.children = Children()
        self._arguments = list(pytest_arguments)
        self._live = live
        self._installing = threading.Lock()
        self._printing = threading.Lock()
        self._is_installed = False

    def addon_database(self) -> str:
        """A database with the addon installed that nobody is connected to, made when first asked.

        Copy it; never work in it.
        """
        with self._installing:
            if not self._is_installed:
                databases.drop(ADDON_INSTALLED)
                databases.copy(databases.template_name(self.odoo), ADDON_INSTALLED)
                databases.install(ADDON_INSTALLED, layout.ADDON_NAME)
                self._is_installed = True
        return ADDON_INSTALLED

    def tested_database(self) -> str:
        """A fresh copy for the tests that run inside Odoo."""
        source = self.addon_database()
        databases.drop(ADDON_TESTED)
        databases.copy(source, ADDON_TESTED)
        return ADDON_TESTED

    def own_config(self, database: str) -> Path:
        """A configuration for one database, on a free port and without crons."""
        path = layout.RUN / f"test-{os.getpid()}.conf"
        return config.write(path, self.odoo, database, ports.any_free(), cron_threads=0)

    def pytest(
        self,
        stage: str,
        python: Path,
        tests: Path,
        options: Sequence[str | Path] = (),
        env: Mapping[str, str] | None = None,
    ) -> Counts:
        """Run a folder or file of tests; one that is not there is a failure, said loudly."""
        if not tests.exists():
            self.show(stage, f"MISSING: {tests.relative_to(layout.ROOT)} does not exist.")
            return Counts(failed=1)
        words = [python, *PYTEST, *options, tests, *self._arguments]
        exit_code, output = self.command(stage, words, env)
        return from_pytest(output, exit_code)

    def command(
        self,
        stage: str,
        words: Sequence[str | Path],
        env: Mapping[str, str] | None = None,
    ) -> tuple[int, str]:
        """Run a command; its exit code and output, which is shown (whole if it failed)."""
        layout.LOGS.mkdir(parents=True, exist_ok=True)
        log = layout.LOGS / f"test-{stage}.log"
        if self._live:
            self.show(stage, f"$ {' '.join(map(str, words))}")
        with log.open("w", encoding="utf-8") as stream:
            child = self.children.start(words, stream, env)
        if self._live:
            exit_code = _follow(child, log)
        else:
            exit_code = child.wait()
        self.children.forget(child)
        output = log.read_text(encoding="utf-8", errors="replace")
        if not self._live:
            self.show(stage, output if exit_code else tail(log, 1))
        return exit_code, output

    def show(self, stage: str, text: str) -> None:
        """Print lines of one stage together, each with the stage's name before it."""
        with self._printing:
            for line in text.splitlines():
                say(f"[{stage}] {line}")

    def close(self) -> None:
        """Stop what still runs and remove what this run made."""
        self.children.stop()
        for database in (ADDON_TESTED, ADDON_INSTALLED):
            try:
                databases.drop(database)
            except SetupError as error:
                say(f"could not drop {database}: {error}")
        (layout.RUN / f"test-{os.getpid()}.conf").unlink(missing_ok=True)


def _follow(child: subprocess.Popen, log: Path) -> int:
    """Copy a child's log to the terminal until the child ends; its exit code."""
    with log.open(encoding="utf-8", errors="replace") as stream:
        while True:
            exit_code = child.poll()
            if text := stream.read():
                print(text, end="", flush=True)
            if exit_code is not None:
                return exit_code
            time.sleep(0.1)
