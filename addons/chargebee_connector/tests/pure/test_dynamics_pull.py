"""The CRM's own records: pages, cursors, links that are too old, quotes with their lines."""

from datetime import date, datetime, timezone
from decimal import Decimal
from urllib.parse import quote

import pytest
from dynamics_world import GUID, OTHER, api, error, name_of, organisation
from little_server import Reply

from odoo.addons.chargebee_connector.ledger.crm import CrmAccount
from odoo.addons.chargebee_connector.ledger.problems import Invalid, Refused, Unreachable
from odoo.addons.chargebee_connector.ledger.text import parse
from odoo.addons.chargebee_connector.systems.dynamics import pull, read
from odoo.addons.chargebee_connector.systems.dynamics.selected import SOURCES

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)
EUR = "00000000-0000-4000-8000-0000000000e1"
BASE = "/api/data/v9.2/"


class Crm:
    """Answers for one table: `tracked` pages of changes by token, everything without one."""

    def __init__(self, *pages, tracking=True):
        self.pages = list(pages)
        self.tracking = tracking
        self.changed = {}
        self.expired = set()
        self.server = None
        self.quotes = {}

    def __call__(self, request):
        path = request.path.removeprefix(BASE)
        if path.startswith("EntityDefinitions"):
            return Reply(200, {"ChangeTrackingEnabled": self.tracking})
        if path == "transactioncurrencies":
            return _rows([{"transactioncurrencyid": EUR, "isocurrencycode": "EUR"}])
        if request.query.get("$expand"):
            wanted = request.query["$filter"].removeprefix("quoteid eq ").split(" or quoteid eq ")
            assert len(wanted) <= 20
            return _rows([{"quoteid": one, "quote_details": self.quotes[one]} for one in wanted])
        token = request.query.get("$deltatoken") or request.query.get("$skiptoken")
        if token in self.expired:
            return error(400, "0x80060001", "token too old")
        if "$deltatoken" in request.query:
            return self._last(self.changed.get(token, []), path, f"{token}+")
        number = int(token or 0)
        if number + 1 < len(self.pages):
            link = self._link(path, "$skiptoken", number + 1)
            return _rows(self.pages[number], **{"@odata.nextLink": link})
        rows = self.pages[number] if self.pages else []
        return self._last(rows, path, "d1") if self.tracking else _rows(rows)

    def _last(self, rows, path, token):
        return _rows(rows, **{"@odata.deltaLink": self._link(path, "$deltatoken", token)})

    def _link(self, path, name, token):
        return f"{self.server.url}{BASE}{path}?{name}={quote(str(token))}"


def _rows(rows, **more):
    return Reply(200, {"value": list(rows), **more})


def account(number, **more):
    guid = f"{GUID[:-1]}{number}"
    return {"accountid": guid, "@odata.etag": f'W/"{100 + number}"', "name": f"A{number}", **more}


def deleted(number):
    return {
        "@odata.context": "https://x/api/data/v9.2/$metadata#accounts/$deletedEntity",
        "id": f"{GUID[:-1]}{number}",
        "reason": "deleted",
    }


def told(client, crm, cursor="", kind="crm_account", full=False, pages=None, **options):
    """Return (objects, last cursor) of a reading; `pages` is after how many it is broken off."""
    objects = []
    for count, page in enumerate(pull.pages(client, kind, cursor, NOW, full, **options), 1):
        objects += page.objects
        cursor = page.cursor
        if count == pages:
            break
    else:
        assert not page.more
    return objects, cursor


def reading(crm):
    return _Reading(crm)


class _Reading:
    def __init__(self, crm):
        self._world = organisation(crm)
        self._crm = crm

    def __enter__(self):
        server, client = self._world.__enter__()
        self._crm.server = server
        return server, client

    def __exit__(self, *error):
        return self._world.__exit__(*error)


