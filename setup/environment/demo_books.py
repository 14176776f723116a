"""The proof at the end: every document accounted for, and both sides equal to the cent.

The sums come from three places that know nothing of each other: the billing site's own
documents, the connector's links in PostgreSQL, and Exact's trial balance.
"""

import json
from collections import Counter, defaultdict
from decimal import Decimal

from . import demo_money
from .console import say
from .demo_desk import DIVISION, Desk
from .postgres import query

ZERO = Decimal(0)
DOCUMENTS = ("invoice", "credit_note", "transaction")
#: What a planted case of the dataset may lead to. Anything else is unexplained.
EXPLAINED = {
    "closed_period": {"period_closed", "vat_return_differs"},
    "lines_do_not_add_up": {"total_differs", "tax_differs", "round_off_differs"},
    "reverse_charge_without_vat_number": {"vat_number_missing"},
    "tax_not_configured": {"tax_not_configured"},
    "unknown_currency": {"currency_inactive"},
    "malformed_vat_number": {"vat_number_malformed"},
    "before_start_date": {"opening_balance"},
}
#: What is as well explained as what it goes after: the customer, or the invoice that is credited.
FOLLOWS = {
    "account_first": "customer",
    "invoice_first": "invoice",
    "credit_note_first": "credit_note",
    "opening_balance": "invoice",
}
OPEN = ("new", "planned", "posting", "refused", "uncertain")


def show(desk: Desk) -> bool:
    """Print the table and the comparison; whether the books agree and all is explained."""
    links = _links(desk)
    _show_kinds(desk, links)
    unexplained = _unexplained(desk, links)
    _show_reasons(links)
    agrees = _show_documents(desk, links)
    agrees = _show_ledgers(desk) and agrees
    agrees = demo_money.show(desk) and agrees
    if unexplained:
        say("\nUnexplained:")
        for line in unexplained:
            say(f"  {line}")
    say(f"\n{'The books agree' if agrees else 'THE BOOKS DIFFER'}; {len(unexplained)} unexplained")
    return agrees and not unexplained


def _rows(desk: Desk, sql: str) -> list[dict]:
    wrapped = f"SELECT COALESCE(json_agg(q), '[]') FROM ({sql}) q"
    return json.loads(query(desk.world.database, wrapped))


def _links(desk: Desk) -> list[dict]:
    """Return every pulled customer and document with what became of it; sums as text."""
    return _rows(
        desk,
        f"""
        SELECT r.kind AS source_kind, r.external_id AS source_id, l.kind, l.key, l.state, l.rule,
               l.problem_code, l.amount_total::text AS total, l.amount_tax::text AS tax,
               r.payload::json->>'currency_code' AS currency,
               r.payload::json->>'customer_id' AS customer,
               COALESCE(r.payload::json->>'reference_invoice_id',
                        r.payload::json->'linked_invoices'->0->>'invoice_id') AS invoice,
               r.payload::json->'linked_credit_notes'->0->>'cn_id' AS credit_note
          FROM billing_record r
     LEFT JOIN billing_link l ON l.record_id = r.id AND l.route_id = {desk.route}
           AND (l.parent_id IS NULL OR l.bundle IS NOT NULL) AND l.kind <> 'journal_entry'
         WHERE r.backend_id = {desk.source}
           AND r.kind IN ('customer', 'invoice', 'credit_note', 'transaction')
         ORDER BY r.id
        """,
    )


def _show_kinds(desk: Desk, links: list[dict]) -> None:
    pulled = _rows(
        desk,
        "SELECT kind, count(*) AS number FROM billing_record"
        f" WHERE backend_id = {desk.source} GROUP BY kind ORDER BY min(id)",
    )
    states = defaultdict(Counter)
    for link in links:
        states[link["source_kind"]][link["state"] or "not needed"] += 1
    columns = ("posted", "skipped", "blocked", "not needed", *OPEN)
    shown = [name for name in columns if any(row[name] for row in states.values())]
    say("\n" + _line("pulled", "number", *shown))
    for row in pulled:
        counts = states.get(row["kind"], Counter())
        say(_line(row["kind"], row["number"], *(counts[name] or "" for name in shown)))


def _show_reasons(links: list[dict]) -> None:
    skipped = Counter((link["source_kind"], link["rule"]) for link in links if link["rule"])
    blocked = Counter(
        (link["source_kind"], link["problem_code"]) for link in links if link["state"] == "blocked"
    )
    for title, reasons in (("skipped by rule", skipped), ("blocked because", blocked)):
        say(f"\n{title}:")
        for (kind, reason), number in sorted(reasons.items()):
            say(f"  {number:5}  {kind}: {reason}")


def _unexplained(desk: Desk, links: list[dict]) -> list[str]:
    planted = desk.chargebee.get("/_sandbox/planted")
    by_source = {(link["source_kind"], link["source_id"]): link for link in links}
    lines = []
    for link in links:
        kind, name = link["source_kind"], link["source_id"]
        if link["state"] is None:
            if kind in DOCUMENTS:
                lines.append(f"{kind} {name}: no link")
        elif link["state"] in OPEN:
            lines.append(f"{kind} {name}: {link['state']} {link['problem_code'] or ''}")
        elif link["state"] == "blocked":
            if not _is_explained(link, by_source, planted):
                case = planted.get(kind, {}).get(name)
                lines.append(f"{kind} {name}: blocked, {link['problem_code']} ({case})")
    return lines


