"""`setup/demo [--no-serve]`: a real Odoo pulls from the sandbox and posts, and the books agree.

The story itself is in `demo_story.py`.
"""

import time
from collections.abc import Sequence

from . import demo_story
from .config import DEFAULT_PORT
from .console import SetupError, say
from .prepare import prepare
from .surroundings import Sandbox, World, running

# The real quotas (150 and 60 calls a minute) would make the demo wait for minutes.
SANDBOX = Sandbox(
    chargebee=("--quota", "100000"), exact=("--minutely", "100000", "--daily", "1000000")
)


def main(arguments: Sequence[str]) -> int:
    """Run the demo; 1 when the books differ or something is unexplained."""
    unknown = [word for word in arguments if word != "--no-serve"]
    if unknown:
        raise SetupError(f"Unknown: {' '.join(unknown)}\nUsage: setup/demo [--no-serve]")
    started = time.monotonic()
    odoo = prepare(for_tests=False)
    with running("demo", odoo, DEFAULT_PORT, SANDBOX) as world:
        agrees = demo_story.tell(world)
        say(f"\nwhole run: {time.monotonic() - started:.0f} s")
        if "--no-serve" not in arguments:
            _serve(world)
    return 0 if agrees else 1


def _serve(world: World) -> None:
    """Keep everything running until ctrl-C."""
    say(f"\nOdoo:      {world.odoo_url}/odoo   (login {world.login}, password {world.password})")
    say(f"Chargebee: {world.chargebee_url}\nExact:     {world.exact_url}")
    say("ctrl-C ends them all; the next run goes on from here.")
    try:
        while True:
            world.check()
            time.sleep(1)
    except KeyboardInterrupt:
        say("\nstopping")
