"""The whole way to Exact and back, over HTTP: connect, read, plan, post, look.

The other side is the sandbox's Exact, started as a process of its own. It refuses what Exact
refuses, so that a request that is wrong in form or content fails here.
"""

import subprocess
import sys
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import exact_world as world
import pytest

from odoo.addons.chargebee_connector.ledger.periods import Calendar, Period
from odoo.addons.chargebee_connector.ledger.plan import Known, LinkNow, resolve
from odoo.addons.chargebee_connector.ledger.problems import (
    Conflict,
    OverQuota,
    Refused,
    Unauthorised,
)
from odoo.addons.chargebee_connector.ledger.pull import Ask
from odoo.addons.chargebee_connector.ledger.text import parse
from odoo.addons.chargebee_connector.systems.exact import mirror, oauth, post, references, rules
from odoo.addons.chargebee_connector.systems.exact.client import Exact
from odoo.addons.chargebee_connector.systems.exact.look import look
from odoo.addons.chargebee_connector.systems.exact.plan import needs, plan
from odoo.addons.chargebee_connector.systems.http import Http

ROOT = Path(__file__).resolve().parents[4]
CALLBACK = "http://127.0.0.1/billing/exact/callback"
NOW = datetime.now(timezone.utc)
TODAY = NOW.date()


@contextmanager
def running(*options):
    command = [sys.executable, "-m", "sandbox.exact", "--port", "0", "--redirect", CALLBACK]
    command += ["--client-id", "id", "--client-secret", "secret", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            for said in process.stdout:
                if "http://" in said:
                    break
            yield said[said.index("http://") :].split()[0]
        finally:
            process.terminate()


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_arguments):
        return None


def grant(url):
    """Return the code that a person's consent gives."""
    address = oauth.authorise_url(url, "id", CALLBACK, "state")
    try:
        build_opener(_Stay).open(address)
    except OSError as redirect:
        return parse_qs(urlsplit(redirect.headers["Location"]).query)["code"][0]
    raise AssertionError("no redirect")


def connect(url, division="100001"):
    tokens = oauth.exchange(Http(url), "id", "secret", grant(url), CALLBACK)
    return Exact(url, division, lambda rejected: tokens.access_token), tokens


class Division:
    """A connected division with its reference data, and Rules that post into it."""

    def __init__(self, url):
        self.url = url
        self.exact, self.tokens = connect(url)
        kinds = [kind for kind in references.KINDS if kind != "booking"]
        self.read = {kind: list(references.read(self.exact, kind)) for kind in kinds}
        self.accounts = self.pull("")[0]
        sales = next(each for each in self.read["journal"] if each.data["type"] == 20)
        self.journal = sales.code
        closed = [each.data for each in self.read["journal_status"]]
        self.closed = [each for each in closed if each["journal"] == self.journal]
        self.calendar = Calendar(
            [
                Period(
                    each.data["year"],
                    each.data["number"],
                    date.fromisoformat(each.data["start"]),
                    date.fromisoformat(each.data["end"]),
                )
                for each in self.read["period"]
            ],
            {(each["journal"], each["year"], each["number"]) for each in closed},
        )

    def pull(self, cursor):
        pages = list(mirror.pages(self.exact, "account", cursor, NOW, False))
        found = [mirror.account(each.text) for page in pages for each in page.objects]
        return found, pages[-1].cursor

    def ledger(self):
        found = next(
            each for each in self.read["gl_account"] if each.data["type"] == 110 and each.active
        )
        return rules.Ledger(found.external_id, found.code, found.name, found.data["type"])

    def vat_code(self, kind, rate):
        """Return the first usable VAT code of a type and rate."""
        for each in self.read["vat_code"]:
            data = each.data
            if (data["type"], data["percentage"]) == (kind, rate) and data[
                "transaction_type"
            ] in "SB":
                return rules.VatCode(each.code, each.name, kind, Decimal(rate))
        raise AssertionError(f"no VAT code {kind} {rate}")

    def rules(self, code):
        ledger = self.ledger()
        return world.route(
            today=TODAY,
            journal=self.journal,
            rounding=ledger,
            no_vat=self.vat_code("N", "0"),
            revenue=world.revenue(({}, ledger)),
            tax=world.taxes(({}, code)),
            calendar=self.calendar,
            currencies=frozenset(each.code for each in self.read["currency"]),
        )

    def known(self, customer, link):
        asked = needs([customer], world.route())
        index = defaultdict(tuple)
        for account in self.accounts:
            for key in mirror.keys_of(account):
                index[key] += (account,)
        return Known(
            records={("customer", customer.external_id): customer},
            links={("account", f"customer/{customer.external_id}"): link},
            matches={key: index[key] for key in asked.matches if key in index},
        )

    def send(self, outcome, ids):
        """Post what was planned; return what stands there and the request as it was sent."""
        assert outcome.state == "planned", outcome.problem or outcome.rule
        request = outcome.request
        body = resolve(request.body, ids)
        return post.send(self.exact, request.method, request.path, body, request.repeat), body


