"""What to say of changes and quotes in the CRM that are to go to Chargebee.

Texts for a code: (summary, cure).
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: What a change does to the VAT of the next invoices.
EFFECTS = {
    "into_eu": _lt("The customer is in the European Union then: VAT applies."),
    "out_of_eu": _lt("The customer is outside the European Union then: no VAT of a member state."),
    "other_country": _lt("Another country's VAT may apply."),
    "number_gained": _lt("With a VAT number VAT may be reverse charged, or left out."),
    "number_lost": _lt("Without a VAT number the customer counts as a consumer: VAT applies."),
    "other_number": _lt("The next invoices bear the other VAT number."),
}

TEXTS = {
    "crm_change_books": (
        _lt(
            "“%(customer)s” was changed in the CRM, and it touches what is booked: %(changes)s. "
            "%(effect)s"
        ),
        _lt(
            "Each change reads: in Chargebee now → in the CRM (what both said last). Check it, "
            "with your adviser where VAT is concerned. Press “Approve” to have Chargebee take it "
            "over, or “Ignore” to leave Chargebee as it is."
        ),
    ),
    "crm_change_unclear": (
        _lt("“%(customer)s” differs between the CRM and Chargebee: %(changes)s. %(effect)s"),
        _lt(
            "Each change reads: in Chargebee now → in the CRM (what both said last). Nobody can "
            "tell which of the two is right. Press “Approve” to have Chargebee take over what the "
            "CRM says, or correct the CRM."
        ),
    ),
    "crm_both_changed": (
        _lt("Both sides changed “%(customer)s”; the CRM leads: %(changes)s."),
        _lt("Nothing to do: Chargebee takes over what the CRM says, as the route's fields say."),
    ),
    "crm_both_changed_kept": (
        _lt("Both sides changed “%(customer)s”; Chargebee leads: %(changes)s."),
        _lt("Nothing to do: Chargebee stays as it is, as the route's fields say."),
    ),
    "crm_entity_differs": (
        _lt("“%(customer)s” belongs to another business entity in the CRM: %(changes)s."),
        _lt(
            "A change of the entity changes who invoices, and with it VAT and the books. Transfer "
            "the customer in Chargebee, or correct the CRM: this then goes away by itself."
        ),
    ),
    "crm_country_unknown": (
        _lt("“%(country)s” is no country that is known here (customer “%(customer)s”)."),
        _lt("Write the country's name, or its two letters, in the CRM."),
    ),
    "crm_terms_unknown": (
        _lt(
            "“%(customer)s” has payment terms in the CRM whose days nobody knows (choice "
            "%(terms)s)."
        ),
        _lt("Choose one of the CRM's own terms there, or map a column that holds the days."),
    ),
    "crm_customer_gone": (
        _lt("The customer “%(customer)s” is no longer in Chargebee."),
        _lt("Press “Ignore” here, or link the account to another customer."),
    ),
    "crm_account_without_name": (
        _lt("The account %(account)s has no name, so no customer can be made of it."),
        _lt("Give the account a name in the CRM."),
    ),
    "crm_quote_empty": (
        _lt("The quote %(quote)s has no lines."),
        _lt("Add lines in the CRM and win the quote again, or press “Ignore” here."),
    ),
    "crm_quote_line_unmapped": (
        _lt("Nobody knows what “%(line)s” (product %(product)s) of the quote %(quote)s is."),
        _lt(
            "Add the product with its item price on the route's page “From the CRM”; the item "
            "price must be active in Chargebee. A line that was written in without a product can "
            "only go on a quote without a plan."
        ),
    ),
    "crm_quote_currency": (
        _lt(
            "The quote %(quote)s is in %(currency)s; the item price of product %(product)s is in "
            "%(price)s."
        ),
        _lt("Choose the item price of that currency on the route's page “From the CRM”."),
    ),
    "crm_quote_quantity": (
        _lt("“%(line)s” of the quote %(quote)s has the quantity %(quantity)s."),
        _lt("Item prices are sold in whole numbers above zero: correct the quote in the CRM."),
    ),
    "crm_quote_amount": (
        _lt(
            "The amount %(amount)s of “%(line)s” in the quote %(quote)s is no whole number of "
            "cents."
        ),
        _lt(
            "Chargebee would make another total of it. Choose a discount that leaves a price for "
            "one that can be paid."
        ),
    ),
    "crm_quote_discount": (
        _lt("The quote %(quote)s has a discount or freight on the whole of it."),
        _lt("Put it on the lines in the CRM: Chargebee's quotes have it there only."),
    ),
    "crm_quote_plans": (
        _lt("The quote %(quote)s sells several plans: %(plans)s."),
        _lt("A subscription has one plan: make a quote for each in the CRM."),
    ),
    "crm_quote_no_plan": (
        _lt("The quote %(quote)s sells add-ons without a plan."),
        _lt("Add the plan in the CRM, or make the quote for the subscription in Chargebee."),
    ),
    "crm_quote_without_account": (
        _lt("The quote %(quote)s is for nobody whose account is known here."),
        _lt("Give the quote an account in the CRM, and let accounts be pulled."),
    ),
    "crm_quote_without_customer": (
        _lt("The account of the quote %(quote)s has no customer in Chargebee."),
        _lt(
            "Make the customer in Chargebee and link them to the account, or have the route make "
            "customers for quotes."
        ),
    ),
    "crm_quote_customer_unclear": (
        _lt("The account of the quote %(quote)s stands for several customers: %(customers)s."),
        _lt("Nobody can tell which one buys: make the quote in Chargebee and press “Ignore” here."),
    ),
    "crm_quote_won_again": (
        _lt("The quote %(quote)s was won again, as revision %(revision)s."),
        _lt(
            "The one that was won before is in Chargebee already. Change that one there, and press "
            "“Keep”."
        ),
    ),
    "crm_quote_twice": (
        _lt("Chargebee has several quotes for “%(quote)s”: %(quotes)s."),
        _lt("Delete those that are too many in Chargebee, then press “Retry”."),
    ),
}
