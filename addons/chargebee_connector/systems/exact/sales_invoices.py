"""An invoice as a sales invoice of Exact instead of a sales entry, where the route wants it so.

Two requests. The first makes the invoice, which stands in no ledger yet. The second prints it:
only then Exact makes the entry, which is what credit notes, payments and voids go by. That second
one therefore takes the place of the sales entry, and keeps what is booked by it beside its own
fields; `look` and `post` know that only PRINT_FIELDS are sent.

The ledger of a line can't be sent: Exact takes that of the line's item. An invoice goes only when
every item books where the mapping says. Source: Exact Online REST reference, "SalesInvoices" (Type
8020; a printed one can't be changed any more), "SalesInvoiceLines", "PrintedSalesInvoices".
"""

from dataclasses import replace

from ...ledger.plan import Facts, Known, LinkNow, Needs, Outcome, Request, ref
from ...ledger.problems import Conflict, Invalid, Problem, Unmapped, Waiting
from ...ledger.states import BLOCKED, IGNORED, PLANNABLE, POSTED, REFUSED
from ...ledger.words import Document, Line, Price
from . import catalogue, checks, entries
from .invoice_rules import InvoiceRules, Item
from .places import place_of
from .rules import Rules

KIND = "sales_invoice"
PATH, PRINT = "salesinvoice/SalesInvoices", "salesinvoice/PrintedSalesInvoices"
LINES = "SalesInvoiceLines"

#: SalesInvoices.Type of an invoice; 8021 is a credit note, whose sign nobody has documented.
TYPE = 8020

#: What is sent to print an invoice.
PRINT_FIELDS = (
    "InvoiceID",
    "InvoiceDate",
    "ReportingYear",
    "ReportingPeriod",
    "SendEmailToCustomer",
    "SendInvoiceToCustomerPostbox",
    "SendInvoiceViaPeppol",
    "SendOutputBasedOnAccount",
)

#: Fields of an entry's header, and of its lines, that an invoice has too; the names there.
_HEADER = {
    "Customer": "OrderedBy",
    "Journal": "Journal",
    "EntryDate": "OrderDate",
    "DueDate": "DueDate",
    "Currency": "Currency",
    "PaymentCondition": "PaymentCondition",
    "PaymentReference": "PaymentReference",
    "YourRef": "YourRef",
    "Description": "Description",
}
_LINE = {
    "AmountFC": "AmountFC",
    "VATCode": "VATCode",
    "VATAmountFC": "VATAmountFC",
    "Description": "Description",
    "CostCenter": "CostCenter",
    "CostUnit": "CostUnit",
    "From": "StartTime",
    "To": "EndTime",
}

#: Fields of a line that an entry's has not.
_OWN = ("Item", "Quantity", "NetPrice")

#: An invoice in one of these states does not come by itself.
_STUCK = (BLOCKED, REFUSED, IGNORED)


def needs(document: Document, rules: Rules, asked: Needs) -> None:
    """Ask whether an invoice of Exact was made for a document, also when that was another day."""
    if document.kind == "invoice":
        place = (KIND, place_of(document)[1])
        asked.links.add(place)
        asked.booked.add(place)


def needs_beyond(document: Document, rules: Rules, known: Known, asked: Needs) -> None:
    """Ask for the items that are kept current in Exact: only prices tell which are sold."""
    if rules.invoices is None or document.kind != "invoice":
        return
    for line in document.lines:
        item = catalogue.price_of(line, known.records).item
        if item:
            asked.links.add(_kept(item))
            asked.booked.add(_kept(item))


def _kept(item: str) -> tuple[str, str]:
    """Return the place of an item that is kept current in Exact, where the route wants that."""
    return "item", f"item/{item}"


def follow(
    document: Document, entry: Outcome, wanted: bool, rules: Rules, known: Known
) -> list[Outcome]:
    """Return what an entry becomes: itself, or the sales invoice and what prints it.

    What was begun is finished, whatever the route wants by now: an invoice that stands unprinted
    in Exact must not get an entry beside it.
    """
    own = known.links.get((entry.kind, entry.key))
    made = known.links.get((KIND, entry.key))
    begun = made is not None and made.state not in PLANNABLE and made.state != IGNORED
    if own is not None and own.state == POSTED:
        return [entry]
    if begun and entry.rule:
        left = Invalid("sales_invoice_left", number=document.external_id)
        return [replace(entry, rule="", problem=left)]
    if begun and entry.request:
        if made.state == POSTED and not _agrees(entry.key, entry.request.body, known):
            differs = Conflict("sales_invoice_differs", number=document.external_id)
            return [replace(entry, request=None, needs_link=None, problem=differs)]
        return [_printed(document, entry, made, rules)]
    if entry.request is None or not wanted or rules.invoices is None:
        return [*_superseded(entry, made), entry]
    try:
        body = _body(document, entry.request.body, rules, known)
    except Problem as problem:
        blocked = replace(entry, request=None, needs_link=None, problem=problem)
        return [*_superseded(entry, made), blocked]
    invoice = Outcome(
        KIND,
        entry.key,
        entry.source,
        Facts(entry.facts.title, entry.facts.date, entry.facts.currency),
        request=Request("POST", PATH, body, "create"),
        needs_link=entry.needs_link,
    )
    return [invoice, _printed(document, entry, made, rules)]


