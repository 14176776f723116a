"""Stamps: a file that says from which inputs a folder was made, so that a second run is quick."""

import hashlib
from pathlib import Path

STAMP = ".made-from"


def fingerprint(*inputs: str | Path) -> str:
    """A short hash of texts and of the contents of files."""
    digest = hashlib.sha256()
    for item in inputs:
        digest.update(item.read_bytes() if isinstance(item, Path) else item.encode())
        digest.update(b"\0")
    return digest.hexdigest()[:12]


def is_made_from(folder: Path, wanted: str) -> bool:
    """Whether the folder was made, to its end, from the inputs with this fingerprint."""
    stamp = folder / STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted


def mark(folder: Path, made_from: str) -> None:
    """Say that the folder is complete and from which inputs."""
    (folder / STAMP).write_text(made_from, encoding="utf-8")
