"""KID numbers that stand beside the invoices reach Exact, where banks' files match by them."""

import json

from money import open_up
from papers import invoice
from sales import ENTRIES
from world import DIVISION

NUMBER = "000123456789"


def test_a_reference_beside_the_invoice_reaches_exact(mapped):
    open_up(mapped)
    mapped.source.chargebee_payment_references = True
    mapped.commit()
    told = {"id": "prn_1", "type": "kid", "number": NUMBER, "invoice_id": "sold"}
    mapped.site.post(
        "faults",
        kind="status",
        method="GET",
        path="/invoices/payment_reference_numbers",
        status=200,
        body=json.dumps({"list": [{"payment_reference_number": told}]}),
        times=9,
    )
    mapped.site.post("mutate", kind="invoice", record=invoice("sold", "ada"))
    mapped.site.forget_calls()
    mapped.sync()
    asked = [call for call in mapped.site.calls("GET") if "payment_reference" in call["path"]]
    assert len(asked) == 1, "once for the page that changed"
    assert mapped.link("sold").state == "posted", mapped.link("sold").problem_summary
    client = mapped.target._system()._client(mapped.target, DIVISION)
    pages = client.rows(ENTRIES, select="YourRef,PaymentReference", where="YourRef eq 'sold'")
    (row,) = [row for page in pages for row in page]
    assert row["PaymentReference"] == NUMBER
