"""PDFs of documents: a POST gives an address that works for a while, without a key."""

from __future__ import annotations

from ..dataset.books import Record
from ..dataset.customers import token
from ..dataset.money import digits, major
from ..wire import Reply, Request, json_reply
from .call import Call
from .errors import ApiError, not_found
from .forms import Parameters
from .site import Site

FOLDER = "files"
VALID_SECONDS = 900
PDF = Parameters("disposition_type:attachment|inline")
QUOTE_PDF = Parameters("disposition_type:attachment|inline consolidated_view:bool")
_MIME = "application/pdf"


def invoice_pdf(call: Call, invoice_id: str) -> Reply:
    return _download(call, "invoice", invoice_id)


def credit_note_pdf(call: Call, note_id: str) -> Reply:
    return _download(call, "credit_note", note_id)


def quote_pdf(call: Call, quote_id: str) -> Reply:
    return _download(call, "quote", quote_id, QUOTE_PDF)


def _download(call: Call, kind: str, record_id: str, form: Parameters = PDF) -> Reply:
    record = call.copy(kind, record_id)
    how = form.read(call.request).get("disposition_type") or "attachment"
    name, until = token(call.rng(), 24), call.now + VALID_SECONDS
    call.site.downloads[name] = (until, how, record)
    host = call.request.headers.get("Host")
    download = {
        "download_url": f"http://{host}/{FOLDER}/{name}.pdf",
        "valid_till": until,
        "mime_type": _MIME,
        "object": "download",
    }
    return json_reply(200, {"download": download})


def fetched(site: Site, request: Request) -> Reply:
    """The file itself. Raises ApiError 404 for an unknown address, 403 for one that has ended."""
    name = request.segments[-1].removesuffix(".pdf")
    found = site.downloads.get(name)
    if request.method != "GET" or found is None or len(request.segments) != 2:
        raise not_found(request.path)
    until, how, record = found
    if site.now() > until:
        raise ApiError(403, "request_blocked", "The address is no longer valid")
    headers = {"Content-Type": _MIME, "Content-Disposition": f"{how}; filename={name}.pdf"}
    return Reply(200, pdf(record), headers)


def pdf(record: Record) -> bytes:
    """One page that names the document and its total; the same document gives the same bytes."""
    currency = record["currency_code"]
    total = f"{major(record['total'], currency):.{digits(currency)}f}"
    lines = [record["object"].replace("_", " "), record["id"], f"{currency} {total}"]
    text = " ".join(f"({_escaped(line)}) Tj T*" for line in lines)
    content = f"BT /F1 14 Tf 18 TL 60 760 Td {text} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    return _assembled(objects)


def _escaped(text: str) -> str:
    known = text.encode("latin-1", "replace").decode("latin-1")
    return known.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _assembled(objects: list[bytes]) -> bytes:
    """A PDF file of these objects, with the table of where each one begins."""
    file, starts = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        starts.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for start in starts:
        file += b"%010d 00000 n \n" % start
    file += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return bytes(file + b"startxref\n%d\n%%%%EOF\n" % table)
