"""Invoices and credit notes, from Chargebee's amounts in minor units to the ledger's words.

Source: apidocs.chargebee.com, "Invoices" and "Credit notes", field by field.
"""

from datetime import timedelta
from decimal import Decimal

from ...ledger.problems import Invalid
from ...ledger.words import Document, Line, Tax
from . import settlements
from .credited import credited
from .discounts import NO_DISCOUNTS, discounts_of
from .fields import (
    currency,
    digits,
    entries,
    flag,
    identifier,
    inner,
    line_of,
    local_date,
    minor,
    one_of,
    opened,
    places,
    rate,
    shown,
    text,
    time_zone,
    vat_number,
    wrong,
)
from .payment_references import reference
from .printed import own_fields, structured_communication, was_collected
from .settlements import reason
from .stored import stored_of

#: Kinds of document: Chargebee's statuses and ours. Paid or not is no matter of the document,
#: it is booked as soon as it is final.
KINDS = {
    "invoice": {
        "pending": "pending",
        "voided": "voided",
        "posted": "final",
        "payment_due": "final",
        "not_paid": "final",
        "paid": "final",
    },
    "credit_note": {
        "voided": "voided",
        "adjusted": "final",
        "refund_due": "final",
        "refunded": "final",
    },
}

_PRICE_TYPES = ("tax_exclusive", "tax_inclusive")

_CREDIT_TYPES = ("adjustment", "refundable", "store")

#: `entity_type` of lines that Product Catalog 1.0 sold, and as what each price is stored: a setup
#: fee is a plan's. On a site that has moved to 2.0 older documents keep them.
_OLD_TYPES = {"plan": "plan", "plan_setup": "plan", "addon": "addon"}

_ONE_DAY = timedelta(days=1)

_NO_TAXES = (0, ())

#: `tax_juris_type` of what is levied below a country ("Invoices", line_item_taxes).
_LOCAL = ("state", "county", "city", "special", "unincorporated")

#: Decimals of a rate that is computed from two amounts.
_RATE_PLACES = Decimal("1E-10")


def document(kind: str, payload, site_tz: str) -> Document:
    """Return an invoice or a credit note.

    Line amounts, discounts and taxes are added up in minor units. What is added up here is
    compared with what is printed by `ledger.gates.check_sums`.
    """
    source = opened(payload)
    external_id = identifier(source, "id")
    status = KINDS[kind][one_of(source, "status", KINDS[kind])]
    deleted = flag(source, "deleted")
    code = currency(source, "currency_code")
    exponent = -places(code)
    inclusive = one_of(source, "price_type", _PRICE_TYPES) == "tax_inclusive"
    billing = inner(source, "billing_address")
    country = text(inner(source, "shipping_address"), "country") or text(billing, "country")
    zone = _zone(source, site_tz)
    taxes = _taxes(source, exponent)
    total = minor(source, "total")
    tax = _printed_tax(kind, source)
    round_off = total - minor(source, "sub_total") - (0 if inclusive else tax)
    stored = stored_of(source)
    lines = _lines(kind, source, exponent, inclusive, taxes, dict(stored), country, zone)
    used = sum(stored.values())
    if status == "final" and not deleted:
        _check_bookable(source, round_off, exponent)
    return Document(
        kind=kind,
        external_id=external_id,
        customer=identifier(source, "customer_id"),
        status=status,
        currency=code,
        total=Decimal(total - used).scaleb(exponent),
        tax=Decimal(tax).scaleb(exponent),
        date=local_date(source, "date", zone),
        due_date=local_date(source, "due_date", zone),
        issued=local_date(source, "generated_at", zone),
        round_off=Decimal(round_off).scaleb(exponent),
        lines=lines,
        vat_number=vat_number(source),
        billed_to=text(billing, "company")
        or f"{text(billing, 'first_name')} {text(billing, 'last_name')}".strip(),
        country=country,
        business_entity=text(source, "business_entity_id"),
        registration=_registration(source),
        net_term_days=digits(source, "net_term_days"),
        vat_rate=_vat_rate(source, code, total),
        base_rate=_base_rate(source),
        deleted=deleted,
        version=digits(source, "resource_version"),
        type="" if kind == "invoice" else one_of(source, "type", _CREDIT_TYPES),
        reason="" if kind == "invoice" else reason(source),
        credits=text(source, "reference_invoice_id"),
        voided=local_date(source, "voided_at", zone),
        credited=credited(source, exponent) if kind == "invoice" else (),
        company=text(billing, "company"),
        payer=_payer(source),
        payment_reference=structured_communication(source) or reference(source),
        custom=own_fields(source),
        auto_collection=was_collected(source),
        inclusive=inclusive,
        einvoiced=_is_einvoiced(source),
        stored=Decimal(used).scaleb(exponent),
        **settlements.of(kind, source, zone, exponent),
    )


