"""People's paths through the screens, in a real browser: connect to Exact; sync, cure, post."""

import os
from collections.abc import Iterator

import database
import pytest
from browser import Browser
from children import wait_for
from prepare import Prepared
from world import World

#: More than an access token lives, in seconds.
TOKEN_IS_OVER = 700
#: Prices that are mapped, with the planned invoices that sell them: the rarest first.
_SOLD = """
    SELECT line->>'entity_id', array_agg(DISTINCT l.key)
      FROM billing_link l
      JOIN billing_record r ON r.id = l.record_id
CROSS JOIN json_array_elements(r.payload::json->'line_items') line
     WHERE l.kind = 'sales_entry' AND l.state = 'planned' AND (line->>'amount')::bigint > 0
       AND EXISTS (SELECT 1 FROM billing_mapping_revenue m WHERE m.item_price = line->>'entity_id')
  GROUP BY 1 ORDER BY count(DISTINCT l.key), 1 LIMIT 1
"""


@pytest.fixture(scope="module")
def world(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One world for all tests here: a fresh Odoo takes its time to build its first screens."""
    name = f"cbk_{os.getpid()}_screens"
    made = World(prepared, name, tmp_path_factory.mktemp("screens"))
    try:
        made.start()
        yield made
    finally:
        made.close()
        database.drop(name)


@pytest.fixture(scope="module")
def browser(world: World) -> Iterator[Browser]:
    """A browser in which an administrator is logged in."""
    opened = Browser(world.folder)
    opened.log_in(_url(world))
    yield opened
    opened.close()


def test_connect(world: World, browser: Browser) -> None:
    world.db.run(
        "UPDATE billing_secret SET value = NULL"
        " WHERE name IN ('exact_access_token', 'exact_refresh_token')"
    )
    url = _url(world)

    # Without any token the test says what to do, and the button does it.
    browser.open(f"{url}/odoo/billing-connections/{world.target}")
    browser.press("Test")
    browser.wait_text("press “Connect to Exact”")
    assert _state(world) == "attention"
    browser.press("Connect to Exact")
    browser.wait_text("Exact Online is connected")
    callback = browser.address()
    assert "/billing/exact/callback?code=" in callback
    first = _tokens(world)
    assert set(first) == {"exact_access_token", "exact_refresh_token"}

    browser.press("Back to the Connection")
    browser.press("Test")
    browser.wait_text("Everything needed was reached and allowed.")
    assert _state(world) == "ok"

    # The same callback again, as after a reload of the page: no new tokens, and it says so.
    exchanged = len(world.exact.calls("POST", "/oauth2/token"))
    browser.open(callback)
    browser.wait_text("Back to the Connection")
    assert "nothing was changed" in browser.text().lower()
    assert _tokens(world) == first
    assert _state(world) == "ok"
    assert len(world.exact.calls("POST", "/oauth2/token")) == exchanged

    # The next token comes by itself when the first one is over, with the refresh token stored.
    world.exact.post("clock", forward=TOKEN_IS_OVER)
    world.db.run(
        "UPDATE billing_secret SET written_at = written_at - make_interval(secs => %s)",
        TOKEN_IS_OVER,
    )
    assert world.server.rpc("billing.backend", "action_test", [world.target])
    assert _state(world) == "ok"
    second = _tokens(world)
    assert not set(second.values()) & set(first.values()), "the old tokens are still there"


def test_refused(world: World, browser: Browser) -> None:
    """Who says no at Exact comes back to a page that tells it, and nothing is lost."""
    before = _tokens(world)
    browser.open(f"{_url(world)}/billing/exact/callback?error=access_denied&state={world.target}.x")
    browser.wait_text("access_denied")
    assert _tokens(world) == before


def test_bookkeeper(world: World, browser: Browser) -> None:
    world.start_chargebee()
    price, documents = world.db.rows(_SOLD)[0]
    ledger = _unmap(world, price)

    # Sync, from the route that the overview shows.
    browser.open(f"{_url(world)}/odoo/billing")
    browser.press_card("Invoices")
    _press_until_posted(world, browser, "Sync")

    # What went is in the list, with Exact's own number.
    _menu(browser, "Objects", "All")
    posted = [row for row in browser.wait_rows() if "Posted" in row]
    assert posted and len(posted) == len(world.links("posted", "account")) + len(
        world.links("posted", "sales_entry")
    )

    # What could not go says why, and what to do about it.
    _menu(browser, "Objects", "Needs Attention")
    browser.press_row(documents[0])
    browser.wait_text(f"(item price “{price}”)")
    browser.wait_text("Add a row in Mapping › Revenue Ledgers")

    # So a row is added there, which knows already what it is about ...
    browser.press("Open the Mapping")
    browser.press("New", ".o_control_panel")
    browser.wait(
        "a row about the price",
        f'return seen(".o_selected_row [name=item_price] input")[0]?.value === "{price}"',
    )
    browser.choose(".o_selected_row [name=reference_id] input", ledger)
    browser.press("Save")
    wait_for(
        "the row",
        lambda: world.db.column(
            "SELECT id FROM billing_mapping_revenue WHERE item_price = %s", price
        ),
    )

    # ... and the document is sent off again.
    _menu(browser, "Objects", "Needs Attention")
    browser.press_row(documents[0])
    _press_until_posted(world, browser, "Retry")
    _menu(browser, "Objects", "All")
    browser.press_row(documents[0])
    browser.wait(
        "the document as posted",
        'return seen(".o_arrow_button_current").some((one) => said(one) === "posted")',
    )
    world.prove()


def _url(world: World) -> str:
    """Where Odoo answers; it notes that itself when an administrator logs in."""
    return world.server.rpc("ir.config_parameter", "get_param", "web.base.url")


def _tokens(world: World) -> dict[str, str]:
    return dict(
        world.db.rows(
            "SELECT name, value FROM billing_secret WHERE value <> ''"
            " AND name IN ('exact_access_token', 'exact_refresh_token', 'exact_oauth_state')"
        )
    )


def _state(world: World) -> str:
    return world.db.value(
        "SELECT connection_state FROM billing_backend WHERE id = %s", world.target
    )


def _unmap(world: World, price: str) -> str:
    """Let the row of a price be about another one; the code of the ledger that it led to."""
    row, code = world.db.rows(
        "SELECT m.id, f.code FROM billing_mapping_revenue m"
        " JOIN billing_reference f ON f.id = m.reference_id WHERE m.item_price = %s",
        price,
    )[0]
    world.server.rpc("billing.mapping.revenue", "write", [row], {"item_price": "sold no more"})
    return code


def _menu(browser: Browser, section: str, entry: str) -> None:
    browser.press(section, ".o_menu_sections")
    browser.press(entry, ".o-dropdown--menu")


def _press_until_posted(world: World, browser: Browser, button: str) -> None:
    """Press a button, and wait for the end of the runs that it starts; the last one posts."""
    before = world.db.value("SELECT max(id) FROM billing_run")
    browser.press(button)
    wait_for(
        "the end of posting",
        lambda: world.db.rows(
            "SELECT 1 FROM billing_run WHERE id > %s AND kind = 'post' AND state = 'done'", before
        ),
    )
