"""Where things are: every path of the checkout that the environment uses."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETUP = ROOT / "setup"
ADDONS = ROOT / "addons"
ADDON_NAME = "chargebee_connector"
ADDON = ADDONS / ADDON_NAME

# Made by us, ignored by git, safe to delete: the next run makes them again.
ODOO = ROOT / ".odoo"
VENV = ROOT / ".venv"
VENV_CLIENTS = ROOT / ".venv-clients"
VENV_OLDEST = ROOT / ".venv-oldest"
NODE_CLIENTS = ROOT / ".node-clients"
RUN = ROOT / ".run"
LOGS = RUN / "log"
DATA = RUN / "odoo-data"
ODOO_CONF = RUN / "odoo.conf"


def python_of(venv: Path) -> Path:
    """The interpreter of a virtual environment."""
    return venv / "bin" / "python"
