"""One document or a ZIP of many: positions, copies, purchases, what is set aside, and how XML is told from tables."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.money import EXPONENT, to_minor
from chalicelib.intake.einvoice.installments import Part, parts_of
from chalicelib.intake.einvoice.read import is_einvoice
from chalicelib.intake.faults import RowRefused
from chalicelib.intake.records import UnreadableFile
from tests.intake.einvoice.samples import (
    OTHER_UUID,
    UUID,
    assigned,
    cfdi,
    codes,
    dte,
    nfe,
    nfe_event,
    paid,
    payments,
    read,
    zipped,
)
from tests.intake.files import SHARED, workbook

EXPECTED = SHARED / "einvoice" / "expected.json"
needs_samples = pytest.mark.skipif(not EXPECTED.exists(), reason="the shared samples are not beside this checkout")


def test_a_zip_tells_the_position_and_the_file_of_each_document() -> None:
    reading = read(
        zipped(
            ("facturas/uno.xml", cfdi()),
            ("facturas/uno.pdf", b"%PDF"),
            ("facturas/dos.xml", cfdi(folio="124", uuid=OTHER_UUID, total="x")),
            ("__MACOSX/facturas/._uno.xml", b"\x00"),
            ("facturas/TRES.XML", cfdi(folio="125", uuid="")),
        )
    )
    assert [(row.line, row.number) for row in reading.invoices()] == [(1, "A123"), (3, "A125")]
    assert [(line.problem.line, line.problem.code, line.cells) for line in reading.refused] == [
        (2, "bad_amount", ("facturas/dos.xml",))
    ]
    assert (reading.rows_read, reading.rows_used, reading.rejected) == (3, 2, 1)
    assert [(one.code, one.params) for one in reading.problems if one.level == "warned"] == [
        ("other_files", {"count": "1"})
    ]
    assert reading.reread({3}) == {3: ("facturas/TRES.XML",)}
    assert (reading.source.format, reading.source.container, reading.source.header) == ("einvoice", "zip", ("archivo",))


def test_invoices_come_before_what_is_said_of_them() -> None:
    reading = read(
        zipped(
            ("1.xml", paid(on="2026-06-09", amount="660.00", before="660.00", uuid=OTHER_UUID)),
            ("2.xml", paid(on="2026-06-05", amount="500.00", left="660.00")),
            ("3.xml", cfdi("E", uuid=OTHER_UUID, folio="9")),
            ("4.xml", cfdi()),
        )
    )
    assert [row.line for row in reading.rows] == [4, 3, 2, 1]
    assigned_first = read(zipped(("a.xml", assigned(dte())), ("b.xml", dte())), "CL", tax_id="60910000-1")
    assert [row.standing for row in assigned_first.invoices()] == ["", "assigned"]
    cancelled_first = read(zipped(("a.xml", nfe_event()), ("b.xml", nfe())), "BR")
    assert [row.standing for row in cancelled_first.invoices()] == ["", "cancelled"]


def test_a_copy_of_a_document_counts_once() -> None:
    reading = read(zipped(("a.xml", cfdi()), ("copy of a.xml", cfdi()), ("p.xml", paid()), ("q.xml", paid())))
    assert len(reading.rows) == 2
    assert [(one.line, one.code) for one in reading.problems] == [(2, "duplicate_row"), (4, "duplicate_row")]
    assert reading.rejected == 0


def test_two_contents_under_one_uuid_contradict_each_other() -> None:
    reading = read(zipped(("a.xml", cfdi()), ("b.xml", cfdi(total="9.00"))))
    assert codes(reading) == [(2, "rejected", "conflicting_rows")]


def test_purchases_are_refused_one_by_one_and_a_file_of_them_whole() -> None:
    mixed = read(zipped(("a.xml", cfdi()), ("b.xml", dte())), tax_id="URE180429TM6")
    assert codes(mixed)[:2] == [(1, "rejected", "purchases_not_sales"), (2, "warned", "not_issued_by_business")]
    with pytest.raises(UnreadableFile) as caught:
        read(zipped(("a.xml", cfdi()), ("b.xml", paid())), tax_id="URE180429TM6")
    assert caught.value.code == "purchases_not_sales"


def test_a_business_may_sell_under_another_tax_id_and_is_told_which() -> None:
    reading = read(cfdi(), tax_id="AAA010101AAA")
    assert len(reading.rows) == 1
    assert [(one.level, one.code, one.value) for one in reading.problems] == [
        ("warned", "not_issued_by_business", "EKU9003173C9")
    ]


def test_a_business_without_a_tax_id_is_taken_at_its_word() -> None:
    assert len(read(cfdi()).rows) == 1


@pytest.mark.parametrize("data", [zipped(), zipped(("a.pdf", b"%PDF")), zipped(("folder/", b""))])
def test_a_zip_without_documents_says_so(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(data)
    assert caught.value.code == "no_documents"


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(b"")
    assert caught.value.code == "empty_file"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (cfdi(total=""), "missing_total"),
        (cfdi(total="1.234,50"), "bad_amount"),
        (cfdi(total="10.005"), "bad_amount"),
        (cfdi(date=""), "bad_date"),
        (cfdi(date="1995-01-01"), "bad_date"),
        (cfdi(uuid="", folio="").replace('Serie="A"', ""), "missing_number"),
        (cfdi(receiver="", name=""), "missing_customer"),
        (cfdi().replace("MXN", "ZZZ"), "unknown_currency"),
        (cfdi(folio="9" * 101), "too_long"),
        (paid(amount="0", before="", left=""), "not_a_payment"),
        (paid(on="x"), "bad_date"),
        (paid(amount="", before="", left="").replace('Monto=""', ""), "missing_amount"),
    ],
)
def test_a_document_that_lacks_what_it_needs_says_which(body: str, code: str) -> None:
    assert [line.problem.code for line in read(body).refused] == [code]


def test_bad_contacts_never_refuse_a_document() -> None:
    reading = read(dte().replace("pagos@nandu.example", "no tiene"), "CL")
    assert codes(reading) == [(1, "warned", "bad_email")]


def test_a_document_without_an_amount_asks_for_nothing() -> None:
    reading = read(cfdi(total="0"))
    assert codes(reading) == [(1, "warned", "zero_total")]
    assert reading.rows == []


@pytest.mark.parametrize(
    ("start", "is_one"),
    [
        (cfdi().encode(), True),
        ("\ufeff<?xml version='1.0'?><DTE/>".encode(), True),
        ("<a/>".encode("utf-16"), True),
        (b"\n  <Invoice>", True),
        (zipped(("a.xml", cfdi())), True),
        (zipped(("a.zip", b"PK")), True),
        (workbook(["numero", "total"], ["F1", 1]), False),
        (b"<html><table><tr><td>x</td></tr></table></html>", False),
        (b"<?xml version='1.0'?><html xmlns='x'><body/></html>", False),
        (b"<!DOCTYPE html><html/>", False),
        (b"numero;cliente\n1;<b>\n", False),
        (b"", False),
    ],
)
def test_documents_are_told_from_tables_by_their_first_bytes(start: bytes, is_one: bool) -> None:
    assert is_einvoice(start) is is_one


@given(
    amounts=st.lists(st.integers(1, 10**9), min_size=1, max_size=30),
    off=st.integers(-3, 3),
    withheld=st.integers(0, 10**6),
)
def test_installments_sum_to_what_the_document_asks_for(amounts: list[int], off: int, withheld: int) -> None:
    payable = sum(amounts) + (off if abs(off) <= len(amounts) and amounts[-1] + off > 0 else 0)
    parts = parts_of(payable + withheld, payable, [Part(str(n), "", amount) for n, amount in enumerate(amounts)])
    asked = [part.total_minor if part.balance_minor is None else part.balance_minor for part in parts]

    assert sum(asked) in {payable, payable + withheld}
    assert all(minor > 0 for minor in asked)
    assert len({part.id for part in parts}) == len(parts)


def test_installments_may_not_exceed_the_total() -> None:
    with pytest.raises(RowRefused):
        parts_of(100, 100, [Part("1", "", 60), Part("2", "", 60)])


@given(st.integers(1, 10**12), st.sampled_from(["MXN", "USD", "CLP"]))
def test_every_amount_is_read_exactly(minor: int, currency: str) -> None:
    exponent = EXPONENT[currency]
    written = f"{Decimal(minor).scaleb(-exponent):.{exponent}f}"
    (row,) = read(cfdi(total=written).replace("MXN", currency)).invoices()
    assert (row.total_minor, row.currency) == (minor, currency)


def _expected() -> list[tuple[str, dict[str, Any]]]:
    found = json.loads(EXPECTED.read_text()).items() if EXPECTED.exists() else ()
    return [(name, facts) for name, facts in found if facts.get("doc_type") != "P"]


@needs_samples
@pytest.mark.parametrize(("name", "facts"), _expected())
def test_each_sample_becomes_exactly_its_invoices(name: str, facts: dict[str, Any]) -> None:
    reading = read((SHARED / "einvoice" / name).read_bytes(), facts["country"])
    rows = list(reading.invoices())
    currency = facts["currency"]
    plans = [*facts.get("dup", ()), *facts.get("installments", ())]
    plans += [one for one in facts.get("terms", ()) or () if one["due"]] if facts["country"] == "PE" else []

    assert reading.refused == []
    assert sum(row.total_minor for row in rows) == to_minor(Decimal(facts["total"]), currency)
    assert {row.currency for row in rows} == {currency}
    assert {row.customer for row in rows} == {facts["debtor_name"]}
    assert {row.tax_id for row in rows} == {facts["debtor_tax_id"]}
    assert {row.issued_on for row in rows} == {date.fromisoformat(facts["issue"][:10])}
    assert {row.installment_of or row.number for row in rows} == {facts["number"]}
    if plans:
        dated = [(date.fromisoformat(one["due"]), to_minor(Decimal(one["amount"]), currency)) for one in plans]
        assert [(row.due_on, row.total_minor) for row in rows] == dated
    elif facts["due"]:
        assert [row.due_on for row in rows] == [date.fromisoformat(facts["due"])]
    else:
        assert [row.due_computed for row in rows] == [True]


@needs_samples
def test_the_sample_of_payments_becomes_its_payments() -> None:
    facts = json.loads(EXPECTED.read_text())["mx_cfdi40_P_pagos20.xml"]
    rows = payments((SHARED / "einvoice" / "mx_cfdi40_P_pagos20.xml").read_bytes())

    assert [(str(row.paid_on), row.amount_minor, row.document_id) for row in rows] == [
        (one["fecha"][:10], to_minor(Decimal(one["monto"]), "MXN"), one["doctos"][0]["IdDocumento"])
        for one in facts["pagos"]
    ]
    assert {row.balance_minor for row in rows} == {0}
    assert UUID not in {row.document_id for row in rows}
