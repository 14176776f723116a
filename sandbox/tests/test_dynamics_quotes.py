"""Quotes' states and amounts, the actions that move them on, and merges of customers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from sandbox.dynamics.standard import stable_id

from .dynamics_caller import Crm, running

PRICES = stable_id("pricelevel", "EUR")
PRO = stable_id("product", "cloud-pro-EUR-monthly")
CLOSE_TYPE = "Microsoft.Dynamics.CRM.quoteclose"


@pytest.fixture
def crm() -> Iterator[Crm]:
    with running(accounts=12) as caller:
        yield caller.connect("sales")


@pytest.fixture
def account(crm: Crm) -> str:
    return crm.post("accounts", {"name": "Sluis & Zn."}).entity_id


@pytest.fixture
def quote(crm: Crm, account: str) -> str:
    values = {
        "name": "Offer",
        "customerid_account@odata.bind": f"/accounts({account})",
        "pricelevelid@odata.bind": f"/pricelevels({PRICES})",
    }
    return crm.post("quotes", values).entity_id


def line(crm: Crm, quote: str, **values: Any) -> str:
    given = {"quoteid@odata.bind": f"/quotes({quote})", "quantity": 3, **values}
    if "isproductoverridden" not in values:
        given["productid@odata.bind"] = f"/products({PRO})"
    return crm.post("quotedetails", given).entity_id


def closing(quote: str, status: int) -> dict[str, Any]:
    return {
        "Status": status,
        "QuoteClose": {
            "@odata.type": CLOSE_TYPE,
            "subject": "Done",
            "quoteid@odata.bind": f"/quotes({quote})",
        },
    }


def state(crm: Crm, quote: str) -> tuple[int, int]:
    row = crm.get(f"quotes({quote})?$select=statecode,statuscode").json
    return row["statecode"], row["statuscode"]


def activate(crm: Crm, quote: str) -> None:
    body = {"statecode": 1, "statuscode": 2}
    assert crm.patch(f"quotes({quote})", body, If_Match="*").status == 204


def test_a_new_quote_is_a_numbered_draft(crm: Crm, quote: str) -> None:
    row = crm.get(f"quotes({quote})").json
    assert (row["statecode"], row["statuscode"], row["revisionnumber"]) == (0, 1, 0)
    assert row["quotenumber"].startswith("QUO-") and row["totalamount"] == 0
    other = crm.get("quotes?$select=quotenumber").json["value"]
    numbers = [one["quotenumber"] for one in other]
    assert numbers.count(row["quotenumber"]) == 1


def test_a_quote_needs_a_customer_and_cannot_be_born_won(crm: Crm, account: str) -> None:
    assert crm.post("quotes", {"name": "X"}).refusal == (400, "0x80040203")
    values = {"name": "X", "customerid_account@odata.bind": f"/accounts({account})"}
    assert crm.post("quotes", {**values, "statecode": 2, "statuscode": 4}).status == 400


def test_lines_take_the_list_s_price_and_make_the_quote_s_amounts(crm: Crm, quote: str) -> None:
    first = line(crm, quote, tax=Decimal("30.87"))
    line(crm, quote, ispriceoverridden=True, priceperunit=Decimal("40.5"), quantity=2,
         manualdiscountamount=Decimal("1"))  # fmt: skip
    line(crm, quote, isproductoverridden=True, productdescription="Training", quantity=1,
         priceperunit=Decimal("125.50"))  # fmt: skip
    row = crm.get(f"quotedetails({first})").json
    assert (row["priceperunit"], row["baseamount"], row["extendedamount"]) == (
        49, 147, Decimal("177.87"),
    )  # fmt: skip
    whole = crm.get(f"quotes({quote})").json
    assert whole["totallineitemamount"] == Decimal("352.5")
    assert (whole["totaltax"], whole["totalamount"]) == (Decimal("30.87"), Decimal("383.37"))
    crm.patch(f"quotes({quote})", {"discountpercentage": 10}, If_Match="*")
    whole = crm.get(f"quotes({quote})").json
    assert whole["totaldiscountamount"] == Decimal("35.25")
    assert whole["totalamount"] == Decimal("348.12")
    assert crm.delete(f"quotedetails({first})").status == 204
    assert crm.get(f"quotes({quote})").json["totalamount"] == Decimal("184.95")


def test_lines_are_expanded_with_their_products(crm: Crm, quote: str) -> None:
    line(crm, quote)
    line(crm, quote, isproductoverridden=True, productdescription="Training")
    path = (
        f"quotes({quote})?$select=name&$expand=quote_details($select=quotedetailname,quantity;"
        "$expand=productid($select=productnumber))"
    )
    found = crm.get(path).json["quote_details"]
    assert [(one["productid"] or {}).get("productnumber") for one in found] == [
        "cloud-pro-EUR-monthly", None,
    ]  # fmt: skip
    assert found[1]["quotedetailname"] == "Training"


@pytest.mark.parametrize(
    "values",
    [
        {"productid@odata.bind": f"/products({stable_id('product', 'legacy')})"},
        {"isproductoverridden": True},
        {"productid@odata.bind": None},
    ],
    ids=["retired", "write-in without text", "no product"],
)
def test_what_cannot_be_sold_is_no_line(crm: Crm, quote: str, values: dict[str, Any]) -> None:
    given = {"quoteid@odata.bind": f"/quotes({quote})", "quantity": 1, **values}
    assert crm.post("quotedetails", given).status == 400


def test_only_a_draft_is_edited(crm: Crm, quote: str) -> None:
    detail = line(crm, quote)
    activate(crm, quote)
    assert crm.patch(f"quotes({quote})", {"name": "Other"}).refusal == (400, "0x80048408")
    assert crm.patch(f"quotedetails({detail})", {"quantity": 9}).status == 400
    assert crm.delete(f"quotedetails({detail})").status == 400
    assert crm.delete(f"quotes({quote})").status == 400
    assert state(crm, quote) == (1, 2)


def test_an_administrator_s_own_column_is_written_in_any_state(crm: Crm, quote: str) -> None:
    table = crm.server.app.org.table("quote")
    account_column = crm.server.app.org.table("account").columns["new_vatnumber"]
    table.columns["new_vatnumber"] = account_column
    crm.server.app.org.registry.touch()
    activate(crm, quote)
    assert crm.patch(f"quotes({quote})", {"new_vatnumber": "X"}, If_Match="*").status == 204


@pytest.mark.parametrize("status", [4, -1])
def test_an_active_quote_is_won(crm: Crm, quote: str, status: int) -> None:
    assert crm.post("WinQuote", closing(quote, status)).refusal == (400, "0x80048408")
    activate(crm, quote)
    assert crm.post("WinQuote", closing(quote, status)).status == 204
    assert state(crm, quote) == (2, 4)
    row = crm.get(f"quotes({quote})").json
    assert row["closedon"]
    closed = crm.get(f"quotecloses?$filter=_quoteid_value%20eq%20{quote}").json["value"]
    assert [one["subject"] for one in closed] == ["Done"]
    assert closed[0]["quotenumber"] == row["quotenumber"]
    assert crm.post("WinQuote", closing(quote, status)).status == 400


@pytest.mark.parametrize(("status", "reached"), [(5, 5), (6, 6), (7, 7), (-1, 7)])
def test_an_active_quote_is_closed(crm: Crm, quote: str, status: int, reached: int) -> None:
    activate(crm, quote)
    assert crm.post("CloseQuote", closing(quote, status)).status == 204
    assert state(crm, quote) == (3, reached)


@pytest.mark.parametrize("state_and_status", [(2, 4), (3, 5), (0, 1)])
def test_a_quote_is_not_won_lost_or_revised_by_an_update(
    crm: Crm, quote: str, state_and_status: tuple[int, int]
) -> None:
    activate(crm, quote)
    body = dict(zip(("statecode", "statuscode"), state_and_status, strict=True))
    assert crm.patch(f"quotes({quote})", body).refusal == (400, "0x80048408")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"Status": 4},
        {"Status": "4", "QuoteClose": {}},
        {"Status": 4, "QuoteClose": {"subject": "no quote"}},
        {"Status": 5, "QuoteClose": {"subject": "lost is not won"}},
        {"Status": 4, "QuoteClose": {"colour": "red"}},
        {"Status": 4, "QuoteClose": {}, "Why": "x"},
    ],
)
def test_a_malformed_win_is_refused(crm: Crm, quote: str, body: dict[str, Any]) -> None:
    activate(crm, quote)
    assert crm.post("WinQuote", body).status == 400
    assert state(crm, quote) == (1, 2)


def test_a_revision_is_a_new_draft_with_the_same_number(crm: Crm, quote: str) -> None:
    line(crm, quote)
    body = {"QuoteId": quote, "ColumnSet": {"AllColumns": True}}
    assert crm.post("ReviseQuote", body).status == 400
    activate(crm, quote)
    made = crm.post("ReviseQuote", body).json
    assert made["quoteid"] != quote
    old = crm.get(f"quotes({quote})").json
    assert (made["quotenumber"], made["revisionnumber"]) == (old["quotenumber"], 1)
    assert (made["statecode"], made["statuscode"]) == (0, 1)
    assert (old["statecode"], old["statuscode"]) == (3, 7)
    assert made["quotecreationmethod"] == 776160001
    path = f"quotedetails?$filter=_quoteid_value%20eq%20{made['quoteid']}"
    assert [one["quantity"] for one in crm.get(path).json["value"]] == [3]
    assert made["totalamount"] == old["totalamount"]
    activate(crm, made["quoteid"])
    assert crm.post("WinQuote", closing(made["quoteid"], 4)).status == 204
    body["QuoteId"] = made["quoteid"]
    assert crm.post("ReviseQuote", body).status == 400


def test_who_only_reads_quotes_moves_none(crm: Crm, quote: str) -> None:
    activate(crm, quote)
    crm.connect("runtime")
    assert crm.post("WinQuote", closing(quote, 4)).refusal == (403, "0x80040220")
    body = {"QuoteId": quote, "ColumnSet": {"AllColumns": True}}
    assert crm.post("ReviseQuote", body).refusal == (403, "0x80040220")


def test_actions_are_asked_for_by_post(crm: Crm) -> None:
    assert crm.get("WinQuote").status == 405


def test_quotes_go_with_their_customer(crm: Crm, account: str, quote: str) -> None:
    detail = line(crm, quote)
    activate(crm, quote)
    assert crm.delete(f"accounts({account})").status == 204
    for path in (f"quotes({quote})", f"quotedetails({detail})"):
        assert crm.get(path).refusal == (404, "0x80040217")


def test_a_seller_s_hand_moves_quotes(crm: Crm, quote: str) -> None:
    def hand(do: str, row_id: str) -> Any:
        return crm.control("POST", "hand", {"do": do, "table": "quote", "id": row_id})

    hand("activate", quote)
    (again,) = hand("revise", quote)["ids"]
    assert state(crm, quote) == (3, 7)
    hand("win", again)
    assert state(crm, again) == (2, 4)
    other = crm.get("quotes?$filter=statecode%20eq%201").json["value"][0]["quoteid"]
    hand("lose", other)
    assert state(crm, other) == (3, 5)


def test_a_merge_moves_what_belongs_to_the_loser_and_keeps_it_inactive(
    crm: Crm, account: str, quote: str
) -> None:
    contact = crm.post(
        "contacts",
        {"lastname": "J", "parentcustomerid_account@odata.bind": f"/accounts({account})"},
    ).entity_id
    address = crm.post(
        "customeraddresses",
        {"city": "Gouda", "parentid_account@odata.bind": f"/accounts({account})"},
    ).entity_id
    survivor = crm.post("accounts", {"name": "Survivor"}).entity_id
    kind = {"@odata.type": "Microsoft.Dynamics.CRM.account"}
    body = {
        "Target": {**kind, "accountid": survivor},
        "Subordinate": {**kind, "accountid": account},
        "UpdateContent": {**kind, "telephone1": "+31"},
        "PerformParentingChecks": False,
    }
    assert crm.post("Merge", body).status == 204
    old = crm.get(f"accounts({account})").json
    assert (old["statecode"], old["merged"], old["_masterid_value"]) == (1, True, survivor)
    assert crm.get(f"accounts({survivor})").json["telephone1"] == "+31"
    assert crm.get(f"contacts({contact})").json["_parentcustomerid_value"] == survivor
    assert crm.get(f"quotes({quote})").json["_customerid_value"] == survivor
    assert crm.get(f"customeraddresses({address})").json["_parentid_value"] == survivor
    own = crm.get(f"accounts({account})/Account_CustomerAddress").json["value"]
    assert sorted(one["addressnumber"] for one in own) == [1, 2]
    assert crm.post("Merge", body).status == 400


@pytest.mark.parametrize(
    "change",
    [
        {"Subordinate": None},
        {"Target": {"accountid": "x"}},
        {"Target": {"@odata.type": "Microsoft.Dynamics.CRM.quote", "quoteid": "x"}},
        {"Colour": "red"},
    ],
)
def test_a_malformed_merge_is_refused(crm: Crm, account: str, change: dict[str, Any]) -> None:
    kind = {"@odata.type": "Microsoft.Dynamics.CRM.account"}
    other = crm.post("accounts", {"name": "Other"}).entity_id
    body = {"Target": {**kind, "accountid": other}, "Subordinate": {**kind, "accountid": account}}
    assert crm.post("Merge", {**body, **change}).status == 400
    body["Subordinate"] = body["Target"]
    assert crm.post("Merge", body).status == 400


def test_a_merge_by_hand(crm: Crm, account: str) -> None:
    other = crm.post("accounts", {"name": "Other"}).entity_id
    values = {"do": "merge", "table": "account", "id": other, "into": account}
    assert crm.control("POST", "hand", values) == {"merged": [other]}
    assert crm.get(f"accounts({other})").json["_masterid_value"] == account
