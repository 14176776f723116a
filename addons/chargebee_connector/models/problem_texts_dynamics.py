"""What to say of Dynamics 365: signing in, its tables, limits and refusals.

Texts for a code: (summary, cure). The organisation's own words stand in `message`.
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

_BY_ITSELF = _lt("Nothing to do: it goes on by itself as soon as the organisation takes more.")
_SECRET = _lt(
    "Have a new client secret made in the app registration (Certificates & secrets), and enter its "
    "value, not its ID, under Connections."
)
_SET_UP = _lt(
    "Press “Create CB Tables” on the connection: what is missing is made and filled again, and "
    "what stands there is left alone. What was refused goes with the next sync."
)

#: What a customer and their account have in common.
FOUND_BY = {
    "id": _lt("the account's id"),
    "number": _lt("the account number"),
    "vat": _lt("the VAT number"),
}

TEXTS = {
    "crm_account_found": (
        _lt("“%(customer)s” is “%(account)s” in the CRM, found by %(found_by)s."),
        _lt("Nothing to do. “Set Account…” on the object chooses another one."),
    ),
    # --- signing in ---------------------------------------------------------------------------
    "dynamics_secret_wrong": (_lt("Microsoft says that the client secret is wrong."), _SECRET),
    "dynamics_secret_expired": (_lt("The client secret has ended."), _SECRET),
    "dynamics_application_unknown": (
        _lt("The application is not known in this tenant."),
        _lt(
            "Compare tenant and application on the connection with the overview of the app "
            "registration."
        ),
    ),
    "dynamics_tenant_unknown": (
        _lt("The tenant is not known to Microsoft."),
        _lt("Copy the directory (tenant) ID from the overview of the app registration."),
    ),
    "dynamics_organisation_unknown": (
        _lt("The tenant knows no organisation at this address."),
        _lt(
            "Copy the organisation's address from your browser, up to and with “.dynamics.com”, "
            "and check that it belongs to this tenant."
        ),
    ),
    "dynamics_scope_refused": (
        _lt("Microsoft doesn't take the organisation's address as it was entered."),
        _lt("Enter it as https://org.crm4.dynamics.com, with nothing behind it."),
    ),
    "dynamics_conditional_access": (
        _lt("A rule of your directory (conditional access) keeps the application out."),
        _lt("Ask the directory's administrator to except this application, or this server."),
    ),
    "dynamics_sign_in_refused": (
        _lt("Microsoft refused the sign-in: %(message)s"),
        _lt("Show this text to the directory's administrator."),
    ),
    "dynamics_sign_in_address": (
        _lt("There is no sign-in service at the sign-in address."),
        _lt("Enter https://login.microsoftonline.com, unless your administrator knows better."),
    ),
    "dynamics_sign_in_busy": (_lt("Microsoft's sign-in has too many callers."), _BY_ITSELF),
    "dynamics_token_refused": (
        _lt("The organisation doesn't accept the sign-in: %(message)s"),
        _lt("Test the connection. Check that the organisation's address is exactly its own."),
    ),
    "dynamics_no_application_user": (
        _lt("The organisation has no user for this application."),
        _lt(
            "An administrator adds it in the Power Platform admin centre: Environments › Settings "
            "› Users › Application users."
        ),
    ),
    "dynamics_user_disabled": (
        _lt("The user of the application is disabled in the organisation."),
        _lt("Have an administrator enable it, or make another application user."),
    ),
    "dynamics_privilege_missing": (
        _lt("The application lacks the right %(privilege)s."),
        _lt(
            "Give the application user a security role with this right; the manual's chapter "
            "“Setting up the CRM” lists all that is needed. Making tables needs the role System "
            "Customizer as well."
        ),
    ),
    "dynamics_forbidden": (
        _lt("The organisation refused: %(message)s"),
        _lt("Look at the security roles of the application user."),
    ),
    "dynamics_wrong_url": (
        _lt("There is no Dynamics 365 at the organisation's address (status %(status)s)."),
        _lt("Copy the address from your browser, up to and with “.dynamics.com”."),
    ),
    # --- limits -------------------------------------------------------------------------------
    "dynamics_request_limit": (_lt("The organisation takes no more calls for now."), _BY_ITSELF),
    "dynamics_time_limit": (_lt("The organisation has worked enough for us for now."), _BY_ITSELF),
    "dynamics_concurrent_limit": (
        _lt("Too much is asked of the organisation at once."),
        _BY_ITSELF,
    ),
    "dynamics_busy": (_lt("The organisation asks to wait: %(message)s"), _BY_ITSELF),
    "dynamics_database_busy": (_lt("The organisation's database is busy."), _BY_ITSELF),
    "dynamics_customizing": (
        _lt("Somebody is changing tables of the organisation right now."),
        _BY_ITSELF,
    ),
    "dynamics_not_ready": (
        _lt("What was just made in the organisation is not known everywhere there yet."),
        _lt("Nothing to do: it goes on by itself within a minute."),
    ),
    "provision_stuck": (
        _lt("“%(step)s” could not be made, however often it was tried: %(message)s"),
        _lt("Press “Create CB Tables” again. If it lasts, show this to your CRM's administrator."),
    ),
    # --- tables -------------------------------------------------------------------------------
    "dynamics_not_provisioned": (
        _lt("The CB tables are not in the organisation yet."),
        _lt("Press “Create CB Tables” on the connection, and refresh the reference data."),
    ),
    "dynamics_prefix_malformed": (
        _lt("“%(prefix)s” can't stand before names of tables."),
        _lt("Enter 2 to 8 small letters and digits, beginning with a letter."),
    ),
    "dynamics_prefix_differs": (
        _lt("The tables were begun with the prefix “%(found)s”, not “%(wanted)s”."),
        _lt("Enter that prefix on the connection."),
    ),
    "dynamics_ownership_differs": (
        _lt("“%(table)s” exists and is owned otherwise: %(found)s instead of %(wanted)s."),
        _lt(
            "That can't be changed in the CRM. Choose another prefix on the connection, or have "
            "the table deleted if nothing needs it."
        ),
    ),
    "dynamics_column_differs": (
        _lt("“%(table)s” has a column %(column)s of another type: %(found)s, not %(wanted)s."),
        _lt(
            "Somebody else made it. Have it deleted in the CRM if nothing needs it, or choose "
            "another prefix on the connection."
        ),
    ),
    "dynamics_table_unknown": (
        _lt("The table “%(table)s” is not in the organisation any more."),
        _SET_UP,
    ),
    "dynamics_column_unknown": (
        _lt("The column “%(column)s” of “%(table)s” was deleted in the organisation, or renamed."),
        _SET_UP,
    ),
    "dynamics_payload_refused": (
        _lt("The organisation knows a column or lookup of “%(table)s” no more: %(message)s"),
        _SET_UP,
    ),
    # --- rows ---------------------------------------------------------------------------------
    "dynamics_row_first": (
        _lt("“%(customer)s”, which this belongs to, is not in the CRM yet."),
        _lt("Look at that one: this goes by itself as soon as it stands there."),
    ),
    "dynamics_row_gone": (
        _lt("The row is no longer in the CRM: somebody deleted it."),
        _lt("Press “Retry” to have it made again, or “Ignore” to leave it deleted."),
    ),
    "dynamics_text_too_long": (
        _lt("A text is longer than the column “%(column)s” takes (%(limit)s characters)."),
        _lt("Somebody made the column shorter in the CRM: have it as long as it was."),
    ),
    "dynamics_option_unknown": (
        _lt("The CRM doesn't know a value of the choice “%(column)s”."),
        _SET_UP,
    ),
    "dynamics_currency_missing": (
        _lt("The CRM has no currency %(currency)s."),
        _lt(
            "Add it in the CRM (Settings › Currencies) with its exchange rate, refresh the "
            "reference data, and press “Retry”."
        ),
    ),
    "dynamics_owner_rights": (
        _lt("The owner may not read this table in the CRM, so the row can't be theirs."),
        _lt(
            "Give the team or user a security role that may read the CB tables, or choose another "
            "owner on the route."
        ),
    ),
    "dynamics_owner_missing": (
        _lt("The owner of this row is no longer in the CRM."),
        _lt("Refresh the reference data, and choose another owner on the route."),
    ),
    "dynamics_lookup_missing": (
        _lt("Something that this row leads to is not in the CRM (%(table)s)."),
        _lt(
            "Sync again. If it is a CB row, the next sync makes it again, and this goes after it. "
            "If it is the account, set another one under Customers and CRM Accounts, then press "
            "“Retry”."
        ),
    ),
    "crm_account_gone": (
        _lt("The customer's account was deleted in the CRM."),
        _lt(
            "Press “Set Account…” and choose another one. Until then the customer's rows lead to "
            "no account, and nothing of it goes to the billing system."
        ),
    ),
    "dynamics_key_taken": (
        _lt("The CRM has another row with the same Chargebee ID: %(message)s"),
        _lt(
            "IDs that differ only in capitals count as the same there. Delete the other row in the "
            "CRM if it is none of ours, or have the key removed from the table."
        ),
    ),
    "dynamics_key_malformed": (
        _lt("The CRM can't be asked for a row by this key: %(message)s"),
        _lt("Show this text to whoever maintains the connector."),
    ),
    "dynamics_exists": (
        _lt("It is in the CRM already: %(message)s"),
        _lt("Press “Retry”."),
    ),
    "dynamics_duplicate": (
        _lt("A rule of the CRM against duplicates refuses the row: %(message)s"),
        _lt("Except the CB tables from that rule in the CRM, then press “Retry”."),
    ),
    "dynamics_changed_meanwhile": (
        _lt("Somebody changed the row at the same moment."),
        _lt("Press “Retry”."),
    ),
    "dynamics_number_refused": (
        _lt("A number is out of the range that the CRM takes: %(message)s"),
        _lt("Look at the document in Chargebee; such an amount can't be shown in the CRM."),
    ),
    "dynamics_number_too_large": (
        _lt("%(value)s is more than the CRM's column “%(column)s” takes (%(most)s)."),
        _lt("Look at it in Chargebee; such a number can't be shown in the CRM."),
    ),
    "dynamics_too_many_decimals": (
        _lt("%(value)s in “%(column)s” has more decimals than the CRM keeps of it (%(most)s)."),
        _lt(
            "Raise the precision of this currency in the CRM (Settings › Currencies), refresh the "
            "reference data, and press “Retry”."
        ),
    ),
    "dynamics_too_many_parts": (
        _lt("It has %(parts)s lines; the CRM takes no more than %(most)s in one stroke."),
        _lt("Nothing can be done about it: “Ignore” leaves it out of the CRM."),
    ),
    "dynamics_owner_access_team": (
        _lt("“%(name)s” is an access team, and those own no rows in the CRM."),
        _lt("Choose an owner team or a user on the route."),
    ),
    "dynamics_owner_disabled": (
        _lt("The user “%(name)s” is disabled in the CRM."),
        _lt("Choose a team, or another user, on the route."),
    ),
    "dynamics_address_in_use": (
        _lt("The CRM doesn't let this address be deleted: %(message)s"),
        _lt("Nothing to do: addresses of accounts belong to them."),
    ),
    "dynamics_unexpected": (
        _lt("The CRM met an error that it doesn't explain: %(message)s"),
        _lt("Press “Retry”. If it lasts, show this text to your CRM's administrator."),
    ),
    "dynamics_too_large": (
        _lt("The CRM says that a request is too large."),
        _lt("Nothing to do: it is sent in smaller parts from now on. Press “Retry”."),
    ),
    "dynamics_not_supported": (
        _lt("The CRM can't do what was asked: %(message)s"),
        _lt("Show this text to whoever maintains the connector."),
    ),
    "dynamics_refused": (
        _lt("The CRM refused: %(message)s"),
        _lt("Mend what it says, and press “Retry”."),
    ),
}
