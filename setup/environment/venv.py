"""Virtual environments, each made from requirement files beside this package."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from . import layout, stamps
from .commands import output_of, run_logged

SITE_PACKAGES = "import sysconfig; print(sysconfig.get_path('purelib'))"
ODOO_SCRIPT = """#!{python}
import sys

from odoo.cli import main

sys.exit(main())
"""


def ensure(
    venv: Path,
    requirements: Sequence[str],
    without_dependencies: Sequence[str] = (),
    interpreter: str = sys.executable,
) -> str:
    """Make the environment from the files in `setup/` unless it stands; returns what was done.

    The files in `without_dependencies` are installed with `--no-deps`: their metadata ask for
    a distribution of Odoo that exists on no package index.
    """
    files = [layout.SETUP / name for name in (*requirements, *without_dependencies)]
    version = output_of([interpreter, "-c", "import sys; print(sys.version)"])
    made_from = stamps.fingerprint(version, *files)
    python = layout.python_of(venv)
    if stamps.is_made_from(venv, made_from) and python.exists():
        return "already there"
    if venv.is_symlink():
        venv.unlink()  # Another checkout's, made from other files: left as it is.
    shutil.rmtree(venv, ignore_errors=True)
    log = f"python-{venv.name.removeprefix('.')}"
    run_logged([interpreter, "-m", "venv", venv], log)
    pip = [python, "-m", "pip", "install"]
    for name in requirements:
        run_logged([*pip, "-r", layout.SETUP / name], log)
    for name in without_dependencies:
        run_logged([*pip, "--no-deps", "-r", layout.SETUP / name], log)
    stamps.mark(venv, made_from)
    return f"made with Python {version.split()[0]}"


def link_odoo(venv: Path, python_root: Path) -> str:
    """Make `import odoo` and the command `odoo` work in the environment."""
    python = layout.python_of(venv)
    packages = Path(output_of([python, "-c", SITE_PACKAGES]))
    (packages / "odoo-19.pth").write_text(f"{python_root}\n", encoding="utf-8")
    script = venv / "bin" / "odoo"
    script.write_text(ODOO_SCRIPT.format(python=python), encoding="utf-8")
    script.chmod(0o755)
    return f"{script.relative_to(layout.ROOT)} runs it"
