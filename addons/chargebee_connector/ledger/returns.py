"""VAT returns: which one a date falls in. Returns follow the calendar, not the book year."""

MONTH, QUARTER, YEAR = "month", "quarter", "year"


def vat_return(day, frequency):
    """Return the name of the return that a day belongs to: 2026-03, 2026-Q1 or 2026."""
    if frequency == YEAR:
        return f"{day.year}"
    if frequency == QUARTER:
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return f"{day.year}-{day.month:02d}"
