"""Tables for the tests of the CRM: a few that have everything a declared table can have."""

from odoo.addons.chargebee_connector.ledger.mirror import (
    ACCOUNT,
    CHOICE,
    DAY,
    DECIMAL,
    FLAG,
    INTEGER,
    MOMENT,
    MONEY,
    NOTE,
    Column,
    Lookup,
    Table,
)

CUSTOMER = Table(
    "customer",
    "Customer",
    "Customers",
    (
        Column("company", "Company", length=20),
        Column("vat_number", "VAT Number", length=20),
        Column("comment", "Comment", NOTE, length=5000),
        Column("auto", "Collected Automatically", FLAG),
    ),
    (Lookup("account", "Account", ACCOUNT),),
)
FAMILY = Table("family", "Family", "Families", (Column("note", "Note", length=5000),), owned=False)
PRICE = Table(
    "price",
    "Price",
    "Prices",
    (Column("amount", "Amount", MONEY), Column("period", "Period", INTEGER)),
    (Lookup("family", "Family", "family"),),
    owned=False,
)
TIER = Table(
    "tier",
    "Tier",
    "Tiers",
    (Column("from", "From", DECIMAL, places=4),),
    (Lookup("price", "Price", "price"),),
    owned=False,
    part_of="price",
)
INVOICE = Table(
    "invoice",
    "Invoice",
    "Invoices",
    (
        Column("status", "Status", CHOICE, choices=(("paid", "Paid"), ("due", "Due"))),
        Column("total", "Total", MONEY),
        Column("due_date", "Due Date", DAY),
        Column("paid_at", "Paid at", MOMENT),
    ),
    (Lookup("customer", "Customer", "customer"), Lookup("account", "Account", ACCOUNT)),
)
INVOICE_LINE = Table(
    "invoice_line",
    "Invoice Line",
    "Invoice Lines",
    (Column("amount", "Amount", MONEY), Column("quantity", "Quantity", DECIMAL, places=2)),
    (Lookup("invoice", "Invoice", "invoice"), Lookup("price", "Price", "price")),
    part_of="invoice",
)
TABLES = (CUSTOMER, FAMILY, PRICE, TIER, INVOICE, INVOICE_LINE)