def test_first_reading_is_whole_and_the_next_tells_changes():
    crm = Crm([account(1), account(2)], [account(3)])
    with reading(crm) as (server, client):
        objects, cursor = told(client, crm)
        first = api(server)
        assert pull.was_complete(cursor) and pull.tells_deletions(cursor)
        crm.changed["d1"] = [account(2, name="New"), deleted(1)]
        changes, cursor = told(client, crm, cursor)
        calls = api(server)[len(first) :]
    assert [(one.external_id[-1], one.version, one.deleted) for one in objects] == [
        ("1", "101", False),
        ("2", "102", False),
        ("3", "103", False),
    ]
    assert parse(objects[0].text)["name"] == "A1"
    assert [(one.external_id[-1], one.version, one.deleted, one.text != "") for one in changes] == [
        ("2", "102", False, True),
        ("1", "", True, False),
    ]
    assert len(calls) == 1 and not pull.was_complete(cursor)
    select = first[1].query["$select"].split(",")
    assert {"name", "_ownerid_value", "modifiedon", "_modifiedby_value"} <= set(select)
    assert "odata.track-changes" in first[1].headers["Prefer"]
    assert "$filter" not in first[1].query and "$orderby" not in first[1].query


def test_quiet_hour_costs_one_call():
    crm = Crm([account(1)])
    with reading(crm) as (server, client):
        _objects, cursor = told(client, crm)
        before = len(api(server))
        objects, _cursor = told(client, crm, cursor)
        assert len(api(server)) - before == 1
    assert objects == []


@pytest.mark.parametrize("tracking", [True, False])
def test_reading_that_was_broken_off_goes_on(tracking):
    crm = Crm([account(1)], [account(2)], [account(3)], tracking=tracking)
    with reading(crm) as (_server, client):
        _objects, cursor = told(client, crm, pages=1)
        assert not tracking or "skiptoken" in cursor
        objects, cursor = told(client, crm, cursor)
    assert [one.external_id[-1] for one in objects] == ["2", "3"]
    assert pull.was_complete(cursor)


def test_link_that_is_too_old_means_everything_anew():
    crm = Crm([account(1)], [account(2)])
    with reading(crm) as (_server, client):
        _objects, cursor = told(client, crm)
        crm.expired.add("d1")
        objects, cursor = told(client, crm, cursor)
        assert [one.external_id[-1] for one in objects] == ["1", "2"]
        assert pull.was_complete(cursor)
        crm.expired.clear()
        _objects, cursor = told(client, crm, cursor)
        assert not pull.was_complete(cursor)


def test_refusal_that_is_no_matter_of_age_is_told():
    crm = Crm([account(1)])
    with reading(crm) as (_server, client):
        crm.expired.add(None)
        with pytest.raises(Refused):
            told(client, crm)


def test_full_reading_and_other_columns_begin_anew():
    crm = Crm([account(1)])
    with reading(crm) as (server, client):
        _objects, cursor = told(client, crm)
        assert told(client, crm, cursor)[0] == []
        assert told(client, crm, cursor, full=True)[0]
        objects, other = told(client, crm, cursor, extra=("new_segment",), vat_column="new_vat")
        assert objects and pull.was_complete(other)
        select = api(server)[-1].query["$select"].split(",")
        assert select[-2:] == ["new_segment", "new_vat"]
        assert told(client, crm, other, extra=("new_segment",), vat_column="new_vat")[0] == []


def test_cursor_that_nobody_can_read_begins_anew():
    crm = Crm([account(1)])
    with reading(crm) as (_server, client):
        assert told(client, crm, "nonsense")[0] and told(client, crm, "[]")[0]


def test_table_without_tracking_is_read_by_the_clock():
    crm = Crm([account(1)], tracking=False)
    with reading(crm) as (server, client):
        _objects, cursor = told(client, crm)
        assert pull.was_complete(cursor) and not pull.tells_deletions(cursor)
        _objects, cursor = told(client, crm, cursor)
        first, second = api(server)[1:]
    assert "$filter" not in first.query
    assert second.query["$filter"] == "modifiedon ge 2026-03-01T11:55:00Z"
    assert second.query["$orderby"] == "modifiedon asc"
    assert not pull.was_complete(cursor)


def test_ids_of_all_that_is_there():
    with organisation(lambda request: _rows([account(1), account(2)])) as (server, client):
        assert [one[-1] for one in pull.ids(client, "crm_account")] == ["1", "2"]
        assert api(server)[0].query == {"$select": "accountid"}


def test_answer_without_any_link():
    with organisation(lambda request: Reply(200, {"value": [], "ChangeTrackingEnabled": 1})) as (
        _server,
        client,
    ):
        with pytest.raises(Unreachable):
            list(pull.pages(client, "crm_account", "", NOW, False))


