"""Debian packages: installed on the machine, or only fetched without touching its sources."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from .commands import as_root, output_of, run_logged
from .console import SetupError, say

INDEX_FORMAT = "$(REPO_URI)|$(CODENAME)|$(LABEL)"


def available() -> bool:
    """Whether this machine has Debian's package tools."""
    return bool(shutil.which("apt-get") and shutil.which("dpkg-deb"))


def install(packages: Sequence[str], purpose: str) -> None:
    """Install packages on the machine, as root or through sudo, saying so first."""
    names = " ".join(packages)
    if not available():
        raise SetupError(f"{purpose} is missing and there is no apt here. Install it ({names}).")
    say(f"    installing {names} with apt ({purpose})")
    # `env` because sudo hands no variables on.
    command = as_root(
        ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y"]
        + ["--no-install-recommends", *packages]
    )
    try:
        run_logged(command, "apt")
    except SetupError:
        say("    that failed; once more with fresh package lists")
        update()
        run_logged(command, "apt")


def update() -> None:
    """Fetch the machine's own package lists anew."""
    run_logged(as_root(["apt-get", "update"]), "apt")


def mirror() -> str:
    """The address of the Debian mirror that this machine itself uses."""
    address = _mirror_from_lists()
    if not address:
        say("    no package lists on this machine yet; fetching them")
        update()
        address = _mirror_from_lists()
    if not address:
        raise SetupError("No Debian mirror in this machine's apt sources: give ODOO_PATH.")
    return address


def _mirror_from_lists() -> str | None:
    command = ["apt-get", "indextargets", "--format", INDEX_FORMAT, "Created-By: Packages"]
    for row in output_of(command).splitlines():
        address, codename, label = row.split("|")
        if label == "Debian" and re.fullmatch(r"[a-z]+", codename):
            return address
    return None


def download(packages: Sequence[str], folder: Path) -> None:
    """Fetch packages of the machine's own release into `folder`, without installing."""
    folder.mkdir(parents=True, exist_ok=True)
    run_logged(["apt-get", "download", *packages], "apt", cwd=folder)


class PrivateSuite:
    """Another suite of the machine's mirror, with lists of its own under `folder`."""

    def __init__(self, suite: str, folder: Path) -> None:
        self.suite = suite
        self.folder = folder.resolve()

    def download(self, packages: Sequence[str], target: Path) -> None:
        """Fetch the newest of each package from the suite into `target`."""
        for part in ("lists/partial", "cache/archives/partial"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        target.mkdir(parents=True, exist_ok=True)
        sources = self.folder / "sources.list"
        sources.write_text(f"deb {mirror()} {self.suite} main\n", encoding="utf-8")
        run_logged(["apt-get", *self._options(), "update"], "apt")
        run_logged(["apt-get", *self._options(), "download", *packages], "apt", cwd=target)

    def _options(self) -> list[str]:
        return [
            f"-oDir::Etc::SourceList={self.folder}/sources.list",
            "-oDir::Etc::SourceParts=/dev/null",
            f"-oDir::State::Lists={self.folder}/lists",
            f"-oDir::Cache={self.folder}/cache",
            "-oDir::State::status=/dev/null",
            # A half-failed update must be an error, or an old list would be used unnoticed.
            "-oAPT::Update::Error-Mode=any",
        ]


def unpack(package: Path, prefix: Path) -> None:
    """Unpack a package's files under `prefix`; no script of it runs."""
    run_logged(["dpkg-deb", "-x", package, prefix], "apt")


def version_of(package: Path) -> str:
    """The version a package file carries."""
    try:
        return output_of(["dpkg-deb", "-f", package, "Version"])
    except subprocess.CalledProcessError as error:
        raise SetupError(f"{package} is no Debian package: {error.stderr}") from error
