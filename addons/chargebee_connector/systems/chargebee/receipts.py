"""What receipts in the books become in Chargebee: offline payments, each recorded once.

A payment stands for what one line of a bank or cash entry settles of one invoice. Its key is the
line's id, a running number and the invoice's; the number grows when the line settles more of the
invoice later, or settles it again after the payment was taken back. Which invoice is meant is
told by the route the other way: it made the document that was settled. Never by a number alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from ...ledger import states
from ...ledger.plan import Facts, Known, LinkNow, Needs, Outcome, Request
from ...ledger.problems import Conflict, Invalid, Problem, Proposed, Waiting
from ...ledger.receipts import SETTLEMENT, TAKEN_BACK, reference
from ...ledger.words import Receipt
from .fields import places

PAYMENT = "payment"
REMOVAL = "payment_removal"

#: The kind of record that receipts are read from.
SOURCE = "payment_term"

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Rules:
    """A route's options. `journals` are the real banks and cash: code → payment method.

    `limit` is up to what a payment difference is small; `tz` the billing site's time zone, "" when
    nobody said; `today` is the day there.
    """

    today: date
    journals: Mapping = field(default_factory=dict)
    limit: Decimal = Decimal("1.00")
    tz: str = ""
    date_from: date | None = None


def place(source_kind: str, external_id: str) -> tuple[str, str] | None:
    """Return where the problem of a record stands that can't be read; None for other kinds."""
    return (PAYMENT, f"term/{external_id}") if source_kind == SOURCE else None


def needs(words: Iterable, rules: Rules) -> Needs:
    """Return what to ask about these receipts: whose they are, and what was recorded of them."""
    asked = Needs()
    for receipt in words:
        asked.made.add(receipt.entry)
        asked.made.update(match.document for match in receipt.matches)
        asked.below.update((kind, receipt.external_id) for kind in (PAYMENT, REMOVAL, SETTLEMENT))
    return asked


def needs_beyond(words: Iterable, rules: Rules, known: Known) -> Needs:
    """Return the invoices that are settled, and the payments on them."""
    asked = Needs()
    for receipt in words:
        for invoice in _settled(receipt, known):
            asked.there.add(("invoice", invoice))
            there = known.there.get(("invoice", invoice))
            for paid in there.paid if there else ():
                asked.there.add(("transaction", paid.transaction))
                asked.taken.add(paid.transaction)
    return asked


def plan(words: Iterable, rules: Rules, known: Known) -> list[Outcome]:
    """Return the outcomes of these receipts, the oldest first."""
    # What earlier receipts of the batch take is no longer due when a later one comes.
    due = {key[1]: there.due for key, there in known.there.items() if key[0] == "invoice"}
    outcomes = []
    for receipt in sorted(words, key=lambda one: (one.date or date.min, one.external_id)):
        if receipt.entry in known.made:
            continue  # R3: what the route the other way has posted is no news.
        if receipt.nature == "receipt":
            outcomes.extend(_Paying(receipt, rules, known, due).outcomes())
        elif receipt.nature != "rate_difference":
            outcomes.extend(_settlements(receipt, rules, known))
    return outcomes


def _settled(receipt: Receipt, known: Known) -> dict:
    """Return {invoice's id in Chargebee: Match} of what it settles of our own invoices."""
    found = {}
    for match in receipt.matches:
        for made in known.made.get(match.document, ()):
            # What takes an invoice back bears its source too, and a negative total.
            if made.source and made.source[0] == "invoice" and (made.total or _ZERO) > 0:
                found[made.source[1]] = match
    return found


