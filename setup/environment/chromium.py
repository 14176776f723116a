"""The browser of Odoo's browser tests."""

import shutil

from . import apt

# In the order in which Odoo itself looks for them.
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def ensure() -> str:
    """Make sure that there is a browser which Odoo's tests find."""
    if not any(map(shutil.which, NAMES)):
        apt.install(["chromium"], "a browser for the browser tests")
    return next(filter(None, map(shutil.which, NAMES)))
