"""CFDI: invoices, credit notes and payments by UUID, substitutions, cancellations."""

from datetime import date

import pytest

from tests.intake.einvoice.samples import (
    OTHER_UUID,
    UUID,
    cfdi,
    codes,
    invoice,
    invoices,
    paid,
    payments,
    read,
    related,
)


def test_an_invoice_has_its_series_and_folio_as_number_and_its_uuid_as_id() -> None:
    row = invoice(cfdi(uuid=UUID.lower()), "MX")

    assert (row.number, row.document_id) == ("A123", UUID)
    assert (row.debtor, row.customer, row.customer_type) == ("URE180429TM6", "Universidad Robótica", "company")
    assert (row.total_minor, row.currency, row.balance_minor) == (116_000, "MXN", None)
    assert (row.issued_on, row.due_on, row.due_computed) == (date(2026, 6, 1), date(2026, 7, 1), True)
    assert (row.document_type, row.concept) == ("invoice", "Cursos")


def test_a_document_without_a_folio_goes_by_its_uuid() -> None:
    assert invoice(cfdi(folio="").replace('Serie="A"', ""), "MX").number == UUID


def test_pue_is_no_evidence_of_a_payment() -> None:
    assert invoice(cfdi(more='MetodoPago="PUE" FormaPago="03"'), "MX").balance_minor is None


@pytest.mark.parametrize(
    ("words", "due", "terms"),
    [
        ("30 días", date(2026, 7, 1), 45),
        ("CRÉDITO A 15 DIAS", date(2026, 6, 16), 45),
        ("neto 60 días", date(2026, 7, 31), 45),
        ("Contado", date(2026, 7, 16), 45),
        ("2/10 neto 30 días", date(2026, 7, 16), 45),
        ("", date(2026, 7, 1), None),
    ],
)
def test_days_in_the_conditions_count_before_the_customers_terms(words: str, due: date, terms: int | None) -> None:
    row = invoice(cfdi(more=f'CondicionesDePago="{words}"'), "MX", terms=lambda debtor: terms)
    assert (row.due_on, row.due_computed) == (due, True)


def test_a_person_is_known_by_the_length_of_the_rfc() -> None:
    assert invoice(cfdi(receiver="BASJ600902KL9"), "MX").customer_type == "person"


def test_a_credit_note_is_negative_and_names_what_it_corrects() -> None:
    row = invoice(cfdi("E", total="160.00", related=related("01", UUID.lower(), OTHER_UUID)), "MX")

    assert (row.document_type, row.total_minor) == ("credit_note", -16_000)
    assert row.refers_to_ids == (UUID, OTHER_UUID)


def test_an_advance_applied_and_a_return_link_to_their_invoices_too() -> None:
    for relation in ("03", "07"):
        assert invoice(cfdi("E", related=related(relation, UUID)), "MX").refers_to_ids == (UUID,)


def test_a_debit_note_is_told_by_its_relation() -> None:
    row = invoice(cfdi(related=related("02", OTHER_UUID)), "MX")
    assert (row.document_type, row.total_minor) == ("debit_note", 116_000)


def test_a_substitution_withdraws_what_it_replaces() -> None:
    new, old = invoices(cfdi(folio="124", related=related("04", OTHER_UUID)), "MX")

    assert (new.number, new.standing, new.refers_to_ids) == ("A124", "", (OTHER_UUID,))
    assert (old.document_id, old.standing, old.debtor) == (OTHER_UUID, "cancelled", "URE180429TM6")
    assert [(one.code, one.value) for one in old.warnings] == [("replaced", OTHER_UUID)]


def test_a_credit_note_that_replaces_another_is_left_to_a_person() -> None:
    assert codes(read(cfdi("E", related=related("04", OTHER_UUID)))) == [(1, "rejected", "replaces_note")]


def test_a_payment_names_its_document_day_amount_and_what_is_left() -> None:
    (row,) = payments(paid(amount="500.00", left="660.00"))

    assert (row.document_id, row.number, row.debtor) == (UUID, "A123", "URE180429TM6")
    assert (row.paid_on, row.amount_minor, row.balance_minor) == (date(2026, 6, 2), 50_000, 66_000)
    assert (row.method, row.reference) == ("transferencia", "OP-7")
    assert row.payment_id.endswith("#0")


def test_what_is_left_counts_only_when_it_adds_up() -> None:
    (row,) = payments(paid(amount="500.00", before="1160.00", left="0"))
    assert row.balance_minor is None


def test_a_payment_of_the_first_version_of_its_complement_has_its_amount_outside() -> None:
    body = paid(amount="500.00", left="660.00").replace(' ImpPagado="500.00"', "").replace("pago20:", "pago10:")
    assert [row.amount_minor for row in payments(body)] == [50_000]


@pytest.mark.parametrize("type_", ["N", "T"])
def test_payrolls_and_transfers_are_set_aside(type_: str) -> None:
    reading = read(cfdi(type_))
    assert codes(reading) == [(1, "warned", "not_an_invoice")]
    assert reading.rows == []


def test_a_global_invoice_to_the_public_has_nobody_to_write_to() -> None:
    body = cfdi(receiver="XAXX010101000", name="PUBLICO EN GENERAL")
    assert codes(read(body)) == [(1, "warned", "anonymous_buyer")]
    with_note = cfdi(related='<cfdi:InformacionGlobal Periodicidad="04"/>')
    assert codes(read(with_note)) == [(1, "warned", "anonymous_buyer")]


def test_two_foreigners_share_an_rfc_and_are_still_two_customers() -> None:
    ids = {invoice(cfdi(receiver="XEXX010101000", name=name), "MX").debtor for name in ("Acme Inc", "Beta LLC")}
    assert ids == {"acme-inc", "beta-llc"}


def test_the_receipt_of_a_cancellation_withdraws_by_uuid() -> None:
    body = f"""<Acuse Fecha="2026-06-03" RfcEmisor="EKU9003173C9"><Folios xmlns="http://cancelacfd.sat.gob.mx">
    <UUID>{UUID.lower()}</UUID><EstatusUUID>201</EstatusUUID></Folios>
    <Folios><UUID>{OTHER_UUID}</UUID><EstatusUUID>205</EstatusUUID></Folios></Acuse>"""
    assert [(row.document_id, row.standing) for row in invoices(body, "MX")] == [(UUID, "cancelled")]


def test_the_receipt_may_come_in_the_envelope_of_its_service() -> None:
    body = f"""<s:Envelope xmlns:s="x"><s:Body><CancelaCFDResponse><CancelaCFDResult RfcEmisor="EKU9003173C9"><Folios>
<Folio>
    <UUID>{UUID}</UUID><EstatusUUID>202</EstatusUUID></Folio></Folios></CancelaCFDResult></CancelaCFDResponse></s:Body>
    </s:Envelope>"""
    assert [row.document_id for row in invoices(body, "MX")] == [UUID]


def test_version_3_2_wrote_its_attributes_in_lower_case() -> None:
    body = """<cfdi:Comprobante xmlns:cfdi="http://www.sat.gob.mx/cfd/3" version="3.2" serie="B" folio="9" total="58.00"
    fecha="2026-06-01T09:00:00" tipoDeComprobante="ingreso" Moneda="MXN"><cfdi:Emisor rfc="EKU9003173C9"/>
    <cfdi:Receptor rfc="URE180429TM6" nombre="Universidad"/></cfdi:Comprobante>"""
    row = invoice(body, "MX")
    assert (row.number, row.total_minor, row.customer) == ("B9", 5_800, "Universidad")
