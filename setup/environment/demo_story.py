"""What the demo does with the running world: connect, map, preview, post, and the proof."""

from . import demo_books
from .console import say, step
from .demo_desk import Desk
from .surroundings import World


def tell(world: World) -> bool:
    """Tell the story; whether the books agree to the cent and nothing is unexplained."""
    desk = Desk(world)
    say("\nThe sandbox runs with higher call quotas than the real systems, to keep this short.")
    step("Connecting Chargebee and Exact Online", desk.connect)
    step("Making the route, fetching ledgers, VAT codes, journals, periods", desk.make_route)
    step("Pulling from Chargebee", lambda: desk.run("billing.route", "action_pull", desk.route))
    step("Mapping revenue, VAT and payment conditions", desk.map)
    step("Preview", lambda: desk.run("billing.route", "action_preview", desk.route))
    step("Going live", desk.go_live)
    step("Pull, plan and post", lambda: desk.run("billing.route", "action_sync", desk.route))
    step("Deciding on proposed customers", desk.decide_proposals)
    step("Once more", lambda: desk.run("billing.route", "action_sync", desk.route))
    return demo_books.show(desk)
