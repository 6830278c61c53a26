"""Dates: a column's own values decide its order, then each value is read strictly."""

from datetime import date

import pytest

from tests.intake.files import invoice, read, refusals, template, workbook


def due_dates(*cells: str, country: str = "CO") -> list[date | None]:
    """The due dates of a column; None where the row was refused."""
    rows = "".join(f"{at};Ana;{cell};100\n" for at, cell in enumerate(cells))
    found = {row.line: row.due_on for row in read(f"numero;cliente;vencimiento;total\n{rows}", country).invoices()}
    return [found.get(at + 2) for at in range(len(cells))]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-04-03", date(2026, 4, 3)),
        ("2026/4/3", date(2026, 4, 3)),
        ("2026.04.03", date(2026, 4, 3)),
        ("20260403", date(2026, 4, 3)),
        ("2026-04-03T23:30:00-05:00", date(2026, 4, 3)),
        ("2026-04-03 00:00:00", date(2026, 4, 3)),
        ("03/04/2026", date(2026, 4, 3)),
        ("3-4-2026", date(2026, 4, 3)),
        ("03.04.2026 17:01:06", date(2026, 4, 3)),
        ("3/4/2026 5:01 p. m.", date(2026, 4, 3)),
        ("4 de abril de 2026", date(2026, 4, 4)),
        ("04-abr-2026", date(2026, 4, 4)),
        ("4 set 2026", date(2026, 9, 4)),
        ("Apr 4, 2026", date(2026, 4, 4)),
        ("4th April 2026", date(2026, 4, 4)),
        ("15 de março de 2026", date(2026, 3, 15)),
        ("46115", date(2026, 4, 3)),
        ("29/02/2024", date(2024, 2, 29)),
    ],
)
def test_one_date_in_many_writings(cell: str, expected: date) -> None:
    assert due_dates(cell) == [expected]


@pytest.mark.parametrize(
    "cell",
    ["31/02/2026", "29/02/2026", "01/02/26", "1899-12-31", "31/12/1899", "2099-01-01", "01/01/2099", "1999-12-31",
     "2036-11-24", "99999", "mañana", "13/13/2026", "2026-13-01", "20261301", "12/2026", "0000-00-00", "3/4/20266"],
)  # fmt: skip
def test_a_date_that_cannot_be_is_refused(cell: str) -> None:
    assert refusals(read(template(fecha_vencimiento=cell))) == [(2, "bad_date", "due_on")]


def test_the_bounds_themselves_are_dates() -> None:
    assert due_dates("2000-01-01", "2036-11-20") == [date(2000, 1, 1), date(2036, 11, 20)]


def test_without_evidence_the_day_comes_first() -> None:
    assert due_dates("03/04/2026", country="US") == [date(2026, 4, 3)]


def test_one_value_decides_for_its_whole_column() -> None:
    assert due_dates("03/04/2026", "12/25/2026") == [date(2026, 3, 4), date(2026, 12, 25)]
    assert due_dates("03/04/2026", "25/12/2026") == [date(2026, 4, 3), date(2026, 12, 25)]


def test_the_majority_decides_and_the_rest_is_refused_not_guessed() -> None:
    assert due_dates("25/12/2026", "26/12/2026", "12/27/2026") == [date(2026, 12, 25), date(2026, 12, 26), None]


def test_iso_dates_mix_with_any_order() -> None:
    assert due_dates("2026-04-03", "12/25/2026") == [date(2026, 4, 3), date(2026, 12, 25)]


def test_two_columns_may_differ_in_their_order() -> None:
    text = "numero;cliente;emision;vencimiento;total\n1;Ana;12/25/2025;25/01/2026;5\n2;Luz;01/02/2026;03/02/2026;5\n"
    assert [(row.issued_on, row.due_on) for row in read(text).invoices()] == [
        (date(2025, 12, 25), date(2026, 1, 25)),
        (date(2026, 1, 2), date(2026, 2, 3)),
    ]


def test_a_column_without_evidence_follows_the_one_that_has_it() -> None:
    text = "numero;cliente;emision;vencimiento;total\n1;Ana;11/01/2026;11/30/2026;5\n"
    assert invoice(text).issued_on == date(2026, 11, 1)


def test_true_dates_of_a_workbook_need_no_order() -> None:
    data = workbook(
        ["numero", "cliente", "fecha_emision", "fecha_vencimiento", "total"],
        ["1", "Ana", date(2026, 4, 3), date(2026, 5, 4), 10.5],
    )
    row = invoice(data)
    assert (row.issued_on, row.due_on, row.total_minor) == (date(2026, 4, 3), date(2026, 5, 4), 1050)


def test_a_true_date_out_of_bounds_is_refused() -> None:
    data = workbook(["numero", "cliente", "fecha_vencimiento", "total"], ["1", "Ana", date(2099, 1, 1), 10])
    assert refusals(read(data)) == [(2, "bad_date", "due_on")]


def test_without_a_due_date_the_terms_of_the_customer_give_it() -> None:
    text = (
        "numero;cliente_id;fecha_emision;fecha_vencimiento;total\n1;A;2026-04-03;;5\n"
        "2;B;2026-04-03;-;5\n3;B;2026-04-03;2026-04-04;5\n"
    )
    reading = read(text, terms={"A": 15}.get)
    assert [(row.due_on, row.due_computed) for row in reading.invoices()] == [
        (date(2026, 4, 18), True),
        (date(2026, 5, 3), True),
        (date(2026, 4, 4), False),
    ]
    assert reading.computed_due_dates == 2


def test_without_an_issue_date_the_due_date_is_enough() -> None:
    assert invoice(template()).issued_on is None


def test_without_any_date_the_row_is_refused() -> None:
    assert refusals(read(template(fecha_vencimiento=""))) == [(2, "missing_date", "due_on")]


def test_due_before_issue_is_kept_and_warned() -> None:
    reading = read(template(fecha_emision="2026-12-05"))
    assert [(row.issued_on, row.due_on) for row in reading.invoices()] == [(date(2026, 12, 5), date(2026, 12, 1))]
    assert [problem.code for problem in reading.problems] == ["due_before_issue"]
