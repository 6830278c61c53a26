import re

import pytest

from chalicelib.messages.report_mail import ImportReport, ParkedPayment, Problem, import_report, parked_payment

REPORT = ImportReport(
    lang="es",
    business="Academia Andina",
    file="Cartera Noviembre.CSV",
    state="done",
    country="BO",
    rows_read=120,
    created=100,
    changed=5,
    unchanged=10,
    rejected=5,
    totals=(("BOB", 4500000), ("USD", 100000)),
    problems=(
        Problem("Falta la fecha de vencimiento. Escríbela como 30/11/2026.", (7,)),
        Problem("El monto no es un número. Escríbelo con dígitos.", tuple(range(20, 40)), count=500),
    ),
    rejected_place="s3://bucket/reports/academia/1/rejected.csv",
    report_place="s3://bucket/reports/academia/1/report.json",
)


def told(text: str) -> str:
    return " ".join(text.split())


def test_an_import_tells_counts_totals_the_worst_problems_first_and_where_to_correct_them() -> None:
    letter = import_report(REPORT)
    text = told(letter.text)
    assert letter.subject == "Puntual: importamos Cartera Noviembre.CSV, con filas por revisar"
    assert text.startswith("Importamos Cartera Noviembre.CSV, con filas por revisar")
    assert "Filas leídas: 120" in text
    assert "Filas rechazadas: 5" in text
    assert "Importe de esas facturas: Bs 45.000,00" in text
    assert "Importe de esas facturas: US$ 1.000,00" in text
    assert text.index("500 filas: líneas 20, 21") < text.index("Línea 7.")
    assert "s3://bucket/reports/academia/1/rejected.csv" in text


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
@pytest.mark.parametrize("state", ["done", "failed", "needs_confirmation", "needs_mapping"])
def test_every_outcome_has_its_words(lang: str, state: str) -> None:
    plain = ImportReport(lang=lang, business="Ana", file="a.csv", state=state)
    letter = import_report(plain)
    assert "a.csv" in letter.subject
    assert letter.headers == {}
    assert f'<html lang="{lang}">' in letter.html


def test_an_import_without_problems_has_no_list_of_them() -> None:
    letter = import_report(ImportReport(lang="es", business="Ana", file="a.csv", state="done", rows_read=1, created=1))
    assert letter.subject == "Puntual: importamos a.csv"
    assert "revisar" not in letter.text


def test_a_file_named_to_deceive_stays_text() -> None:
    letter = import_report(
        ImportReport(lang="es", business="<b>", file="<script>x</script>\r\nBcc: a@b.example", state="failed")
    )
    assert "<script>" not in letter.html
    assert not re.search(r"[\r\n]", letter.subject)


def test_a_file_that_was_refused_whole_says_why_without_lines() -> None:
    failed = ImportReport(lang="es", business="Ana", file="a.csv", state="failed", problems=(Problem("Está vacío."),))
    assert "- Está vacío.\n" in import_report(failed).text


@pytest.mark.parametrize(
    "reason", ["unknown_payment", "paid_twice", "amount_mismatch", "currency_mismatch", "anything new"]
)
def test_a_parked_payment_says_why_how_much_and_what_to_do(reason: str) -> None:
    letter = parked_payment(
        ParkedPayment(
            lang="en",
            business="Ana",
            reason=reason,
            amount_minor=10000,
            currency="MXN",
            provider_id="pi_123",
            country="MX",
            expected_minor=9000,
            debtor="C-7",
        )
    )
    text = told(letter.text)
    for fact in ("$ 100.00", "$ 90.00", "pi_123", "C-7", "refund"):
        assert fact in text
    assert letter.subject == "Puntual: a payment waits for your review"