class _Paying:
    """What one line of a bank or cash entry leads to."""

    def __init__(self, receipt, rules, known, due):
        self._receipt = receipt
        self._rules = rules
        self._known = known
        self._due = due
        self._settled = _settled(receipt, known)
        self._links = _links(PAYMENT, receipt, known)
        self._removals = _links(REMOVAL, receipt, known)

    def outcomes(self):
        for invoice in sorted({*self._settled, *self._links}):
            yield from self._of(invoice, self._settled.get(invoice))

    def _of(self, invoice, match):
        """Yield what becomes of one invoice: T is settled by now, S recorded."""
        links = self._links.get(invoice, {})
        if any(link.state == states.IGNORED for link in links.values()):
            return
        if any(link.state in (states.POSTING, states.UNCERTAIN) for link in links.values()):
            return
        removals = self._removals.get(invoice, {})
        standing = [
            number
            for number, link in sorted(links.items())
            if link.state == states.POSTED and not _is_posted(removals.get(number))
        ]
        amounts = {number: self._booked(number, invoice) for number in standing}
        settled = match.amount if match else _ZERO
        if match and self._receipt.unclear:
            settled = sum(amounts.values(), _ZERO)
        too_much = self._too_much(standing, amounts, settled)
        for number in standing:
            yield self._recorded(number, invoice, amounts[number], number in too_much)
            yield from self._removal(number, invoice, removals, links, number in too_much)
        number = max((one for one in links if links[one].state == states.POSTED), default=0) + 1
        rest = settled - sum(amounts.values(), _ZERO)
        if too_much or (rest <= 0 and not (match and self._receipt.unclear)):
            yield from self._superseded(number, invoice, links)
        else:
            yield self._payment(number, invoice, match, rest)

    @staticmethod
    def _too_much(standing, amounts, settled):
        """Return the payments that must go so that no more is recorded than is settled."""
        left, gone = sum(amounts.values(), _ZERO), set()
        for number in reversed(standing):
            if left <= settled:
                break
            gone.add(number)
            left -= amounts[number]
        return gone

    def _booked(self, number, invoice):
        booked = self._known.booked.get((PAYMENT, self._key(number, invoice)))
        return booked.total if booked and booked.total is not None else _ZERO

    def _key(self, number, invoice):
        return f"{self._receipt.external_id}/{number}/{invoice}"

    def _common(self, kind, number, invoice, total, currency=""):
        return {
            "kind": kind,
            "key": self._key(number, invoice),
            "source": (SOURCE, self._receipt.record),
            "facts": Facts(invoice, self._receipt.date, currency, total),
        }

    # --- what stands --------------------------------------------------------------------------

    def _recorded(self, number, invoice, amount, too_much):
        """Return what is said of a payment that stands; nothing there is touched by it."""
        common = self._common(PAYMENT, number, invoice, amount)
        rule = "superseded"
        return Outcome(**common, rule=rule, content=TAKEN_BACK if too_much else "")

    def _removal(self, number, invoice, removals, links, too_much):
        """Yield the proposal to take a payment back, or that it is no longer needed (R6)."""
        known_before = removals.get(number)
        common = self._common(
            REMOVAL, number, invoice, self._booked(number, invoice), self._currency(invoice)
        )
        common["parent"] = (PAYMENT, common["key"])
        common["content"] = TAKEN_BACK
        if not too_much:
            if known_before and known_before.state in states.PLANNABLE:
                yield Outcome(**common, rule="superseded")
            return
        payment = links[number].external_id
        path = f"/transactions/{payment}/delete_offline_transaction"
        request = Request("POST", path, {"invoice": invoice}, "put")
        outcome = Outcome(**common, request=request)
        if known_before is None or known_before.released != outcome.fingerprint():
            problem = Proposed("receipt_unmatched", invoice=invoice, receipt=self._name())
            outcome = Outcome(**common, request=request, problem=problem)
        yield outcome

    def _currency(self, invoice):
        there = self._known.there.get(("invoice", invoice))
        return there.currency if there else self._receipt.currency

    def _superseded(self, number, invoice, links):
        """Yield that what was to be recorded is no longer."""
        link = links.get(number)
        if link and link.state in states.PLANNABLE:
            yield Outcome(**self._common(PAYMENT, number, invoice, None), rule="superseded")

    # --- what is to be recorded ---------------------------------------------------------------

    def _payment(self, number, invoice, match, rest):
        """Return the payment of what is settled and not recorded yet, or what stands against it."""
        receipt, rules = self._receipt, self._rules
        common = self._common(PAYMENT, number, invoice, rest, match.currency)
        if receipt.journal not in rules.journals:
            return Outcome(**common, rule="not_real_bank")
        if rules.date_from and receipt.date and receipt.date < rules.date_from:
            return Outcome(**common, rule="before_start")
        name = self._name(number)
        try:
            there = self._payable(invoice, match)
            found = self._standing_already(there, name, rest)
            if found:
                common["facts"] = Facts(invoice, receipt.date, match.currency, found.amount)
                return Outcome(**common, adopt=found.transaction, number=name)
            amount = min(rest, max(self._due[invoice], _ZERO))
            request = self._request(invoice, amount, match.currency, name) if amount else None
        except Problem as problem:
            return Outcome(**common, problem=problem)
        common["facts"] = Facts(invoice, receipt.date, match.currency, amount or rest)
        twin = self._twin(there, rest)
        outcome = Outcome(**common, request=request) if request else None
        link = self._links.get(invoice, {}).get(number)
        if twin and (outcome is None or link is None or link.released != outcome.fingerprint()):
            problem = Conflict(
                "payment_twin",
                invoice=invoice,
                receipt=name,
                amount=rest,
                currency=match.currency,
                payment=twin,
            )
            return Outcome(**common, request=request, problem=problem)
        if outcome is None:
            problem = Conflict(
                "nothing_due", invoice=invoice, receipt=name, amount=rest, currency=match.currency
            )
            return Outcome(**common, problem=problem)
        self._due[invoice] -= amount
        return outcome

    def _payable(self, invoice, match):
        """Return the invoice; raise what stands against a payment of it."""
        there = _there(invoice, self._known)
        if self._receipt.unclear:
            raise Invalid("match_unclear", invoice=invoice, receipt=self._name())
        if there.currency != match.currency:
            raise Conflict(
                "receipt_currency", invoice=invoice, there=there.currency, here=match.currency
            )
        return there

    def _standing_already(self, there, name, amount):
        """Return the payment (Paid) on the invoice that bears our reference, None without one.

        It was recorded from here: the link to it was lost.
        """
        for paid in there.paid:
            payment = self._known.there.get(("transaction", paid.transaction))
            known_here = paid.transaction in self._known.taken
            if payment is None or payment.reference != name or known_here:
                continue
            if paid.amount > amount:
                raise Conflict(
                    "payment_differs",
                    receipt=name,
                    payment=paid.transaction,
                    ours=amount,
                    theirs=paid.amount,
                )
            return paid
        return None

    def _twin(self, there, amount):
        """Return the id of an equal payment on the invoice that nobody knows to be ours (R9)."""
        for paid in there.paid:
            if paid.amount == amount and paid.transaction not in self._known.taken:
                return paid.transaction
        return ""

    def _request(self, invoice, amount, currency, name):
        receipt, rules = self._receipt, self._rules
        if not rules.tz:
            raise Invalid("time_zone_missing")
        # The day must be the same in the site's zone, and not lie ahead.
        at = datetime.combine(receipt.date, time(), ZoneInfo(rules.tz))
        body = {
            "transaction[amount]": str(int(amount.scaleb(places(currency)))),
            "transaction[payment_method]": rules.journals[receipt.journal],
            "transaction[reference_number]": name,
            "transaction[date]": str(int(at.timestamp())),
        }
        return Request("POST", f"/invoices/{invoice}/record_payment", body, "keyed")

    def _name(self, number=1):
        receipt = self._receipt
        return reference(receipt.journal, receipt.number, receipt.line, number)


