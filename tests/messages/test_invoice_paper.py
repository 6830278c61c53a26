"""The copy of an invoice as PDF: read back from the file, its figures add up to what is owed, in three languages."""

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from chalicelib.domain.invoice import Terms
from chalicelib.messages import catalog
from chalicelib.messages.catalog import words
from chalicelib.messages.documents.invoice_paper import InvoiceCopy, invoice_paper, masked_id
from chalicelib.messages.documents.pdf import pdf
from chalicelib.messages.letter import Creditor, Row
from tests.domain.cases import DUE, at, invoice
from tests.messages.test_documents import after, amounts, read

COPY = InvoiceCopy(
    id="invoice-0123456789abcdef",
    invoice=replace(
        invoice("F/1 ñ", total_minor=1_000_000, concept="Mensualidad", document_id="6128396F-C09B-4EC6"),
        terms=Terms(accepted=True, version="0a1b2c3d4e5f6071"),
    ),
    creditor=Creditor(name="Academia Andina", country="MX", tax_id="AAN010101AB1", email="cobros@andina.example"),
    main="MXN",
    customer="Núñez Açaí, María",
    customer_tax_id="NUAM-800101-AB9",
    time_zone="America/Mexico_City",
    made_at=at(DUE + timedelta(days=5)),
    today=DUE + timedelta(days=5),
    moved=(("issue", 1_000_000), ("payment", -250_050), ("credit_note", -100_000)),
    accrued_minor=12_345,
    discount_minor=2_000,
    owed_minor=660_295,
    worth=(660_295, "MXN"),
    rows=(Row("Factura", "$ 10,000.00", 1_000_000),),
    reasons=("Interés del 2% al mes desde el vencimiento.",),
)


@pytest.mark.parametrize("lang", catalog.LANGUAGES)
def test_the_figures_of_a_copy_read_back_from_its_file_add_up_to_what_is_owed(lang: str) -> None:
    text = read(pdf(invoice_paper(lang, COPY)))
    steps = text[text.index(words(lang)["statement.movements"]) : text.index(words(lang)["invoice.today"])]
    *parts, owed = amounts(steps)
    assert parts == [Decimal(10000), Decimal("-2500.50"), Decimal(-1000), Decimal("123.45"), Decimal(-20)]
    assert sum(parts) == owed == amounts(text)[0] == Decimal("6602.95")
    assert after(text, words(lang)["invoice.total"]) == Decimal(10_000)
    for told in ("F/1 ñ", "6128396F-C09B-4EC6", "Academia Andina, RFC AAN010101AB1", "Mensualidad", "0a1b2c3d4e5f6071"):
        assert told in text
    assert words(lang)["invoice.copy"] in text
    assert "Interés del 2% al mes" in text


def test_of_the_customers_tax_id_only_the_last_four_are_told() -> None:
    text = read(pdf(invoice_paper("es", COPY)))
    assert "Núñez Açaí, María, RFC ···1AB9" in text
    assert "NUAM" not in text
    assert masked_id("MX", "1234") == "RFC ···"
    assert masked_id("MX", "") == ""


def test_what_nobody_knows_has_no_line() -> None:
    bare = replace(COPY, invoice=invoice("F1"), rows=(), reasons=(), accrued_minor=0, discount_minor=0)
    text = read(pdf(invoice_paper("es", bare)))
    for label in ("document_id", "concept", "terms", "today"):
        assert not [line for line in text.splitlines() if line.startswith(words("es")[f"invoice.{label}"])]
