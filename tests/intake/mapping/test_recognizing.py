"""Columns of no known name: understood when names and values are clear, proposed when they are not."""

from datetime import date

import pytest

from chalicelib.intake.read import read_file
from tests.intake.files import TODAY, business, failure, workbook
from tests.intake.mapping.odd_files import EACH_IN_ITS_PLACE, NAMELESS, ROWS, choice, opened, proposed, reasons

CLEAR = {
    "French": "N° de pièce;Acheteur;SIREN;Date d'émission;Échéance;Montant TTC;Reste à payer;Courriel",
    "German": "Belegnummer;Kunde;Steuernummer;Rechnungsdatum;Fälligkeit;Bruttobetrag;Offener Betrag;E-Mail",
    "Italian": "Numero fattura;Acquirente;Partita IVA;Data fattura;Scadenza;Importo totale;Residuo;Mail",
    "abbreviations": "Nro Cpte;Cli;Ident;F. Emi;F. Vto;Imp. Tot;Sdo;Mail",
    "misspelled": "Numreo Factura;Cleinte;NIT;Fecha Emison;Vencimeinto;Improte Total;Slado;Correo",
    "of a school": "Recibo N°;Alumno;Cédula alumno;Emitido el;Vence el día;Mensualidad total;Saldo deudor;Mail",
}  # fmt: skip


@pytest.mark.parametrize("language", CLEAR)
def test_names_that_only_resemble_ours_are_understood_with_the_values_under_them(language: str) -> None:
    reading = opened(f"{CLEAR[language]}\n{ROWS}")
    first = next(reading.invoices())
    assert reading.source.format == "recognized"
    assert (first.number, first.customer, first.tax_id) == ("R-1001", "José Núñez", "900123456-8")
    assert (first.issued_on, first.due_on) == (date(2026, 10, 15), date(2026, 11, 14))
    assert (first.total_minor, first.balance_minor, first.email) == (125000050, 25000050, "jose@x.example")
    assert (reading.rows_read, reading.rejected) == (4, 0)


def test_names_that_say_nothing_wait_with_a_proposal_by_their_values() -> None:
    proposal = proposed(NAMELESS)
    assert proposal.chosen() == EACH_IN_ITS_PLACE
    assert (proposal.line, proposal.sure) == (1, False)
    assert [column.header for column in proposal.columns] == ["aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh"]
    assert proposal.columns[0].facts.samples[:2] == ("R-1001", "R-1002")


def test_a_file_without_header_waits_and_loses_no_row() -> None:
    proposal = proposed("Cartera al 22 de noviembre\n\n" + ROWS)
    assert (proposal.chosen(), proposal.line) == (EACH_IN_ITS_PLACE, 0)
    assert [column.header for column in proposal.columns][:2] == ["columna 1", "columna 2"]
    assert [row.line for row in proposal.preview] == [3, 4, 5, 6]


def test_the_preview_shows_what_each_row_would_become() -> None:
    first = proposed(NAMELESS).preview[0]
    assert first.line == 2
    assert first.cells[:2] == ("R-1001", "José Núñez")
    assert first.becomes["total_minor"] == 125000050 and first.becomes["due_on"] == "2026-11-14"
    assert first.problems == ()


def test_the_preview_tells_what_is_missing_where_a_compulsory_column_is_not_found() -> None:
    preview = proposed("uno;dos;tres\nA-1;Ana Ruiz;10,50\nA-2;Luis Paz;8,75\nA-3;Eva Gil;9,00\n").preview
    assert [problem.code for row in preview for problem in row.problems] == ["missing_date"] * 3
    assert all(row.becomes == {} for row in preview)


def test_of_two_dates_the_later_one_is_the_due_date_whatever_their_order() -> None:
    swapped = ["Ref", "Socio", "Alta", "Hasta", "Cuota anual"]
    rows = [["S-1", "Ana Ruiz", "31/10/2026", "01/10/2026", "100,50"],
            ["S-2", "Luis Paz", "01/11/2026", "02/10/2026", "200,00"],
            ["S-3", "Eva Gil", "05/11/2026", "02/10/2026", "50,50"]]  # fmt: skip
    proposal = proposed("\n".join(";".join(row) for row in [swapped, *rows]) + "\n")
    assert (proposal.chosen()["issued_on"], proposal.chosen()["due_on"]) == (3, 2)
    assert "later" in reasons(proposal, "due_on")
    assert "earlier" in reasons(proposal, "issued_on")


def test_two_dates_that_tell_nothing_of_each_other_are_contested() -> None:
    rows = "A-1;Ana Ruiz;01/10/2026;05/10/2026;10,50\nA-2;Luis Paz;07/10/2026;03/10/2026;20,50\n"
    proposal = proposed("aa;bb;cc;dd;ee\n" + rows + rows.replace("A-", "B-"))
    assert choice(proposal, "due_on").contested