def _settlements(receipt: Receipt, rules: Rules, known: Known) -> Iterable[Outcome]:
    """Yield what the books settled without money: differences, memos, credit notes (R4, R7).

    It is for a person to do the like in Chargebee; what comes of it goes to the books once more.
    """
    settled = _settled(receipt, known)
    links = _links(SETTLEMENT, receipt, known)
    for invoice in sorted({*settled, *links}):
        match = settled.get(invoice)
        link = links.get(invoice, {}).get(1)
        common = {
            "kind": SETTLEMENT,
            "key": f"{receipt.external_id}/1/{invoice}",
            "source": (SOURCE, receipt.record),
            "facts": Facts(invoice, receipt.date, *_money(match)),
        }
        if match is None:
            if link.state in states.PLANNABLE:
                yield Outcome(**common, rule="superseded")
        elif rules.date_from and receipt.date and receipt.date < rules.date_from:
            yield Outcome(**common, rule="before_start")
        else:
            yield _settlement(receipt, invoice, match, rules, known, common)


def _money(match):
    return (match.currency, match.amount) if match else ("", None)


def _settlement(receipt, invoice, match, rules, known, common):
    entry = f"{receipt.journal} {receipt.number}"
    try:
        there = _there(invoice, known)
    except Problem as problem:
        return Outcome(**common, problem=problem)
    if there.due <= 0:
        return Outcome(**common, rule="settled_there")
    if receipt.unclear:
        return Outcome(**common, problem=Invalid("match_unclear", invoice=invoice, receipt=entry))
    problem = Proposed(
        _proposal(receipt, match, rules),
        invoice=invoice,
        entry=entry,
        amount=match.amount,
        currency=match.currency,
        limit=rules.limit,
    )
    return Outcome(**common, problem=problem)


def _proposal(receipt, match, rules):
    """Return the code of what is proposed for something that was settled without money."""
    if receipt.nature == "payment_difference":
        small = match.amount <= rules.limit
        return "payment_difference" if small else "payment_difference_large"
    return "credited_by_hand" if receipt.nature == "credit" else "written_off_by_hand"


def _there(invoice, known):
    there = known.there.get(("invoice", invoice))
    if there is None:
        raise Waiting("invoice_not_pulled", invoice=invoice)
    return there


def _links(kind: str, receipt: Receipt, known: Known) -> dict[str, dict[int, LinkNow]]:
    """Return {invoice's id: {number: link}} of one kind for a receipt."""
    found = {}
    for where in known.below.get((kind, receipt.external_id), ()):
        _line, number, invoice = where[1].split("/", 2)
        found.setdefault(invoice, {})[int(number)] = known.links[where]
    return found


def _is_posted(link: LinkNow | None) -> bool:
    return link is not None and link.state == states.POSTED
