"""Whether a bookkeeper has matched by hand what Exact could not: as the way back last read it.

The payment terms that the way back pulls tell what is open. A document is matched when its entry
is among them and nothing of it is open any more. Where nothing is read back nobody can tell.
"""

from ...ledger.plan import Known, Needs
from ...ledger.states import BLOCKED, POSTED


def ask(where: tuple[str, str], listed: tuple[str, str], known: Known, asked: Needs) -> None:
    """Ask for the terms of a posted document, if it is listed as one to be matched by hand."""
    link, on_list = known.links.get(where), known.links.get(listed)
    if link is None or link.state != POSTED or on_list is None or on_list.state != BLOCKED:
        return
    asked.matches.update({("entry", link.external_id), ("open", link.external_id)})


def is_matched(where: tuple[str, str], known: Known) -> bool:
    """Say whether nothing of a posted document is open in Exact any more."""
    link = known.links.get(where)
    if link is None or not link.external_id:
        return False
    told = known.matches.get(("entry", link.external_id), ())
    return bool(told) and not known.matches.get(("open", link.external_id))
