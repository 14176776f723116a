from odoo import fields, models

from ..ledger.problems import Unmapped
from ..systems.exact import papers
from ..systems.exact.booking_rules import (
    COLLECTING,
    NETTED,
    OWN,
    RECEIVABLE,
    Booking,
    Journal,
)
from .billing_system_exact import ledger_of
from .exact_pick import pick
from .kinds import forgotten
from .problem_texts_booking import TEXTS

LINKS = [
    ("document", "Document"),
    ("document_file", "File of a document"),
    ("entry_document", "Document on its entry"),
]


class BillingSystem(models.AbstractModel):
    _inherit = "billing.system"

    def _problem_texts(self):
        return {**super()._problem_texts(), **TEXTS}


class BillingLink(models.Model):
    """The printed document beside an entry, and what of its costs the ledgers don't take."""

    _inherit = "billing.link"

    kind = fields.Selection(
        selection_add=LINKS,
        ondelete=forgotten(LINKS),
    )
    left_out = fields.Char(
        "Costs Left Out",
        help="Cost centres and cost units, by ledger, that were decided for it and not sent, since "
        "the ledger takes none.",
    )

    _left_out_index = models.Index("(id DESC) WHERE left_out IS NOT NULL")


class BillingRoute(models.Model):
    """Where and how documents are booked in Exact."""

    _inherit = "billing.route"

    entity_mapping_ids = fields.One2many("billing.mapping.entity", "route_id", "Journals")
    cost_mapping_ids = fields.One2many("billing.mapping.cost", "route_id", "Costs")
    discount_mapping_ids = fields.One2many(
        "billing.mapping.discount", "route_id", "Discount Ledgers"
    )
    exact_discounts = fields.Selection(
        [(NETTED, "Off the revenue of the line"), (OWN, "On a ledger of their own, by coupon")],
        "Discounts",
        required=True,
        default=NETTED,
        tracking=True,
        help="On a ledger of their own, each line is booked at its list price and followed by its "
        "discount below zero, with the same VAT code.",
    )
    exact_promotional = fields.Selection(
        [(NETTED, "Off the revenue of the line"), (OWN, "On a ledger of their own")],
        "Promotional Credits",
        tracking=True,
        help="What customers pay with credits that were given to them. A lower price or a voucher "
        "that was paid for: ask your tax adviser. As long as this is empty, invoices that use "
        "such credits are blocked.",
    )
    exact_promotional_ledger_id = pick("Ledger for Promotional Credits", "gl_account")
    exact_payment_reference_field = fields.Char(
        "Field with the Payment Reference",
        tracking=True,
        help="The field of your own on the invoices that holds the reference printed for "
        "the payer, for example cf_payment_reference. Empty: a Belgian structured communication "
        "is taken from the invoice's notes, else the number that the billing system made for "
        "the payer, where its connection reads payment references.",
    )

    exact_attach = fields.Boolean(
        "Attach the Printed Document",
        tracking=True,
        help="Fetches the PDF of each invoice and credit note and files it in Exact beside its "
        "entry: three more calls for each document.",
    )

    def _mapping_models(self):
        return super()._mapping_models() + [
            "billing.mapping.entity",
            "billing.mapping.cost",
            "billing.mapping.discount",
        ]


class BillingSystemExact(models.AbstractModel):
    """The options of this room as rules."""

    _inherit = "billing.system.exact"

    def _probes(self, route):
        probes = super()._probes(route)
        if route.exact_attach:
            probes = (*probes, (papers.DOCUMENTS, "ID"))
        return probes

    def _rule_parts(self, route, things):
        return {
            **super()._rule_parts(route, things),
            "booking": Booking(**self._booking_parts(route, things)),
        }

    def _booking_parts(self, route, things):
        """Return the fields of `booking_rules.Booking`."""
        ledgers = {one.id: ledger_of(one) for one in things["gl_account"]}
        receivables = {ledger.id for ledger in ledgers.values() if ledger.type == RECEIVABLE}
        # A blocked journal stays a row's target: it stops what would be booked there, instead of
        # letting it go to another one.
        journals = {
            one.id: _journal_of(one, receivables)
            for one in self.env["billing.reference"]
            .with_context(active_test=False)
            .search_fetch(
                [
                    ("backend_id", "=", route.target_id.id),
                    ("scope", "=", route.exact_division or ""),
                    ("kind", "=", "journal"),
                ],
                ["code", "name", "data", "active"],
            )
        }
        codes = {one.id: one.code for kind in ("cost_center", "cost_unit") for one in things[kind]}
        own = route.exact_promotional_ledger_id
        if route.exact_promotional == OWN and own.id not in ledgers:
            label = route._fields["exact_promotional_ledger_id"]._description_string(self.env)
            raise Unmapped("route_incomplete", route=route.name, fields=label)
        return {
            "entity": self.env["billing.mapping.entity"]._as_table(route, journals),
            "cost": self.env["billing.mapping.cost"]._as_costs(route, codes),
            "discount": self.env["billing.mapping.discount"]._as_table(route, ledgers),
            "journals": {journal.code: journal for journal in journals.values()},
            "own_discounts": route.exact_discounts == OWN,
            "promotional": route.exact_promotional or "",
            "promotional_ledger": ledgers.get(own.id),
            "attach": route.exact_attach,
            "reference_field": (route.exact_payment_reference_field or "").strip(),
            "collecting": frozenset(
                one.code
                for one in things["payment_condition"]
                if one._data().get("method") in COLLECTING
            ),
        }


def _journal_of(reference, receivables):
    """Return the rules' Journal; only a ledger for debtors counts as one that it books them on."""
    data = reference._data()
    ledger = data.get("gl_account") or ""
    return Journal(
        reference.code,
        reference.name or "",
        int(data.get("type") or 0),
        data.get("currency") or "",
        bool(data.get("any_currency")),
        ledger if ledger in receivables else "",
        not reference.active,
    )