def _is_explained(link: dict, by_source: dict, planted: dict) -> bool:
    """Whether the dataset's own list names the cause for which this is blocked."""
    kind, name, code = link["source_kind"], link["source_id"], link["problem_code"]
    if code in EXPLAINED.get(planted.get(kind, {}).get(name), ()):
        return True
    followed = FOLLOWS.get(code)
    if followed is None:
        return False
    case = planted.get(followed, {}).get(link[followed])
    if code == "opening_balance":
        return code in EXPLAINED.get(case, ())
    first = by_source.get((followed, link[followed]))
    return (
        first is not None
        and first["state"] == "blocked"
        and (case in EXPLAINED or _is_explained(first, by_source, planted))
    )


def _show_documents(desk: Desk, links: list[dict]) -> bool:
    """Per currency: what Chargebee has less skipped, blocked and posted must leave nothing."""
    totals = desk.chargebee.get("/_sandbox/totals")
    agrees = _show_document_sums("invoice", "invoices", totals, links, 1)
    # Credit notes are positive in Chargebee and below zero in the books.
    return _show_document_sums("credit_note", "credit notes", totals, links, -1) and agrees


def _show_document_sums(kind: str, title: str, totals: dict, links: list[dict], sign: int) -> bool:
    sums = defaultdict(lambda: defaultdict(Decimal))
    for link in links:
        if link["source_kind"] == kind:
            sums[link["currency"]][link["state"]] += Decimal(link["total"] or 0)
    say("\n" + _line(title, "Chargebee", "skipped", "blocked", "posted", "difference"))
    agrees = True
    for currency, by_status in sorted(totals[kind].items()):
        source = sign * sum((Decimal(part["total"]) for part in by_status.values()), ZERO)
        found = sums[currency]
        parts = [found["skipped"], found["blocked"], found["posted"]]
        difference = source - sum(parts, ZERO)
        agrees = agrees and difference == 0
        say(_line(currency, source, *parts, difference))
    return agrees


def _show_ledgers(desk: Desk) -> bool:
    """Per ledger, VAT code and currency: what was posted must stand in the trial balance."""
    balance = desk.exact.get(f"/_sandbox/trial_balance?division={DIVISION}")
    posted = _posted(desk)
    standing = _standing(balance)
    say("\n" + _line("posted", "currency", "connector", "Exact", "difference"))
    agrees = True
    for name, currency in sorted(set(posted) | set(standing)):
        ours, theirs = posted[name, currency], standing[name, currency]
        agrees = agrees and ours == theirs
        say(_line(name, currency, ours, theirs, ours - theirs))
    say(f"\ntrial balance in total: {balance['total_dc']} {balance['currency']}")
    duplicates = desk.exact.get("/_sandbox/duplicates")
    doubled = [each for kinds in duplicates.values() for rows in kinds.values() for each in rows]
    say(f"standing twice in Exact: {len(doubled)}")
    return agrees and not doubled and Decimal(balance["total_dc"]) == 0


def _line(name: object, *cells: object) -> str:
    return f"  {str(name):34}" + "".join(f"{str(cell):>16}" for cell in cells)


def _posted(desk: Desk) -> dict:
    """Sum up the requests of everything posted, by ledger and by VAT code, in FC."""
    rows = _rows(
        desk,
        f"""
        SELECT g.code AS ledger, trim(line->>'VATCode') AS vat_code, v.data::json->>'type' AS type,
               l.request::json->'body'->>'Currency' AS currency,
               SUM((line->>'AmountFC')::numeric)::text AS amount,
               SUM(COALESCE((line->>'VATAmountFC')::numeric, 0))::text AS tax
          FROM billing_link l
    CROSS JOIN json_array_elements(l.request::json->'body'->'SalesEntryLines') line
          JOIN billing_reference g ON g.external_id = line->>'GLAccount'
           AND g.backend_id = l.backend_id AND g.scope = l.scope AND g.kind = 'gl_account'
     LEFT JOIN billing_reference v ON v.code = line->>'VATCode'
           AND v.backend_id = l.backend_id AND v.scope = l.scope AND v.kind = 'vat_code'
         WHERE l.route_id = {desk.route} AND l.state = 'posted' AND l.kind = 'sales_entry'
         GROUP BY 1, 2, 3, 4
        """,
    )
    sums = defaultdict(Decimal)
    for row in rows:
        tax = Decimal(row["tax"])
        net = Decimal(row["amount"]) - (tax if row["type"] == "I" else ZERO)
        sums[f"ledger {row['ledger']}", row["currency"]] += net
        sums[f"VAT code {row['vat_code']}: base", row["currency"]] += net
        sums[f"VAT code {row['vat_code']}: VAT", row["currency"]] += tax
    return sums


def _standing(balance: dict) -> dict:
    """Return the same sums as Exact's trial balance has them: revenue is on the credit side."""
    sums = defaultdict(Decimal)
    for ledger in balance["ledgers"]:
        if ledger["type"] == 110:
            for currency, amount in ledger["posted_fc"].items():
                sums[f"ledger {ledger['code']}", currency] -= Decimal(amount)
    for code in balance["vat"]:
        for part, name in (("base_fc", "base"), ("vat_fc", "VAT")):
            for currency, amount in code[part].items():
                sums[f"VAT code {code['code'].strip()}: {name}", currency] -= Decimal(amount)
    return sums