def _is_einvoiced(source):
    """Say whether the site sends a document as an e-invoice, or is about to.

    ("Invoices": `einvoice` is there with a `status`; `skipped` is one that doesn't go.)
    """
    einvoice = inner(source, "einvoice")
    return bool(einvoice) and text(einvoice, "status") != "skipped"


def _payer(source):
    """Return who pays a document that is invoiced to another customer, "" when they are one.

    ("Account Hierarchy": `payment_owner` of invoices.)
    """
    payer = text(source, "payment_owner")
    return "" if payer == source["customer_id"] else payer


def _lines(kind, source, exponent, inclusive, taxes, stored, country, zone):
    """Return the lines, each with its own discounts and taxes.

    `discounts` of the document are not read: Chargebee has spread them over the lines already,
    in `line_item_discounts`. Prices that include tax are made net here.
    """
    crediting = kind == "credit_note"
    discounts = discounts_of(source)
    countries = {
        text(entry, "line_item_id", "line_item_addresses"): text(
            entry, "country", "line_item_addresses"
        )
        for entry in entries(source, "line_item_addresses")
    }
    lines = []
    for entry in entries(source, "line_items"):
        line_id = text(entry, "id", "line_items")
        tax, line_taxes = taxes.pop(line_id, _NO_TAXES)
        off = discounts.pop(line_id, NO_DISCOUNTS)
        used = stored.pop(line_id, 0)
        net = minor(entry, "amount", "line_items") - off.total - used
        if inclusive:
            net -= tax
            base = sum(each.base for each in line_taxes).scaleb(-exponent) if line_taxes else net
            off = off.without_tax(net, tax, base)
            used = int(round(Decimal(used) * net / (net + tax))) if net + tax else used
        date_from, date_to = _period(entry, zone)
        price = text(entry, "entity_id", "line_items")
        sort = text(entry, "entity_type", "line_items")
        lines.append(
            Line(
                line_id,
                text(entry, "description", "line_items") or price,
                Decimal(net).scaleb(exponent),
                tuple(line_taxes),
                price,
                text(entry, "tax_exempt_reason", "line_items"),
                countries.get(line_id) or _taxed_in(line_taxes) or country,
                date_from,
                date_to,
                text(entry, "reference_line_item_id", "line_items") if crediting else "",
                tuple(
                    (coupon, Decimal(amount).scaleb(exponent))
                    for coupon, amount in off.coupons.items()
                    if amount
                ),
                Decimal(off.promotional).scaleb(exponent),
                _OLD_TYPES.get(sort, "item_price"),
                sort if sort in _OLD_TYPES else "",
                Decimal(used).scaleb(exponent),
            )
        )
    unknown = {
        "line_item_discounts": discounts,
        "line_item_taxes": taxes,
        "line_item_credits": stored,
    }
    for group, rest in unknown.items():
        if rest:
            raise Invalid("unknown_line", field=group, value=shown(", ".join(rest)))
    return tuple(lines)


def _taxes(source, exponent):
    """Return line id → (tax in minor units, [Tax]), in the order in which they came."""
    found = {}
    for entry in entries(source, "line_item_taxes"):
        amount = minor(entry, "tax_amount", "line_item_taxes")
        percentage = rate(entry, "tax_rate", "line_item_taxes")
        if percentage is None:
            raise wrong("tax_rate", None, "line_item_taxes")
        level = text(entry, "tax_juris_type", "line_item_taxes")
        tax = Tax(
            text(entry, "tax_name", "line_item_taxes"),
            percentage,
            Decimal(minor(entry, "taxable_amount", "line_item_taxes")).scaleb(exponent),
            Decimal(amount).scaleb(exponent),
            text(entry, "tax_juris_code", "line_item_taxes") if level == "country" else "",
            level in _LOCAL,
        )
        line_id = line_of(entry, "line_item_taxes")
        so_far, taxes = found.get(line_id, (0, []))
        taxes.append(tax)
        found[line_id] = (so_far + amount, taxes)
    return found


