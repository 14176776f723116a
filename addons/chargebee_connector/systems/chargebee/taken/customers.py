"""Facts about a customer that changed in the CRM, and what becomes of them in Chargebee.

A thing of the CRM (account, contact, address) and each customer it stands for have one chain of
changes per form: `crm_account/<id>/<customer>/details/3`. The newest that is posted keeps what both
sides held when they were last alike, so whoever differs from it has changed since.
"""

from __future__ import annotations

from ....ledger import agree, states
from ....ledger.plan import Facts, Known, Needs, Outcome, Request
from ....ledger.problems import Invalid, Problem, Proposed
from ....ledger.text import dump, parse
from . import effects
from .held import Held
from .rules import BILLING, ENTITY, FORMS, Mapped, Rules, field_of
from .told import ACCOUNT, CONTACT, Told, told

KIND = "customer_change"

#: What counts as the last word about a fact: it was done, or a person said no.
SETTLED = (states.POSTED, states.IGNORED)


def chain(thing: Told, customer: str, form: str) -> tuple[str, str]:
    """Return the place below which the changes of one form stand."""
    return KIND, f"{thing.kind}/{thing.external_id}/{customer}/{form}"


def needs(thing: Told, asked: Needs) -> None:
    """Ask which customers the thing's account stands for, and for that account."""
    if thing.account:
        asked.made.add(thing.account)
        asked.records.add((ACCOUNT, thing.account))


def needs_beyond(thing: Told, known: Known, asked: Needs) -> None:
    """Ask for those customers as they are, and for what was changed before."""
    for customer in customers_of(thing.account, known):
        asked.there.add(("customer", customer))
        asked.below.update(chain(thing, customer, form) for form in FORMS)


def customers_of(account: str, known: Known) -> list[str]:
    """Return the ids of the customers that an account stands for, by the route the other way."""
    return sorted(
        {
            made.source[1]
            for made in known.made.get(account, ())
            if made.source and made.source[0] == "customer"
        }
    )


def plan(thing: Told, rules: Rules, known: Known) -> list[Outcome]:
    """Return the changes that a thing of the CRM leads to; none for what decides nothing."""
    if not _decides(thing, known):
        return []
    outcomes = []
    for customer in customers_of(thing.account, known):
        held = known.there.get(("customer", customer))
        if held is None or held.deleted:
            continue
        for form in FORMS:
            mapped = [
                row
                for row in rules.mapped
                if row.kind == thing.kind and field_of(row.field).form == form
            ]
            if mapped:
                outcomes += _Form(thing, held, form, mapped, rules, known).outcomes()
    return outcomes


def _decides(thing, known):
    """Say whether a contact is its account's main one, and an address that invoices go to."""
    if thing.kind != CONTACT:
        return thing.decides
    account = known.records.get((ACCOUNT, thing.account))
    return thing.decides and bool(account) and told(account).main == thing.external_id


class _Form:
    """One form of one customer: which of its fields change, and by which rule."""

    def __init__(self, thing, held: Held, form, mapped: list[Mapped], rules, known):
        self._thing = thing
        self._held = held
        self._form = form
        self._mapped = mapped
        self._rules = rules
        self._place = chain(thing, held.external_id, form)
        below = known.below.get(self._place, ())
        self._links = {int(key.rsplit("/", 1)[1]): known.links[kind, key] for kind, key in below}
        settled = [number for number, link in self._links.items() if link.state in SETTLED]
        self._number = max(settled, default=0) + 1
        self._last = self._links[max(settled)] if settled else None
        self._before = parse(self._last.content) if self._last and self._last.content else {}

    def outcomes(self) -> list[Outcome]:
        link = self._links.get(self._number)
        if link is not None and link.state not in states.PLANNABLE:
            return []  # On its way: what changes later is a new change.
        try:
            verdicts = {row.field: self._verdict(row) for row in self._mapped}
        except Problem as problem:
            return [self._outcome(problem=problem)]
        agreed = {name: one.agreed for name, one in verdicts.items() if one.agreed}
        sends = {name: one.send for name, one in verdicts.items() if one.send is not None}
        content = dump(agreed)
        if self._last is not None and self._last.state == states.IGNORED:
            if agreed == self._before:
                return []  # A person said no to just this.
        if sends:
            return [self._change(sends, verdicts, content, link)]
        if link is not None and link.state != states.SKIPPED:
            return [self._outcome(rule="superseded")]
        if agreed == self._before:
            return []
        remark = self._remark(verdicts)
        return [self._outcome(adopt=self._held.external_id, content=content, remark=remark)]

    def _verdict(self, row):
        field = field_of(row.field)
        here = self._held.fields.get(row.field, "")
        if row.leads != agree.THERE and here:
            # What is not taken need not be understood.
            there = here if row.leads == agree.FILL else self._thing.columns.get(row.column, "")
        else:
            there = self._value(row)
        return agree.verdict(row.leads, here, there, self._before.get(row.field), field.kind)

    def _value(self, row):
        return self._rules.told(row, self._thing.columns, self._held.name)

    def _change(self, sends, verdicts, content, link):
        """Return the change, held for a person where it touches the books or nobody can tell."""
        customer = self._held.external_id
        if self._form == ENTITY:
            changes = self._changes(sends)
            problem = Invalid("crm_entity_differs", customer=self._held.name, changes=changes)
            return self._outcome(problem=problem)
        path = f"/customers/{customer}"
        if self._form == BILLING:
            path += "/update_billing_info"
        request = Request("POST", path, {"customer": customer, "fields": sends}, "keyed")
        outcome = self._outcome(request=request, content=content, remark=self._remark(verdicts))
        books = any(field_of(name).books for name in sends)
        asked = any(verdicts[name].ask for name in sends)
        if not books and not asked:
            return outcome
        if link is not None and link.released and link.released == outcome.fingerprint():
            return outcome
        problem = Proposed(
            "crm_change_books" if books else "crm_change_unclear",
            customer=self._held.name,
            changes=self._changes({name: sends[name] for name in sorted(sends)}),
            effect=effects.on_vat(self._held.fields, sends),
        )
        return self._outcome(request=request, content=content, problem=problem)

    def _changes(self, values):
        """Return what differs, as text: Chargebee's value → the CRM's (the last agreed one)."""
        told = []
        for name, there in values.items():
            here, before = self._held.fields.get(name, ""), self._before.get(name, "")
            told.append(f"{name} {here or '–'} → {there or '–'} ({before or '–'})")
        return "; ".join(told)

    def _remark(self, verdicts):
        """Return what the log says of fields that both sides had changed: the rule decided."""
        both = [row for row in self._mapped if verdicts[row.field].both]
        if not both:
            return None
        columns = self._thing.columns
        changes = self._changes({row.field: columns.get(row.column, "") for row in both})
        kept = all(verdicts[row.field].send is None for row in both)
        code = "crm_both_changed_kept" if kept else "crm_both_changed"
        return Problem(code, customer=self._held.name, changes=changes)

    def _outcome(self, **more):
        kind, key = self._place
        return Outcome(
            kind,
            f"{key}/{self._number}",
            (self._thing.kind, self._thing.external_id),
            Facts(title=self._held.name),
            **more,
        )
