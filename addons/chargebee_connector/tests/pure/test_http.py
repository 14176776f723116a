"""The session that all systems share: what it repeats, what it swallows, what it never says."""

import gzip
import socket
import threading
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from email.utils import format_datetime

import pytest
from little_server import Reply, in_turn, serve

from odoo.addons.chargebee_connector.ledger.problems import OverQuota, Uncertain, Unreachable
from odoo.addons.chargebee_connector.systems.http import Answer, Http, http_date, seconds_of

SECRET = "s3cr3t-t0k3n"
NO_ANSWER = Reply(cut="all")


@pytest.fixture
def closed_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def send(http, repeat, method="GET", path="/a/path"):
    return http.send(
        method,
        path,
        params={"secret": SECRET},
        data={"secret": SECRET},
        headers={"X-Secret": SECRET},
        auth=("user", SECRET),
        repeat=repeat,
    )


def test_answer_comes_as_it_is():
    with serve(in_turn(Reply(418, '{"rate": 1.10}', {"X-Thing": "yes"}))) as server:
        answer = Http(server.url).send("GET", "/x", repeat="safe")
    assert (answer.status, answer.headers["x-THING"], answer.body) == (
        418,
        "yes",
        b'{"rate": 1.10}',
    )
    assert answer.json() == {"rate": Decimal("1.10")}


def test_request_carries_what_it_was_given():
    with serve(in_turn(Reply())) as server:
        Http(server.url + "/base/").send(
            "POST",
            "/x",
            params={"a": "1"},
            data={"b": "2"},
            headers={"X-C": "3"},
            auth=("key", ""),
            repeat="create",
        )
    (request,) = server.requests
    assert (request.method, request.path, request.query) == ("POST", "/base/x", {"a": "1"})
    assert request.body == b"b=2"
    assert request.headers["X-C"] == "3"
    assert request.headers["Authorization"] == "Basic a2V5Og=="


@pytest.mark.parametrize("body", [b"<html>down</html>", b"", b"\xff", b"[" * 100_000])
def test_body_that_is_not_json(body):
    with pytest.raises(Unreachable) as caught:
        Answer(200, {}, body).json()
    assert caught.value.code == "not_json"
    assert caught.value.__context__ is None


@pytest.mark.parametrize("repeat", ["safe", "put", "keyed"])
def test_repeats_after_no_answer(repeat):
    pauses, calls = [], []
    with serve(in_turn(NO_ANSWER, NO_ANSWER, Reply(200))) as server:
        http = Http(server.url, calls=calls, pause=pauses.append)
        assert send(http, repeat).status == 200
    assert [call.status for call in calls] == [0, 0, 200]
    assert pauses == [0.5, 2.0]


@pytest.mark.parametrize(
    ("repeat", "tries", "problem"),
    [
        ("safe", 3, Unreachable),
        ("put", 3, Unreachable),
        ("keyed", 3, Uncertain),
        ("create", 1, Uncertain),
    ],
)
@pytest.mark.parametrize("reply", [NO_ANSWER, Reply(200, "x" * 100, cut="half")])
def test_never_answered(repeat, tries, problem, reply):
    with serve(lambda request: reply) as server:
        with pytest.raises(problem) as caught:
            send(Http(server.url, pause=lambda seconds: None), repeat, "POST")
    assert caught.value.code == "no_answer"
    assert len(server.requests) == tries


def test_half_of_a_compressed_answer_is_none():
    packed = gzip.compress(b"x" * 10_000)
    reply = Reply(201, packed, {"Content-Encoding": "gzip"})
    with serve(in_turn(reply, Reply(201, packed, reply.headers, cut="half"))) as server:
        http = Http(server.url)
        assert send(http, "create", "POST").body == b"x" * 10_000
        with pytest.raises(Uncertain):
            send(http, "create", "POST")


@pytest.mark.parametrize("repeat", ["safe", "put", "keyed", "create"])
def test_never_left_when_nobody_listens(repeat, closed_port):
    http = Http(f"http://127.0.0.1:{closed_port}", pause=lambda seconds: None)
    with pytest.raises(Unreachable) as caught:
        send(http, repeat)
    assert caught.value.code == "no_connection"
    assert caught.value.params["host"] == "127.0.0.1"


def test_never_left_when_tls_fails():
    with serve(in_turn()) as server:
        with pytest.raises(Unreachable) as caught:
            send(Http(f"https://127.0.0.1:{server.port}"), "create", "POST")
    assert caught.value.code == "no_connection"
    assert server.requests == []


def test_keyed_is_uncertain_if_one_try_may_have_arrived():
    """The first try was answered by nobody, at the others there is nobody any more."""
    listener = socket.create_server(("127.0.0.1", 0))

    def swallow():
        connection, _address = listener.accept()
        connection.recv(65536)
        listener.close()
        connection.close()

    thread = threading.Thread(target=swallow)
    thread.start()
    port = listener.getsockname()[1]
    with pytest.raises(Uncertain):
        send(Http(f"http://127.0.0.1:{port}", pause=lambda seconds: None), "keyed", "POST")
    thread.join()


@pytest.mark.parametrize(("repeat", "problem"), [("create", Uncertain), ("safe", Unreachable)])
def test_no_answer_in_time(repeat, problem):
    held = threading.Event()

    def hold(request):
        held.wait(10)
        return Reply()

    with serve(hold) as server:
        http = Http(server.url, timeout=(1, 0.1), pause=lambda seconds: None)
        with pytest.raises(problem) as caught:
            send(http, repeat, "POST")
        held.set()
    assert caught.value.code == "no_answer"


