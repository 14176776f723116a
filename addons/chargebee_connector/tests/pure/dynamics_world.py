"""A little Dataverse for the tests of its client: signs in, and answers as a test says.

with organisation(answer) as (server, client):
    client.who_am_i()
    api(server)  # what arrived at the Web API, signing in left out
"""

import json
from contextlib import contextmanager

from little_server import Reply, serve

from odoo.addons.chargebee_connector.systems.dynamics.client import API, Dynamics
from odoo.addons.chargebee_connector.systems.dynamics.oauth import Memory

TENANT = "7d3f1f0c-0000-4000-8000-0000000000aa"
SECRET = "s3cr3t~value"
GUID = "6f3c2b1a-0000-4000-8000-00000000000a"
OTHER = "6f3c2b1a-0000-4000-8000-00000000000b"


def error(status, code, message="", headers=None):
    """Return a refusal as Dataverse words it."""
    return Reply(status, {"error": {"code": code, "message": message}}, headers or {})


def signed_in(number):
    return Reply(200, {"token_type": "Bearer", "expires_in": 3599, "access_token": f"t{number}"})


@contextmanager
def organisation(answer, sign_in=None, **options):
    """Serve both sides on one address; `answer` is asked for calls of the Web API alone."""
    given = []

    def reply(request):
        if request.path.endswith("/oauth2/v2.0/token"):
            given.append(request)
            return sign_in(request) if sign_in else signed_in(len(given))
        assert request.path.startswith(API), request.path
        return answer(request)

    with serve(reply) as server:
        options = {"tokens": Memory(), "pause": lambda seconds: None, **options}
        yield server, Dynamics(server.url, server.url, TENANT, "app-1", SECRET, **options)


def api(server):
    """Return the calls of the Web API, in order."""
    return [request for request in server.requests if request.path.startswith(API)]


def sign_ins(server):
    return [request for request in server.requests if not request.path.startswith(API)]


def body_of(request):
    return json.loads(request.body)


def name_of(request):
    """Return method and path of a call, the API's own path left out."""
    return f"{request.method} {request.path.removeprefix(API)}"


def parts_of(request):
    """Return what stands in a batch, in order: lists of (method, path, headers, body).

    Each list is a change set, or one operation by itself.
    """
    return [
        [_operation(inner) for inner in _split(kind, content)]
        if kind.startswith("multipart/")
        else [_operation(content)]
        for kind, content in _typed(request.headers["Content-Type"], request.body.decode())
    ]


def _typed(content_type, text):
    for piece in _split(content_type, text):
        head, _, content = piece.partition("\r\n\r\n")
        kind = head.partition("Content-Type: ")[2].partition("\r\n")[0]
        yield kind, content if kind.startswith("multipart/") else piece


def _split(content_type, text):
    boundary = content_type.partition("boundary=")[2].strip('"')
    pieces = text.split(f"--{boundary}")
    assert pieces[-1].strip() == "--", "a batch ends with its boundary"
    return [piece.strip("\r\n") for piece in pieces[1:-1]]


def _operation(piece):
    head, _, rest = piece.partition("\r\n\r\n")
    assert "Content-Type: application/http" in head
    assert "Content-Transfer-Encoding: binary" in head
    top, _, body = rest.partition("\r\n\r\n")
    line, *headers = top.split("\r\n")
    method, path, version = line.split(" ")
    assert version == "HTTP/1.1" and path.startswith(API)
    named = dict(header.split(": ", 1) for header in headers)
    return method, path.removeprefix(API), named, json.loads(body) if body.strip() else None


def batch_reply(parts, status=200):
    """Return the answer to a batch; a part is (status, body or None) or a list of them."""
    lines = []
    for part in parts:
        lines.append("--batchresponse_1")
        if isinstance(part, list):
            lines += ["Content-Type: multipart/mixed; boundary=changesetresponse_2", ""]
            for number, (code, body) in enumerate(part, 1):
                lines += ["--changesetresponse_2", *_part(code, body, number)]
            lines += ["--changesetresponse_2--"]
        else:
            lines += _part(*part)
    lines += ["--batchresponse_1--", ""]
    kind = {"Content-Type": "multipart/mixed; boundary=batchresponse_1"}
    return Reply(status, "\r\n".join(lines), kind)


def _part(status, body, number=None):
    head = ["Content-Type: application/http", "Content-Transfer-Encoding: binary"]
    if number is not None:
        head.append(f"Content-ID: {number}")
    head += ["", f"HTTP/1.1 {status} X", "OData-Version: 4.0"]
    if body is None:
        return [*head, "", ""]
    return [*head, "Content-Type: application/json; odata.metadata=minimal", "", json.dumps(body)]


def failed(status, code, message=""):
    """Return the part of a batch that says no."""
    return (status, {"error": {"code": code, "message": message}})
