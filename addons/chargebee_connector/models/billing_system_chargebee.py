from odoo import api, fields, models

from ..ledger.problems import Unauthorised
from ..systems.chargebee import pull, read
from ..systems.chargebee.address import site_address
from ..systems.chargebee.client import Chargebee
from ..systems.chargebee.glimpse import entity_of, glimpse
from .billing_backend import secret_field

#: A clock that is off by more than this makes a pull's windows miss changes.
CLOCK_TOLERANCE_SECONDS = 60


class BillingBackend(models.Model):
    _inherit = "billing.backend"

    system = fields.Selection(
        selection_add=[("chargebee", "Chargebee")], ondelete={"chargebee": "cascade"}
    )
    chargebee_url = fields.Char(
        "Chargebee Site", tracking=True, help="For example https://acme.chargebee.com"
    )
    chargebee_api_key = secret_field(
        "API Key",
        help="A read-only key is enough, unless receipts are recorded. What is stored can't be "
        "shown again.",
    )
    chargebee_webhook_user = secret_field("Webhook User")
    chargebee_webhook_password = secret_field("Webhook Password")
    chargebee_webhook_url = fields.Char("Webhook Address", compute="_compute_chargebee_webhook_url")
    chargebee_tz = fields.Char(
        "Site Time Zone",
        help="Used for objects that don't carry the site's time zone, such as payments. "
        "For example Europe/Amsterdam.",
    )

    chargebee_payment_references = fields.Boolean(
        "Read Payment References",
        tracking=True,
        help="KID, OCR, FIK and FRN numbers that Chargebee makes for invoices in the Nordic "
        "countries. They go to the books with the invoice, so that bank files match by "
        "themselves. One or two more calls for each page of invoices. For what was pulled before, "
        "press “Start Over” on the stream of invoices.",
    )
    chargebee_catalogue = fields.Selection(
        [("v2", "2.0: items and their prices"), ("v1", "1.0: plans and add-ons")],
        "Product Catalog",
        readonly=True,
        copy=False,
        help="What the site sells from. “Test Connection” asks for it again.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([_with_address(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(_with_address(vals))

    def _compute_chargebee_webhook_url(self):
        for backend in self:
            backend.chargebee_webhook_url = (
                f"{backend.get_base_url()}/chargebee/webhook/{backend.id}" if backend.id else False
            )


class BillingRecord(models.Model):
    _inherit = "billing.record"

    kind = fields.Selection(
        selection_add=[
            ("item_family", "Item Family"),
            ("item", "Item"),
            ("item_price",),
            ("plan", "Plan"),
            ("addon", "Add-on"),
            ("coupon", "Coupon"),
        ],
        ondelete=dict.fromkeys(
            ("item_family", "item", "plan", "addon", "coupon"), lambda some: some._forget()
        ),
    )


class BillingSystemChargebee(models.AbstractModel):
    """Where Chargebee meets Odoo: hands on to `systems.chargebee`."""

    _name = "billing.system.chargebee"
    _inherit = "billing.system"
    _description = "Chargebee"

    PLANNED_KINDS = ("customer", "invoice", "credit_note", "transaction")

    def _client(self, backend, scope="", calls=None):
        key = self.env["billing.secret"]._get(backend, "chargebee_api_key")
        if not key or not backend.chargebee_url:
            raise Unauthorised("not_configured", connection=backend.name)
        references = backend.chargebee_payment_references
        return Chargebee(backend.chargebee_url, key, self._quota(backend), calls, references)

    def _test(self, backend):
        """Reach the site, see which catalogue it uses, and that each kind may be read."""
        client = self._client(backend)
        findings = []
        if not self._learn_catalogue(backend, client):
            findings.append(("error", "catalogue_version", {}))
        if abs(client.skew) > CLOCK_TOLERANCE_SECONDS:
            findings.append(("warning", "clock_differs", {"seconds": str(round(client.skew))}))
        for kind in self._stream_kinds(backend) if not findings else ():
            client.page(kind, {"limit": "1"})
        if client.references and not findings:
            client.payment_references(["-"])
        return findings

    def _identity(self, backend):
        return site_address(backend.chargebee_url or "") or super()._identity(backend)

    def _time_zone(self, backend):
        return backend.chargebee_tz or ""

    def _acquaint(self, backend, connect):
        if not backend.chargebee_catalogue and not self._learn_catalogue(backend, connect()):
            raise Unauthorised("catalogue_version")

    def _learn_catalogue(self, backend, client):
        """Store which catalogue a site sells from; return it, "" for one that nobody knows."""
        version = client.configuration().get("product_catalog_version")
        if version not in pull.CATALOGUES:
            return ""
        if backend.chargebee_catalogue != version:
            backend.sudo().chargebee_catalogue = version  # Operators may test and pull, too.
        return version

    def _stream_kinds(self, backend):
        return pull.kinds(backend.chargebee_catalogue or "v2", self._wanted_kinds(backend))

    def _pages(self, backend, client, kind, cursor, now, full):
        return pull.pages(client, kind, cursor, now, full)

    def _fetch(self, client, kind, external_id):
        return pull.fetch(client, kind, external_id)

    def _attachment(self, client, kind, external_id):
        return client.pdf(kind, external_id)

    def _wanted_kinds(self, backend):
        """Return the kinds that routes ask for: they cost calls that most sites needn't make."""
        routes = self.env["billing.route"].search([("source_id", "=", backend.id)])
        return {kind for route in routes for kind in route.target_id._system()._kinds_wanted(route)}

    def _objects_of_event(self, backend, payload):
        return pull.objects_of_event(payload, self._wanted_kinds(backend))

    def _read(self, backend, kind, payload):
        return read.read(kind, payload, self._time_zone(backend))

    def _glimpse(self, backend, payload):
        return glimpse(payload, self._time_zone(backend))

    def _entity_of(self, payload):
        return entity_of(payload)

    def _receive(self, backend, event):
        """Store a webhook's event once, and start fetching what it is about."""
        stored = self.env["billing.record"]._store(backend, "", [event])
        if not stored:
            return
        self.env["billing.record"].browse(stored[0][0]).pending = True
        routes = self.env["billing.route"].search(
            [("source_id", "=", backend.id), ("state", "in", ("live", "shadow"))]
        )
        for route in routes:
            self.env["billing.run"]._start(
                "pull", route=route, then="plan,post", position={"events_only": True}
            )


def _with_address(vals):
    """Return values of a connection with the site's address in its one spelling."""
    told = vals.get("chargebee_url")
    return {**vals, "chargebee_url": site_address(told)} if told else vals
