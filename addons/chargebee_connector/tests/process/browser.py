"""A real browser on Odoo's screens: headless Chromium, driven over its DevTools protocol.

Everything is done as a person does it: by the texts that stand on the screen. Nothing is known of
Odoo's own JavaScript, only its markup where a text alone is not enough.
"""

import base64
import itertools
import json
import shutil
import urllib.request
from pathlib import Path
from typing import Any

import websocket
from children import HOST, Child, wait_for

NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
#: The end of patience: Odoo builds its scripts and styles for the first screen of a database.
SCREEN_SECONDS = 120.0

#: Elements that are seen: `seen(selector)`. Texts lose their case, which CSS may have changed.
_SEEN = """
const seen = (selector) => [...document.querySelectorAll(selector)].filter(
    (one) => one.getClientRects().length && getComputedStyle(one).visibility !== "hidden");
const plain = (text) => (text || "").replace(/\\s+/g, " ").trim().toLowerCase();
const said = (one) => plain(one.innerText || one.value || one.title);
"""


class Browser:
    """One browser with one tab. `close` ends it and all of its processes."""

    def __init__(self, folder: Path) -> None:
        program = next(filter(None, map(shutil.which, NAMES)), None)
        assert program, f"no browser here: {', '.join(NAMES)}"
        profile = folder / "browser"
        words = [
            program,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-first-run",
            "--no-proxy-server",
            "--lang=en-US",
            "--window-size=1400,900",
            "--remote-debugging-port=0",
            f"--user-data-dir={profile}",
            "about:blank",
        ]
        self._child = Child(words, folder / "browser.log")
        self._numbers = itertools.count(1)
        port_file = profile / "DevToolsActivePort"
        wait_for("a browser that listens", lambda: self._listens(port_file))
        port = port_file.read_text(encoding="utf-8").splitlines()[0]
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://{HOST}:{port}/json/list", timeout=30) as answer:
            tab = next(one for one in json.load(answer) if one["type"] == "page")
        self._socket = websocket.create_connection(
            tab["webSocketDebuggerUrl"], suppress_origin=True, timeout=60
        )

    def _listens(self, port_file: Path) -> bool:
        self._child.check()
        return port_file.exists() and "\n" in port_file.read_text(encoding="utf-8")

    def close(self) -> None:
        self._socket.close()
        self._child.kill()

    # --- the protocol -------------------------------------------------------------------------

    def command(self, method: str, **params: Any) -> dict:
        """Send one command of the DevTools protocol and return its result."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == number:
                assert "error" not in message, f"{method}: {message['error']}"
                return message["result"]

    def run(self, script: str) -> Any:
        """Return the value of JavaScript that is the body of a function; None on a new page.

        While a page gives way to the next one there is nothing to run it in.
        """
        try:
            result = self.command(
                "Runtime.evaluate",
                expression=f"(() => {{ {_SEEN} {script} }})()",
                returnByValue=True,
                awaitPromise=True,
            )
        except AssertionError:
            return None
        if "exceptionDetails" in result:
            raise AssertionError(result["exceptionDetails"]["exception"]["description"])
        return result["result"].get("value")

    def picture(self) -> bytes:
        """The screen as PNG."""
        return base64.b64decode(self.command("Page.captureScreenshot", format="png")["data"])

    # --- reading ------------------------------------------------------------------------------

    def open(self, url: str) -> None:
        self.command("Page.navigate", url=url)

    def address(self) -> str:
        return self.run("return location.href") or ""

    def text(self) -> str:
        return self.run("return document.body && document.body.innerText") or ""

    def wait(self, what: str, script: str) -> Any:
        """Wait until JavaScript returns something true, and return that."""
        try:
            return wait_for(what, lambda: self.run(script), SCREEN_SECONDS)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.address()}\n{self.text()}") from None

    def wait_text(self, text: str) -> None:
        """Wait until a text stands on the screen, in whatever case."""
        self.wait(f"“{text}”", f"return plain(document.body?.innerText).includes({_js(text)})")

    def wait_rows(self) -> list[str]:
        """Wait for a list with rows, and return them as they read."""
        return self.wait(
            "a list with rows",
            'const rows = seen(".o_list_view .o_data_row").map((row) => row.innerText);'
            "return rows.length ? rows : null",
        )

    # --- acting -------------------------------------------------------------------------------

    def press(self, text: str, within: str = "body") -> None:
        """Press the button, menu, tab or link that reads so."""
        self.wait(
            f"something to press that reads “{text}”",
            'const things = "button, a, [role=menuitem], [role=tab], .dropdown-item";'
            f"const place = {json.dumps(within)};"
            'const found = seen(things.split(", ").map((one) => `${place} ${one}`).join(", "))'
            f".filter((one) => said(one) === {_js(text)} && !one.disabled);"
            "if (!found.length) return false; found[0].click(); return true",
        )

    def press_row(self, text: str) -> None:
        """Open the row of a list in which a text stands."""
        self.wait(
            f"a row with “{text}”",
            'const row = seen(".o_list_view .o_data_row").find('
            f"(one) => plain(one.innerText).includes({_js(text)}));"
            'if (!row) return false; row.querySelector(".o_data_cell").click(); return true',
        )

    def press_card(self, text: str) -> None:
        """Open the card in which a text stands."""
        self.wait(
            f"a card with “{text}”",
            'const card = seen(".o_kanban_record").find('
            f"(one) => plain(one.innerText).includes({_js(text)}));"
            "if (!card) return false; card.click(); return true",
        )

    def enter(self, selector: str, text: str) -> None:
        """Type into an input, over what stands there."""
        self.wait(
            f"an input {selector}",
            f"const found = seen({json.dumps(selector)})[0];"
            "if (!found) return false; found.focus(); found.select(); return true",
        )
        self.command("Input.insertText", text=text)

    def choose(self, selector: str, text: str) -> None:
        """Type into an input that offers choices, and take the one that begins with the text."""
        self.enter(selector, text)
        self.wait(
            f"a choice “{text}”",
            'const found = seen(".o-autocomplete--dropdown-item").find('
            f"(one) => said(one).startsWith({_js(text)}));"
            'if (!found) return false; (found.querySelector("a") || found).click(); return true',
        )

    def log_in(self, url: str, login: str = "admin", password: str = "admin") -> None:
        self.open(f"{url}/web/login")
        self.enter("input[name=login]", login)
        self.enter("input[name=password]", password)
        self.press("Log in")
        self.wait("Odoo's menus", 'return seen(".o_main_navbar").length')


def _js(text: str) -> str:
    """A text as JavaScript, as `said` makes it."""
    return json.dumps(" ".join(text.split()).lower())
