"""What to say of documents of the opening balance, which people take over by hand.

Texts for a code: (summary, cure).
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

OPENING_CURE = _lt(
    "If it was open on the first day, see that its open item in Exact has this number as Your Ref, "
    "and that customer; then press “Refresh Reference Data” on the route. Otherwise book it by "
    "hand in Exact and press “Ignore” here."
)

TEXTS = {
    "opening_item_twice": (
        _lt(
            "“%(number)s” belongs to the opening balance, and several items in Exact bear that "
            "number: %(entries)s."
        ),
        _lt(
            "See in Exact which one it is and take the number off the others. Then press “Refresh "
            "Reference Data” on the route."
        ),
    ),
    "opening_item_differs": (
        _lt(
            "“%(number)s” belongs to the opening balance. Item %(entry)s in Exact bears that "
            "number, but another customer, another currency or a larger amount: %(theirs)s there, "
            "%(ours)s here."
        ),
        _lt(
            "Correct the open item in Exact, or link the customer to the account that it stands "
            "on. Then press “Refresh Reference Data” on the route."
        ),
    ),
    "opening_item_closed": (
        _lt(
            "“%(number)s” belongs to the opening balance, and its item %(entry)s in Exact is no "
            "longer open: somebody settled it."
        ),
        _lt(
            "See in Exact what settled it. If it was this money, press “Ignore” here; if not, undo "
            "that match, press “Refresh Reference Data” on the route and then “Retry” here."
        ),
    ),
    "opening_item_smaller": (
        _lt(
            "“%(number)s” belongs to the opening balance. Of its item %(entry)s only %(open)s "
            "%(currency)s is open in Exact, and this is %(amount)s."
        ),
        _lt(
            "See in Exact what else settled it. Book this one by hand and press “Ignore” here, or "
            "correct the item and press “Refresh Reference Data” on the route."
        ),
    ),
    "opening_balance_voided": (
        _lt(
            "“%(number)s” belongs to the opening balance and was voided on %(date)s. How it was "
            "booked is not known here."
        ),
        _lt(
            "Take it back by hand in Exact, with the VAT code that it was booked with, then press "
            "“Ignore” here. Ask your adviser whether the customer must get a credit note."
        ),
    ),
}
