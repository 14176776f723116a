"""What a link keeps of a row when its table, or a column of it, was deleted over there."""

from odoo.addons.chargebee_connector.systems.dynamics import content, provision
from odoo.addons.chargebee_connector.systems.dynamics.provision import Step

INVOICE, LINE = "cb_invoice", "cb_invoiceline"
HASHES = {
    "": {"cb_name": "1", "cb_total": "2"},
    "invoice_line/li_1": {"cb_name": "3", "cb_amount": "4"},
}
KEPT = content.content(4, HASHES)


def without(**missing):
    return content.opened(content.without(KEPT, INVOICE, {"invoice_line": LINE}, missing))


def test_a_column_is_forgotten_where_it_stood():
    assert without(cb_invoice={"cb_total"}) == (4, {**HASHES, "": {"cb_name": "1"}})
    number, hashes = without(cb_invoiceline={"cb_name"})
    assert hashes == {"": HASHES[""], "invoice_line/li_1": {"cb_amount": "4"}}


def test_a_table_of_parts_is_forgotten_with_all_of_them():
    assert without(cb_invoiceline=None) == (4, {"": HASHES[""]})


def test_a_table_is_forgotten_and_its_row_is_made_as_a_whole():
    number, hashes = without(cb_invoice=None)
    assert hashes[""] == {} and not hashes.get(content.WHOLE)
    assert not content.without(KEPT, INVOICE, {}, {INVOICE: None}).endswith(":{}")


def test_what_is_not_missing_stays_as_it_was_written():
    assert content.without(KEPT, INVOICE, {}, {"cb_coupon": None}) == KEPT
    assert content.without(KEPT, INVOICE, {}, {INVOICE: {"cb_new"}}) == KEPT


def test_steps_tell_what_was_missing():
    def step(kind, table="", logical=""):
        return Step(kind, (), "", {}, "cb", table, logical)

    steps = [
        step(provision.SOLUTION),
        step(provision.TABLE, "cb_coupon"),
        step(provision.COLUMN, INVOICE, "cb_total"),
        step(provision.LOOKUP, INVOICE, "cb_customerlookupid"),
        step(provision.LOOKUP, "cb_coupon", "cb_x"),
        step(provision.OPTION, INVOICE, "cb_status"),
        step(provision.PUBLISH),
    ]
    assert provision.missing(steps) == {
        "cb_coupon": None,
        INVOICE: {"cb_total", "cb_customerlookupid"},
    }
