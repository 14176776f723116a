"""What an organisation holds when it begins."""

from __future__ import annotations

from ..organisation import Organisation
from .catalog import add_catalog
from .customers import add_customers
from .principals import add_principals
from .quotes import add_quotes
from .settings import add_settings

__all__ = ["seed_organisation"]


def seed_organisation(org: Organisation) -> None:
    """Fill an empty organisation; the same options give the same rows with the same ids."""
    add_principals(org)
    add_settings(org)
    add_catalog(org)
    add_customers(org)
    add_quotes(org)