@pytest.fixture(scope="module")
def division():
    options = ("--minutely", "10000", "--daily", "100000", "--error-limit", "1000")
    with running(*options) as url:
        yield Division(url)


@pytest.fixture(scope="module")
def account(division):
    """Create a customer's account; return its id."""
    outcome = plan([buyer()], division.rules(None), division.known(buyer(), LinkNow("new")))[0]
    posted, _body = division.send(outcome, {})
    assert posted.number.strip() == posted.number != ""
    return posted.external_id


def buyer(**fields):
    new = {"company": "Gloednieuw B.V.", "email": "nieuw@gloed.example"}
    return world.customer(**{**new, **fields})


def document(number, *lines, **fields):
    return world.invoice(*lines, external_id=number, date=TODAY, due_date=TODAY, **fields)


def book(division, account, word, code):
    facts = division.known(buyer(), LinkNow("posted", account))
    outcome = plan([word], division.rules(code), facts)[0]
    posted, body = division.send(outcome, {("account", "customer/acme", "external_id"): account})
    return posted, Ask(1, outcome.kind, outcome.key, body, outcome.facts)


def test_tokens(division):
    http = Http(division.url)
    with pytest.raises(OverQuota) as early:
        oauth.refresh(http, "id", "secret", division.tokens.refresh_token)
    assert early.value.code == "token_too_early"
    with pytest.raises(Unauthorised) as wrong:
        oauth.refresh(http, "id", "wrong", division.tokens.refresh_token)
    assert wrong.value.code == "app_refused"
    with pytest.raises(Unauthorised) as unknown:
        oauth.refresh(http, "id", "secret", "nonsense")
    assert unknown.value.code == "connection_lost"
    with pytest.raises(Unauthorised) as code:
        oauth.exchange(http, "id", "secret", "nonsense", CALLBACK)
    assert code.value.code == "code_refused"


def test_wrong_divisions_and_tokens(division):
    other = Exact(division.url, "999999", division.exact._token)
    with pytest.raises(Unauthorised) as caught:
        list(references.read(other, "gl_account"))
    assert caught.value.code == "no_division_access"
    with pytest.raises(Unauthorised) as caught:
        Exact(division.url, "100001", lambda rejected: "wrong").me()
    assert caught.value.code == "token_refused"


def test_references(division):
    found = division.read
    for kind, things in found.items():
        # Nobody has declared VAT in a new administration.
        assert bool(things) == (kind != "vat_return"), kind
        assert len({each.external_id for each in things}) == len(things), kind
        for each in things:
            assert each.external_id == each.external_id.strip() != ""
            assert each.code == each.code.strip() != ""
    assert {each.data["percentage"] for each in found["vat_code"]} >= {"0", "9", "21"}
    assert {each.data["type"] for each in found["gl_account"]} >= {20, 110}
    assert not all(each.active for each in found["gl_account"])
    assert {each.data["method"] for each in found["payment_condition"]} >= {"B"}
    assert all(each.data["start"] <= each.data["end"] for each in found["period"])
    assert "EUR" in {each.external_id for each in found["currency"]}
    names = {
        each.external_id: each
        for each in references.divisions(Exact(division.url, "", division.exact._token))
    }
    assert names["100001"].data["currency"] == "EUR"


def test_a_customer_of_ours_is_mirrored_and_found_again(division, account):
    found, cursor = division.pull("")
    ours = next(each for each in found if each.external_id == account)
    assert ours.created_by_us
    assert (ours.status, ours.active, ours.postcode) == ("C", True, "1012 LG")
    assert division.pull(cursor) == ([], cursor)
    again = Known(
        links={("account", "customer/acme"): LinkNow("new")},
        matches={("search_code", ours.search_code): (ours,)},
    )
    outcome = plan([buyer()], world.route(), again)[0]
    assert (outcome.state, outcome.adopt) == ("posted", account)
    body = {"SearchCode": ours.search_code}
    asked = Ask(1, "account", "customer/acme", body, None)
    assert look(division.exact, [asked])[1].external_id == account


def test_an_update_is_put_and_mirrored(division, account):
    before = division.pull("")[1]
    content = plan([buyer()], world.route(), division.known(buyer(), LinkNow("new")))[0].content
    link = LinkNow("posted", account, content)
    moved = buyer(address=replace(buyer().address, city="Utrecht"))
    outcome = plan([moved], world.route(), division.known(moved, link))[0]
    posted, _body = division.send(outcome, {})
    assert posted.external_id == account
    assert [each.city for each in division.pull(before)[0]] == ["Utrecht"]


