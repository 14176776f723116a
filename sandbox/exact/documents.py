"""Documents and their attachments."""

from __future__ import annotations

import base64
import binascii
from decimal import Decimal
from typing import Any

from . import checks, postings
from .entities import ACCOUNTS, ATTACHMENTS, DOCUMENTS, SALES
from .errors import BadRequest, Refusal
from .formats import day, new_guid
from .store import Division, Row

Values = dict[str, Any]
TYPES = "documents/DocumentTypes"
FILE_TYPES = ("pdf", "jpg", "jpeg", "png", "gif", "bmp")
MEGABYTE = 1024 * 1024


def create(division: Division, values: Values) -> Row:
    """Add a document; it gets the next number."""
    checked = _checked(division, values, None)
    if checked.get("DocumentDate") is None:
        checked["DocumentDate"] = day(division.clock())
    checked.setdefault("HID", division.next("document"))
    id_ = new_guid()
    return division.put(DOCUMENTS, id_, {**checked, "ID": id_})


def update(division: Division, document: Row, values: Values) -> Row:
    return division.change(DOCUMENTS, document, _checked(division, values, document))


def delete(division: Division, document: Row) -> None:
    """Remove a document that no entry names, and its attachments."""
    if division.table(SALES).by("Document", document["_id"]):
        raise Refusal(
            "cannot_delete",
            caption="Document",
            number=str(document["HID"]),
            where="SalesEntry",
        )
    for row in division.table(ATTACHMENTS).by("Document", document["_id"]):
        delete_attachment(division, row)
    division.table(DOCUMENTS).drop(document["_id"])
    postings.register_deletion(division, postings.DELETED_DOCUMENT, document["_id"])


def create_attachment(division: Division, values: Values) -> Row:
    """Add a file to a document. Raises BadRequest where its content is not base64."""
    for name in ("Document", "FileName", "Attachment"):
        if not values.get(name):
            raise Refusal("mandatory", caption=name)
    checks.reference(division, DOCUMENTS, values["Document"], "Document")
    if values["FileName"].rpartition(".")[2].lower() not in FILE_TYPES:
        raise Refusal("invalid", caption="FileType")
    try:
        content = base64.b64decode(values["Attachment"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadRequest("Cannot convert the value of 'Attachment' to Edm.Binary.") from error
    if len(content) > division.attachment_limit * MEGABYTE:
        raise Refusal("too_large", caption="Attachment", size=str(division.attachment_limit))
    id_ = new_guid()
    row = {
        "ID": id_,
        "Document": values["Document"],
        "FileName": values["FileName"],
        "FileSize": Decimal(len(content)),
        "_content": values["Attachment"],
    }
    return division.put(ATTACHMENTS, id_, row)


def delete_attachment(division: Division, attachment: Row) -> None:
    division.table(ATTACHMENTS).drop(attachment["_id"])
    postings.register_deletion(division, postings.DELETED_ATTACHMENT, attachment["_id"])


def content(division: Division, id_: str) -> bytes | None:
    """The file behind an attachment's address."""
    row = division.table(ATTACHMENTS).get(id_)
    return base64.b64decode(row["_content"]) if row else None


def _checked(division: Division, values: Values, old: Row | None) -> Values:
    if (old is None or "Subject" in values) and not (values.get("Subject") or "").strip():
        raise Refusal("mandatory", caption="Subject")
    if old is None or "Type" in values:
        _check_type(division, values.get("Type"))
    checks.check_lengths(DOCUMENTS, values)
    if values.get("Account") is not None:
        checks.reference(division, ACCOUNTS, values["Account"], "Account")
    if values.get("FinancialTransactionEntryID") is not None:
        checks.reference(division, SALES, values["FinancialTransactionEntryID"], "SalesEntry")
    if values.get("Currency"):
        checks.code_reference(division, "general/Currencies", values["Currency"], "Currency")
    return dict(values)


def _check_type(division: Division, kind: int | None) -> None:
    if kind is None:
        raise Refusal("mandatory", caption="DocumentType")
    row = division.table(TYPES).get(str(kind))
    if row is None:
        raise Refusal("reference", caption="DocumentType")
    if not row["DocumentIsCreatable"]:
        raise Refusal("document_type_not_allowed")
