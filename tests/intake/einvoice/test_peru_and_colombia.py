"""UBL: the SUNAT's documents with their *cuotas*, the DIAN's in their containers, and plain ones."""

import base64
from datetime import date

import pytest

from tests.intake.einvoice.samples import CUFE, attached, codes, dian, invoice, invoices, read, sunat, terms

NOTE = """<cac:DiscrepancyResponse><cbc:ReferenceID>F001-45</cbc:ReferenceID><cbc:ResponseCode>{code}</cbc:ResponseCode>
</cac:DiscrepancyResponse><cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F001-45</cbc:ID>
<cbc:DocumentTypeCode>01</cbc:DocumentTypeCode></cac:InvoiceDocumentReference></cac:BillingReference>"""


def test_a_cash_sale_without_a_date_falls_due_by_the_terms() -> None:
    row = invoice(sunat(terms=terms("Contado")), "PE")

    assert (row.number, row.document_id) == ("F001-45", "2060111111101F0010000000045")
    assert (row.debtor, row.customer) == ("20131312955", "CLIENTE & CIA SAC")
    assert (row.total_minor, row.currency, row.concept) == (118_000, "PEN", "Harina")
    assert (row.due_on, row.due_computed, row.balance_minor) == (date(2026, 7, 1), True, None)
    assert (row.customer_type, row.email) == ("company", "pagos@cliente.example")


def test_each_cuota_is_an_installment_with_its_own_date() -> None:
    plan = (
        terms("Credito", "1180.00") + terms("Cuota001", "500.00", "2026-07-01") + terms("Cuota002", "680", "2026-08-01")
    )
    rows = invoices(sunat(terms=plan), "PE")

    assert [(row.number, str(row.due_on), row.total_minor) for row in rows] == [
        ("F001-45/Cuota001", "2026-07-01", 50_000),
        ("F001-45/Cuota002", "2026-08-01", 68_000),
    ]
    assert {row.installment_of for row in rows} == {"F001-45"}
    assert len({row.document_id for row in rows}) == 1


def test_one_cuota_for_all_is_the_invoice_itself() -> None:
    row = invoice(sunat(terms=terms("Credito", "1180.00") + terms("Cuota001", "1180.00", "2026-07-20")), "PE")
    assert (row.number, str(row.due_on), row.total_minor, row.installment_of) == ("F001-45", "2026-07-20", 118_000, "")


def test_some_write_the_cuota_in_the_other_field() -> None:
    plan = terms("Credito", "1180.00") + terms("Cuota", "590.00", "2026-07-01", "Cuota001")
    plan += terms("Cuota", "590.00", "2026-08-01", "Cuota002")
    assert [row.number for row in invoices(sunat(terms=plan), "PE")] == ["F001-45/Cuota001", "F001-45/Cuota002"]


def test_the_detraccion_is_not_asked_for() -> None:
    plan = (
        terms("001", "141.60", id_="Detraccion")
        + terms("Credito", "1038.40")
        + terms("Cuota001", "1038.40", "2026-07-20")
    )
    reading = read(sunat(terms=plan), "PE")
    (row,) = reading.invoices()

    assert (row.total_minor, row.balance_minor) == (118_000, 103_840)
    assert [(one.code, one.params) for one in reading.problems] == [("part_not_asked", {"amount": "141.60 PEN"})]


def test_in_installments_the_detraccion_is_just_left_out() -> None:
    plan = (
        terms("Credito", "1038.40")
        + terms("Cuota001", "500.00", "2026-07-01")
        + terms("Cuota002", "538.40", "2026-08-01")
    )
    assert sum(row.total_minor for row in invoices(sunat(terms=plan), "PE")) == 103_840


