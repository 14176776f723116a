"""Everything of billing as rows in the CRM: whole, once, and later only what changed."""

from odoo.addons.chargebee_connector.ledger.text import parse

#: What the dataset plants: two invoices whose ids differ in capitals alone, of which one, with what
#: hangs on it, can't stand beside the other; and a currency that no organisation has.
PLANTED = ("twin-1", "xts")


def is_planted(link):
    told = f"{link.key} {link.problem or ''}".casefold()
    return any(case in told for case in PLANTED)


def writes(world):
    return [
        call
        for call in world.crm.calls()
        if call["method"] in ("POST", "PATCH", "DELETE") and "oauth2" not in call["path"]
    ]


def test_everything_stands_there(shown):
    stopped = shown.links().filtered(
        lambda link: link.state not in ("posted", "skipped") and link.kind != "crm_account"
    )
    assert not stopped.filtered(lambda link: not is_planted(link)), stopped.mapped("problem")
    assert "dynamics_key_taken" in stopped.mapped("problem_code")
    shown.check()


def test_each_kind_has_its_rows(shown):
    sets = {
        one.external_id: one.code
        for one in shown.env["billing.reference"].search([("kind", "=", "crm_table")])
    }
    assert len(sets) == 22
    for name in ("customer", "payment_source", "subscription", "invoice", "invoice_line"):
        assert shown.rows(sets["cb_" + name.replace("_", "")], select="createdon"), name


def test_an_invoice_stands_with_its_lines_customer_and_money(shown):
    link = shown.links(kind="cb_invoice", state="posted")[0]
    told = parse(link.record_id.sudo().payload)
    (row,) = shown.rows("cb_invoices", filter=f"cb_invoiceid eq {link.external_id}")
    assert row["cb_chargebeeid"] == told["id"]
    assert row["cb_total"] == told["total"] / 100
    customer = shown.link(f"customer/{told['customer_id']}", "cb_customer")
    assert row["_cb_customerlookupid_value"] == customer.external_id
    lines = shown.rows("cb_invoicelines", filter=f"_cb_invoicelookupid_value eq {link.external_id}")
    assert len(lines) == len(told["line_items"])


def test_a_second_sync_sends_nothing(shown):
    shown.crm.forget_calls()
    shown.sync()
    assert not writes(shown)


def test_only_what_changed_is_sent(shown):
    link = shown.links(kind="cb_customer", state="posted")[0]
    external_id = link.record_id.external_id
    shown.site.post("mutate", kind="customer", id=external_id, set={"phone": "+31 999"})
    shown.crm.forget_calls()
    shown.sync()
    (call,) = writes(shown)
    assert "UpdateMultiple" in call["path"]
    (row,) = shown.rows("cb_customers", filter=f"cb_customerid eq {link.external_id}")
    assert row["cb_phone"] == "+31 999"
    change = shown.links(kind="cb_update", state="posted")
    assert change.parent_id == link
    sent = parse(change.sudo().request)["body"]["columns"]
    assert "cb_phone" in sent and "cb_name" not in sent


def test_a_row_that_somebody_deleted_is_made_again(shown):
    link = shown.links(kind="cb_customer", state="posted")[0]
    shown.hand("delete", "cb_customer", user="admin", id=link.external_id)
    external_id = link.record_id.external_id
    shown.site.post("mutate", kind="customer", id=external_id, set={"phone": "+31 998"})
    shown.sync()
    change = shown.links(kind="cb_update")
    assert change.state == "refused" and change.problem_code == "dynamics_row_gone"
    assert link.gone
    change.action_retry()
    shown.work()
    assert change.state == "posted" and not link.gone
    (row,) = shown.rows("cb_customers", filter=f"cb_customerid eq {link.external_id}")
    assert row["cb_name"] and row["cb_phone"] == "+31 998"


def test_what_is_deleted_in_billing_is_marked(shown):
    link = shown.links(kind="cb_coupon", state="posted")[0]
    shown.site.post("mutate", kind="coupon", id=link.record_id.external_id, delete=True)
    shown.sync()
    (row,) = shown.rows("cb_coupons", filter=f"cb_couponid eq {link.external_id}")
    assert row["cb_deleted"] is True