def _printed(document: Document, entry: Outcome, made: LinkNow | None, rules: Rules) -> Outcome:
    """Return what prints an invoice, in the place of its entry."""
    place = (KIND, entry.key)
    if made is not None and made.state in _STUCK:
        wait = Waiting("sales_invoice_first", number=document.external_id, state=made.state)
        return replace(entry, request=None, needs_link=place, problem=wait)
    sent = rules.invoices is not None and rules.invoices.email
    body = {
        **entry.request.body,
        "InvoiceID": ref(*place),
        "InvoiceDate": entry.request.body["EntryDate"],
        "SendEmailToCustomer": sent,
        "SendInvoiceToCustomerPostbox": False,
        "SendInvoiceViaPeppol": False,
        "SendOutputBasedOnAccount": False,
    }
    return replace(entry, request=Request("POST", PRINT, body, "create"), needs_link=place)


def _superseded(entry: Outcome, made: LinkNow | None) -> list[Outcome]:
    """Return the end of an invoice that was planned and never sent."""
    if made is None or made.state not in PLANNABLE:
        return []
    return [Outcome(KIND, entry.key, entry.source, Facts(entry.facts.title), rule="superseded")]


def _agrees(key: str, entry: dict, known: Known) -> bool:
    """Say whether the invoice that stands unprinted is the one that an entry would be now.

    One that was found there, and not made from here, is known to agree in what counts.
    """
    posted = known.booked.get((KIND, key))
    if posted is None or not posted.body:
        return True
    lines = [
        {name: value for name, value in line.items() if name not in _OWN}
        for line in posted.body[LINES]
    ]
    told = {name: posted.body[name] for name in posted.body if name not in ("Type", LINES)}
    return told == _renamed(entry, _HEADER) and lines == [
        _renamed(line, _LINE) for line in entry["SalesEntryLines"]
    ]


def _renamed(body: dict, names: dict) -> dict:
    return {theirs: body[ours] for ours, theirs in names.items() if ours in body}


def _body(document: Document, entry: dict, rules: Rules, known: Known) -> dict:
    """Return the invoice that books what an entry would; raise what stands against it."""
    if document.einvoiced:
        raise Invalid("sales_invoice_einvoiced", number=document.external_id)
    if "Rate" in entry:
        raise Invalid(
            "sales_invoice_rate",
            currency=document.currency,
            division_currency=rules.division_currency,
        )
    body = {**_renamed(entry, _HEADER), "Type": TYPE}
    options = rules.invoices
    sold = _sold(document, rules, known)
    body[LINES] = [
        _line(line, _item(line, *sale, options, known), options)
        for line, sale in zip(entry["SalesEntryLines"], sold, strict=True)
    ]
    return body


def _sold(document: Document, rules: Rules, known: Known) -> list[tuple]:
    """Return (line of the document, its price) for each line of its entry, in that order.

    Both are None for what sells nothing itself: the round-off.
    """
    sold = []
    for line in filter(checks.is_booked, document.lines):
        price = catalogue.price_of(line, known.records)
        sold += [(line, price)] * len(entries.mapped(document, line, rules, known))
    return sold + [(None, None)] * bool(document.round_off)


def _item(
    booked: dict,
    line: Line | None,
    price: Price | None,
    options: InvoiceRules,
    known: Known,
) -> Item:
    """Return the item of a line: one that bears the name of what is sold, or of its ledger.

    One that is kept current in Exact is known by its link, however its code was cut there.
    The ledger's code serves lines that sell nothing of the catalogue, and discounts and the
    round-off on ledgers of their own.
    """
    ledger = booked["GLAccount"]
    code = options.ledgers.get(ledger, "")
    names = [line.price if line else "", price.item if price else "", code]
    found = [options.items[name] for name in names if name in options.items]
    if price and price.item:
        found = [*_linked(price.item, options, known), *found]
    about = {
        "items": ", ".join(dict.fromkeys(filter(None, names))),
        "description": booked.get("Description", ""),
        "ledger": code,
    }
    if not found:
        raise Unmapped("item_missing", **about)
    fitting = [item for item in found if item.ledger == ledger]
    if fitting:
        return fitting[0]
    item = found[0]
    theirs = options.ledgers.get(item.ledger, "")
    raise Unmapped("item_ledger_differs", item=item.code, item_ledger=theirs, **about)


def _linked(name: str, options: InvoiceRules, known: Known) -> list[Item]:
    """Return the item that is kept current, as Exact tells of it, else as it was sent there."""
    link = known.links.get(_kept(name))
    if link is None or link.state != POSTED or link.gone:
        return []
    if link.external_id in options.ids:
        return [options.ids[link.external_id]]
    posted = known.booked.get(_kept(name))
    body = posted.body if posted else {}
    return [Item(link.external_id, body.get("Code", name), body.get("GLRevenue", ""))]


def _line(booked: dict, item: Item, options: InvoiceRules) -> dict:
    """Return a line of the invoice: one piece, at exactly the amount that the entry would have."""
    if booked["VATCode"] in options.including:
        raise Unmapped("sales_invoice_vat_within", vat_code=booked["VATCode"])
    return {
        "Item": item.id,
        "Quantity": "1",
        "NetPrice": booked["AmountFC"],
        **_renamed(booked, _LINE),
    }
