"""OFX, MT940 and CAMT: every movement with its day, sign, text and payer; a bad one costs itself and no other."""

import pytest

from chalicelib.intake.bank.ofx import read_ofx
from chalicelib.intake.records import UnreadableFile
from tests.intake.bank.statements import CAMT, MT940, OFX_1, OFX_2, moved, read


def test_ofx_of_the_first_kind_leaves_its_tags_open() -> None:
    found = read(OFX_1, "BR")
    came, went = found.lines

    assert moved(found) == [("06-02", 125_050, "BRL"), ("06-03", -1_290, "BRL")]
    assert (came.account, came.bank_id, came.line) == ("1234/56789-0", "N10001", 13)
    assert came.text == "PIX RECEBIDO JOÃO P7KQ2M9XA CREDIT"
    assert went.name == "TARIFA & CIA"


def test_ofx_of_the_second_kind_is_xml_and_a_bad_date_costs_one_line() -> None:
    found = read(OFX_2)

    assert moved(found) == [("06-02", 50_000, "MXN")]
    assert (found.lines[0].name, found.lines[0].account) == ("José Muñoz", "032180000118359719")
    assert [(one.problem.code, one.problem.line) for one in found.reading.refused] == [("bad_date", 7)]
    assert (found.reading.rows_read, found.reading.rows_used) == (2, 1)


def test_an_entity_in_ofx_expands_to_nothing() -> None:
    bomb = OFX_2.replace(b"<OFX>", b'<!DOCTYPE x [<!ENTITY a "boom"><!ENTITY f SYSTEM "file:///etc/passwd">]><OFX>')
    found = read(bomb.replace(b"Jos\xc3\xa9 Mu\xc3\xb1oz", b"&a;&f;"))

    assert found.lines[0].name == "&a;&f;"


def test_mt940_takes_each_movement_with_the_text_that_follows_it() -> None:
    found = read(MT940)
    came, back, fee = found.lines

    assert moved(found) == [("06-02", 125_050, "MXN"), ("06-03", -1_000, "MXN"), ("01-02", -1_290, "MXN")]
    assert fee.on.year == 2026, "the day of booking has no year: it lies in the one after its value"
    assert (came.account, came.reference, came.bank_id) == ("032/0118359719", "P7KQ2M9XA", "BNK001")
    assert (came.name, came.payer) == ("JUAN PEREZ LOPEZ", "MX99887766")
    assert "PAGO FACTURA A-1023" in came.text
    assert back.name == "JUAN PEREZ"
    assert [one.takes_back for one in found.lines] == [False, True, False]
    assert [one.problem.code for one in found.reading.refused] == ["bad_movement"]


def test_camt_splits_a_batch_that_adds_up_and_leaves_out_what_is_pending() -> None:
    found = read(CAMT, "ES")
    first, one, two, fee = found.lines

    assert [line.amount_minor for line in found.lines] == [12_000, 1_000, 2_000, -500]
    assert (first.name, first.tax_id, first.payer) == ("Ana López", "B64717838", "ES7921000813610123456789")
    assert (first.account, first.bank_id) == ("ES9121000418450200051332", "B1")
    assert first.text == "P-7KQ2-M9XA factura Ana López"
    assert (one.name, two.name, one.on, fee.name) == ("Uno", "Dos", two.on, "")
    assert [line.takes_back for line in found.lines] == [False, False, False, True]


def test_a_batch_that_does_not_add_up_is_one_line() -> None:
    found = read(CAMT.replace(b">20.00<", b">21.00<"), "ES")
    assert [line.amount_minor for line in found.lines] == [12_000, 3_000, -500]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<OFX><SIGNONMSGSRSV1></SIGNONMSGSRSV1></OFX>", "no_movements"),
        (b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "x">]><Document xmlns="camt.053"></Document>', "unsafe_xml"),
        (b'<Document xmlns="urn:camt.053.001.02"><BkToCstmrStmt>', "bad_xml"),
        (b'<Document xmlns="urn:camt.053.001.02"><BkToCstmrStmt></BkToCstmrStmt></Document>', "no_movements"),
        (b"fecha,descripcion,abono,cargo\n", "no_movements"),
        (b"", "empty_file"),
        (b"%PDF-1.7 ...", "not_a_table"),
    ],
)
def test_a_file_without_movements_says_so(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(data)
    assert refusal.value.code == code


def test_a_currency_nobody_knows_refuses_the_line() -> None:
    found = read(OFX_1.replace(b"BRL", b"ZZZ"), "BR")
    assert {one.problem.code for one in found.reading.refused} == {"unknown_currency"}


def test_garbage_never_raises_anything_else() -> None:
    for cut in range(0, len(OFX_1), 37):
        assert read_ofx(OFX_1[:cut] + b"<STMTRS>" + OFX_1[cut:], "BRL").reading.rows_read >= 0
    for cut in range(120, len(MT940), 41):
        read(MT940[:cut] + b"\xff\x00:61:\r\n" + MT940[cut:])


def test_a_months_statement_of_ten_thousand_entries_is_read() -> None:
    head, entry, tail = CAMT.partition(b"<Ntry>")[0], CAMT[CAMT.index(b"<Ntry>") :].partition(b"</Ntry>")[0], b"</Ntry>"
    busy = entry.replace(b"<NtryDtls>", b"<BkTxCd><Domn><Cd>PMNT</Cd></Domn></BkTxCd>" * 9 + b"<NtryDtls>")
    found = read(head + (busy + tail) * 10_000 + b"</Stmt></BkToCstmrStmt></Document>", "ES")

    assert len(found.lines) == 10_000
    assert {line.amount_minor for line in found.lines} == {12_000}
