"""Everything of billing as rows in the CRM: whole, once, and later only what changed."""

from collections import Counter


def test_everything_stands_there(shown):
    states = Counter(shown.links().mapped(lambda link: (link.kind, link.state)))
    bad = shown.links().filtered(lambda link: link.state in ("refused", "blocked", "planned") and link.problem_code != "account_proposed")
    assert not bad, [(link.key, link.state, link.problem) for link in bad]
    blocked = shown.links(state="blocked")
    assert set(blocked.mapped("problem_code")) <= {"account_proposed"}, [
        (link.key, link.problem) for link in blocked
    ]
    customers = shown.rows("cb_customers", select="cb_chargebeeid")
    assert len(customers) == len(shown.links(kind="cb_customer", state="posted"))
    shown.check()


def test_a_second_sync_sends_nothing(shown):
    shown.crm.forget_calls()
    shown.sync()
    assert not [call for call in shown.crm.calls() if call["method"] in ("POST", "PATCH")]
