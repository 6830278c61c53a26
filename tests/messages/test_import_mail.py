"""The e-mail about an import: the outcome at a glance, money, what to correct and how, how the file was read."""

import re
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.importing.file_mapping import Understood
from chalicelib.intake.formats.registry import FORMATS
from chalicelib.messages.import_mail import ImportReport, Problem, import_report

REPORT = ImportReport(
    lang="es",
    business="Academia Andina",
    file="Cartera Noviembre.CSV",
    state="done",
    country="BO",
    rows_read=1200,
    created=1000,
    changed=5,
    unchanged=10,
    settled=3,
    rejected=501,
    due_computed=7,
    amounts=(("created", (("BOB", 4500000), ("USD", 100000))), ("settled", (("BOB", 990000),))),
    understood=Understood("Siigo", 4, {"day_first": ("Emisión", "Vence")}, {",": ("Total",)}),
    problems=(
        Problem("Falta la fecha.", (7,), advice="Escribe la de vencimiento."),
        Problem("El monto no es un número.", tuple(range(20, 40)), 500, "Escríbelo con dígitos."),
        Problem("El correo no es válido.", (3, 4), advice="Corrígelo.", level="warned"),
    ),
    rejected_place="reports/academia/1/rejected.csv",
    report_place="reports/academia/1/report.json",
)


def told(text: str) -> str:
    return " ".join(text.split())


def test_it_tells_counts_and_money_by_outcome_and_currency() -> None:
    text = told(import_report(REPORT).text)
    for fact in ("Filas leídas: 1.200", "Nuevos: 1.000", "Con cambios: 5", "Filas por corregir: 501"):
        assert fact in text
    for fact in ("Importe nuevo: Bs 45.000,00", "Importe nuevo: US$ 1.000,00", "Importe dado por pagado: Bs 9.900,00"):
        assert fact in text
    assert "aviso: 0" not in text, "nobody looks for zeros"


def test_each_problem_says_what_where_and_what_to_do_the_most_frequent_first() -> None:
    text = import_report(REPORT).text
    assert "- El monto no es un número.\n  Escríbelo con dígitos.\n  500 filas: líneas 20, 21, 22, 23, 24" in text
    assert "- Falta la fecha.\n  Escribe la de vencimiento.\n  Línea 7\n" in text
    assert text.index("El monto no es") < text.index("Falta la fecha") < text.index("rejected.csv")
    assert text.index("rejected.csv") < text.index("El correo no es válido"), "what was used comes after what was not"


def test_ten_kinds_of_problems_are_enough() -> None:
    many = tuple(Problem(f"Motivo {number}.", (number,), number) for number in range(1, 30))
    text = import_report(replace(REPORT, problems=many)).text
    assert len(re.findall(r"^- Motivo", text, re.MULTILINE)) == 10
    assert "Motivo 29." in text and "Motivo 19." not in text


@pytest.mark.parametrize(
    ("facts", "subject"),
    [
        ({"created": 120}, "Puntual: 120 filas importadas de a.csv"),
        ({"created": 119, "warnings": 2}, "Puntual: importado con 2 avisos: a.csv"),
        ({"created": 119, "rejected": 1}, "Puntual: 1 fila por corregir en a.csv"),
        ({"created": 9, "rejected": 111, "warnings": 4}, "Puntual: 111 de 120 filas por corregir en a.csv"),
        ({"rejected": 120}, "Puntual: no pudimos usar ninguna fila de a.csv"),
        ({"unchanged": 120}, "Puntual: sin cambios en a.csv"),
        ({"unchanged": 120, "settled": 1}, "Puntual: 120 filas importadas de a.csv"),
        ({"state": "failed"}, "Puntual: no pudimos usar a.csv"),
    ],
)
def test_the_subject_tells_the_outcome(facts: dict[str, Any], subject: str) -> None:
    base: dict[str, Any] = {"lang": "es", "business": "Ana", "file": "a.csv", "state": "done", "rows_read": 120}
    assert import_report(ImportReport(**base | facts)).subject == subject


def test_a_snapshot_that_waits_says_what_it_would_settle() -> None:
    waiting = ImportReport(lang="en", business="Ana", file="a.csv", state="needs_confirmation", would_settle=38)
    assert "leaves out 38 invoices" in told(import_report(waiting).text)


def test_how_the_file_was_read_is_said_where_it_could_be_read_two_ways() -> None:
    text = told(import_report(REPORT).text)
    assert "Formato: Siigo." in text
    assert "va primero el día" in text and "la coma separa" in text
    assert "7 facturas no traían vencimiento" in text
    template = import_report(replace(REPORT, understood=Understood("template", 1, {"day_first": ("fecha",)}))).text
    assert "nuestra plantilla" in template and "primero el día" not in template


def test_columns_that_are_written_in_two_ways_are_named() -> None:
    mixed = Understood("remembered", 1, {"day_first": ("Emisión",), "month_first": ("Vence",)})
    text = told(import_report(replace(REPORT, understood=mixed)).text)
    assert "columnas que tú confirmaste" in text
    assert "4 de mayo. Así en: Emisión." in text and "5 de abril. Así en: Vence." in text


def test_refused_electronic_invoices_are_corrected_where_they_were_made() -> None:
    text = told(import_report(replace(REPORT, understood=Understood("einvoice"))).text)
    assert "sistema de facturación" in text and "misma carpeta" not in text


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
@pytest.mark.parametrize("state", ["done", "failed", "needs_confirmation", "needs_mapping"])
def test_every_outcome_has_its_words(lang: str, state: str) -> None:
    letter = import_report(ImportReport(lang=lang, business="Ana", file="a.csv", state=state))
    assert "a.csv" in letter.subject
    assert letter.headers == {}
    assert f'<html lang="{lang}">' in letter.html


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
@pytest.mark.parametrize(
    "name", ["template", "columns", "recognized", "remembered", "einvoice", *sorted({one.name for one in FORMATS})]
)
def test_every_format_has_a_name(lang: str, name: str) -> None:
    assert import_report(replace(REPORT, lang=lang, understood=Understood(name))).text


def test_a_file_named_to_deceive_stays_text() -> None:
    letter = import_report(
        ImportReport(lang="es", business="<b>", file="<script>x</script>\r\nBcc: a@b.example", state="failed")
    )
    assert "<script>" not in letter.html
    assert not re.search(r"[\r\n]", letter.subject)


def test_a_file_that_was_refused_whole_says_why_and_what_to_do_without_lines() -> None:
    whole = Problem("Está vacío.", advice="Súbelo de nuevo.")
    failed = ImportReport(lang="es", business="Ana", file="a.csv", state="failed", problems=(whole,))
    assert "- Está vacío.\n  Súbelo de nuevo.\n" in import_report(failed).text


def test_the_wrong_file_is_told_until_when_it_may_be_taken_back() -> None:
    until = import_report(replace(REPORT, undo_until="23 de noviembre, 10:41")).text
    assert "se puede deshacer hasta el 23 de noviembre, 10:41" in told(until)
    assert "deshacer" not in import_report(REPORT).text
