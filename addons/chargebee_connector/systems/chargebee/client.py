"""Chargebee's API over HTTP: what is asked, and what its statuses mean.

Source: apidocs.chargebee.com, "API v2", pages "Authentication", "Error handling", "List
operations" and "API limits".
"""

from contextlib import suppress
from datetime import datetime, timezone
from urllib.parse import quote

from ...ledger.problems import Invalid, OverQuota, Refused, Unauthorised, Uncertain, Unreachable
from ...ledger.pull import Pulled
from ...ledger.text import dump, parse
from ..http import TRIES, Http, seconds_of
from .slices import page, single

#: Where each kind of object is listed; one object stands below it under its id, but for charges
#: and entitlements, which are only listed.
PATHS = {
    "customer": "/customers",
    "item_family": "/item_families",
    "item": "/items",
    "item_price": "/item_prices",
    "plan": "/plans",
    "addon": "/addons",
    "coupon": "/coupons",
    "invoice": "/invoices",
    "credit_note": "/credit_notes",
    "transaction": "/transactions",
    "unbilled_charge": "/unbilled_charges",
    "payment_source": "/payment_sources",
    "subscription": "/subscriptions",
    "promotional_credit": "/promotional_credits",
    "feature": "/features",
    "entitlement": "/entitlements",
}

#: Bytes of a printed document; the least of the limits that are told of Exact.
PDF_LIMIT = 7_000_000

#: Seconds to wait after a 429 without Retry-After ("clears in about a minute"), doubled each time.
_FIRST_WAIT = 60
_LONGEST_WAIT = 600


