"""Clients that others wrote for Node.js, in a folder of their own."""

import shutil

from . import apt, layout, stamps
from .commands import output_of, run_logged

PACKAGES = layout.SETUP / "clients" / "package.json"
LOG = "node-clients"


def ensure() -> str:
    """Make sure that Node.js is there and the packages of `package.json` are installed.

    Their versions are written out in full there: a lock file would name the registry's host, and
    which one that is depends on the machine.
    """
    if not (shutil.which("node") and shutil.which("npm")):
        apt.install(["nodejs", "npm"], "Node.js for other people's clients")
    version = output_of(["node", "--version"])
    made_from = stamps.fingerprint(version, PACKAGES)
    folder = layout.NODE_CLIENTS
    if stamps.is_made_from(folder, made_from):
        return "already there"
    if folder.is_symlink():
        folder.unlink()  # Another checkout's, made from other files: left as it is.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(PACKAGES, folder)
    quiet = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
    run_logged(["npm", "install", *quiet], LOG, cwd=folder)
    stamps.mark(folder, made_from)
    return f"made with Node.js {version.strip()}"
