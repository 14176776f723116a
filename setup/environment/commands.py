"""Running other programs, with their output kept in a log that is shown when they fail."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import layout
from .console import SetupError

TAIL_LINES = 40


def run_logged(
    command: Sequence[str | Path],
    log_name: str,
    cwd: Path = layout.ROOT,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run a command with its output in `.run/log/<log_name>.log`.

    Raises SetupError with the log's last lines when the command fails.
    """
    layout.LOGS.mkdir(parents=True, exist_ok=True)
    log = layout.LOGS / f"{log_name}.log"
    words = [str(word) for word in command]
    with log.open("a", encoding="utf-8") as stream:
        print("$", *words, file=stream, flush=True)
        done = subprocess.run(
            words,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=sys.stdin if words[0] == "sudo" else subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise SetupError(
            f"Failed with exit code {done.returncode}: {' '.join(words)}\n"
            f"{tail(log)}\n(whole log: {log})"
        )


def tail(log: Path, lines: int = TAIL_LINES) -> str:
    """The last lines of a log file."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def output_of(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> str:
    """What a command printed on standard output; CalledProcessError when it fails."""
    return subprocess.run(
        [str(word) for word in command],
        cwd=layout.ROOT,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def as_root(command: Sequence[str]) -> list[str]:
    """The command as root: itself when we are root, else through sudo.

    Raises SetupError when neither is possible.
    """
    if os.geteuid() == 0:
        return list(command)
    if not shutil.which("sudo"):
        raise SetupError(f"There is no sudo here. As root, run:\n{shlex.join(command)}")
    # Without a terminal sudo could only wait for a password that never comes.
    ask = [] if sys.stdin.isatty() else ["-n"]
    return ["sudo", *ask, *command]


def as_user(user: str, command: Sequence[str]) -> list[str]:
    """The command as another user of the machine, from root or through sudo.

    Raises SetupError when neither is possible.
    """
    if os.geteuid() == 0:
        return ["runuser", "-u", user, "--", *command]
    if not shutil.which("sudo"):
        raise SetupError(f"There is no sudo here. As the user {user}, run:\n{shlex.join(command)}")
    return as_root(["-u", user, *command])