class Chargebee:
    """One site, seen through one API key. Not for several threads at the same time.

    `base_url` is the site's address without the API's own path. `skew` is by how many seconds
    this machine's clock ran ahead of Chargebee's at the last answer (0.0 as long as unknown).
    `references` says that payment references are wanted with the invoices.
    """

    def __init__(self, base_url: str, api_key: str, quota=None, calls=None, references=False):
        self._http = Http(base_url.rstrip("/") + "/api/v2", quota, calls)
        if not (api_key.isascii() and api_key.isprintable()) or not api_key:
            raise Unauthorised("key_refused", reason="malformed")
        self._auth = (api_key, "")
        self._wait = _FIRST_WAIT
        self.skew = 0.0
        self.references = references

    def configuration(self) -> dict:
        """Return the site's domain and `product_catalog_version`."""
        answer = self._get("/configurations")
        found = _field(answer, "configurations")
        if not isinstance(found, list) or not found or not isinstance(found[0], dict):
            raise Unreachable("answer_malformed", path="/configurations")
        return found[0]

    def currencies(self) -> list:
        """Return the configured currencies; the base currency is marked in one of them."""
        answer = self._get("/currencies/list", {"limit": "100"})
        found = _field(answer, "list")
        with suppress(KeyError, TypeError, ValueError):
            return [dict(entry["currency"]) for entry in found]
        raise Unreachable("answer_malformed", path="/currencies/list")

    def fetch(self, kind: str, external_id: str) -> Pulled | None:
        """Return one object as it stands now, None when Chargebee has none of that id.

        Unlike a list, which may lag behind by minutes, this is never out of date.
        """
        path = f"{PATHS[kind]}/{quote(external_id, safe='')}"
        answer = self._get(path, absent=True)
        if answer is None:
            return None
        found = _cut(single, kind, answer, path)
        if found is None:
            raise Unreachable("answer_malformed", path=path)
        return found

    def page(self, kind: str, params: dict) -> tuple[list[Pulled], str | None]:
        """Return the objects of one page of a list and the offset of the next, if any."""
        path = PATHS[kind]
        objects, next_offset = _cut(page, kind, self._get(path, params), path)
        if objects is None or not isinstance(next_offset, str | None):
            raise Unreachable("answer_malformed", path=path)
        return objects, next_offset or None

    def payment_references(self, invoices: list[str]) -> dict[str, list[dict]]:
        """Return {invoice: its payment references} of invoices, those without any left out."""
        path, filters = "/invoices/payment_reference_numbers", {"id[in]": dump(list(invoices))}
        found: dict[str, list[dict]] = {}
        for each in self._whole(path, "payment_reference_number", filters):
            found.setdefault(str(each.get("invoice_id", "")), []).append(each)
        return found

    def payments(self, invoice: str) -> list[dict]:
        """Return the transactions of an invoice, attempts that failed too, as they stand now."""
        return self._whole(f"/invoices/{quote(invoice, safe='')}/payments", "transaction", {})

    def quotes(self, customer: str) -> list[dict]:
        """Return the quotes of a customer, as a list tells them: it may lag behind by minutes."""
        return self._whole("/quotes", "quote", {"customer_id[is]": customer})

    def _whole(self, path, name, filters):
        """Return all objects of a list, page by page."""
        offset, found = None, []
        while True:
            params = {"limit": "100", **filters, **({"offset": offset} if offset else {})}
            answer = self._get(path, params)
            entries = _field(answer, "list")
            try:
                found.extend(dict(entry[name]) for entry in entries)
            except (KeyError, TypeError, ValueError):
                raise Unreachable("answer_malformed", path=path) from None
            following = _field(answer, "next_offset")
            if not following:
                return found
            if following == offset:
                raise Unreachable("offset_repeats", kind=path.rsplit("/", 1)[-1])
            offset = following

    def post(self, path: str, form: dict, once: str = "") -> dict:
        """Send a form and return the answer's value.

        It is sent once. Sent again with the same `once` within half an hour, the same thing is
        done only once ("Idempotent requests"). Raises Uncertain when nobody knows whether it was
        done, and Refused, or what of the world it is, when it was not.
        """
        headers = {"chargebee-idempotency-key": once} if once else {}
        answer = self._http.send(
            "POST", path, data=form, headers=headers, auth=self._auth, repeat="create"
        )
        if 200 <= answer.status < 300:
            self._wait = _FIRST_WAIT
            with suppress(ValueError, RecursionError):
                found = parse(answer.body)
                if isinstance(found, dict):
                    return found
            raise Uncertain("unreadable_answer", status=answer.status, path=path)
        if answer.status >= 500:
            raise Uncertain("broken_answer", status=answer.status, path=path)
        error = _error(answer)
        code = error.get("api_error_code", "")
        if answer.status == 404 and code == "resource_not_found":
            message = error.get("message", "")
            raise Refused("request_refused", message=message, param="", reason=code)
        raise self._problem(answer, error, code, path)

    def pdf(self, kind: str, external_id: str) -> bytes:
        """Return the printed form of an invoice or credit note.

        Asking for it makes an address that is good for a short time, and changes nothing.
        ("Invoices", "Retrieve invoice as PDF".) Raises Invalid where there is none.
        """
        path = f"{PATHS[kind]}/{quote(external_id, safe='')}/pdf"
        answer = self._get(path, absent=True, method="POST")
        if answer is None:
            raise Invalid("attachment_missing", number=external_id)
        found = _field(answer, "download")
        address = found.get("download_url") if isinstance(found, dict) else None
        if not isinstance(address, str):
            raise Unreachable("answer_malformed", path=path)
        printed = self._http.download(address, PDF_LIMIT)
        if printed is None:
            raise Invalid("attachment_too_large", limit=PDF_LIMIT // 10**6)
        if not printed.startswith(b"%PDF"):
            raise Unreachable("answer_malformed", path=path)
        return printed

    def _get(self, path, params=None, absent=False, method="GET"):
        """Return the answer of a successful call that changes nothing.

        With `absent` it is None for an id that is unknown.
        """
        for number in range(TRIES):
            if number:
                self._http.pause(0.5 * 4 ** (number - 1))
            answer = self._http.send(method, path, params=params, auth=self._auth, repeat="safe")
            if answer.status < 500:
                break
        if answer.date:
            self.skew = (datetime.now(timezone.utc) - answer.date).total_seconds()
        if answer.status == 200:
            self._wait = _FIRST_WAIT
            return answer
        error = _error(answer)
        code = error.get("api_error_code", "")
        if absent and answer.status == 404 and code == "resource_not_found":
            return None
        raise self._problem(answer, error, code, path)

    def _problem(self, answer, error, code, path):
        """Return what an answer without success means for the caller."""
        status = answer.status
        if status == 401:
            return Unauthorised("key_refused", reason=code)
        if status == 403:
            return Unauthorised("right_missing", reason=code)
        if status == 404:
            # Also for an unknown path in HTML: there is no Chargebee at this address.
            return Unauthorised("site_unknown", host=self._http.host, reason=code)
        if status == 429:
            return OverQuota("too_many_calls", self._seconds(answer), reason=code)
        if status >= 500:
            return Unreachable("server_error", status=status, path=path, reason=code)
        if code == "configuration_incompatible":
            return Unauthorised("catalogue_version", path=path)
        if status >= 400 and error:
            message = error.get("message", "")
            return Refused(
                "request_refused", message=message, param=error.get("param", ""), reason=code
            )
        return Unreachable("answer_unexpected", status=status, host=self._http.host, path=path)

    def _seconds(self, answer):
        """Return how long to wait; without Retry-After longer each time until a call succeeds."""
        told = seconds_of(answer.headers.get("Retry-After"))
        if told is not None:
            return told
        wait, self._wait = self._wait, min(self._wait * 2, _LONGEST_WAIT)
        return wait


def _error(answer):
    """Return the members of an error's body that are text, none for a body that is not JSON."""
    try:
        body = parse(answer.body)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(body, dict):
        return {}
    return {name: value for name, value in body.items() if isinstance(value, str)}


def _field(answer, name):
    body = answer.json()
    return body.get(name) if isinstance(body, dict) else None


def _cut(read, kind, answer, path):
    """Return what `read` cuts out of an answer's text; Unreachable when that is not JSON."""
    with suppress(ValueError, RecursionError):
        return read(kind, answer.body.decode("utf-8"))
    raise Unreachable("not_json", status=answer.status, path=path)
