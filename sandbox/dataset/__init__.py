"""A made-up company's billing year as Chargebee (API v2, Product Catalog 2.0) would show it."""

from .books import Books
from .build import generate
from .options import Options

__all__ = ["Books", "Options", "generate"]
