"""What the columns alone don't tell about the standard tables: names, owners, relationships."""

from __future__ import annotations

# Table -> entity set, schema name, primary column, ownership, object type code, display name.
TABLES: dict[str, tuple[str, str, str, str, int, str]] = {
    "account": ("accounts", "Account", "name", "UserOwned", 1, "Account"),
    "contact": ("contacts", "Contact", "fullname", "UserOwned", 2, "Contact"),
    "customeraddress": ("customeraddresses", "CustomerAddress", "name", "None", 1071, "Address"),
    "quote": ("quotes", "Quote", "name", "UserOwned", 1084, "Quote"),
    "quotedetail": ("quotedetails", "QuoteDetail", "quotedetailname", "None", 1085, "Quote Line"),
    "quoteclose": ("quotecloses", "QuoteClose", "subject", "UserOwned", 4211, "Quote Close"),
    "invoice": ("invoices", "Invoice", "name", "UserOwned", 1090, "Invoice"),
    "product": ("products", "Product", "name", "OrganizationOwned", 1024, "Product"),
    "pricelevel": ("pricelevels", "PriceLevel", "name", "OrganizationOwned", 1022, "Price List"),
    "productpricelevel": (
        "productpricelevels",
        "ProductPriceLevel",
        "productnumber",
        "OrganizationOwned",
        1026,
        "Price List Item",
    ),
    "uom": ("uoms", "UoM", "name", "OrganizationOwned", 1055, "Unit"),
    "uomschedule": ("uomschedules", "UoMSchedule", "name", "OrganizationOwned", 1056, "Unit Group"),
    "transactioncurrency": (
        "transactioncurrencies",
        "TransactionCurrency",
        "currencyname",
        "OrganizationOwned",
        9105,
        "Currency",
    ),
    "team": ("teams", "Team", "name", "BusinessOwned", 9, "Team"),
    "systemuser": ("systemusers", "SystemUser", "fullname", "BusinessOwned", 8, "User"),
    "businessunit": (
        "businessunits",
        "BusinessUnit",
        "name",
        "BusinessOwned",
        10,
        "Business Unit",
    ),
    "organization": ("organizations", "Organization", "name", "None", 1019, "Organization"),
    "publisher": (
        "publishers",
        "Publisher",
        "friendlyname",
        "OrganizationOwned",
        7101,
        "Publisher",
    ),
    "solution": ("solutions", "Solution", "friendlyname", "OrganizationOwned", 7100, "Solution"),
    "solutioncomponent": (
        "solutioncomponents",
        "SolutionComponent",
        "solutioncomponentid",
        "None",
        7103,
        "Solution Component",
    ),
    "sdkmessage": ("sdkmessages", "SdkMessage", "name", "None", 4606, "Sdk Message"),
    "sdkmessagefilter": (
        "sdkmessagefilters",
        "SdkMessageFilter",
        "sdkmessagefilterid",
        "None",
        4607,
        "Sdk Message Filter",
    ),
    "role": ("roles", "Role", "name", "BusinessOwned", 1036, "Security Role"),
}

# Create/Update/UpsertMultiple exist; the address table has none of the three.
BULK = ("account", "contact", "quote", "quotedetail", "product")
# Enabled from the start; the address table is left without it.
TRACKED = ("account", "contact", "quote", "quotedetail", "product", "pricelevel")

# (table, column, target) -> relationship's schema name, which names the collection.
RELATIONSHIPS: dict[tuple[str, str, str], str] = {
    ("account", "primarycontactid", "contact"): "account_primary_contact",
    ("account", "parentaccountid", "account"): "account_parent_account",
    ("account", "masterid", "account"): "account_master_account",
    ("contact", "masterid", "contact"): "contact_master_contact",
    ("contact", "parentcustomerid", "account"): "contact_customer_accounts",
    ("contact", "parentcustomerid", "contact"): "contact_customer_contacts",
    ("customeraddress", "parentid", "account"): "Account_CustomerAddress",
    ("customeraddress", "parentid", "contact"): "Contact_CustomerAddress",
    ("quote", "customerid", "account"): "quote_customer_accounts",
    ("quote", "customerid", "contact"): "quote_customer_contacts",
    ("quotedetail", "quoteid", "quote"): "quote_details",
    ("quoteclose", "quoteid", "quote"): "quote_quote_close",
    ("productpricelevel", "pricelevelid", "pricelevel"): "price_level_product_price_levels",
    ("productpricelevel", "productid", "product"): "product_price_levels",
    ("team", "businessunitid", "businessunit"): "business_unit_teams",
    ("systemuser", "businessunitid", "businessunit"): "business_unit_system_users",
    ("solution", "publisherid", "publisher"): "publisher_solution",
    ("solutioncomponent", "solutionid", "solution"): "solution_solutioncomponent",
}

# Navigation properties that are named like those of a lookup with several targets.
NAVIGATIONS = {
    ("quotedetail", "parentbundleidref", "quotedetail"): "parentbundleidref_quotedetail",
}

PARENTAL = {
    "Assign": "Cascade",
    "Delete": "Cascade",
    "Merge": "Cascade",
    "Reparent": "Cascade",
    "Share": "Cascade",
    "Unshare": "Cascade",
}
REFERENTIAL = {
    "Assign": "NoCascade",
    "Delete": "RemoveLink",
    "Merge": "NoCascade",
    "Reparent": "NoCascade",
    "Share": "NoCascade",
    "Unshare": "NoCascade",
}
# Relationships that are more than a link.
CASCADES: dict[str, dict[str, str]] = {
    "contact_customer_accounts": PARENTAL,
    "contact_customer_contacts": PARENTAL,
    "Account_CustomerAddress": {**PARENTAL, "Assign": "NoCascade"},
    "Contact_CustomerAddress": {**PARENTAL, "Assign": "NoCascade"},
    "quote_customer_accounts": PARENTAL,
    "quote_customer_contacts": PARENTAL,
    "quote_details": PARENTAL,
    "quote_quote_close": PARENTAL,
    "price_level_product_price_levels": PARENTAL,
    "product_price_levels": PARENTAL,
}

# The published model calls it a choice; on the wire it is a table's logical name.
TYPES = {("customeraddress", "objecttypecode"): "String"}

# What no client writes: the server makes or reckons it. Suffixes and whole names.
SERVER_MADE_SUFFIXES = ("_base", "_composite", "_addressid")
SERVER_MADE = frozenset(
    """createdon createdby modifiedon modifiedby createdonbehalfby modifiedonbehalfby versionnumber
    owninguser owningteam owningbusinessunit exchangerate composite fullname organizationid merged
    objecttypecode masterid entityimageid totalamount totalamountlessfreight totaldiscountamount
    totaltax
    totallineitemamount totallineitemdiscountamount quotenumber revisionnumber aging30 aging60
    aging90 opendeals opendeals_date opendeals_state openrevenue openrevenue_date
    openrevenue_state""".split()
)
