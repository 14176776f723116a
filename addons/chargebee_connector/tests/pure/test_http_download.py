"""Downloads from addresses that the other side gave: from safe places, without credentials."""

import pytest
from little_server import Reply, in_turn, serve

from odoo.addons.chargebee_connector.ledger.problems import Unreachable
from odoo.addons.chargebee_connector.systems.http import Http

ENOUGH = 1000


def test_it_comes_without_anything_of_ours():
    with serve(in_turn(Reply(200, b"%PDF-1"))) as server:
        assert Http(server.url).download(f"{server.url}/f?key=1", ENOUGH) == b"%PDF-1"
    (request,) = server.requests
    assert (request.path, request.query) == ("/f", {"key": "1"})
    assert not {"Authorization", "Cookie"} & set(request.headers)


@pytest.mark.parametrize(("size", "comes"), [(ENOUGH, True), (ENOUGH + 1, False)])
def test_what_is_too_large_does_not_come(size, comes):
    with serve(in_turn(Reply(200, b"x" * size))) as server:
        found = Http(server.url).download(f"{server.url}/f", ENOUGH)
    assert (found is not None) is comes


@pytest.mark.parametrize(
    "reply",
    [
        Reply(302, b"", {"Location": "http://127.0.0.1/elsewhere"}),
        Reply(403, b"expired"),
        Reply(200, b"x" * 500, cut="half"),
        Reply(cut="all"),
    ],
)
def test_anything_else_than_the_whole_is_an_error(reply):
    with serve(in_turn(reply)) as server, pytest.raises(Unreachable):
        Http(server.url).download(f"{server.url}/f", ENOUGH)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://files.example.com/f",
        "https://127.0.0.1/f",
        "https://2130706433/f",
        "https://[::1]/f",
        "https://localhost/f",
        "https://printer.local/f",
        "https://user:secret@files.example.com/f",
        "ftp://files.example.com/f",
        "file:///etc/passwd",
        "/f",
        "",
    ],
)
def test_unsafe_addresses_are_not_asked(address):
    with pytest.raises(Unreachable) as caught:
        Http("https://acme.chargebee.com").download(address, ENOUGH)
    assert caught.value.code == "foreign_address"
    assert "secret" not in str(caught.value)
