"""Stories: a whole business year, or a busy month, with everything that can happen in one."""

from __future__ import annotations

from ..books import Books
from ..options import Options
from .month import tell_month
from .year import tell_year

_STORIES = {"year": tell_year, "month": tell_month}


def tell(options: Options) -> Books:
    """The records of a story; the same options give the same ones, byte for byte."""
    return _STORIES[options.story or ""](options)