def test_currency_and_vat_number_are_told_beside_the_columns():
    crm = Crm([account(1, new_vat="NL1", _transactioncurrencyid_value=EUR)])
    with reading(crm) as (server, client):
        (one,), _cursor = told(client, crm, vat_column="new_vat")
        assert [name_of(call) for call in api(server)].count("GET transactioncurrencies") == 1
    word = read.read("crm_account", parse(one.text))
    assert (word.vat_number, word.currency) == ("NL1", "EUR")
    assert word.extra["new_vat"] == "NL1"


def test_final_quotes_are_told_with_their_lines_twenty_at_a_time():
    def quote_row(number, state):
        return {"quoteid": f"{GUID[:-2]}{number:02}", "@odata.etag": 'W/"1"', "statecode": state}

    crm = Crm([quote_row(number, 3) for number in range(25)] + [quote_row(90, 0)])
    crm.quotes = {
        f"{GUID[:-2]}{number:02}": [{"quotedetailid": OTHER, "quantity": 1}] for number in range(25)
    }
    with reading(crm) as (server, client):
        objects, _cursor = told(client, crm, kind="crm_quote")
        calls = [call for call in api(server) if "$expand" in call.query]
    assert len(calls) == 2
    assert "productid($select=name,productnumber)" in calls[0].query["$expand"]
    words = [read.read("crm_quote", parse(one.text)) for one in objects]
    assert [word.lines_known for word in words] == [True] * 25 + [False]
    assert words[0].lines[0].external_id == OTHER


def test_lines_behind_the_first_page():
    def answer(request):
        if "more" in request.query:
            return _rows([{"quotedetailid": OTHER, "lineitemnumber": 2}])
        if "$expand" in request.query:
            link = f"{crm.server.url}{BASE}quotes({GUID})/quote_details?more=1"
            first = [{"quotedetailid": GUID, "lineitemnumber": 1}]
            return _rows(
                [{"quoteid": GUID, "quote_details": first, "quote_details@odata.nextLink": link}]
            )
        return crm(request)

    crm = Crm([{"quoteid": GUID, "@odata.etag": 'W/"1"', "statecode": 2}])
    with organisation(answer) as (server, client):
        crm.server = server
        (one,), _cursor = told(client, crm, kind="crm_quote")
    assert [line.number for line in read.read("crm_quote", parse(one.text)).lines] == [1, 2]


# --- words --------------------------------------------------------------------------------------


def test_account_as_a_word():
    word = read.read(
        "crm_account",
        {
            "@odata.etag": 'W/"1"',
            "accountid": f"{{{GUID.upper()}}}",
            "name": "Acme",
            "accountnumber": " 42 ",
            "emailaddress1": "a@acme.nl",
            "telephone1": None,
            "websiteurl": "acme.nl",
            "address1_line1": "Kade 1",
            "address1_city": "Amsterdam ",
            "address1_country": "Nederland",
            "paymenttermscode": 1,
            "_primarycontactid_value": OTHER,
            "_ownerid_value": OTHER,
            "_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname": "team",
            "statecode": 1,
            "merged": True,
            "_masterid_value": OTHER,
            "modifiedon": "2026-03-01T12:00:00.1234567Z",
            "_modifiedby_value": OTHER,
            "revenue": Decimal("5.5"),
        },
    )
    assert (word.external_id, word.number, word.city, word.country) == (
        GUID,
        "42",
        "Amsterdam",
        "Nederland",
    )
    assert not word.active and word.merged_into == OTHER and word.payment_terms == 1
    assert (word.changed, word.changed_by) == (NOW, OTHER)
    assert word.extra["revenue"] == Decimal("5.5")
    assert not [name for name in word.extra if "@" in name]
    hash(word)


def test_keys_and_likeness_of_an_account():
    payload = {"accountid": GUID, "name": "Acme B.V.", "@vat_number": "NL1"}
    assert read.match_keys("crm_account", payload) == [
        ("id", GUID),
        ("vat", "NL1"),
        ("name", "acme"),
    ]
    assert isinstance(read.likeness("crm_account", payload), CrmAccount)
    assert read.match_keys("crm_contact", {}) == [] and read.likeness("crm_contact", {}) is None


