"""A process that has read Odoo's code and the addon's, and forks the servers that tests kill.

Reading the code takes longer than all that a server does then. A child forked here is in a session
of its own and goes through Odoo's own `main` with its own configuration, as if it had been
started by itself. Run as a script; each line of input orders a server, each line of output is the
id of its process.

Input: {"conf": path, "log": path, "queue": {name of an environment variable: value}}.
"""

import json
import os
import signal
import sys

from odoo.cli import server
from odoo.modules.module import Manifest, load_openerp_module
from odoo.tools import config

ADDON = "chargebee_connector"
#: Seconds that queue_job waits where nothing is to be waited for: before the runner of a server
#: begins (5), and before a job is done again whose transaction failed (5).
START_SECONDS, RETRY_SECONDS = 0.5, 1


def main() -> None:
    config.parse_config(["-c", os.environ["CBC_ODOO_CONF"]], setup_logging=False)
    for name in (*config["server_wide_modules"], *_needed(ADDON), ADDON):
        load_openerp_module(name)
    sys.modules["odoo.addons.queue_job.jobrunner"].START_DELAY = START_SECONDS
    sys.modules["odoo.addons.queue_job.controllers.main"].PG_RETRY = RETRY_SECONDS
    # Nobody waits for the children: whoever ordered one kills it by its id.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if not child:
            _serve(order)
        print(child, flush=True)


def _needed(name: str) -> list[str]:
    """The modules that a module depends on, also by others, the first ones first."""
    found: dict[str, None] = {}
    for other in Manifest.for_addon(name)["depends"]:
        found.update(dict.fromkeys([*_needed(other), other]))
    return list(found)


def _serve(order: dict) -> None:
    """Be an Odoo server until the end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    log = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for old, new in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(old, new)
    os.environ.update(order["queue"])
    server.main(["-c", order["conf"]])


if __name__ == "__main__":
    main()
