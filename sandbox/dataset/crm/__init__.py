"""What the people who sell look at, beside what is invoiced: subscriptions, quotes, features ...

Left out unless `Options.crm` asks for it, so that books without it stay as they are.
"""

from __future__ import annotations

from ..books import Books
from ..options import Options
from .catalog import add_sellable
from .charges import add_charges
from .payment_sources import add_payment_sources
from .quotes import add_quotes
from .subscriptions import add_subscriptions

__all__ = ["add_crm"]


def add_crm(books: Books, options: Options, as_of: int) -> None:
    """Add all of it to finished books; `as_of` is the moment at which the dataset ends."""
    add_sellable(books)
    add_payment_sources(books, options, as_of)
    add_subscriptions(books, options, as_of)
    add_charges(books, options, as_of)
    add_quotes(books, options, as_of)
