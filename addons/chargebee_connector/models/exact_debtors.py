from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from ..ledger.mapping import Row, Table
from ..ledger.text import parse
from ..systems.exact.customer_rules import DEBTOR, Debtor


class BillingMappingDebtor(models.Model):
    """Which account the consumers of a country share; businesses always have their own."""

    _name = "billing.mapping.debtor"
    _description = "Collective Debtor Mapping"
    _inherit = ["billing.mapping.mixin"]

    _match_fields = DEBTOR

    country = fields.Char(size=2, help="Two letters, as NL; empty for all other countries.")
    account_code = fields.Char(
        "Debtor Number", required=True, help="The number of an account that stands in Exact."
    )
    account_external_id = fields.Char("Id There", readonly=True)
    account_name = fields.Char(readonly=True)

    _match_uniq = models.UniqueIndex(
        "(route_id, COALESCE(country, ''))", "There is already a row for the same country."
    )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create([_upper(values) for values in vals_list])
        rows._find_account()
        return rows

    def write(self, vals):
        result = super().write(_upper(vals))
        if "account_code" in vals or "route_id" in vals:
            self._find_account()
        return result

    def _find_account(self):
        """Find the account behind each number; raise for one that can't be a collective one."""
        for row in self:
            account = shared_account(row.route_id, row.account_code)
            row.write({"account_external_id": account.external_id, "account_name": account.name})

    def _as_debtors(self, route):
        """Return the confirmed rows of a route as a ledger.mapping.Table of Debtor."""
        rows = self.search([("route_id", "=", route.id), ("state", "=", "confirmed")], order="id")
        system = route.target_id._system()
        records = self.env["billing.record"].search(
            [
                ("backend_id", "=", route.target_id.id),
                ("scope", "=", route.target_scope or ""),
                ("kind", "=", "account"),
                ("external_id", "in", rows.mapped("account_external_id")),
                ("deleted", "=", False),
            ]
        )
        accounts = {
            one.external_id: system._likeness("account", parse(one.sudo().payload))
            for one in records
        }
        return Table(DEBTOR, [Row(row.id, row._match(), row._debtor(accounts)) for row in rows])

    def _debtor(self, accounts):
        """Return the account as it was told last; one that vanished takes no entries."""
        account = accounts.get(self.account_external_id)
        return debtor_of(account, self.account_external_id, self.account_code, self.account_name)


def shared_account(route, code):
    """Return the account behind a number, as Exact told of it last.

    Raises ValidationError for one that can't be a collective debtor.
    """
    env = route.env
    found = env["billing.record"]._by_likeness(
        route.target_id, route.target_scope, "code", code.strip()
    )
    if len(found) != 1:
        raise ValidationError(
            _("No account with number %s is known here. Pull the route, then try again.", code)
        )
    account = route.target_id._system()._likeness("account", found._payload())
    if account.vat_number:
        raise ValidationError(
            _(
                "Account %s has a VAT number: it is a business's own, and no place for "
                "what others bought.",
                account.code,
            )
        )
    customer = env["billing.link"].search(
        [
            ("backend_id", "=", route.target_id.id),
            ("scope", "=", route.target_scope or ""),
            ("kind", "=", "account"),
            ("external_id", "=", account.external_id),
        ],
        limit=1,
    )
    if customer:
        raise ValidationError(
            _("Account %(code)s stands for %(key)s.", code=account.code, key=customer.key)
        )
    return account


def debtor_of(account, external_id, code, name):
    """Return the rules' Debtor of an account as it was told last, None for one that vanished.

    One that vanished takes no entries: what is known of it names it.
    """
    if account is None:
        return Debtor(external_id, code, name or "", active=False)
    return Debtor(
        account.external_id,
        account.code,
        account.name,
        account.status,
        account.active,
        account.vat_number,
    )


def _upper(values):
    """Return a row's values with the country in capitals."""
    if values.get("country"):
        return {**values, "country": values["country"].strip().upper()}
    return values
