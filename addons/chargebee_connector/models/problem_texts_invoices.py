"""What to say of invoices that Exact makes and prints.

Texts for a code: (summary, cure).
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

_DELETE_THERE = _lt(
    "Delete the unprinted sales invoice in Exact and press “Ignore” here with the reason. Book the "
    "document by hand if it must be booked after all."
)

TEXTS = {
    "sales_invoice_einvoiced": (
        _lt("Chargebee sends “%(number)s” as an e-invoice; Exact must not send it once more."),
        _lt(
            "Choose “Sales entry” under “Book Invoices As” on the route, or switch e-invoicing off "
            "in Chargebee for this customer. Exactly one system sends the invoice."
        ),
    ),
    "sales_invoice_attached": (
        _lt(
            "Route “%(route)s” makes sales invoices in Exact and attaches Chargebee's PDF too: the "
            "customer's invoice would exist twice."
        ),
        _lt(
            "Choose “Sales entry” under “Book Invoices As” on the route, or switch “Attach the "
            "Printed Document” off."
        ),
    ),
    "sales_invoice_rate": (
        _lt(
            "A sales invoice in %(currency)s takes Exact's own rate to %(division_currency)s; the "
            "rate that this route has chosen can't be sent with it."
        ),
        _lt(
            "On the route, choose “Sales entry” under “Book Invoices As”, or Exact's list as the "
            "source of rates."
        ),
    ),
    "sales_invoice_vat_within": (
        _lt(
            "VAT code %(vat_code)s counts VAT within the amount; what Exact makes of it on a sales "
            "invoice is not documented."
        ),
        _lt("Map a VAT code whose VAT comes on top of the amount, in Mapping › VAT Codes."),
    ),
    "sales_invoice_first": (
        _lt("The sales invoice of “%(number)s” must stand in Exact before it can be printed."),
        _lt(
            "Open the sales invoice, named under “Goes After”, and settle what it says; this one "
            "then goes by itself."
        ),
    ),
    "sales_invoice_left": (
        _lt(
            "The sales invoice of “%(number)s” stands unprinted in Exact, and is not to be booked "
            "any more."
        ),
        _DELETE_THERE,
    ),
    "sales_invoice_differs": (
        _lt(
            "The sales invoice of “%(number)s” that stands unprinted in Exact is not the one that "
            "would be made today."
        ),
        _DELETE_THERE,
    ),
    "item_missing": (
        _lt(
            "No sales item in Exact bears one of the codes %(items)s, for “%(description)s” on "
            "ledger %(ledger)s. Each line of a sales invoice needs one."
        ),
        _lt(
            "Make an item with one of these codes in Exact, whose revenue goes to ledger "
            "%(ledger)s, and refresh the reference data of the connection."
        ),
    ),
    "item_ledger_differs": (
        _lt(
            "Item %(item)s in Exact books on ledger “%(item_ledger)s”, the mapping says %(ledger)s "
            "for “%(description)s”. On a sales invoice the item decides."
        ),
        _lt(
            "Change the revenue ledger of the item (or of its item group) in Exact and refresh the "
            "reference data of the connection, or change the row in Mapping › Revenue Ledgers."
        ),
    ),
    "print_not_seen": (
        _lt(
            "The sales invoice of “%(number)s” was printed, and its entry is not yet seen in "
            "Exact. %(error)s"
        ),
        _lt("Nothing to do: it is looked for again before anything else is sent."),
    ),
}
