"""A connector between a billing site and a CRM: what the tests look at and what they do to it."""

import json
import urllib.request
from urllib.parse import quote

from world import World

TENANT = "6f1c2a34-0b5d-4c7e-9a81-2d3e4f506172"
#: Application → its secret: one that may make tables, and one that may only fill them.
SETUP = ("a0000000-0000-4000-8000-000000000002", "setup-secret")
RUNTIME = ("a0000000-0000-4000-8000-000000000001", "runtime-secret")


class CrmWorld(World):
    """One database on a cursor that commits, with a billing site and an organisation."""

    @property
    def crm(self):
        """The organisation's server. (`World` calls its second server after the books.)"""
        return self.exact

    # --- making -------------------------------------------------------------------------------

    def connect(self) -> None:
        """Make both connections, and a draft route from the site to the organisation."""
        self.env["ir.config_parameter"].set_param("chargebee_connector.runner", "cron")
        source = self.env["billing.backend"].create(
            {
                "name": "Acme Billing",
                "system": "chargebee",
                "chargebee_url": self.site.url,
                "chargebee_api_key": "full_key",
                "chargebee_tz": "Europe/Amsterdam",
            }
        )
        target = self.env["billing.backend"].create(
            {
                "name": "Acme Sales",
                "system": "dynamics",
                "dynamics_url": self.crm.url,
                "dynamics_login_url": self.crm.url,
                "dynamics_tenant": TENANT,
                "dynamics_client_id": SETUP[0],
                "dynamics_client_secret": SETUP[1],
            }
        )
        self.env["billing.route"].create(
            {
                "name": "Acme CRM",
                "source_id": source.id,
                "target_id": target.id,
                "dynamics_account_field": "cf_debtor_number",
                "dynamics_vat_column": "new_vatnumber",
            }
        )
        self.commit()

    def sign_in(self, application: tuple[str, str]) -> None:
        """Have the connection use this application."""
        client_id, secret = application
        self.target.write({"dynamics_client_id": client_id, "dynamics_client_secret": secret})
        self.commit()

    def provision(self):
        """Make the tables, and go on as the application that may not."""
        self.target.action_provision()
        runs = self.work()
        self.sign_in(RUNTIME)
        return runs

    def way_back(self):
        """Make the route from the organisation to the site, live."""
        route = self.env["billing.route"].create(
            {
                "name": "Acme back",
                "source_id": self.target.id,
                "target_id": self.source.id,
                "state": "live",
            }
        )
        self.commit()
        return route

    def hand(self, do: str, table: str, user: str = "anna", **more):
        """What a user of the CRM does: see sandbox/README.md for the words."""
        return self.crm.post("hand", user=user, do=do, table=table, **more)

    # --- looking ------------------------------------------------------------------------------

    def reference(self, kind: str, name: str):
        return self.env["billing.reference"].search([("kind", "=", kind), ("name", "=", name)])

    def rows(self, entity_set: str, **options) -> list[dict]:
        """The rows of a table as the organisation tells them, all pages."""
        query = "&".join(f"${name}={quote(value)}" for name, value in options.items())
        target, found = f"{self.crm.url}/api/data/v9.2/{entity_set}?{query}", []
        while target:
            answer = self._ask(target)
            found += answer["value"]
            target = answer.get("@odata.nextLink")
        return found

    def _ask(self, target: str) -> dict:
        request = urllib.request.Request(target, headers=self.headers())
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def headers(self) -> dict[str, str]:
        """How somebody else calls who may do everything; it stands in no log of calls."""
        form = (
            f"grant_type=client_credentials&client_id={SETUP[0]}&client_secret={SETUP[1]}"
            f"&scope={quote(self.crm.url + '/.default', safe='')}"
        )
        login = f"{self.crm.url}/{TENANT}/oauth2/v2.0/token"
        with urllib.request.urlopen(login, form.encode(), timeout=30) as answer:
            token = json.load(answer)["access_token"]
        return {
            "Authorization": f"Bearer {token}",
            "OData-Version": "4.0",
            "OData-MaxVersion": "4.0",
            "Accept": "application/json",
        }

    def check(self) -> None:
        """Nothing is doubled, lost or half there, and the sandbox met no fault of its own."""
        audit = self.crm.get("audit")
        assert not any(audit.values()), audit
        crashes = self.crm.get("crashes")["crashes"]
        assert not crashes, crashes[-1]
