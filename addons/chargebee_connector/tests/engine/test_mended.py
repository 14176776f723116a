"""Bad input that somebody mends: what was blocked goes, and the others never waited."""

from papers import customer, invoice


def test_a_malformed_customer_blocks_their_own_documents_only(mapped):
    mapped.sql("DELETE FROM billing_todo")
    mapped.site.post("mutate", kind="customer", record=customer("ada"))
    mapped.site.post("mutate", kind="customer", record=customer("broken", billing_address="Kade"))
    for owner in ("ada", "broken"):
        mapped.site.post("mutate", kind="invoice", record=invoice(f"inv-{owner}", owner))
    mapped.go_live()
    mapped.sync()
    assert mapped.link("inv-ada").state == "posted"
    assert mapped.link("inv-broken").state == "blocked"
    assert mapped.link("inv-broken").problem_summary


def test_what_was_mended_in_the_source_goes(mapped):
    mapped.sql("DELETE FROM billing_todo")
    mapped.site.post("mutate", kind="customer", record=customer("ada"))
    mapped.site.post("mutate", kind="invoice", record=invoice("mended", "ada", total=99))
    mapped.go_live()
    mapped.sync()
    assert mapped.link("mended").state == "blocked"
    mapped.site.post("mutate", kind="invoice", id="mended", set={"total": 12100})
    mapped.sync()
    assert mapped.link("mended").state == "posted"


def test_a_deleted_invoice_that_was_blocked_is_skipped(mapped):
    mapped.sql("DELETE FROM billing_todo")
    mapped.site.post("mutate", kind="customer", record=customer("ada"))
    mapped.site.post("mutate", kind="invoice", record=invoice("dropped", "ada", total=99))
    mapped.pull()
    mapped.plan()
    mapped.site.post("mutate", kind="invoice", id="dropped", delete=True)
    mapped.pull()
    mapped.plan()
    assert (mapped.link("dropped").state, mapped.link("dropped").rule) == ("skipped", "deleted")
