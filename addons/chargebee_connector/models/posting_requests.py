"""What posting reads: links with their requests, and the requests with their references filled."""

from decimal import Decimal

from ..ledger.plan import Facts, refs_in, resolve
from ..ledger.pull import Ask
from ..ledger.text import parse
from .own_cursor import by_whole_keys

# Amounts as text: Odoo reads a numeric column as a float.
LINKS = """
    SELECT l.id, l.route_id, l.kind, l.key, l.state, l.parent_id, l.request,
           l.fingerprint, l.content,
           COALESCE(l.aggregate, false) AS aggregate, l.attempt,
           l.attempted_at::text AS attempted_at, l.looks, l.date,
           l.amount_total::text AS total, l.amount_tax::text AS tax,
           c.name AS currency
      FROM billing_link l
 LEFT JOIN res_currency c ON c.id = l.currency_id
"""

#: Those of them that may go now, in a backend (1) and scope (2).
READY = f"""
    {LINKS}
      JOIN billing_route r ON r.id = l.route_id AND r.state = 'live'
 LEFT JOIN billing_link b ON b.id = l.blocked_by_id
 LEFT JOIN billing_link p ON p.id = l.parent_id
     WHERE l.backend_id = %s AND l.scope = %s AND l.state = 'planned'
       AND (l.bundle IS NULL OR l.aggregate)
       AND (b.id IS NULL OR b.state = 'posted')
       AND (p.id IS NULL OR p.state = 'posted')
       AND (NOT COALESCE(r.approval_required, false) OR EXISTS (
            SELECT 1 FROM billing_preview v
              JOIN billing_run a ON a.id = v.run_id AND a.approved_at IS NOT NULL
             WHERE a.route_id = l.route_id AND v.kind = l.kind AND v.key = l.key
               AND v.fingerprint = l.fingerprint))
"""


def rows(cr):
    """Return the links that a query of LINKS found, as dicts with parsed requests."""
    names = [column.name for column in cr.description]
    found = [dict(zip(names, row, strict=True)) for row in cr.fetchall()]
    for row in found:
        row["request"] = parse(row["request"])
    return found


def asks_of(cr, links):
    """Resolve the references of these requests from posted links, in one query.

    Returns (asks, [(link, place)] of those with a reference that nothing posted answers).
    """
    wanted = {
        (link["route_id"], *place) for link in links for place in refs_in(link["request"]["body"])
    }
    known = {}
    if wanted:
        by_whole_keys(cr)
        posted = cr.execute_values(
            "SELECT l.route_id, l.kind, l.key, l.external_id, l.target_number"
            "  FROM billing_link l JOIN (VALUES %s) AS asked (route_id, kind, key)"
            "    ON l.route_id = asked.route_id AND l.kind = asked.kind AND l.key = asked.key"
            " WHERE l.state = 'posted'",
            [(route_id, kind, key) for route_id, kind, key, _field in wanted],
            page_size=len(wanted),
            fetch=True,
        )
        for route_id, kind, key, external_id, number in posted:
            known.setdefault(route_id, {}).update(
                {(kind, key, "external_id"): external_id, (kind, key, "number"): number}
            )
    asks, unresolved = [], []
    for link in links:
        try:
            body = resolve(link["request"]["body"], known.get(link["route_id"], {}))
        except KeyError as missing:
            kind, key, _field = missing.args[0]
            unresolved.append((link, (kind, key)))
            continue
        facts = Facts(
            date=link["date"],
            currency=link["currency"] or "",
            total=_decimal(link["total"]),
            tax=_decimal(link["tax"]),
        )
        asks.append(Ask(link["id"], link["kind"], link["key"], body, facts))
    return asks, unresolved


def _decimal(text):
    return None if text is None else Decimal(text)
