"""An Odoo 19: the one ODOO_PATH names, else Debian's package unpacked under `.odoo/`."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import apt, layout, stamps
from .console import SetupError, say

SERIES = "19.0"
SUITE = "sid"
PACKAGES = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
)
# Odoo links to the files of Font Awesome 4.7; newer suites carry another layout.
OWN_RELEASE_PACKAGES = ("fonts-font-awesome",)
PYTHON_ROOT = "usr/lib/python3/dist-packages"
# Left out of Debian's package as non-free; without it the web client logs an error on every page.
MISSING_SCRIPT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
VERSION_FILE = "odoo-package-version"


@dataclass(frozen=True)
class Odoo:
    """An Odoo on this machine."""

    python_root: Path
    """The folder to put on Python's path, so that `import odoo` works."""
    version: str
    """The release, and the package's version where there is one."""

    @property
    def addons_paths(self) -> list[Path]:
        """Odoo's own addon folders besides `odoo/addons`, which it finds by itself."""
        beside = self.python_root / "addons"
        return [beside] if (beside / "web" / "__manifest__.py").is_file() else []


def ensure() -> tuple[Odoo, str]:
    """The Odoo to use, fetched when there is none, and a few words on where it came from."""
    given = os.environ.get("ODOO_PATH")
    if given:
        return _given(Path(given).expanduser().resolve())
    made_from = stamps.fingerprint(SUITE, *PACKAGES, *OWN_RELEASE_PACKAGES, MISSING_SCRIPT)
    if stamps.is_made_from(layout.ODOO, made_from):
        found = _fetched()
        return found, f"Odoo {found.version}, already there"
    if not apt.available():
        raise SetupError("No ODOO_PATH and no apt on this machine: give ODOO_PATH.")
    try:
        _fetch(made_from)
    except SetupError as error:
        say(f"    {error}\n    the mirror failed; once more")
        try:
            _fetch(made_from)
        except SetupError as again:
            raise SetupError(
                f"{again}\nThe package {PACKAGES[0]} can't be had from {SUITE}: give ODOO_PATH "
                "(a checkout or an installation of Odoo 19)."
            ) from again
    found = _fetched()
    return found, f"Odoo {found.version}, unpacked under {layout.ODOO.name}/"


def _given(path: Path) -> tuple[Odoo, str]:
    places = [path, path.parent, path / PYTHON_ROOT]
    places += sorted(path.glob("lib/python3*/*-packages"))
    for place in places:
        if (place / "odoo" / "release.py").is_file():
            found = Odoo(place, _release(place))
            return found, f"Odoo {found.version} from ODOO_PATH ({place})"
    raise SetupError(f"ODOO_PATH={path} holds no Odoo (looked for odoo/release.py).")


def _fetched() -> Odoo:
    root = layout.ODOO / PYTHON_ROOT
    package = (layout.ODOO / VERSION_FILE).read_text(encoding="utf-8").strip()
    return Odoo(root, f"{_release(root)} ({PACKAGES[0]} {package})")


def _release(python_root: Path) -> str:
    """The release by Odoo's own `release.py`; SetupError when it is not the series we support."""
    text = (python_root / "odoo" / "release.py").read_text(encoding="utf-8")
    match = re.search(r"^version_info = \((\d+), *(\d+)", text, re.MULTILINE)
    release = ".".join(match.groups()) if match else "unknown"
    if release != SERIES:
        raise SetupError(f"{python_root} holds Odoo {release}; this project needs {SERIES}.")
    return release


def _fetch(made_from: str) -> None:
    """Fetch and unpack everything beside the final place, then move it there in one go."""
    work = layout.ROOT / f"{layout.ODOO.name}.new"
    shutil.rmtree(work, ignore_errors=True)
    packages = work / "packages"
    say(f"    fetching {', '.join(PACKAGES)} from {SUITE}")
    apt.PrivateSuite(SUITE, work / "apt").download(PACKAGES, packages)
    apt.download(OWN_RELEASE_PACKAGES, packages)
    prefix = work / "prefix"
    prefix.mkdir()
    for package in sorted(packages.glob("*.deb")):
        apt.unpack(package, prefix)
    main = next(packages.glob(f"{PACKAGES[0]}_*.deb"))
    (prefix / VERSION_FILE).write_text(apt.version_of(main), encoding="utf-8")
    script = prefix / PYTHON_ROOT / "odoo" / "addons" / MISSING_SCRIPT
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text("/* left out of the package; nothing here uses it */\n", encoding="utf-8")
    stamps.mark(prefix, made_from)
    shutil.rmtree(layout.ODOO, ignore_errors=True)
    prefix.rename(layout.ODOO)
    shutil.rmtree(work)
