"""What a test of the connection tells apart."""

import pytest
from crm_world import RUNTIME, TENANT

STRANGER = ("a0000000-0000-4000-8000-000000000004", "stranger-secret")
EXPIRED = ("a0000000-0000-4000-8000-000000000005", "expired-secret")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"dynamics_client_secret": "wrong"}, "client secret is wrong"),
        (
            {"dynamics_client_id": EXPIRED[0], "dynamics_client_secret": EXPIRED[1]},
            "client secret has ended",
        ),
        (
            {"dynamics_client_id": "b0000000-0000-4000-8000-000000000009"},
            "not known in this tenant",
        ),
        ({"dynamics_tenant": TENANT.replace("6f1c", "7f1c")}, "tenant is not known"),
        (
            {"dynamics_client_id": STRANGER[0], "dynamics_client_secret": STRANGER[1]},
            "no user for this application",
        ),
    ],
)
def test_each_cause_is_named(fresh, values, said):
    fresh.connect()
    fresh.target.write(values)
    fresh.target.action_test()
    assert fresh.target.connection_state == "attention"
    assert said in fresh.target.connection_message


def test_without_the_tables_it_says_so(fresh):
    fresh.connect()
    fresh.sign_in(RUNTIME)
    fresh.target.action_test()
    assert "CB tables are not in the organisation yet" in fresh.target.connection_message


def test_with_everything_there_all_is_well(ready):
    ready.target.action_test()
    assert ready.target.connection_state == "ok", ready.target.connection_message


def test_owners_that_may_not_own_are_named(ready):
    for name, said in (
        ("CB No Read", "may not read this table"),
        ("CB Cloud", ""),
    ):
        ready.route.dynamics_owner_id = ready.reference("team", name)
        ready.target.action_test()
        state = "attention" if said else "ok"
        assert ready.target.connection_state == state, ready.target.connection_message
        assert said in ready.target.connection_message
