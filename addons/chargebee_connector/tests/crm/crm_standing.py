"""What stands in the organisation, to be compared; and work that the world's failures hold up."""

import json

#: What of a row we write; the rest is the server's own.
_OURS = ("cb_", "ownerid", "transactioncurrencyid")
#: They tell the moment of a change on the site, which no two tests share.
_MOMENTS = ("cb_updatedat", "cb_resourceversion")


def tables(world) -> list[str]:
    """The logical names of our tables."""
    made = world.env["billing.reference"].search([("kind", "=", "crm_table")])
    return sorted(made.mapped("external_id"))


def standing(world) -> dict:
    """{table: {id: what we wrote there}}."""
    return {
        table: {
            row["_id"]: {
                name: told
                for name, told in row.items()
                if name.startswith(_OURS) and name not in _MOMENTS
            }
            for row in world.crm.get("rows", table=table)["rows"]
        }
        for table in tables(world)
    }


def differing(world, expected: dict) -> dict:
    """What stands there otherwise than expected: {(table, id): (expected, found)}."""
    found, now = {}, standing(world)
    assert set(now) == set(expected)
    for table, rows in expected.items():
        for external_id in set(rows) | set(now[table]):
            one, other = rows.get(external_id), now[table].get(external_id)
            if one != other:
                found[table, external_id] = (one, other)
    return found


def finish(world):
    """Do what waits until nothing does: a test doesn't sit out what the world's failures cost."""
    done = world.work()
    for _ in range(80):
        waiting = world.env["billing.run"].search([("state", "in", ("waiting", "running"))])
        if not waiting:
            return done
        world.sql(
            "UPDATE billing_run SET eta = now() AT TIME ZONE 'UTC'"
            " WHERE state IN ('waiting', 'running')"
        )
        done |= world.work()
    raise AssertionError("\n".join(f"{run.kind}: {run.message}" for run in waiting))


def synced(world):
    """A sync of the way there, whatever it meets."""
    world.route.action_sync()
    return finish(world)


def change_much(world) -> None:
    """Change customers, and invoices whose lines change too, on the billing site."""
    for link in world.links(kind="cb_customer", state="posted")[:12]:
        world.site.post(
            "mutate", kind="customer", id=link.record_id.external_id, set={"phone": "+31 999"}
        )
    for link in world.links(kind="cb_invoice", state="posted")[:12]:
        told = json.loads(link.record_id.sudo().payload)
        lines = [
            {**line, "description": f"{line['description']} (told anew)"}
            for line in told["line_items"]
        ]
        world.site.post(
            "mutate",
            kind="invoice",
            id=told["id"],
            set={"po_number": "told anew", "line_items": lines},
        )
