from odoo import fields, models

from ..ledger.plan import Facts
from ..ledger.problems import Invalid
from ..systems.exact import matching, terms

RECORDS = [(terms.KIND, "Payment Term")]


class BillingRecord(models.Model):
    """What is open with customers in Exact, and what settled what."""

    _inherit = "billing.record"

    kind = fields.Selection(
        selection_add=RECORDS, ondelete={terms.KIND: lambda some: some._forget()}
    )


class BillingSystemExact(models.AbstractModel):
    """Exact as the source of receipts: its payment terms, each read with what it is tied to."""

    _inherit = "billing.system.exact"

    PLANNED_KINDS = (terms.KIND,)
    TIED_KINDS = (terms.KIND,)
    TIED_BY = "line"

    def _stream_kinds(self, backend):
        return (terms.KIND,)

    def _pages(self, client, kind, cursor, now, full):
        if kind == terms.KIND:
            return terms.pages(client, cursor, now, full)
        return super()._pages(client, kind, cursor, now, full)

    def _match_keys(self, kind, payload):
        if kind == terms.KIND:
            return terms.match_keys(payload)
        return super()._match_keys(kind, payload)

    def _read(self, backend, kind, payload):
        if kind != terms.KIND:
            return super()._read(backend, kind, payload)
        try:
            return terms.term(payload)
        except (KeyError, TypeError, ArithmeticError):
            raise Invalid("payload_malformed") from None

    def _joined(self, words, gone):
        return matching.receipts(words, {external_id for _kind, external_id in gone})

    def _glimpse(self, backend, payload):
        return Facts()