@pytest.mark.parametrize(("table", "account"), [("account", OTHER), ("contact", "")])
def test_contact_as_a_word(table, account):
    word = read.read(
        "crm_contact",
        {
            "contactid": GUID,
            "firstname": "Jan",
            "lastname": "Jansen",
            "jobtitle": "CFO",
            "mobilephone": "06",
            "_parentcustomerid_value": OTHER,
            "_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname": table,
        },
    )
    assert (word.first_name, word.job_title, word.mobile) == ("Jan", "CFO", "06")
    assert word.account == account and word.active


def test_address_as_a_word():
    row = {
        "customeraddressid": GUID,
        "addressnumber": 1,
        "addresstypecode": 1,
        "_parentid_value": OTHER,
        "objecttypecode": "account",
    }
    word = read.read("crm_address", row)
    assert (word.parent, word.number, word.purpose) == (("account", OTHER), 1, "billing")
    assert word.empty
    assert not read.read("crm_address", {**row, "city": "Amsterdam"}).empty
    assert read.read("crm_address", {"customeraddressid": GUID}).purpose == ""


@pytest.mark.parametrize(
    ("state", "status", "word"),
    [
        (0, 1, "draft"),
        (1, 2, "open"),
        (1, 3, "open"),
        (2, 4, "won"),
        (3, 5, "lost"),
        (3, 6, "cancelled"),
        (3, 7, "revised"),
    ],
)
def test_states_of_quotes(state, status, word):
    row = {"quoteid": GUID, "statecode": state, "statuscode": status}
    assert read.read("crm_quote", row).state == word


def test_quote_as_a_word():
    word = read.read(
        "crm_quote",
        {
            "quoteid": GUID,
            "quotenumber": "QUO-1",
            "revisionnumber": 2,
            "name": "Seats",
            "statecode": 2,
            "statuscode": 4,
            "_customerid_value": OTHER,
            "_customerid_value@Microsoft.Dynamics.CRM.lookuplogicalname": "contact",
            "@currency": "EUR",
            "effectivefrom": "2026-02-28T23:00:00Z",
            "effectiveto": "2026-12-31",
            "closedon": "2026-03-05",
            "totalamount": Decimal("121.0000"),
            "billto_city": "Gent",
            "quote_details": [
                {"quotedetailid": OTHER, "lineitemnumber": 2, "isproductoverridden": True,
                 "productdescription": "By hand"},
                {"quotedetailid": GUID, "lineitemnumber": 1, "quantity": Decimal("3.0"),
                 "priceperunit": 50, "manualdiscountamount": 5,
                 "volumediscountamount": Decimal("0.5"), "tax": 21, "extendedamount": 164,
                 "productid": {"name": "Team", "productnumber": "team-monthly"}},
            ],
        },
    )  # fmt: skip
    assert (word.number, word.revision, word.state, word.currency) == ("QUO-1", 2, "won", "EUR")
    assert word.customer == ("contact", OTHER)
    assert (word.date_from, word.date_to) == (date(2026, 3, 1), date(2026, 12, 31))
    assert word.closed == date(2026, 3, 5) and word.billing.city == "Gent"
    first, second = word.lines
    assert (first.product, first.quantity, first.unit_price) == ("team-monthly", 3, 50)
    assert (first.discount, first.tax, first.extended) == (Decimal("6.5"), 21, 164)
    assert second.written_in and second.product == "" and second.description == "By hand"


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("2026-03-01T00:00:00Z", date(2026, 3, 1)),
        ("2026-02-28T23:00:00Z", date(2026, 3, 1)),
        ("2026-03-01T05:00:00Z", date(2026, 3, 1)),
        ("2026-03-01", date(2026, 3, 1)),
        (None, None),
    ],
)
def test_midnight_of_somebody(told, meant):
    assert read.read("crm_quote", {"quoteid": GUID, "effectivefrom": told}).date_from == meant


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"quoteid": GUID, "effectivefrom": "soon"},
        {"quoteid": GUID, "totalamount": "much"},
        {"quoteid": GUID, "quote_details": [{}]},
        {"quoteid": GUID, "modifiedon": 5, "quote_details": 7},
    ],
)
def test_payload_that_can_not_be_understood(payload):
    with pytest.raises(Invalid):
        read.read("crm_quote", payload)


def test_kinds():
    assert pull.KINDS == ("crm_account", "crm_contact", "crm_address", "crm_quote")
    assert read.read("event", {}) is None
    for source in SOURCES.values():
        assert len(set(source.columns)) == len(source.columns)