def test_a_cash_sale_leaves_out_detraccion_and_retencion_in_its_own_currency() -> None:
    withheld = """<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>
    <cbc:AllowanceChargeReasonCode>62</cbc:AllowanceChargeReasonCode><cbc:Amount currencyID="PEN">35.40</cbc:Amount>
    </cac:AllowanceCharge>"""
    detraction = terms("001", "100.00", id_="Detraccion")
    assert invoice(sunat(terms=detraction + terms("Contado"), more=withheld), "PE").balance_minor == 104_460
    assert invoice(sunat(terms=detraction, currency="USD"), "PE").balance_minor is None


def test_rounded_cuotas_sum_to_the_total_in_the_last_one() -> None:
    plan = terms("Credito", "100.00") + "".join(terms(f"Cuota00{n}", "33.33", f"2026-0{n + 6}-01") for n in (1, 2, 3))
    assert [row.total_minor for row in invoices(sunat(total="100.00", terms=plan), "PE")] == [3333, 3333, 3334]


def test_cuotas_of_more_than_the_total_are_refused() -> None:
    plan = terms("Cuota001", "900.00", "2026-07-01") + terms("Cuota002", "900.00", "2026-08-01")
    assert codes(read(sunat(terms=plan), "PE")) == [(1, "rejected", "installments_mismatch")]


def test_a_credit_note_names_its_invoice_by_number_and_by_the_register() -> None:
    row = invoice(sunat("CreditNote", "FC01-3", "180.00", kind="", more=NOTE.format(code="01")), "PE")
    assert (row.document_type, row.total_minor) == ("credit_note", -18_000)
    assert (row.refers_to, row.refers_to_ids) == ("F001-45", ("2060111111101F0010000000045",))


def test_the_sunats_portal_refers_to_a_number_with_blanks_in_it() -> None:
    body = sunat(
        "CreditNote", "E001-27", "180.00", kind="", more=NOTE.format(code="01").replace("F001-45", "F001 - 45")
    )
    row = invoice(body, "PE")
    assert (row.refers_to, row.refers_to_ids) == ("F001-45", ("2060111111101F0010000000045",))


def test_a_debit_note_has_its_total_elsewhere() -> None:
    row = invoice(sunat("DebitNote", "FD01-1", "50.00", kind="", more=NOTE.format(code="02")), "PE")
    assert (row.document_type, row.total_minor, row.refers_to) == ("debit_note", 5_000, "F001-45")


def test_a_note_that_only_moves_cuotas_is_not_applied() -> None:
    body = sunat("CreditNote", "FC01-4", "0.00", kind="", more=NOTE.format(code="13"))
    assert codes(read(body, "PE")) == [(1, "warned", "terms_note")]


def test_ubl_2_0_names_the_parties_in_the_old_way() -> None:
    body = """<?xml version="1.0" encoding="ISO-8859-1"?><Invoice xmlns:cac="c" xmlns:cbc="b"><cbc:ID>F002-9</cbc:ID>
    <cbc:IssueDate>2026-06-01</cbc:IssueDate><cbc:InvoiceTypeCode>01</cbc:InvoiceTypeCode>
    <cbc:DocumentCurrencyCode>PEN</cbc:DocumentCurrencyCode><cac:AccountingSupplierParty>
    <cbc:CustomerAssignedAccountID>20601111111</cbc:CustomerAssignedAccountID></cac:AccountingSupplierParty>
    <cac:AccountingCustomerParty><cbc:CustomerAssignedAccountID>10421234567</cbc:CustomerAssignedAccountID>
    <cbc:AdditionalAccountID>6</cbc:AdditionalAccountID><cac:Party><cac:PartyLegalEntity><cbc:RegistrationName><![CDATA[
      PEÑA, JOSÉ ]]></cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>
    <cac:LegalMonetaryTotal><cbc:PayableAmount currencyID="PEN">59.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
</Invoice>"""
    row = invoice(body.encode("latin-1"), "PE")
    assert (row.debtor, row.customer, row.customer_type) == ("10421234567", "PEÑA, JOSÉ", "person")
    assert (row.number, row.total_minor) == ("F002-9", 5_900)


