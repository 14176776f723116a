"""What is sold, and where it goes: why a line is booked as it is."""

import pytest
from papers import customer, invoice, line
from world import World


@pytest.fixture
def quiet(mapped) -> World:
    """A live world in which only what a test adds is on the list."""
    mapped.sql("DELETE FROM billing_todo")
    mapped.site.post("mutate", kind="customer", record=customer("ada"))
    mapped.pull()
    mapped.go_live()
    return mapped


def discounted(number: str, coupon: str) -> dict:
    """An invoice over 100.00 less 20.00 by a coupon, and 21 % VAT."""
    made = invoice(number, "ada", [line(10000, tax_amount=1680, discount_amount=2000)])
    made["line_item_discounts"] = [
        {
            "line_item_id": "li_1",
            "discount_type": "item_level_coupon",
            "coupon_id": coupon,
            "discount_amount": 2000,
            "object": "line_item_discount",
        }
    ]
    for tax in made["line_item_taxes"]:
        tax |= {"taxable_amount": 8000, "tax_amount": 1680}
    return made | {"sub_total": 8000, "tax": 1680, "total": 9680, "amount_due": 9680}


def test_a_coupon_decides_and_the_reason_is_shown_to_whoever_may_look(quiet):
    other = quiet.reference("gl_account", "8030")
    quiet.env["billing.mapping.revenue"].create(
        {"route_id": quiet.route.id, "coupon": "PARTNER", "reference_id": other.id}
    )
    quiet.commit()
    quiet.site.post("mutate", kind="invoice", record=discounted("sold", "PARTNER"))
    quiet.sync()
    link = quiet.link("sold")
    assert link.state == "posted"

    quiet.exact.forget_calls()
    viewer = quiet.as_user("look")
    action = link.with_env(viewer).action_why()
    why = viewer["billing.why"].browse(action["res_id"])
    (only,) = why.line_ids
    assert why.posted and only.amount == 80
    assert only.ledger == other.display_name
    assert only.ledger_why == "Coupon: PARTNER"
    assert only.ledger_next.startswith("Item Price: onboarding-EUR → ")
    assert "21" in only.vat_code_why and not only.problem
    assert quiet.exact.calls() == []


def test_a_previewed_document_tells_its_reasons_and_what_stops_it(quiet):
    quiet.env["billing.mapping.revenue"].search([("item_price", "=", "onboarding-EUR")]).unlink()
    quiet.commit()
    quiet.site.post("mutate", kind="invoice", record=invoice("sold", "ada"))
    quiet.pull()
    quiet.route.action_preview()
    quiet.work()
    shown = quiet.env["billing.preview"].search([("key", "=", "sold")], limit=1)
    (only,) = quiet.env["billing.why"].browse(shown.action_why()["res_id"]).line_ids
    assert (only.description, only.amount, only.ledger) == ("Onboarding workshop", 100, "")
    assert "onboarding-EUR" in only.problem


def test_suggestions_say_why_and_how_sure_they_are(mapped):
    rows = mapped.env["billing.mapping.revenue"].search([("item_price", "!=", "-")])
    workshop = rows.filtered(lambda row: row.item_price == "onboarding-EUR")
    assert workshop.sold_as == "Onboarding workshop" and workshop.family_sold
    assert all(row.suggestion and row.strength for row in rows.filtered("reference_id"))
    coded = rows.filtered(lambda row: "accounting code" in row.suggestion)
    assert set(coded.mapped("strength")) == {"strong"}
    assert all(row.reference_id.code in row.suggestion for row in coded)

    # A price of a family that was confirmed on one ledger goes there, as long as nobody objects.
    family = rows.filtered(lambda row: row.family_sold == workshop.family_sold)
    family.write({"reference_id": workshop.reference_id.id})
    workshop.unlink()
    mapped.route.action_suggest()
    mapped.work()
    (again,) = mapped.env["billing.mapping.revenue"].search([("item_price", "=", "onboarding-EUR")])
    assert again.state == "suggested" and again.strength == "strong"

    chosen = mapped.env["billing.mapping.revenue"].search([("state", "=", "suggested")])
    approver = mapped.as_user("approve")
    chosen.with_env(approver).action_confirm()
    assert set(chosen.filtered("reference_id").mapped("state")) == {"confirmed"}


def test_items_are_made_found_and_kept_current_where_they_are_wanted(quiet):
    assert not quiet.links(kind="item")
    group = quiet.env["billing.reference"].search(
        [("kind", "=", "item_group"), ("scope", "=", "100001")], limit=1
    )
    quiet.env["billing.mapping.group"].create(
        {"route_id": quiet.route.id, "reference_id": group.id}
    )
    quiet.route.exact_items = True
    quiet.commit()
    quiet.sync()
    active = quiet.env["billing.record"].search([("kind", "=", "item")])
    links = quiet.links(kind="item")
    assert links and set(links.mapped("state")) == {"posted"}
    assert len(links) <= len(active)

    # What stands there is evidence for suggestions, as where Exact makes the invoices.
    assert not quiet.env["billing.reference"].search_count([("kind", "=", "item")])
    quiet.refresh()
    codes = quiet.env["billing.reference"].search([("kind", "=", "item")]).mapped("code")
    assert set(codes) >= set(links.mapped("target_number"))

    record = links[0].record_id
    client = quiet.target._system()._client(quiet.target, "100001")

    def standing():
        where = f"Code eq '{record.external_id}'"
        pages = client.rows("logistics/Items", select="Description,ItemGroup,EndDate", where=where)
        (found,) = [one for page in pages for one in page]
        return found

    assert standing()["ItemGroup"].lower() == group.external_id
    change = {"external_name": "Renamed", "name": "Renamed"}
    quiet.site.post("mutate", kind="item", id=record.external_id, set=change)
    quiet.sync()
    assert standing()["Description"] == "Renamed"
    sent = len(quiet.exact.calls("PUT", "logistics/Items"))
    quiet.sync()
    assert len(quiet.exact.calls("PUT", "logistics/Items")) == sent
