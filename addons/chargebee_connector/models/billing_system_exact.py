from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo import models

from ..ledger.periods import Calendar, Period
from ..ledger.problems import Conflict, Invalid, Unauthorised, Unmapped
from ..ledger.words import Document
from ..systems.exact import (
    contacts,
    entries,
    look,
    mirror,
    places,
    plan,
    post,
    references,
    taxing,
    why,
)
from ..systems.exact.client import Exact
from ..systems.exact.deferral_rules import EXACT
from ..systems.exact.limits import limits
from ..systems.exact.rules import INCLUDING, Ledger, Rules, VatCode
from .exact_tokens import Tokens
from .problem_texts_credit import TEXTS as CREDIT
from .problem_texts_exact import TEXTS
from .problem_texts_refusals import TEXTS as REFUSALS

#: What Exact allows per minute and day until its headers say otherwise (its page on limits).
ASSUMED_LIMITS = (60, 5000)
#: What a connection test reads, so that a right that is missing shows before anything is posted.
PROBES = (
    ("crm/Accounts", "ID"),
    ("salesentry/SalesEntries", "EntryID"),
    ("financial/GLAccounts", "ID"),
    ("vat/VATCodes", "ID"),
)


class BillingSystem(models.AbstractModel):
    _inherit = "billing.system"

    def _problem_texts(self):
        return {**super()._problem_texts(), **TEXTS, **REFUSALS, **CREDIT}


