"""What to say of items that are kept in Exact.

Texts for a code: (summary, cure).
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

TEXTS = {
    "item_twice": (
        _lt("More than one item in Exact bears the code %(item)s."),
        _lt("Give all but one of them another code in Exact, then press “Retry”."),
    ),
}