def test_redirect_is_an_answer():
    with serve(in_turn(Reply(302, headers={"Location": "http://127.0.0.1:1/"}))) as server:
        assert send(Http(server.url), "safe").status == 302


def test_no_proxy_of_the_machine(monkeypatch, closed_port):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port}")
    with serve(in_turn(Reply(200))) as server:
        assert send(Http(server.url), "safe").status == 200


def test_whole_address_of_our_own_host():
    with serve(in_turn(Reply(200))) as server:
        http = Http(server.url + "/api")
        assert http.send("GET", f"{server.url}/other?x=1", repeat="safe").status == 200
    assert (server.requests[0].path, server.requests[0].query) == ("/other", {"x": "1"})


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1:{port}/",
        "http://127.0.0.1:1/",
        "http://localhost:{port}/",
        "HTTP://EVIL.example/",
        "http://127.0.0.1:{port}@evil.example/",
        "http://user:pass@127.0.0.1:{port}/",
        "http://127.0.0.1:99999/",
        "http://",
    ],
)
def test_whole_address_of_another_host(address):
    with serve(in_turn()) as server:
        with pytest.raises(Unreachable) as caught:
            Http(server.url).send("GET", address.format(port=server.port), repeat="safe")
    assert caught.value.code == "foreign_address"


def test_port_of_the_scheme_is_the_same_address():
    http = Http("https://start.exactonline.nl")
    assert http._address("https://START.exactonline.nl:443/api") is not None


@pytest.mark.parametrize("url", ["", "acme.chargebee.com", "ftp://x", "http://", "http://u:p@x"])
def test_malformed_base(url):
    with pytest.raises(Unreachable) as caught:
        Http(url)
    assert caught.value.code == "address_malformed"


def test_header_that_cannot_be_sent():
    with serve(in_turn()) as server, pytest.raises(Unreachable) as caught:
        Http(server.url).send("GET", "/", headers={"X": f"{SECRET}\n"}, repeat="create")
    assert_silent(caught.value)


@pytest.mark.parametrize("repeat", ["safe", "create"])
def test_problems_say_no_secret(repeat, closed_port):
    def lose(request):
        return NO_ANSWER

    with serve(lose) as server:
        for url in (server.url, f"http://127.0.0.1:{closed_port}"):
            with pytest.raises((Unreachable, Uncertain)) as caught:
                send(Http(url, pause=lambda seconds: None), repeat, "POST")
            assert_silent(caught.value)
            assert caught.value.params["path"] == "/a/path"


def assert_silent(problem):
    assert SECRET not in f"{problem} {problem.as_dict()}"
    # A library's error would name the whole address when a traceback is printed or reported.
    assert problem.__context__ is None
    assert problem.__cause__ is None


def test_calls_are_recorded():
    calls = []
    before = datetime.now(timezone.utc)
    with serve(in_turn(Reply(503), Reply(200))) as server:
        http = Http(server.url + "/api", calls=calls)
        send(http, "safe", path="/x")
        http.send("GET", f"{server.url}/y?secret={SECRET}", repeat="safe")
    assert [(call.method, call.path, call.status) for call in calls] == [
        ("GET", "/api/x", 503),
        ("GET", "/y", 200),
    ]
    assert all(before <= call.at <= datetime.now(timezone.utc) for call in calls)
    assert all(0 <= call.seconds < 10 for call in calls)
    assert SECRET not in str(calls)


class Counter:
    """A quota that allows so many calls and remembers what it was told."""

    def __init__(self, allowed):
        self.allowed = allowed
        self.heard = []

    def take(self):
        if not self.allowed:
            raise OverQuota("minute_limit", 60)
        self.allowed -= 1

    def heed(self, status, headers):
        self.heard.append((status, headers.get("X-Left")))


def test_quota_is_asked_before_each_try_and_told_each_answer():
    quota = Counter(3)
    with serve(in_turn(NO_ANSWER, Reply(200, headers={"X-Left": "7"}), Reply(429))) as server:
        http = Http(server.url, quota=quota, pause=lambda seconds: None)
        send(http, "safe")
        send(http, "safe")
        with pytest.raises(OverQuota):
            send(http, "safe")
    assert quota.heard == [(200, "7"), (429, None)]


def test_connection_is_kept():
    ports = set()

    def answer(request):
        ports.add(threading.get_ident())
        return Reply(200)

    with serve(answer) as server:
        http = Http(server.url)
        for _ in range(5):
            send(http, "safe")
    # The server runs one thread per connection.
    assert len(ports) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("0", 0), ("17", 17), ("-3", 0), ("", None), (None, None), ("soon", None), ("1.5", None)],
)
def test_retry_after_in_seconds(header, seconds):
    assert seconds_of(header) == seconds


@pytest.mark.parametrize(("ahead", "low", "high"), [(120, 100, 120), (-120, 0, 0)])
def test_retry_after_as_a_date(ahead, low, high):
    date = datetime.now(timezone.utc) + timedelta(seconds=ahead)
    assert low <= seconds_of(format_datetime(date, usegmt=True)) <= high


def test_http_date():
    expected = datetime(2026, 10, 1, 12, 0, 5, tzinfo=timezone.utc)
    assert http_date("Thu, 01 Oct 2026 12:00:05 GMT") == expected
    assert http_date("Thu, 01 Oct 2026 14:00:05 +0200") == expected
    assert http_date(None) is None
    assert http_date("today") is None
    assert Answer(200, {"Date": "Thu, 01 Oct 2026 12:00:05 GMT"}, b"").date == expected
