"""DTE: invoices and notes, envelopes, programmed payments, and debts assigned to a factor."""

from datetime import date

import pytest

from tests.intake.einvoice.samples import assigned, codes, declared, dte, invoice, invoices, read


def test_an_invoice_without_a_namespace_in_windows_1252() -> None:
    row = invoice(declared(dte(), "windows-1252"), "CL")

    assert (row.number, row.document_id) == ("77", "609100001-33-77")
    assert (row.debtor, row.customer, row.email) == ("765558352", "Ñandú SpA", "pagos@nandu.example")
    assert (row.total_minor, row.currency) == (119_000, "CLP")
    assert (row.issued_on, row.due_on, row.due_computed) == (date(2026, 6, 1), date(2026, 7, 1), False)
    assert (row.concept, row.customer_type) == ("Asesoría", "company")


def test_the_namespace_changes_nothing() -> None:
    body = dte().replace("<DTE ", '<DTE xmlns="http://www.sii.cl/SiiDte" ')
    assert invoice(body, "CL") == invoice(dte(), "CL")


@pytest.mark.parametrize(
    ("contact", "phone"),
    [("+56 9 8765 4321", "+56987654321"), ("N° Lote: 20921554 / N° Sello: 660620", ""), ("Ana Soto", "")],
)
def test_the_contact_is_a_phone_only_where_it_is_nothing_else(contact: str, phone: str) -> None:
    body = dte().replace("<CorreoRecep>", f"<Contacto>{contact}</Contacto><CorreoRecep>")
    assert invoice(body, "CL").phone == phone


def test_an_envelope_holds_many_documents_each_with_its_position() -> None:
    many = "".join(dte(folio=str(folio)) for folio in (5, 6, 7))
    body = f'<EnvioDTE><SetDTE ID="S"><Caratula><RutEmisor>1-9</RutEmisor></Caratula>{many}</SetDTE></EnvioDTE>'

    assert [(row.line, row.number) for row in invoices(declared(body), "CL")] == [(1, "5"), (2, "6"), (3, "7")]


def test_a_credit_note_names_the_invoice_and_not_its_order() -> None:
    named = "".join(
        f"<Referencia><TpoDocRef>{type_}</TpoDocRef><FolioRef>{folio}</FolioRef><CodRef>1</CodRef></Referencia>"
        for type_, folio in (("801", "OC-9"), ("33", "77"))
    )
    row = invoice(dte("61", "8", references=named), "CL")

    assert (row.document_type, row.total_minor) == ("credit_note", -119_000)
    assert (row.refers_to, row.refers_to_ids) == ("77", ("609100001-33-77",))


def test_a_debit_note_is_owed() -> None:
    row = invoice(dte("56", "3"), "CL")
    assert (row.document_type, row.total_minor) == ("debit_note", 119_000)


@pytest.mark.parametrize("type_", ["52", "46", "43"])
def test_guides_and_documents_of_purchases_are_set_aside(type_: str) -> None:
    assert codes(read(dte(type_), "CL")) == [(1, "warned", "not_an_invoice")]


def test_a_free_delivery_asks_for_nothing() -> None:
    assert codes(read(dte(more="<FmaPago>3</FmaPago>"), "CL")) == [(1, "warned", "not_an_invoice")]


def test_days_of_the_document_count_where_it_has_no_date() -> None:
    row = invoice(dte(more="<FmaPago>2</FmaPago><TermPagoDias>45</TermPagoDias>"), "CL")
    assert (row.due_on, row.due_computed) == (date(2026, 7, 16), True)


def test_programmed_payments_are_installments() -> None:
    plan = "".join(
        f"<MntPagos><FchPago>{day}</FchPago><MntPago>{amount}</MntPago></MntPagos>"
        for day, amount in (("2026-07-01", 59_500), ("2026-08-01", 59_500))
    )
    rows = invoices(dte(more=plan), "CL")
    assert [(row.number, str(row.due_on), row.total_minor) for row in rows] == [
        ("77/1", "2026-07-01", 59_500),
        ("77/2", "2026-08-01", 59_500),
    ]


def test_an_export_names_its_currency_in_words() -> None:
    body = dte("110", total="1500.50").replace("<Totales>", "<Totales><TpoMoneda>DOLAR USA</TpoMoneda>")
    body = body.replace("Documento", "Exportaciones")
    row = invoice(body, "CL")
    assert (row.currency, row.total_minor) == ("USD", 150_050)


def test_a_debt_assigned_to_a_factor_says_so() -> None:
    reading = read(declared(assigned(dte())), "CL", tax_id="60910000-1")
    (row,) = reading.invoices()

    assert (row.number, row.standing, row.debtor) == ("77", "assigned", "765558352")
    assert str(row.due_on) == "2026-07-15"
    assert codes(reading) == [(1, "warned", "assigned")]


def test_an_assignment_without_its_document_still_tells_which() -> None:
    (row,) = read(assigned(""), "CL", tax_id="60910000-1").invoices()
    assert (row.number, row.standing, row.debtor) == ("77", "assigned", "765558352")
    assert (row.total_minor, row.document_id) == (119_000, "609100001-33-77")


def test_the_factor_itself_collects_what_was_assigned_to_it() -> None:
    (row,) = read(assigned(dte()), "CL", tax_id="96555555-5").invoices()
    assert row.standing == ""


def test_who_bought_and_who_only_looks_on() -> None:
    assert codes(read(dte(), "CL", tax_id="77777777-7")) == [(1, "warned", "not_issued_by_business")]


def test_a_receipt_to_the_final_consumer_is_set_aside() -> None:
    assert codes(read(dte("39", receiver="66666666-6").replace("Ñandú SpA", ""), "CL")) == [
        (1, "warned", "anonymous_buyer")
    ]
