"""A world whose route leads back: what came in by the books is recorded on the billing site."""

import base64
from pathlib import Path

from exact import call
from prepare import Prepared
from world import World

#: Longer than an idempotency key is kept, and than the addon relies on it.
KEY_IS_GONE = "31 minutes"
_SECONDS = 31 * 60
_AUTHORISED = {"Authorization": "Basic " + base64.b64encode(b"full_key:").decode()}


class WorldBack(World):
    """The site is a server too, and what stands there is what counts."""

    def __init__(self, prepared: Prepared, name: str, folder: Path) -> None:
        super().__init__(prepared, name, folder, route="Receipts")

    def start(self) -> None:
        self.site = self.start_chargebee()
        super().start()

    def lose_key(self) -> None:
        """Let so much time pass that the site has forgotten what was sent."""
        self.db.run(
            f"UPDATE billing_link SET attempted_at = attempted_at - interval '{KEY_IS_GONE}'"
            " WHERE state IN ('posting', 'uncertain')"
        )
        self.site.post("clock", forward=_SECONDS)

    def prove(self) -> None:
        """Besides: each receipt is one payment on its invoice, half of which is due still."""
        super().prove()
        assert not self.site.get("crashes")["crashes"], "the sandbox itself broke"
        keys = self.db.rows(
            "SELECT key, external_id FROM billing_link WHERE id = ANY(%s)",
            list(self.expected["payment"]),
        )
        for key, external_id in keys:
            name = key.split("/", 2)[2]
            paid = self._read(f"invoices/{name}/payments")["list"]
            payments = [one["transaction"] for one in paid]
            assert [one["id"] for one in payments] == [external_id], name
            invoice = self._read(f"invoices/{name}")["invoice"]
            assert (payments[0]["amount"], invoice["amount_due"]) == (6050, 6050)

    def _read(self, path: str) -> dict:
        return call("GET", f"{self.site.url}/api/v2/{path}", headers=_AUTHORISED)
