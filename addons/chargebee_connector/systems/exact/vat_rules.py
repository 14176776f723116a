"""Options about VAT numbers, as a route to an Exact division has them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lookup:
    """VAT numbers are looked up before posting; an answer counts for so many `days`."""

    days: int


@dataclass(frozen=True, slots=True)
class Liability:
    """Values of crm/Accounts.VATLiability: for whom Belgium's yearly listing names, and all others.

    "" sends none.
    """

    listed: str = ""
    others: str = ""