def _taxed_in(taxes):
    """Return the country that taxes a line, "" when no tax is a country's."""
    for tax in taxes:
        if tax.country:
            return tax.country
    return ""


def _period(entry, zone):
    """Return the first and the last day of a line's service period, or two None.

    `date_to` is where the next period begins, so the last day is the one before. A one-time line
    has twice the same moment, and what ends within its first day is no period either.
    """
    start = minor(entry, "date_from", "line_items")
    end = minor(entry, "date_to", "line_items")
    if end <= start:
        return None, None
    first = local_date(entry, "date_from", zone, "line_items")
    last = local_date(entry, "date_to", zone, "line_items") - _ONE_DAY
    return (first, last) if last >= first else (None, None)


def _printed_tax(kind, source):
    """Return the printed tax in minor units; a credit note prints it by tax name only."""
    if kind == "invoice":
        return minor(source, "tax")
    printed = entries(source, "taxes")
    if printed:
        return sum(minor(entry, "amount", "taxes") for entry in printed)
    return sum(
        minor(entry, "tax_amount", "line_item_taxes")
        for entry in entries(source, "line_item_taxes")
    )


def _check_bookable(source, round_off, exponent):
    """Raise Invalid for a final document that can't be booked from what it says.

    The sign of `round_off_amount` is not documented, so its size alone is compared; a credit
    note's `fractional_correction` goes into the same difference.
    """
    if source.get("date") is None:
        raise wrong("date", None)
    if source.get("line_items_next_offset"):
        raise Invalid("lines_incomplete", field="line_items_next_offset")
    if source.get("round_off_amount") is None or source.get("fractional_correction"):
        return
    printed = minor(source, "round_off_amount")
    if abs(printed) != abs(round_off):
        raise Invalid(
            "round_off_differs",
            printed=Decimal(printed).scaleb(exponent),
            computed=Decimal(round_off).scaleb(exponent),
            currency=source["currency_code"],
        )


def _zone(source, site_tz):
    details = inner(source, "site_details_at_creation")
    return time_zone(text(details, "timezone", "site_details_at_creation") or site_tz)


def _registration(source):
    """Return under which VAT registration of ours the document was made: country and number."""
    origin = inner(source, "tax_origin")
    country = text(origin, "country", "tax_origin")
    number = text(origin, "registration_number", "tax_origin")
    return number if number.startswith(country) else country + number


def _base_rate(source):
    """Return (base currency, its units for one of the document's), None when it is not told."""
    if source.get("base_currency_code") is None:
        return None
    value = rate(source, "exchange_rate")
    if value is None:
        return None
    return currency(source, "base_currency_code"), _positive("exchange_rate", value)


def _vat_rate(source, code, total):
    """Return (local currency, its units for one of the document's) as printed for VAT, or None.

    Where the rate is not told it is the one that the printed amounts show: the tax in both
    currencies, for a document without tax its total. Where both are there they must agree.
    """
    if source.get("local_currency_code") is None:
        return None
    local = currency(source, "local_currency_code")
    told = rate(source, "local_currency_exchange_rate")
    amount, converted, count = _in_both_currencies(source, total)
    if not amount or not converted:
        if told is None:
            return None
        return local, _positive("local_currency_exchange_rate", told)
    amount = Decimal(amount).scaleb(-places(code))
    cent = Decimal(1).scaleb(-places(local))
    converted = converted * cent
    if told is None:
        return local, _positive("local_currency_code", (converted / amount).quantize(_RATE_PLACES))
    # One part in a hundred: told rates are cut, but never turned upside down.
    if abs(amount * told - converted) > max(abs(converted) / 100, count * cent):
        raise Invalid(
            "local_rate_differs", printed=told, computed=(converted / amount).quantize(_RATE_PLACES)
        )
    return local, _positive("local_currency_exchange_rate", told)


def _in_both_currencies(source, total):
    """Return an amount in minor units of both currencies, and how many roundings are in it."""
    amount = converted = count = 0
    for entry in entries(source, "line_item_taxes"):
        if entry.get("tax_amount_in_local_currency") is not None:
            converted += minor(entry, "tax_amount_in_local_currency", "line_item_taxes")
            amount += minor(entry, "tax_amount", "line_item_taxes")
            count += 1
    if not amount and source.get("total_in_local_currency") is not None:
        return total, minor(source, "total_in_local_currency"), 1
    return amount, converted, count


def _positive(name, value):
    if value <= 0:
        raise wrong(name, value)
    return value
