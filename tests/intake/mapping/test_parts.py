"""The parts of a proposal: the assignment, what names mean, what values show, and what never happens."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chalicelib.intake.mapping.assignment import assign
from chalicelib.intake.mapping.facts import Facts, Reader
from chalicelib.intake.mapping.names import name_scores, rule_score
from chalicelib.intake.mapping.recognize import NeedsMapping
from chalicelib.intake.records import Cell, UnreadableFile
from tests.intake.files import TODAY
from tests.intake.mapping.odd_files import opened

CELLS = some.sampled_from(["R-1", "1041", "Ana Ruiz", "900123456-8", "15/10/2026", "2026-11-01", "1.250,50", "300",
                           "a@b.example", "COP", "", "+57 300 123 4567", "=1+1", "Total", "x" * 90])  # fmt: skip
NAMES = some.sampled_from(["Nro", "Cliente", "Fecha", "Vence", "Total", "Saldo", "Importe", "NIT", "Mail", "Tel", "zz",
                           "", "Código", "Kunde", "Betrag", "Total", "F. Emi"])  # fmt: skip


def facts(*cells: Cell, country: str = "CO", own: str = "") -> Facts:
    return Reader(country, own, TODAY).facts(cells)


@given(some.dictionaries(some.tuples(some.sampled_from("abcd"), some.integers(0, 4)), some.integers(1, 99)))
def test_the_assignment_is_the_best_of_all(weights: dict[tuple[str, int], int]) -> None:
    found = assign(weights, list("abcd"))
    assert len(set(found.values())) == len(found)
    best = max(
        sum(weights.get((field, at), 0) for field, at in zip("abcd", columns, strict=True))
        for columns in permutations(range(8), 4)
    )
    assert sum(weights[pair] for pair in found.items()) == best


def test_nothing_is_assigned_where_nothing_fits() -> None:
    assert assign({}, ["a", "b"]) == {}
    assert assign({("a", 3): 10}, []) == {}
    assert assign({("a", 3): 10, ("b", 3): 50}, ["a", "b"]) == {"b": 3}


@settings(max_examples=150, deadline=None)
@given(some.data())
def test_no_column_is_ever_two_fields(data: some.DataObject) -> None:
    width = data.draw(some.integers(2, 7))
    header = data.draw(some.lists(NAMES, min_size=width, max_size=width))
    rows = data.draw(some.lists(some.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6))
    kind = data.draw(some.sampled_from(["invoices", "payments", "debtors"]))
    text = "\n".join(";".join(row) for row in [header, *rows])
    chosen = told(text, kind)
    assert len(set(chosen.values())) == len(chosen)


def told(text: str, kind: str) -> dict[str, str | int]:
    """The columns that are used or proposed; nothing when the file fails."""
    try:
        source = opened(text, kind).source
    except NeedsMapping as waits:
        return dict(waits.proposal.chosen())
    except UnreadableFile:
        return {}
    return {field: f"{place} {name}" for place, (field, name) in enumerate(source.columns.items())}


NAMED = {
    "number": ("Nº Doc.", "Comprobante", "Factura", "Nro. de recibo"),
    "customer": ("Razón Social", "Nombre del alumno", "Deudor"),
    "customer_id": ("Cód. Cliente", "Matrícula del alumno"),
    "tax_id": ("RUT del cliente", "Cédula"),
    "due_on": ("F.Vto", "Fecha Límite Pago", "Vcto."),
    "issued_on": ("Emitida el", "Fecha Doc."),
    "balance": ("Sdo. Pendiente", "Amount due", "Por cobrar"),
    "total": ("Monto factura", "Imp. Total"),
    "paid": ("Abonado", "Monto pagado"),
    "phone": ("Celular", "Tel."),
    "currency": ("Divisa",),
}


@pytest.mark.parametrize("field", NAMED)
def test_a_name_is_understood_by_its_words(field: str) -> None:
    for name in NAMED[field]:
        scores = {one: rule_score(name, one, "invoices") for one in NAMED}
        assert max(scores, key=lambda one: scores[one]) == field, (name, scores)
        assert scores[field] >= 68, name


@pytest.mark.parametrize("name", ["Total IVA", "Descuento", "Vendedor", "Cantidad", "Días de mora", "RUC proveedor"])
def test_names_of_other_things_are_no_total_and_no_customer(name: str) -> None:
    assert not any(rule_score(name, field, "invoices") for field in ("total", "customer", "customer_id", "tax_id"))


def test_a_known_name_says_more_than_its_words() -> None:
    scores = name_scores(("Saldo insoluto", "Saldo viejo"), "invoices")
    assert scores["balance", 0] > scores["balance", 1] > 0


def test_values_look_like_themselves() -> None:
    assert facts("15/10/2026", "20/10/2026").dates == 100
    assert facts("10412", "10413").dates == 0, "five digits are a number before they are a day of Excel"
    assert facts("10412", "10413").serials == 100
    assert facts(date(2026, 1, 1), "").dates == 100
    assert facts("1.250,50", "$ 300", "(40,00)").amounts == 100
    assert facts("a@b.example", "nobody").emails == 50
    assert facts("800197268-4", "900123456-8").tax_ids == 100
    assert facts("800197268-5", "900123456-1").tax_ids == 0
    assert facts("COP", "usd", "pesos mexicanos").currencies == 100
    assert facts("+57 300 123 4567", "(601) 555-1234").phones == 100
    assert facts("Ana Ruiz", "José Núñez").names == 100
    assert facts("", "-", "n/a").filled == 0
    assert facts("900123456-8", own="900.123.456-8").own_tax_id


def test_a_header_of_one_kind_is_proposed_nothing_of_another() -> None:
    assert "issued_on" not in {field for field, _ in name_scores(("Fecha de pago", "Monto"), "payments")}
    assert opened("Beleg;Fecha;Betrag\nR-1;01/11/2026;5,50\n", "payments").source.columns["paid_on"] == "Fecha"
