"""The Pythons of this machine, for the tests that need no Odoo."""

import shutil
import subprocess
from pathlib import Path

from .commands import output_of

SUPPORTED = ("3.10", "3.11", "3.12", "3.13")
# What a usable interpreter can do: make a virtual environment with pip in it.
PROBE = "import ensurepip, sys, venv; print('.'.join(map(str, sys.version_info[:2])))"


def find(version: str) -> Path | None:
    """A usable interpreter of this version, from the PATH or from pyenv's folder."""
    candidates = [shutil.which(f"python{version}")]
    candidates += sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    return next((Path(item) for item in candidates if item and _is(version, item)), None)


def _is(version: str, candidate: str | Path) -> bool:
    """Whether the candidate runs at all (a pyenv shim may not) and is the version it says."""
    try:
        return output_of([candidate, "-c", PROBE]) == version
    except (OSError, subprocess.CalledProcessError):
        return False
