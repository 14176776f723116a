"""What to say of connections, limits, sign-in, the network, and requests without an answer.

Texts for a code: (summary, cure). Nothing of this is a document's fault.
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

_BY_ITSELF = _lt("Nothing to do: it goes on by itself as soon as more calls are allowed.")
_AGAIN = _lt(
    "Nothing to do: it is tried again by itself. If it lasts for hours, see whether the other "
    "system reports a disturbance, and test the connection under Connections."
)
_RECONNECT = _lt(
    "Open the connection under Connections, press “Connect to Exact” and sign in there with the "
    "user meant for it."
)
_LOOKED_UP = _lt(
    "Nothing to do: before anything is sent again, the connector looks there twice whether it "
    "arrived. That takes about ten minutes."
)

TEXTS = {
    # --- the network ------------------------------------------------------------------------
    "address_malformed": (
        _lt("The connection's site address, or one of its keys, can't be used as it was entered."),
        _lt(
            "Enter site address and keys again under Connections, without blanks and line breaks; "
            "the address looks like https://acme.chargebee.com or https://start.exactonline.nl."
        ),
    ),
    "no_connection": (
        _lt("“%(host)s” could not be reached, so nothing was sent."),
        _lt(
            "Nothing to do: it is tried again by itself. If it lasts, check the site address under "
            "Connections, and whether this server may reach the internet."
        ),
    ),
    "no_answer": (
        _lt("The other system gave no complete answer in time."),
        _lt(
            "Nothing to do: reading is tried again by itself. What may have arrived is looked up "
            "there before anything is sent a second time."
        ),
    ),
    "foreign_address": (
        _lt("“%(connection)s” named a strange address to read on from: “%(host)s”."),
        _lt(
            "Nothing was sent there. Check the site address under Connections; if it is right, "
            "show this text to your administrator."
        ),
    ),
    "not_json": (
        _lt("“%(connection)s” answered with a page instead of data (status %(status)s)."),
        _lt(
            "This happens during maintenance: it is tried again by itself. If it lasts, check the "
            "site address under Connections."
        ),
    ),
    "answer_malformed": (
        _lt("Chargebee's answer lacks what was asked for (%(path)s)."),
        _AGAIN,
    ),
    "answer_unexpected": (
        _lt("“%(host)s” gave an answer that Chargebee doesn't give (status %(status)s)."),
        _lt("Check the site address under Connections; it looks like https://acme.chargebee.com."),
    ),
    "unexpected_answer": (
        _lt("Exact's answer lacks what was asked for."),
        _AGAIN,
    ),
    "offset_repeats": (
        _lt("Chargebee's list of “%(kind)s” leads in a circle, so reading it was stopped."),
        _AGAIN,
    ),
    "paging_loop": (
        _lt("Exact's list “%(path)s” leads in a circle, so reading it was stopped."),
        _AGAIN,
    ),
    "server_error": (
        _lt("“%(connection)s” had a fault of its own (status %(status)s)."),
        _AGAIN,
    ),
    # --- limits -----------------------------------------------------------------------------
    "too_many_calls": (_lt("Chargebee allows no more calls for now."), _BY_ITSELF),
    "waiting_for_quota": (
        _lt("All calls that “%(connection)s” allows for now are used up."),
        _BY_ITSELF,
    ),
    "minute_limit": (
        _lt("Exact's limit of calls per minute is reached for this administration."),
        _BY_ITSELF,
    ),
    "errors_limit": (
        _lt(
            "Exact takes no calls of one kind for now: ten of them failed within an hour in this "
            "administration."
        ),
        _lt(
            "It goes on by itself when Exact lifts the block, after an hour at most. Meanwhile see "
            "in the log what failed, and mend it: more failures make the next block longer."
        ),
    ),
    "day_limit": (
        _lt("Exact's limit of calls per day is reached for this administration."),
        _lt(
            "Nothing to do: it goes on by itself on the next day. If this happens often, ask Exact "
            "for a higher limit for your app."
        ),
    ),
    "token_too_early": (
        _lt("Exact does not renew the connection's access yet: the last one is too fresh."),
        _lt("Nothing to do: it goes on by itself within ten minutes."),
    ),
    "token_calls": (
        _lt("Exact's limit for renewing the connection's access is reached."),
        _BY_ITSELF,
    ),
    # --- connections and sign-in ------------------------------------------------------------
    "not_configured": (
        _lt("The connection “%(connection)s” is not set up yet: its address or key is missing."),
        _lt("Enter them under Connections."),
    ),
    "not_connected": (
        _lt("The connection “%(connection)s” has no access to Exact yet."),
        _RECONNECT,
    ),
    "key_refused": (
        _lt("Chargebee refuses the connection's API key."),
        _lt(
            "Make a new key in Chargebee (Settings › Configure Chargebee › API Keys; a read-only "
            "one is enough) and enter it under Connections."
        ),
    ),
    "site_unknown": (
        _lt("There is no Chargebee site at “%(host)s”."),
        _lt(
            "Correct the site address under Connections; it is the one you see in your browser "
            "when you work in Chargebee, such as https://acme.chargebee.com."
        ),
    ),
    "catalogue_version": (
        _lt("This Chargebee site sells from another product catalog than the connection knows."),
        _lt(
            "Press “Test Connection” on the connection: it asks the site which catalog it has, 1.0 "
            "(plans and add-ons) or 2.0 (items). Other catalogs can't be read."
        ),
    ),
    "clock_differs": (
        _lt("The clocks of this server and of Chargebee are %(seconds)s seconds apart."),
        _lt("Have your administrator set the server's clock, else changes may be seen late."),
    ),
    "right_missing": (
        _lt("The connection “%(connection)s” lacks the right to something that is needed."),
        _lt("Use an API key that may read everything. The reason given: “%(reason)s”."),
    ),
    "endpoint_forbidden": (
        _lt("The user who connected “%(connection)s” may not use “%(path)s” in Exact."),
        _lt(
            "Give that user the rights to manage customers and to enter sales, bank and general "
            "journal entries, and to see the general ledger. A user of an accountant's portal may "
            "lack them for good: connect with another one then. The reason given: “%(reason)s”."
        ),
    ),
    "scope_missing": (
        _lt("The app behind “%(connection)s” lacks the scope for “%(path)s” in Exact."),
        _lt(
            "Give the app that scope in Exact's App Centre and press “Connect to Exact” again. "
            "What Exact says: “%(reason)s”."
        ),
    ),
    "token_refused": (
        _lt("Exact no longer accepts the connection's access."),
        _RECONNECT,
    ),
    "connection_lost": (
        _lt("The connection to Exact has ended: “%(message)s”."),
        _RECONNECT,
    ),
    "code_refused": (
        _lt("Exact did not accept the sign-in: “%(message)s”."),
        _lt("Each sign-in is good once and for three minutes. Press “Connect to Exact” again."),
    ),
    "redirect_refused": (
        _lt("Exact refuses the redirect address: “%(message)s”."),
        _lt(
            "Register exactly the redirect address that the connection shows with your app in "
            "Exact's App Centre, and press “Connect to Exact” again."
        ),
    ),
    "app_refused": (
        _lt("Exact doesn't know the app, or its secret is wrong: “%(message)s”."),
        _lt(
            "Enter client ID and client secret again under Connections, as Exact's App Centre "
            "shows them, and check that the site address is that of the same country."
        ),
    ),
    "blocked_user": (
        _lt("The user who connected to Exact is blocked there."),
        _lt("Have the user unblocked in Exact, or connect with another one under Connections."),
    ),
    "inactive_user": (
        _lt("The user who connected to Exact is no longer active there."),
        _lt("Have the user activated in Exact, or connect with another one under Connections."),
    ),
    "blocked_customer": (
        _lt("Exact has blocked the contract to which this administration belongs."),
        _lt("Ask Exact or your accountant why; the connector goes on when it is unblocked."),
    ),
    "licence_expired": (
        _lt("The licence of Exact has expired."),
        _lt("Have the licence extended at Exact; the connector goes on afterwards."),
    ),
    "division_blocked": (
        _lt("The administration is blocked in Exact."),
        _lt("Have it unblocked in Exact, or choose another administration on the route."),
    ),
    "no_division_access": (
        _lt("The user who connected to Exact may not open this administration."),
        _lt("Give the user access to it in Exact, or choose another one on the route."),
    ),
    "division_missing": (
        _lt("The route “%(route)s” names no administration of Exact yet."),
        _lt("Refresh the reference data of the connection, then choose it on the route."),
    ),
    "division_unknown": (
        _lt("The user who connected to Exact sees no administration %(division)s."),
        _lt("Give the user access to it in Exact, or choose another one on the route."),
    ),
    "division_inactive": (
        _lt("The administration %(division)s is archived or blocked in Exact."),
        _lt("Have it activated in Exact, or choose another administration on the route."),
    ),
    # --- sent, and nobody knows whether it arrived --------------------------------------------
    "worker_died": (
        _lt("The work was cut off while this was being sent."),
        _LOOKED_UP,
    ),
    "broken_answer": (
        _lt("Exact had a fault of its own while it took this (status %(status)s)."),
        _LOOKED_UP,
    ),
    "unreadable_answer": (
        _lt("Exact took this, but its answer could not be read."),
        _LOOKED_UP,
    ),
    # --- said no, without knowing the subject --------------------------------------------------
    "request_refused": (
        _lt("The other system did not accept a request: “%(message)s”."),
        _lt(
            "Trying again won't help by itself. Show this text to your administrator; press "
            "“Retry” when the cause is gone."
        ),
    ),
    "database_cut_off": (
        _lt("The database ended the connection in the middle of the work."),
        _lt(
            "Nothing to do: it goes on by itself, and nothing is lost or done twice. If it happens "
            "often, show this text to your administrator."
        ),
    ),
    # --- what nobody foresaw ----------------------------------------------------------------
    "unexpected": (
        _lt("The work broke off for a reason that nobody foresaw (%(error)s)."),
        _lt(
            "Start it again; nothing is lost or done twice. If it breaks off again, show this text "
            "and the server's log to your administrator."
        ),
    ),
}
