"""Bad input: what the source says is wrong is named on its document, and the others go on."""

import json

import pytest
from papers import customer, invoice, line

HUGE = 10**30

#: name → (what is unlike an ordinary invoice, the problem); None removes a field
MALFORMED = {
    "no-status": ({"status": None}, "field_missing"),
    "unknown-status": ({"status": "asked_nicely"}, "unknown_value"),
    "no-currency": ({"currency_code": None}, "field_missing"),
    "odd-currency": ({"currency_code": "euro"}, "field_wrong"),
    "number-as-currency": ({"currency_code": 978}, "field_wrong"),
    "no-total": ({"total": None}, "field_missing"),
    "total-as-text": ({"total": "12100"}, "field_wrong"),
    "total-as-fraction": ({"total": 12100.5}, "field_wrong"),
    "total-as-flag": ({"total": True}, "field_wrong"),
    "no-customer": ({"customer_id": None}, "field_missing"),
    "date-as-text": ({"date": "2026-03-10"}, "field_wrong"),
    "date-beyond-time": ({"date": 10**15}, "field_wrong"),
    "no-lines": ({"line_items": None}, None),
    "lines-as-text": ({"line_items": "none"}, "field_wrong"),
    "line-as-number": ({"line_items": [7]}, "field_wrong"),
    "line-without-amount": ({"line_items": [{"id": "li_1"}]}, "field_missing"),
    "tax-of-no-line": (
        {"line_item_taxes": [{"line_item_id": "li_9", "tax_name": "BTW", "tax_amount": 2100}]},
        None,
    ),
    "unknown-price-type": ({"price_type": "tax_somewhere"}, "unknown_value"),
    "unknown-zone": ({"site_details_at_creation": {"timezone": "Mars/Olympus"}}, None),
    "address-as-text": ({"billing_address": "Kade 1"}, "field_wrong"),
    "nul-in-a-name": ({"billing_address": {"company": "N\x00UL", "country": "NL"}}, None),
    "half-a-letter": ({"billing_address": {"company": "\ud83d", "country": "NL"}}, None),
    "amount-beyond-all": ({"total": HUGE, "sub_total": HUGE}, None),
    "deep": ({"notes": json.loads("[" * 300 + "]" * 300)}, ""),
    "unknown-words-elsewhere": ({"channel": "smart_fridge", "dunning_status": "polite"}, ""),
}
ODD_NAMES = {
    "quotes": "Van \"Quote\" & 'Zonen' <b>NV</b>",
    "emoji": "Café 😀 Zürich",
    "long": "L" * 250,
    "percent": "100 % %s %(name)s {0}",
    "right-to-left": "\u202eevil\u202c",
}


@pytest.fixture(scope="module")
def pulled(mapped_stage, tmp_path_factory):
    """A live world with every malformed invoice beside an ordinary one, pulled and synced."""
    with mapped_stage.opened(tmp_path_factory.mktemp("malformed")) as world:
        world.sql("DELETE FROM billing_todo")
        world.site.post("mutate", kind="customer", record=customer("ada"))
        bodies = [{"invoice": invoice("ordinary", "ada")}]
        for name, (changes, _problem) in MALFORMED.items():
            made = {**invoice(name, "ada"), **changes, "resource_version": 1}
            kept = {field: value for field, value in made.items() if value is not None}
            bodies.append({"invoice": kept})
        for name, text in ODD_NAMES.items():
            one = customer(f"odd-{name}", first_name=text[:150], last_name=text[150:])
            world.site.post("mutate", kind="customer", record=one)
            odd = invoice(f"odd-{name}", f"odd-{name}", [line(description=text)])
            bodies.append({"invoice": odd})
        world.site.fault(
            "status", method="GET", path="/invoices$", status=200, body=json.dumps({"list": bodies})
        )
        world.go_live()
        world.runs_done = world.sync()
        yield world


def test_no_run_fails_for_it(pulled):
    assert {(run.kind, run.state) for run in pulled.runs_done} == {
        ("pull", "done"),
        ("plan", "done"),
        ("post", "done"),
    }


def test_the_ordinary_one_is_posted(pulled):
    assert pulled.link("ordinary").state == "posted"


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_invoice(pulled, name):
    _changes, problem = MALFORMED[name]
    link = pulled.link(name)
    if problem == "":
        assert link.state == "posted", link.problem_summary
        return
    assert link.state in ("blocked", "skipped"), link.state
    assert link.problem_summary
    if problem:
        assert link.problem_code == problem, link.problem_summary
    if link.state == "blocked":
        assert link.problem_cure
        assert "unexpected" not in link.problem_summary


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_invoice_is_kept_as_it_came(pulled, name):
    assert pulled.record("invoice", name).sudo().payload.startswith('{"id": ')


@pytest.mark.parametrize("name", ODD_NAMES)
def test_an_odd_name_goes_as_it_is(pulled, name):
    link = pulled.link(f"odd-{name}")
    assert link.state == "posted", link.problem_summary
    assert pulled.link(f"customer/odd-{name}", "account").state == "posted"
