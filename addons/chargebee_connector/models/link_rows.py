"""How outcomes become rows of links, many in one statement."""


def columns(outcome):
    """Return the columns of a link that its outcome holds as they are, in the order of UPSERT."""
    facts = outcome.facts
    return (
        outcome.kind,
        outcome.key,
        outcome.state,
        outcome.source[0],
        outcome.adopt or None,
        bool(outcome.adopt),
        facts.title or None,
        facts.date,
        facts.period or None,
        facts.total,
        facts.tax,
        outcome.problem.code if outcome.problem else None,
        outcome.rule or None,
        outcome.content or None,
        facts.backdated,
        " ".join(outcome.bundle) if outcome.bundle else None,
        outcome.number or None,
        facts.left or None,
        facts.left_return or None,
        facts.left_vat,
        facts.fallback,
        facts.left_out or None,
        facts.oss_quarter or None,
        facts.customer or None,
    )


#: Stores planned links; one that is being posted, or stands, is not touched.
UPSERT = """
    INSERT INTO billing_link AS now
        (route_id, backend_id, scope, company_id, kind, key, state, record_id, source_kind,
         parent_id, blocked_by_id, external_id, adopted, title, date, period, currency_id,
         amount_total, amount_tax, problem, problem_code, rule, request, fingerprint, content,
         record_version, posted_at, backdated, bundle, target_number, left_period, left_return,
         left_vat, fallback, left_out, oss_quarter, customer, attempt, looks)
    SELECT p.route_id, p.backend_id, p.scope, p.company_id, p.kind, p.key, p.state,
           p.record_id::int, p.source_kind, p.parent_id::int, p.blocked_by_id::int,
           p.external_id, p.adopted, p.title, p.date::date, p.period, p.currency_id::int,
           p.total::numeric, p.tax::numeric, p.problem, p.problem_code, p.rule, p.request,
           p.fingerprint, p.content,
           (SELECT version FROM billing_record r WHERE r.id = p.record_id::int),
           CASE WHEN p.state = 'posted' THEN now() AT TIME ZONE 'UTC' END,
           p.backdated, p.bundle, p.number, p.left_period, p.left_return, p.left_vat::numeric,
           p.fallback, p.left_out, p.oss_quarter, p.customer, 0, 0
      FROM (VALUES %s) AS p
        (route_id, backend_id, scope, company_id,
         kind, key, state, source_kind, external_id, adopted, title, date, period, total, tax,
         problem_code, rule, content, backdated, bundle, number, left_period, left_return,
         left_vat, fallback, left_out, oss_quarter, customer,
         record_id, parent_id, blocked_by_id, currency_id, problem, request, fingerprint)
    ON CONFLICT (route_id, kind, key) DO UPDATE
       SET state = EXCLUDED.state, record_id = EXCLUDED.record_id,
           parent_id = EXCLUDED.parent_id, blocked_by_id = EXCLUDED.blocked_by_id,
           external_id = EXCLUDED.external_id, adopted = EXCLUDED.adopted,
           title = EXCLUDED.title, date = EXCLUDED.date, period = EXCLUDED.period,
           currency_id = EXCLUDED.currency_id, amount_total = EXCLUDED.amount_total,
           amount_tax = EXCLUDED.amount_tax, problem = EXCLUDED.problem,
           problem_code = EXCLUDED.problem_code, rule = EXCLUDED.rule,
           request = EXCLUDED.request, fingerprint = EXCLUDED.fingerprint,
           content = EXCLUDED.content, record_version = EXCLUDED.record_version,
           posted_at = EXCLUDED.posted_at, backdated = EXCLUDED.backdated,
           bundle = EXCLUDED.bundle, target_number = EXCLUDED.target_number,
           left_period = EXCLUDED.left_period, left_return = EXCLUDED.left_return,
           left_vat = EXCLUDED.left_vat, fallback = EXCLUDED.fallback,
           left_out = EXCLUDED.left_out, oss_quarter = EXCLUDED.oss_quarter,
           customer = EXCLUDED.customer
     WHERE now.state IN ('new', 'planned', 'blocked', 'refused', 'skipped')
    RETURNING kind, key, id
"""
