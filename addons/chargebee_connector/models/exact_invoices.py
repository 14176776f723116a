from odoo import fields, models

from ..ledger.problems import Unmapped
from ..systems.exact.invoice_rules import ENTRY, INVOICE, InvoiceRules, Item
from ..systems.exact.rules import INCLUDING
from .kinds import forgotten
from .problem_texts_invoices import TEXTS

LINKS = [("sales_invoice", "Sales invoice")]
REFERENCES = [("item", "Item")]

#: What sales invoices need the right for, beside all else.
PROBES = (("salesinvoice/SalesInvoices", "InvoiceID"), ("logistics/Items", "ID"))


class BillingSystem(models.AbstractModel):
    _inherit = "billing.system"

    def _problem_texts(self):
        return {**super()._problem_texts(), **TEXTS}


class BillingLink(models.Model):
    """The sales invoice behind an entry."""

    _inherit = "billing.link"

    kind = fields.Selection(
        selection_add=LINKS,
        ondelete=forgotten(LINKS),
    )


class BillingReference(models.Model):
    """The items that lines of sales invoices name."""

    _inherit = "billing.reference"

    kind = fields.Selection(
        selection_add=REFERENCES,
        ondelete=forgotten(REFERENCES),
    )


class BillingRoute(models.Model):
    """Whether Exact makes the invoices."""

    _inherit = "billing.route"

    exact_book_as = fields.Selection(
        [(ENTRY, "Sales entry"), (INVOICE, "Sales invoice")],
        "Book Invoices As",
        required=True,
        default=ENTRY,
        tracking=True,
        help="A sales entry books what was invoiced already: recommended. Choose the sales invoice "
        "only when Exact must make the customer's invoice. It needs an item in Exact for every "
        "line, and credit notes stay sales entries. Refused where an e-invoice is sent already.",
    )
    exact_email_invoices = fields.Boolean(
        "Exact Sends Invoices by E-Mail",
        tracking=True,
        help="Switch this on only when the billing system sends none: exactly one system sends an "
        "invoice.",
    )


class BillingSystemExact(models.AbstractModel):
    """The options of sales invoices as rules."""

    _inherit = "billing.system.exact"

    def _rule_parts(self, route, things):
        return {**super()._rule_parts(route, things), "invoices": self._invoices(route, things)}

    def _invoices(self, route, things):
        """Return the InvoiceRules of a route, None where it books sales entries."""
        if route.exact_book_as != INVOICE:
            return None
        if route.exact_attach:
            raise Unmapped("sales_invoice_attached", route=route.name)
        groups = {
            one.external_id: one._data().get("gl_account") or "" for one in things["item_group"]
        }
        items = {}
        for one in things["item"]:
            data = one._data()
            ledger = data.get("gl_account") or groups.get(data.get("group"), "")
            items[one.code] = Item(one.external_id, one.code, ledger)
        return InvoiceRules(
            email=route.exact_email_invoices,
            items=items,
            ids={item.id: item for item in items.values()},
            ledgers={one.external_id: one.code for one in things["gl_account"]},
            including=frozenset(
                one.code for one in things["vat_code"] if one._data().get("type") == INCLUDING
            ),
        )

    def _references(self, backend, client, kind):
        """Read items only for an administration that uses them: there may be very many."""
        if kind == "item" and not self._uses_items(client.division):
            return iter(())
        return super()._references(backend, client, kind)

    def _uses_items(self, division):
        """Say whether a route makes invoices in an administration, or keeps items there."""
        wanted = ["|", ("exact_book_as", "=", INVOICE), ("exact_items", "=", True)]
        routes = self.env["billing.route"].search_count(
            [("exact_division", "=", division), *wanted], limit=1
        )
        return bool(routes)

    def _probes(self, route):
        probes = super()._probes(route)
        return (*probes, *PROBES) if route.exact_book_as == INVOICE else probes
