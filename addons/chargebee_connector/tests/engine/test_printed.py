"""Printed documents beside their entries: once each, whatever fails, and none kept here."""

import json

import pytest
from papers import credit_note, customer, invoice
from world import World

DOCUMENTS, FILES = "documents/Documents", "documents/DocumentAttachments"
KINDS = ("document", "document_file", "entry_document")


@pytest.fixture
def filing(mapped) -> World:
    """A live world that files papers, in which only what a test adds is on the list."""
    mapped.route.exact_attach = True
    mapped.commit()
    mapped.sql("DELETE FROM billing_todo")
    mapped.site.post("mutate", kind="customer", record=customer("ada"))
    mapped.pull()
    mapped.go_live()
    return mapped


def add(world: World, kind: str, *records: dict) -> None:
    for record in records:
        world.site.post("mutate", kind=kind, record=record)


def rows(world: World, path: str, fields: str, where: str = "") -> list[dict]:
    client = world.target._system()._client(world.target, "100001")
    return [row for page in client.rows(path, select=fields, where=where) for row in page]


def states(world: World, key: str) -> list[str]:
    suffixes = ("/document", "/document/file", "/document/entry")
    pairs = zip(KINDS, suffixes, strict=True)
    return [world.link(key + suffix, kind).state for kind, suffix in pairs]


def test_nothing_is_filed_by_default(mapped):
    assert not mapped.route.exact_attach


def test_an_invoice_and_its_credit_note_are_filed_in_the_same_sync(filing):
    add(filing, "invoice", invoice("twin", "ada"))
    add(filing, "credit_note", credit_note("twin", "ada", "twin"))
    filing.sync()
    for key in ("twin", "credit_note/twin"):
        link = filing.link(key)
        assert (link.state, states(filing, key)) == ("posted", ["posted"] * 3)
        document = filing.link(key + "/document", "document")
        (there,) = rows(filing, DOCUMENTS, "ID,Type,Account", f"ID eq guid'{document.external_id}'")
        assert there["Type"] == 10
        (entry,) = rows(
            filing,
            "salesentry/SalesEntries",
            "EntryID,Document",
            f"EntryID eq guid'{link.external_id}'",
        )
        assert entry["Document"] == document.external_id
        (file,) = rows(filing, FILES, "ID,FileName,Document", "FileName eq 'twin.pdf'")[:1]
        assert file["FileName"] == "twin.pdf"
    assert len(rows(filing, FILES, "ID", "FileName eq 'twin.pdf'")) == 2
    filing.exact.forget_calls()
    filing.sync()
    assert filing.exact.calls("POST") + filing.exact.calls("PUT") == []


def test_a_preview_shows_what_would_be_filed(filing):
    add(filing, "invoice", invoice("sold", "ada"))
    filing.pull()
    filing.env["billing.run"]._preview_records(filing.record("invoice", "sold"), filing.route)
    filing.work()
    shown = filing.sql(
        "SELECT kind, key, state FROM billing_preview WHERE run_id = %s AND kind <> 'account'"
        " ORDER BY kind",
        filing.runs("preview")[:1].id,
    )
    assert shown == [
        ("document", "sold/document", "planned"),
        ("document_file", "sold/document/file", "planned"),
        ("entry_document", "sold/document/entry", "planned"),
        ("sales_entry", "sold", "planned"),
    ]


def test_no_byte_of_it_is_kept(filing):
    add(filing, "invoice", invoice("sold", "ada"))
    filing.sync()
    file = filing.link("sold/document/file", "document_file").sudo()
    assert file.state == "posted"
    assert json.loads(file.request)["body"]["Attachment"] == {"$attachment": ["invoice", "sold"]}
    ((longest,),) = filing.sql(
        "SELECT max(greatest(length(request), length(answer))) FROM billing_log WHERE link_id = %s",
        file.id,
    )
    assert longest < 2000 and len(file.answer or "") < 2000


def test_the_entry_does_not_wait_for_its_paper(filing):
    filing.site.fault("status", method="POST", path="/pdf", times=20, status=503, body="{}")
    add(filing, "invoice", invoice("sold", "ada"))
    filing.sync()
    assert filing.link("sold").state == "posted"
    file = filing.link("sold/document/file", "document_file")
    assert (file.state, file.problem_code) == ("blocked", "attachment_later")
    assert "sold" in file.problem_summary
    filing.site.forget_faults()
    filing.sync()
    file.invalidate_recordset()
    assert file.state == "posted"


@pytest.mark.parametrize("path", [DOCUMENTS, FILES])
def test_an_answer_that_got_lost_files_nothing_twice(filing, path):
    filing.exact.fault("cut_after", method="POST", path=path, times=1)
    add(filing, "invoice", invoice("sold", "ada"))
    filing.sync()
    assert filing.links(state="uncertain").mapped("problem_code") == ["no_answer"]
    # As if the time had passed after which a look counts.
    filing.sql(
        "UPDATE billing_link SET attempted_at = attempted_at - interval '1 hour'"
        " WHERE state = 'uncertain'"
    )
    filing.sync()
    filing.sync()
    assert states(filing, "sold") == ["posted"] * 3
    assert len(rows(filing, DOCUMENTS, "ID", "Subject eq 'sold'")) == 1
    assert len(rows(filing, FILES, "ID", "FileName eq 'sold.pdf'")) == 1