def test_documents_taken_back_by_number() -> None:
    body = """<VoidedDocuments xmlns:sac="s" xmlns:cbc="b" xmlns:cac="c"><cac:AccountingSupplierParty>
    <cbc:CustomerAssignedAccountID>20601111111</cbc:CustomerAssignedAccountID></cac:AccountingSupplierParty>
    <sac:VoidedDocumentsLine><cbc:DocumentTypeCode>01</cbc:DocumentTypeCode>
<sac:DocumentSerialID>F001</sac:DocumentSerialID>
    <sac:DocumentNumberID>45</sac:DocumentNumberID></sac:VoidedDocumentsLine></VoidedDocuments>"""
    row = invoice(body, "PE", tax_id="20601111111")
    assert (row.number, row.document_id, row.standing) == ("F001-45", "2060111111101F0010000000045", "cancelled")


def test_the_sunats_answer_is_set_aside() -> None:
    assert codes(read("<ar:ApplicationResponse xmlns:ar='a'><x/></ar:ApplicationResponse>", "PE")) == [
        (1, "warned", "not_an_invoice")
    ]


@pytest.mark.parametrize(
    "inner",
    [
        f"<![CDATA[{dian()}]]>",
        dian().replace("&", "&amp;").replace("<", "&lt;"),
        base64.b64encode(dian().encode()).decode(),
    ],
)
def test_the_dians_container_holds_the_invoice_as_text(inner: str) -> None:
    row = invoice(attached(inner), "CO")

    assert (row.number, row.document_id) == ("SETP990000001", CUFE.upper())
    assert (row.debtor, row.customer, row.customer_type) == ("860002964", "ALMACENES ANDINOS S.A.S.", "company")
    assert (row.total_minor, row.currency) == (23_800_000, "COP")
    assert (row.due_on, row.due_computed) == (date(2026, 7, 10), False)
    assert row.phone == "+573001234567"


def test_the_invoice_may_come_without_its_container() -> None:
    assert invoice(dian(), "CO").document_id == CUFE.upper()


def test_a_note_of_the_dian_names_its_invoice_by_cufe() -> None:
    named = f"""<cac:BillingReference><cac:InvoiceDocumentReference><cbc:UUID>{CUFE}</cbc:UUID>
    </cac:InvoiceDocumentReference></cac:BillingReference>"""
    row = invoice(attached(f"<![CDATA[{dian('CreditNote', 'NC1', 'cd34' * 24, '38000.00', named)}]]>"), "CO")
    assert (row.total_minor, row.refers_to, row.refers_to_ids) == (-3_800_000, "", (CUFE.upper(),))


def test_a_container_of_something_else_is_refused_or_set_aside() -> None:
    assert codes(read(attached("<![CDATA[<ApplicationResponse/>]]>"), "CO")) == [(1, "warned", "not_an_invoice")]


def test_a_document_of_the_test_environment_is_used_with_a_warning() -> None:
    body = dian().replace("<cbc:ProfileExecutionID>1", "<cbc:ProfileExecutionID>2")
    assert codes(read(body, "CO")) == [(1, "warned", "test_document")]


def test_a_support_document_is_a_purchase() -> None:
    body = dian(more="<cbc:InvoiceTypeCode>05</cbc:InvoiceTypeCode>")
    assert codes(read(body, "CO")) == [(1, "warned", "not_an_invoice")]


def test_a_plain_invoice_of_the_standard_is_read_too() -> None:
    body = sunat(number="INV-7", currency="EUR").replace(' schemeAgencyName="PE:SUNAT"', "")
    row = invoice(body, "ES")
    assert (row.number, row.document_id, row.total_minor, row.currency) == ("INV-7", "", 118_000, "EUR")


def test_the_check_digit_of_the_business_may_miss() -> None:
    assert invoice(dian(), "CO", tax_id="900.373.115-8").total_minor == 23_800_000
    assert invoice(dian(), "CO", tax_id="900373115").total_minor == 23_800_000