def test_a_balance_never_exceeds_its_total() -> None:
    proposal = proposed("Pieza;Quien;Vence;Uno;Otro\nA-1;Ana Ruiz;01/10/2026;50,00;119,00\n"
                        "A-2;Luis Paz;02/10/2026;0,00;238,00\nA-3;Eva Gil;03/10/2026;59,50;59,50\n")  # fmt: skip
    assert (proposal.chosen()["total"], proposal.chosen()["balance"]) == (4, 3)
    assert "within" in reasons(proposal, "balance")


def test_a_net_amount_and_its_tax_are_no_balance_and_their_sum_is_the_total() -> None:
    proposal = proposed(
        "Pieza;Quien;Vence;Uno;Dos;Tres\nA-1;Ana Ruiz;01/10/2026;100,00;19,00;119,00\n"
        "A-2;Luis Paz;02/10/2026;200,00;38,00;238,00\nA-3;Eva Gil;02/10/2026;50,00;9,50;59,50\n"
    )
    assert proposal.chosen()["total"] == 5
    assert "sum" in reasons(proposal, "total")
    assert "balance" not in proposal.chosen()


def test_two_columns_called_total_are_not_chosen_between_in_silence() -> None:
    proposal = proposed("Nro;Cliente;NIT;Emisión;Vence;Total A;Total B;Correo\n" + ROWS)
    assert choice(proposal, "total").contested


def test_columns_that_mean_nothing_to_us_are_left_alone() -> None:
    header = "Zona;Beleg Nr;Kunde;Ruta;Fällig;Betrag;Obs1"
    rows = "".join(f"N;B-{n};Ana Ruiz;{n % 2};0{n}/10/2026;{n}0,50;x\n" for n in range(1, 6))
    reading = opened(f"{header}\n{rows}")
    assert reading.source.columns == {
        "number": "Beleg Nr", "customer": "Kunde", "due_on": "Fällig", "total": "Betrag",
    }  # fmt: skip
    assert reading.rejected == 0


def test_a_workbook_is_understood_by_its_true_dates_and_numbers() -> None:
    rows = [[f"B-{n}", "Ana Ruiz", date(2026, 10, n), n * 10.5] for n in range(1, 6)]
    data = workbook(["Belegnummer", "Kunde", "Fällig am", "Betrag"], *rows)
    reading = read_file(data, folder="invoices", business=business("CO"), today=TODAY)
    assert [row.total_minor for row in reading.invoices()] == [1050, 2100, 3150, 4200, 5250]
    assert next(reading.invoices()).due_on == date(2026, 10, 1)


def test_payments_and_contacts_are_understood_in_the_same_way() -> None:
    paid = opened("Beleg;Zahlungsdatum;Betrag;Kunde\nR-1;01/11/2026;1.000,50;Ana Ruiz\nR-2;02/11/2026;2.000,00;Eva\n",
                  "payments")  # fmt: skip
    assert [(row.number, row.amount_minor) for row in paid.payments()] == [("R-1", 100050), ("R-2", 200000)]
    known = opened("Kundennummer;Kunde;Courriel\n0017;Ana Ruiz;a@b.example\n0018;Eva Gil;e@b.example\n", "debtors")
    assert [(row.debtor, row.email) for row in known.debtors()] == [("0017", "a@b.example"), ("0018", "e@b.example")]


def test_a_file_whose_columns_are_all_known_misses_one_that_nobody_can_point_at() -> None:
    assert failure("number,customer_id,due_on\nF-1,C1,2027-01-01\n").code == "missing_columns"
    assert not hasattr(failure("number,customer_id,due_on\nF-1,C1,2027-01-01\n"), "proposal")


@pytest.mark.parametrize(
    "text",
    ["hola\nmundo\n", "Estimados, les envío la cartera.\nSaludos", "a;b;c\n", "x" * 100_000,
     "En la ciudad, a los días, dijo.\n\nQue no.\nY así, sin más, terminó la carta que, según ella, nadie leyó.\nFin"],
)  # fmt: skip
def test_what_has_neither_rows_nor_columns_fails_as_before(text: str) -> None:
    refused = failure(text)
    assert refused.code == "no_header"
    assert not hasattr(refused, "proposal")


def test_a_column_that_is_always_the_business_itself_is_nobody_to_collect_from() -> None:
    own = "900123456-8"
    rows = "".join(f"B-{n};{own};{other};0{n}/10/2026;{n}0,50\n"
                   for n, other in enumerate(("800197268-4", "860002964-4", "890900608-9"), 1))  # fmt: skip
    proposal = proposed("Belegnummer;Cédula A;Cédula B;Fällig;Betrag\n" + rows, tax_id=own)
    assert proposal.chosen()["tax_id"] == 2
