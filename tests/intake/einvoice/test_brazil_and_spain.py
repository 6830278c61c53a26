"""NF-e with its duplicatas and events; Facturae with its installments, corrections and factors."""

from datetime import date

import pytest

from tests.intake.einvoice.samples import (
    KEY,
    codes,
    dup,
    facturae,
    facturae_invoice,
    installment,
    invoice,
    invoices,
    nfe,
    nfe_event,
    read,
)


def test_an_invoice_has_series_and_number_and_its_access_key() -> None:
    row = invoice(nfe(dup("001", "2026-07-01", "345.00")), "BR")

    assert (row.number, row.document_id) == ("1/1234", KEY)
    assert (row.debtor, row.customer, row.customer_type) == ("11444777000161", "Açaí Ltda", "company")
    assert (row.total_minor, row.currency, row.concept) == (34_500, "BRL", "Polpa")
    assert (row.issued_on, row.due_on, row.due_computed) == (date(2026, 6, 1), date(2026, 7, 1), False)
    assert (row.email, row.phone) == ("contas@acai.example", "+5511987654321")


def test_each_duplicata_is_an_installment() -> None:
    rows = invoices(nfe(dup("001", "2026-07-01", "172.50") + dup("002", "2026-08-01", "172.50")), "BR")
    assert [(row.number, str(row.due_on), row.total_minor) for row in rows] == [
        ("1/1234/001", "2026-07-01", 17_250),
        ("1/1234/002", "2026-08-01", 17_250),
    ]


def test_what_the_bill_takes_off_is_not_asked_for() -> None:
    row = invoice(nfe(dup("1", "2026-07-01", "340.00"), liquid="<vLiq>340.00</vLiq>"), "BR")
    assert (row.total_minor, row.balance_minor) == (34_500, 34_000)


def test_duplicatas_of_one_name_are_told_apart() -> None:
    rows = invoices(nfe(dup("1", "2026-07-01", "100.00") + dup("1", "2026-08-01", "245.00")), "BR")
    assert [row.number for row in rows] == ["1/1234/1", "1/1234/2"]


def test_a_sale_without_duplicatas_falls_due_by_the_terms() -> None:
    row = invoice(nfe(pay="90"), "BR")
    assert (row.due_on, row.due_computed) == (date(2026, 7, 1), True)


@pytest.mark.parametrize(
    ("ide", "pay"),
    [
        ("<finNFe>1</finNFe><tpNF>1</tpNF><natOp>Remessa em bonificação</natOp>", "90"),
        ("<finNFe>1</finNFe><tpNF>0</tpNF><natOp>Compra</natOp>", "15"),
        ("<finNFe>4</finNFe><tpNF>1</tpNF><natOp>Devolução de compra</natOp>", "90"),
        ("<finNFe>3</finNFe><tpNF>1</tpNF><natOp>Ajuste</natOp>", "90"),
    ],
)
def test_gifts_purchases_and_returns_to_suppliers_are_set_aside(ide: str, pay: str) -> None:
    assert codes(read(nfe(ide=ide, pay=pay), "BR")) == [(1, "warned", "not_an_invoice")]


def test_the_sellers_own_note_of_returned_goods_is_a_credit_note() -> None:
    ide = f"<finNFe>4</finNFe><tpNF>0</tpNF><natOp>Devolução</natOp><NFref><refNFe>{KEY}</refNFe></NFref>"
    row = invoice(nfe(ide=ide, pay="90", total="45.00", key=KEY.replace("1234", "1235")), "BR")
    assert (row.document_type, row.total_minor, row.refers_to_ids) == ("credit_note", -4_500, (KEY,))
    assert row.refers_to == "1/1234"


def test_an_event_cancels_by_access_key() -> None:
    row = invoice(nfe_event(), "BR", tax_id="11.222.333/0001-81")
    assert (row.document_id, row.number, row.standing, row.debtor) == (KEY, "1/1234", "cancelled", "")


@pytest.mark.parametrize("event", [nfe_event("110110"), nfe_event(state="220")])
def test_letters_of_correction_and_refused_events_cancel_nothing(event: str) -> None:
    assert codes(read(event, "BR")) == [(1, "warned", "not_an_invoice")]


def test_the_authoritys_answer_in_the_document_counts() -> None:
    assert invoice(nfe(state="101"), "BR").standing == "cancelled"
    assert codes(read(nfe(state="301"), "BR")) == [(1, "warned", "not_issued")]


def test_another_branch_of_the_same_company_is_the_business() -> None:
    assert invoice(nfe(), "BR", tax_id="11.222.333/0002-62").total_minor == 34_500


def test_an_invoice_of_spain_in_installments() -> None:
    plan = installment("2026-07-01", "60.50") + installment("2026-08-01", "60.50")
    rows = invoices(facturae(facturae_invoice(installments=plan)), "ES", tax_id="ESB23103039")

    assert [(row.number, row.total_minor, str(row.due_on)) for row in rows] == [
        ("A-7/1", 6_050, "2026-07-01"),
        ("A-7/2", 6_050, "2026-08-01"),
    ]
    assert {(row.debtor, row.customer, row.customer_type, row.email) for row in rows} == {
        ("00000000T", "Ana Pérez", "person", "ana@perez.example")
    }


def test_several_invoices_in_one_file_have_one_buyer() -> None:
    rows = invoices(facturae(facturae_invoice("7"), facturae_invoice("8", "242.00")), "ES")
    assert [(row.number, row.total_minor, row.debtor) for row in rows] == [
        ("A-7", 12_100, "00000000T"),
        ("A-8", 24_200, "00000000T"),
    ]


def test_payments_on_account_leave_less_to_pay() -> None:
    row = invoice(facturae(facturae_invoice(executable="21.00")), "ES")
    assert (row.total_minor, row.balance_minor) == (12_100, 2_100)


CORRECTS = """<InvoiceClass>OR</InvoiceClass><Corrective><InvoiceNumber>7</InvoiceNumber>
<InvoiceSeriesCode>A-</InvoiceSeriesCode><CorrectionMethod>{method}</CorrectionMethod></Corrective>"""


def test_a_correction_by_differences_lowers_the_invoice() -> None:
    row = invoice(facturae(facturae_invoice("R1", "-21.00", head=CORRECTS.format(method="02"))), "ES")
    assert (row.document_type, row.total_minor) == ("credit_note", -2_100)
    assert (row.refers_to, row.refers_to_ids) == ("A-7", ("B23103039-A-7",))


def test_a_whole_correction_takes_the_place_of_the_invoice() -> None:
    rows = invoices(facturae(facturae_invoice("R1", "100.00", head=CORRECTS.format(method="01"))), "ES")
    assert [(row.number, row.standing, row.total_minor) for row in rows] == [
        ("A-R1", "", 10_000),
        ("A-7", "cancelled", 0),
    ]


def test_an_invoice_sold_to_a_factor_is_assigned() -> None:
    factor = """<FactoringAssignmentData><Assignee><TaxIdentification><TaxIdentificationNumber>A28000000
    </TaxIdentificationNumber></TaxIdentification></Assignee></FactoringAssignmentData>"""
    reading = read(facturae(facturae_invoice(), factor=factor), "ES", tax_id="B23103039")
    assert [row.standing for row in reading.invoices()] == ["assigned"]
    assert codes(reading) == [(1, "warned", "assigned")]
