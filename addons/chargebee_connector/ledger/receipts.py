"""How a payment is called that was recorded from a receipt in the books.

The name stands in the reference number of the recorded payment. By it a payment is found again
when its answer was lost, and known for what it is when it comes back with the next pull: the
books have that money already.
"""

import re

#: What the links of a recorded payment and of its removal hold once it was taken back.
TAKEN_BACK = "taken_back"

#: The kind of link of what was settled in the books without money, and is due in the source.
SETTLEMENT = "settlement"

_REFERENCE = re.compile(
    r"Exact (?P<journal>\S+) (?P<entry>\d+)/(?P<line>\d+)(?: #(?P<number>\d+))?"
)


def reference(journal: str, entry: str, line: int, number: int = 1) -> str:
    """Return the reference of the payment recorded for a line of a bank or cash entry.

    `number` tells several for one line and one invoice apart: what was matched later, or again.
    """
    again = f" #{number}" if number > 1 else ""
    return f"Exact {journal} {entry}/{line}{again}"


def is_recorded(text: str) -> bool:
    """Say whether a payment's reference is one that `reference` made."""
    return bool(_REFERENCE.fullmatch(text or ""))