CASES = [
    ("E", "21", "100.00", "21.00"),
    ("E", "9", "0.33", "0.03"),
    ("I", "21", "100.00", "21.00"),
    ("I", "9", "-50.00", "-4.50"),
    ("B", "0", "10.00", "0.00"),
    ("N", "0", "10.00", "0.00"),
]


@pytest.mark.parametrize(("kind", "rate", "net", "tax"), CASES)
def test_what_is_booked_is_the_document_to_the_cent(division, account, kind, rate, net, tax):
    code = division.vat_code(kind, rate)
    sold = world.line(net, world.vat(net, rate, amount=tax))
    # A cent beside what Exact would compute: it takes what it is sent.
    beside = world.vat("0.11", rate).amount + (Decimal("0.01") if Decimal(rate) else 0)
    more = world.line("0.11", world.vat("0.11", rate, amount=beside), external_id="li_2")
    word = document(f"T/{kind}/{rate}", sold, more, round_off="-0.01")
    posted, ask = book(division, account, word, code)
    told = parse(posted.text)
    assert Decimal(str(told["AmountFC"])) == word.total
    assert Decimal(str(told["VATAmountFC"])) == word.tax
    assert posted.number.isdigit()
    assert look(division.exact, [ask])[1].external_id == posted.external_id
    other = replace(ask, facts=replace(ask.facts, total=word.total * 2))
    assert isinstance(look(division.exact, [other])[1], Conflict)


def test_a_foreign_document_with_a_service_period(division, account):
    code = division.vat_code("E", "21")
    sold = world.line(date_from=TODAY, date_to=TODAY)
    rate = ("EUR", Decimal("0.91234567"))
    word = document("USD-1", sold, currency="USD", vat_rate=rate)
    posted, ask = book(division, account, word, code)
    assert parse(posted.text)["Currency"] == "USD"
    assert look(division.exact, [ask])[1].external_id == posted.external_id


def test_the_longest_texts_that_are_sent_are_taken(division, account):
    code = division.vat_code("E", "21")
    sold = world.line(description="Ω" * 250)
    word = document("N" * 50, sold, billed_to="B" * 250)
    posted, ask = book(division, account, word, code)
    assert look(division.exact, [ask])[1].external_id == posted.external_id
    long = buyer(external_id="long", company="Ω" * 250, vat_number="")
    outcome = plan(
        [long], world.route(), Known(links={("account", "customer/long"): LinkNow("new")})
    )
    assert division.send(outcome[0], {})[0].external_id


def test_a_second_entry_of_the_same_number_is_seen(division, account):
    code = division.vat_code("E", "21")
    posted, ask = book(division, account, document("TWICE"), code)
    book(division, account, document("TWICE"), code)
    found = look(division.exact, [ask])[1]
    assert (type(found), found.code) == (Conflict, "entry_twice")


def test_bookings_teach_what_descriptions_mean(division, account):
    sold = world.line(description="Zeldzame dienst")
    code = division.vat_code("E", "21")
    book(division, account, document("RARE", sold), code)
    found = {each.external_id: each for each in references.read(division.exact, "booking")}
    ledger = division.ledger().id
    assert found["zeldzame dienst"].data == {"gl_account": ledger, "count": 1, "of": 1}
    taxed = found[f"{ledger}/{code.code.strip()}"].data
    assert taxed["vat_code"] == code.code.strip() and taxed["count"] >= 1


@pytest.mark.parametrize("language", ["nl", "en"])
def test_refusals_in_both_languages(language):
    with running("--language", language) as url:
        division = Division(url)
        standing = {each.status: each for each in reversed(division.accounts) if each.active}
        closed = division.closed[0]
        word = document("X")
        code = division.vat_code("E", "21")

        def refused(account=standing["C"].external_id, **fields):
            facts = division.known(buyer(), LinkNow("posted", account))
            body = plan([word], division.rules(code), facts)[0].request.body
            body = {**body, "Customer": account, **fields}
            with pytest.raises(Refused) as caught:
                post.send(division.exact, "POST", "salesentry/SalesEntries", body, "create")
            return caught.value.code

        shut = {"ReportingYear": closed["year"], "ReportingPeriod": closed["number"]}
        assert refused(**shut) == "period_refused"
        assert refused(ReportingYear=2099, ReportingPeriod=1) == "year_unknown"
        assert refused(standing["P"].external_id) == "customer_type"
        assert refused(Journal="90") == "journal"
        assert refused(PaymentCondition="??") == "payment_condition"
        assert refused(Currency="XTS", Rate="1") == "currency"
        assert refused(Odd=1) == "request_refused"


def test_the_minutes_limit_is_waited_for():
    with running("--minutely", "3") as url:
        exact, _tokens = connect(url)
        with pytest.raises(OverQuota) as caught:
            for _call in range(8):
                exact.me()
                list(references.read(exact, "currency"))
    assert caught.value.code == "minute_limit"
    assert 1 <= caught.value.seconds <= 61
