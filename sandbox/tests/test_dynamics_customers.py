"""Accounts, contacts and addresses as an organisation begins with them and as they change."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from sandbox import chargebee
from sandbox.tests.conftest import Client
from sandbox.tests.dynamics_caller import ALL, Crm, running

pytest_plugins = ("sandbox.tests.dynamics_fixtures",)


def test_some_accounts_are_customers_of_the_chargebee_sandbox(crm: Crm) -> None:
    running_site = chargebee.start(quota=1_000_000)
    site = Client(running_site.port)
    try:
        customers = [one for one in site.all("customers") if one.get("company")]
    finally:
        site.close()
        running_site.stop()
    accounts = crm.rows("accounts")
    by_name = {row["name"] for row in accounts}
    by_number = {row["accountnumber"] for row in accounts} - {None}
    by_vat = {row["new_vatnumber"] for row in accounts} - {None}
    by_domain = {(row["websiteurl"] or "")[12:-1] for row in accounts} - {""}
    matched: Counter[str] = Counter()
    for one in customers:
        matched["name"] += one["company"][:160] in by_name
        matched["number"] += one["cf_debtor_number"] in by_number
        matched["vat"] += one.get("vat_number", "") in by_vat
        matched["domain"] += one["email"].partition("@")[2] in by_domain
    assert min(matched.values()) >= 5, matched
    assert len(customers) > max(matched.values())
    assert 40 <= len(accounts) <= 70


def test_odd_accounts(crm: Crm) -> None:
    names = Counter(row["name"] for row in crm.rows("accounts"))
    assert names["Tweeling Advies B.V."] == 2
    merged = crm.rows("accounts", filter="merged eq true")
    assert len(merged) == 2
    (survivor,) = {row["_masterid_value"] for row in merged}
    assert crm.get(f"accounts({survivor})").json["statecode"] == 0
    assert {row["statecode"] for row in merged} == {1}


def test_quotes_in_each_state_with_lines(crm: Crm) -> None:
    rows = crm.rows("quotes", expand="quote_details($expand=productid($select=productnumber))")
    states = {(row["statecode"], row["statuscode"]) for row in rows}
    assert states == {(0, 1), (1, 2), (1, 3), (2, 4), (3, 5), (3, 6), (3, 7)}
    for row in rows:
        total = sum(line["extendedamount"] for line in row["quote_details"])
        assert row["totalamount"] == total > 0
    lines = [line for row in rows for line in row["quote_details"]]
    assert any(line["isproductoverridden"] and line["productid"] is None for line in lines)
    products = {line["productid"]["productnumber"] for line in lines if line["productid"]}
    assert {"onboarding-EUR", "cloud-pro-EUR-monthly"} <= products
    numbers = Counter(row["quotenumber"] for row in rows)
    assert numbers.most_common(1)[0][1] == 2


def test_every_account_has_two_addresses_every_contact_three(crm: Crm) -> None:
    crm.connect("sales")
    account = crm.post("accounts", {"name": "A"}).entity
    contact = crm.post("contacts", {"firstname": "A", "lastname": "B"}).entity
    assert crm.get(contact).json["fullname"] == "A B"
    found = crm.rows(f"{account}/Account_CustomerAddress")
    assert [row["addressnumber"] for row in found] == [1, 2]
    assert {row["line1"] for row in found} == {None}
    assert len(crm.rows(f"{contact}/Contact_CustomerAddress")) == 3
    assert crm.get(account).json["address1_addressid"] == found[0]["customeraddressid"]


def test_embedded_addresses_change_from_either_side(crm: Crm) -> None:
    crm.connect("sales")
    account = crm.post("accounts", {"name": "A", "address1_city": "Gent"}).entity
    first, second = crm.rows(f"{account}/Account_CustomerAddress")
    assert (first["city"], first["objecttypecode"]) == ("Gent", "account")
    crm.patch(account, {"address1_line1": "Kerkstraat 1", "address1_city": "Brugge"})
    where = f"customeraddresses({first['customeraddressid']})"
    assert crm.get(where).json["composite"] == "Kerkstraat 1\r\nBrugge"
    assert crm.patch(where, {"city": "Luik"}).status == 204
    row = crm.get(account).json
    assert row["address1_city"] == "Luik"
    assert row["address1_composite"] == "Kerkstraat 1\r\nLuik"
    stays = crm.delete(where)
    assert (stays.status, stays.code) == (405, "0x80040227")
    assert second["addressnumber"] == 2


def test_more_addresses_get_higher_numbers_and_can_go(crm: Crm) -> None:
    crm.connect("sales")
    account = crm.post("accounts", {"name": "A"}).entity
    bind = {"parentid_account@odata.bind": f"/{account}"}
    third = crm.post("customeraddresses", {"line1": "X", **bind}).entity
    assert crm.get(third).json["addressnumber"] == 3
    assert crm.post("customeraddresses", {"line1": "X"}).status == 400
    lower = {"line1": "X", "parentid@odata.bind": f"/{account}"}
    assert crm.post("customeraddresses", lower).code == "0x80048d19"
    assert crm.delete(third).status == 204


def test_a_deleted_account_takes_its_own_along_and_leaves_ours(made: Crm) -> None:
    quote = made.rows("quotes", filter="name eq 'Offer draft'")[0]
    account = quote["_customerid_value"]
    body = {"cb_name": "A", "cb_AccountId@odata.bind": f"/accounts({account})"}
    ours = made.post("cb_customers", body).entity
    before = made.get(ours).json
    made.hand("delete", "account", id=account)
    assert made.get(f"accounts({account})").status == 404
    assert made.get(f"quotes({quote['quoteid']})").status == 404
    assert made.rows("quotedetails", filter=f"_quoteid_value eq {quote['quoteid']}") == []
    assert made.rows("contacts", filter=f"_parentcustomerid_value eq {account}") == []
    assert made.rows("customeraddresses", filter=f"_parentid_value eq {account}") == []
    after = made.get(ours).json
    assert after["_cb_accountid_value"] is None
    assert after["versionnumber"] > before["versionnumber"]


def test_restricted_deletes(made: Crm) -> None:
    made.post("cb_invoices", {"cb_name": "I", "cb_total": 5})
    euro = made.currency().strip("/")
    made.control("POST", "rights", {"user": "runtime", "role": "admin", "held": True})
    answer = made.delete(euro)
    assert (answer.status, answer.code) == (405, "0x80040227")


def test_a_lookup_with_several_targets_has_a_name_for_each(crm: Crm) -> None:
    crm.connect("sales")
    account = f"/accounts({crm.one('accounts')['accountid']})"
    contact = f"/contacts({crm.one('contacts')['contactid']})"
    person = {"lastname": "A"}
    where = crm.post("contacts", {**person, "parentcustomerid_account@odata.bind": account}).entity
    name = "_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname"
    assert crm.get(where, ALL).json[name] == "account"
    assert crm.patch(where, {"parentcustomerid_contact@odata.bind": contact}).status == 204
    assert crm.get(where, ALL).json[name] == "contact"
    assert (
        crm.get(where, expand="parentcustomerid_account").json["parentcustomerid_account"] is None
    )
    wrong = {**person, "parentcustomerid_account@odata.bind": contact}
    assert crm.post("contacts", wrong).code == "0x80048d19"
    plain = {**person, "parentcustomerid@odata.bind": account}
    assert crm.post("contacts", plain).code == "0x80048d19"


def test_base_currency_goes_by_the_organisation() -> None:
    with running(organisation="dollar") as crm:
        crm.connect()
        rates = {
            row["isocurrencycode"]: row["exchangerate"] for row in crm.rows("transactioncurrencies")
        }
        assert rates["USD"] == 1
        assert round(rates["EUR"], 4) == Decimal("0.9259")


def test_without_accounts_there_are_none() -> None:
    with running(accounts=0) as crm:
        crm.connect()
        assert crm.rows("accounts") == crm.rows("contacts") == crm.rows("quotes") == []
        assert crm.rows("products")


def test_countries_are_written_as_people_do(crm: Crm) -> None:
    written = {row["address1_country"] for row in crm.rows("accounts")} - {None}
    assert {"NL", "Nederland", "The Netherlands", "Germany", "Nippon-koku"} <= written


def test_some_accounts_have_an_address_for_invoices(crm: Crm) -> None:
    rows = crm.rows("customeraddresses", filter="addresstypecode eq 1")
    assert len(rows) > 5
    assert {(row["addressnumber"], row["line1"]) for row in rows} == {(3, "Postbus 12")}
    embedded = crm.rows("customeraddresses", filter="line1 eq null and city eq null")
    assert embedded
