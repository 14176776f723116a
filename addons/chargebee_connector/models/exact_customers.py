from odoo import fields, models

from ..systems.exact import accounts
from ..systems.exact.customer_rules import CustomerRules
from .problem_texts_customers import TEXTS

#: GLAccounts.Type of the ledgers that debtors are booked on.
RECEIVABLES_TYPE = 20


class BillingRoute(models.Model):
    """What a route decides about customers in Exact."""

    _inherit = "billing.route"

    exact_contacts = fields.Selection(
        [
            ("off", "None"),
            ("main", "The main contact"),
            ("all", "All contacts"),
        ],
        "Contact Persons",
        required=True,
        default="main",
        tracking=True,
        help="Which people of a business become contact persons in Exact. Recommended: the main "
        "contact. It becomes the account's main contact there unless it has one.",
    )
    exact_address = fields.Selection(
        [
            ("account", "The account's own address follows it"),
            ("invoice", "Beside the account's own address, as its invoice address"),
        ],
        "Billing Address",
        required=True,
        default="account",
        tracking=True,
        help="Where a billing address goes that differs from what stands on the account. "
        "Choose the second where bookkeepers keep the visiting address in Exact.",
    )
    exact_debtor = fields.Selection(
        [
            ("invoiced", "Who is invoiced"),
            ("payer", "Who pays, if they have the same VAT number"),
        ],
        "Debtor of a Parent and Child",
        required=True,
        default="invoiced",
        tracking=True,
        help="Whose account bears the debt when a parent company pays for a child. Recommended: "
        "the legal person whose name and VAT number stand on the invoice.",
    )
    field_mapping_ids = fields.One2many("billing.mapping.field", "route_id", "Customer Fields")
    debtor_mapping_ids = fields.One2many("billing.mapping.debtor", "route_id", "Collective Debtors")

    def _mapping_models(self):
        return [*super()._mapping_models(), "billing.mapping.field", "billing.mapping.debtor"]


class BillingSystem(models.AbstractModel):
    _inherit = "billing.system"

    def _problem_texts(self):
        return {**super()._problem_texts(), **TEXTS}


class BillingSystemExact(models.AbstractModel):
    """The options about customers, as the rules take them."""

    _inherit = "billing.system.exact"

    def _probes(self, route):
        probes = super()._probes(route)
        if route.exact_contacts != "off":
            probes = (*probes, ("crm/Contacts", "ID"))
        if route.exact_address == "invoice":
            probes = (*probes, ("crm/Addresses", "ID"))
        return probes

    def _taken_over(self, word, route):
        return accounts.taken_over(word, self._customer_rules(route, self._things(route)))

    def _rule_parts(self, route, things):
        return {
            **super()._rule_parts(route, things),
            "customers": self._customer_rules(route, things),
        }

    def _customer_rules(self, route, things):
        return CustomerRules(
            fields=self.env["billing.mapping.field"]._as_rows(route),
            contacts=route.exact_contacts,
            address=route.exact_address,
            debtor=route.exact_debtor,
            collective=self.env["billing.mapping.debtor"]._as_debtors(route),
            ledgers={
                one.code: one.external_id
                for one in things["gl_account"]
                if int(one._data().get("type") or 0) == RECEIVABLES_TYPE
            },
            conditions=frozenset(one.code for one in things["payment_condition"]),
        )
