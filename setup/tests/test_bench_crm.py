"""How `setup/bench --crm` counts: which calls write, how many may, which figures have an aim."""

from environment import bench_crm_figures as figures


def call(method: str, path: str) -> dict:
    return {"method": method, "path": path}


CALLS = [
    call("POST", "/tenant/oauth2/v2.0/token"),
    call("GET", "/api/data/v9.2/accounts"),
    call("POST", "/api/data/v9.2/$batch"),
    call("POST", "/api/data/v9.2/cb_plans/Microsoft.Dynamics.CRM.UpsertMultiple"),
    call("POST", "/api/data/v9.2/cb_plans/Microsoft.Dynamics.CRM.UpdateMultiple"),
    call("PATCH", "/api/data/v9.2/cb_plans(1)"),
]


def done(rows: int, writes: int, audit: dict) -> dict:
    spent = {"wall": 10.0, "cpu": 1.0, "database_cpu": None, "batch_queries": 9, "peaks": [100]}
    return {
        **dict.fromkeys(figures.TASKS, {**spent, "peak": 100, "states": []}),
        "bodies": {"rows": {"cb_invoices": rows}},
        "calls": [call("POST", "/api/data/v9.2/$batch")] * writes,
        "loop": {"rows": rows, "calls": 3, "wall": 1.0, "cpu": 0.1},
        "sync": {"tables": 1, "lists": 2},
        "quiet": {"crm": [call("GET", "/api/data/v9.2/accounts")], "site": []},
        "audit": audit,
    }


def missed(work: dict) -> list[str]:
    shown = figures.crm(work, work, (100, 1000))
    return [figure.name for some in shown.values() for figure in some if figure.met is False]


def test_what_writes_is_counted_by_what_it_is() -> None:
    assert figures.writes(CALLS) == {
        "$batch": 1,
        "UpsertMultiple": 1,
        "UpdateMultiple": 1,
        "PATCH": 1,
    }


def test_a_call_may_be_begun() -> None:
    assert [figures.most_writes(rows) for rows in (1, 500, 501, 1000)] == [1, 1, 2, 2]


def test_aims_are_met_and_missed() -> None:
    assert missed(done(1000, 2, {"doubled": []})) == []
    assert missed(done(1000, 3, {"doubled": []})) == ["write calls for 1,000 rows"]
    assert missed(done(1000, 2, {"doubled": [1]})) == ["found by the audit"]


def test_a_quiet_hour_with_another_call_is_told() -> None:
    work = done(1000, 2, {})
    work["quiet"]["crm"] *= 2
    assert missed(work) == ["calls to the CRM in a quiet hour"]