class BillingSystemExact(models.AbstractModel):
    """Where Exact Online meets Odoo: hands on to `systems.exact`."""

    _name = "billing.system.exact"
    _inherit = "billing.system"
    _description = "Exact Online"

    IS_TARGET = True
    SCOPE_KIND = "division"
    UPDATES_FOUND = (contacts.MAIN,)

    def _client(self, backend, scope="", calls=None):
        secrets = self.env["billing.secret"]
        if not backend.exact_url or not secrets._get(backend, "exact_client_id"):
            raise Unauthorised("not_configured", connection=backend.name)
        quota = self._quota(backend, scope, self._assumed_limits(), limits)
        return Exact(backend.exact_url, scope, Tokens(self.env, backend), quota, calls)

    def _assumed_limits(self):
        return ASSUMED_LIMITS

    def _test(self, backend):
        """Reach Exact, name the user, and see that each route's division can be worked in."""
        client = self._client(backend)
        client.me()
        divisions = {thing.external_id: thing for thing in references.divisions(client)}
        findings = []
        routes = self.env["billing.route"].search([("target_id", "=", backend.id)])
        for route in routes:
            division = route.exact_division
            if not division:
                findings.append(("warning", "division_missing", {"route": route.name}))
            elif division not in divisions:
                findings.append(("error", "division_unknown", {"division": division}))
            elif not divisions[division].active:
                findings.append(("error", "division_inactive", {"division": division}))
            else:
                # The rights on what is needed show only when it is read.
                in_division = self._client(backend, division)
                for path, field in self._probes(route):
                    next(in_division.rows(path, select=field, top=1), None)
        return findings

    def _probes(self, route):
        """Return (path, field) of all that a route reads or writes in its administration."""
        return PROBES

    # --- references and mirror ----------------------------------------------------------------

    def _reference_kinds(self):
        return references.KINDS

    def _references(self, backend, client, kind):
        return references.read(client, kind)

    def _scopes(self, client):
        return references.divisions(client)

    def _route_scope(self, route):
        return route.exact_division or ""

    def _fill_route(self, route):
        route._fill_exact_defaults()

    def _mirror_kinds(self):
        return mirror.KINDS

    def _pages(self, backend, client, kind, cursor, now, full):
        return mirror.pages(client, kind, cursor, now, full)

    def _match_keys(self, kind, payload):
        return mirror.match_keys(payload)

    def _likeness(self, kind, payload):
        return mirror.account(payload)

    # --- plan ---------------------------------------------------------------------------------

    def _rules(self, route):
        things = self._things(route)
        missing = [
            name
            for name, value in (
                ("exact_division", route.exact_division),
                ("exact_sales_journal_id", route.exact_sales_journal_id),
                ("exact_rounding_ledger_id", route.exact_rounding_ledger_id),
                ("exact_no_vat_code_id", route.exact_no_vat_code_id),
            )
            if not value
        ]
        division = self._division(route)
        if missing:
            labels = [route._fields[name]._description_string(self.env) for name in missing]
            raise Unmapped("route_incomplete", route=route.name, fields=", ".join(labels))
        if not things["period"] or not division:
            raise Unmapped("references_missing", route=route.name, division=route.exact_division)
        return Rules(
            division=route.exact_division,
            division_currency=division.get("currency") or "EUR",
            country=division.get("country") or "",
            today=datetime.now(_zone(route)).date(),
            date_from=route.date_from or None,
            business_entity=route.business_entity or "",
            site=self._site(route),
            site_id=route.source_id._system()._identity(route.source_id),
            journal=route.exact_sales_journal_id.code,
            rounding=ledger_of(route.exact_rounding_ledger_id),
            no_vat=vat_code_of(route.exact_no_vat_code_id),
            calendar=self._calendar(things),
            currencies=frozenset(one.code for one in things["currency"]),
            rate_source=route.exact_rate_source,
            deferral=route.exact_deferral_mode == EXACT,
            **self._rule_parts(route, things),
        )

    def _rule_parts(self, route, things):
        """Return the mapping tables and options of a route as fields of its rules.

        `things` is the division's reference data by kind. Each room of options adds its own.
        """
        ledgers = {one.id: ledger_of(one) for one in things["gl_account"]}
        codes = {one.id: vat_code_of(one) for one in things["vat_code"]}
        terms = {one.id: one.code for one in things["payment_condition"]}
        return {
            "revenue": self.env["billing.mapping.revenue"]._as_table(route, ledgers),
            "tax": self.env["billing.mapping.tax"]._as_table(route, codes),
            "term": self.env["billing.mapping.term"]._as_table(route, terms),
        }

    def _calendar(self, things):
        """Return the ledger's Calendar that a division's reference data make."""
        periods = []
        for one in things["period"]:
            data = one._data()
            periods.append(
                Period(
                    int(data["year"]),
                    int(data["number"]),
                    date.fromisoformat(data["start"]),
                    date.fromisoformat(data["end"]),
                )
            )
        closed = [
            (data["journal"], int(data["year"]), int(data["number"]))
            for data in (one._data() for one in things["journal_status"])
        ]
        filed = [
            (int(data["year"]), int(data["number"]))
            for data in (one._data() for one in things["vat_return"])
        ]
        return Calendar(periods, closed, filed)

    def _things(self, route):
        """Return the division's active reference data by kind, in one query."""
        things = self.env["billing.reference"].search_fetch(
            [("backend_id", "=", route.target_id.id), ("scope", "=", route.exact_division or "")],
            ["kind", "external_id", "code", "name", "data"],
        )
        grouped = things.grouped("kind")
        none = self.env["billing.reference"]
        return {kind: grouped.get(kind, none) for kind in references.KINDS}

    def _division(self, route):
        return route.exact_division_id._data() if route.exact_division_id else {}

    def _site(self, route):
        """Return what stands before every number when several sites feed one division."""
        others = self.env["billing.route"].search(
            [("target_id", "=", route.target_id.id), ("exact_division", "=", route.exact_division)]
        )
        return route.source_id.name if len(others.source_id) > 1 else ""

    def _place(self, kind, external_id):
        return places.place(kind, external_id)

    def _needs(self, words, rules):
        return plan.needs(words, rules)

    def _plan(self, words, rules, known):
        return plan.plan(words, rules, known)

    def _why(self, word, rules, known):
        return why.reasons(word, rules, known) if isinstance(word, Document) else []

    def _no_longer_fits(self, posted, outcome):
        """Hold what was deleted (I11, C11) or is another document by now (I12).

        A change that would give another VAT code needs a credit note and a new invoice (I7).
        """
        if outcome.kind != entries.KIND:
            return None
        if outcome.rule == "deleted":
            return Invalid("deleted_after_posting", number=outcome.source[1])
        if outcome.rule:
            return None
        if entries.is_another(posted, outcome):
            return Conflict(
                "number_used_again",
                number=outcome.source[1],
                posted=posted.total,
                now=outcome.facts.total,
                currency=outcome.facts.currency,
            )
        if outcome.problem is not None and outcome.problem.code not in taxing.PROBLEMS:
            return None  # It says nothing about the VAT.
        before = entries.vat_codes(posted.body)
        now = entries.vat_codes(outcome.request.body) if outcome.request else []
        if before == now:
            return None
        return Invalid("vat_no_longer_fits", posted=", ".join(before), now=", ".join(now) or "–")

    def _totals(self, route, requests):
        """Yield what sales entries' lines book, with the names that people know."""
        things = self._things(route)
        ledgers = {one.external_id: one.display_name for one in things["gl_account"]}
        including = {one.code for one in things["vat_code"] if one._data().get("type") == INCLUDING}
        for index, request in enumerate(requests):
            for line in request["body"].get("SalesEntryLines") or ():
                amount, tax = Decimal(line["AmountFC"]), Decimal(line.get("VATAmountFC") or "0")
                code = line.get("VATCode") or ""
                net = amount - tax if code in including else amount
                yield index, ledgers.get(line["GLAccount"], line["GLAccount"]), code, net, tax

    # --- post ---------------------------------------------------------------------------------

    def _look(self, client, asks):
        return look.look(client, asks)

    def _fitting(self, asks):
        return look.fitting(asks)

    def _owners(self, client, keys, rules):
        references = {entries.your_ref(rules, places.number(key)): key for key in keys}
        owners = look.customers(client, list(references))
        return {references[your_ref]: owner for your_ref, owner in owners.items()}

    def _post(self, client, request):
        return post.send(
            client, request["method"], request["path"], request["body"], request["repeat"]
        )


def _zone(route):
    """Return the zone in which "today" is meant: the billing site's, as far as anybody said."""
    source = route.source_id
    return ZoneInfo(route.tz or source._system()._time_zone(source) or "UTC")


def ledger_of(reference):
    """Return the rules' Ledger that a reference stands for."""
    data = reference._data()
    return Ledger(
        reference.external_id,
        reference.code,
        reference.name,
        *(int(data.get(name) or 0) for name in ("type", "use_cost_center", "use_cost_unit")),
    )


def vat_code_of(reference):
    """Return the rules' VatCode that a reference stands for."""
    data = reference._data()
    percentage = data.get("percentage")
    return VatCode(
        reference.code,
        reference.name,
        data.get("type") or "E",
        None if percentage in (None, "") else Decimal(percentage),
        data.get("listing") or "",
        data.get("oss_country") or "",
    )
