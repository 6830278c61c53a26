"""Which rows are invoices: credit notes in three sign conventions, drafts, cancelled, paid and repeated documents."""

import pytest

from tests.intake.files import invoice, read, refusals, template, warnings

GENERIC = "Factura,Cliente,Fecha emisión,Vencimiento,Total,Estado,Tipo documento\n"


def generic(*rows: str, country: str = "MX") -> list[tuple[str, int, str]]:
    reading = read(GENERIC + "\n".join(rows), country)
    assert reading.rejected == 0
    return [(row.number, row.total_minor, row.document_type) for row in reading.invoices()]


@pytest.mark.parametrize(
    ("country", "kind", "expected"),
    [
        ("CL", "33", (100_00, "invoice")),
        ("CL", "61", (-100_00, "credit_note")),
        ("CL", "56", (100_00, "debit_note")),
        ("PE", "07", (-100_00, "credit_note")),
        ("PE", "1", (100_00, "invoice")),
        ("AR", "3 - Nota de Crédito A", (-100_00, "credit_note")),
        ("MX", "E", (-100_00, "credit_note")),
        ("CO", "Nota de crédito electrónica", (-100_00, "credit_note")),
        ("CO", "Credit memo", (-100_00, "credit_note")),
        ("CO", "Nota de Débito", (100_00, "debit_note")),
        ("CO", "algo nuestro", (100_00, "invoice")),
    ],
)
def test_the_kind_of_a_document_comes_from_words_and_official_codes(
    country: str, kind: str, expected: tuple[int, str]
) -> None:
    ((_, total, document),) = generic(f"1,Ana,2026-11-01,2026-12-01,100 USD,,{kind}", country=country)
    assert (total, document) == expected


def test_a_credit_note_is_negative_in_every_sign_convention() -> None:
    assert generic(
        "1,Ana,2026-11-01,2026-12-01,100,,Nota de crédito",
        "2,Ana,2026-11-01,2026-12-01,-100,,Nota de crédito",
        "3,Ana,2026-11-01,2026-12-01,($100.00),,",
    ) == [(str(number), -10000, "credit_note") for number in (1, 2, 3)]


def test_a_credit_note_keeps_its_balance_and_what_it_refers_to() -> None:
    row = invoice(template(total="-100", saldo="-40", afecta_a="F-9"))
    assert (row.total_minor, row.balance_minor, row.refers_to) == (-10000, -4000, "F-9")
    assert invoice(template(total="100", saldo="40", tipo_documento="nota de crédito")).balance_minor == -4000


@pytest.mark.parametrize("state", ["Borrador", "draft", "RASCUNHO", "Awaiting approval"])
def test_drafts_make_no_invoice(state: str) -> None:
    reading = read(GENERIC + f"1,Ana,2026-11-01,2026-12-01,100,{state},\n")
    assert (reading.rows, reading.rows_read, reading.rejected) == ([], 1, 0)
    assert warnings(reading) == [(2, "not_issued", "status")]


def test_payments_and_quotes_among_invoices_make_none() -> None:
    reading = read(GENERIC + "1,Ana,2026-11-01,2026-12-01,100,,Pago\n2,Ana,2026-11-01,,100,,Cotización\n")
    assert reading.rows == []
    assert [code for _, code, _ in warnings(reading)] == ["not_an_invoice", "not_an_invoice"]


@pytest.mark.parametrize("state", ["Anulada", "Cancelado", "VOID", "Anulada por error"])
def test_a_cancelled_document_is_handed_on_so_that_a_known_invoice_is_withdrawn(state: str) -> None:
    reading = read(GENERIC + f"1,Ana,2026-11-01,2026-12-01,100,{state},\n2,Ana,,,,{state},\n")
    assert [(row.number, row.standing) for row in reading.invoices()] == [("1", "cancelled"), ("2", "cancelled")]
    assert [code for _, code, _ in warnings(reading)] == ["cancelled", "cancelled"]


def test_the_tax_authority_of_mexico_marks_cancelled_by_zero() -> None:
    text = "Uuid~RfcReceptor~NombreReceptor~FechaEmision~Monto~EfectoComprobante~Estatus\n"
    reading = read(
        text + "u1~XAXX010101000~Ana, S.A.~2026-11-01 10:00:00~100.00~I~1\nu2~XAXX010101000~Ana~2026-11-01~5~I~0\n",
        "MX",
    )
    assert [(row.number, row.customer, row.standing) for row in reading.invoices()] == [
        ("u1", "Ana, S.A.", ""),
        ("u2", "Ana", "cancelled"),
    ]


def test_a_document_marked_paid_owes_nothing() -> None:
    rows = list(
        read(
            GENERIC + "1,Ana,2026-11-01,2026-12-01,100,Pagada,\n2,Ana,2026-11-01,2026-12-01,100,Paid partially,\n"
        ).invoices()
    )
    assert [row.balance_minor for row in rows] == [0, None]


def test_what_was_paid_leaves_a_balance() -> None:
    text = (
        "Invoice,Client,Due Date,Amount,Paid\n1,Ana,2026-12-01,$13.50,$5.01\n2,Ana,2026-12-01,$13.50,\n"
        "3,Ana,2026-12-01,10,20\n"
    )
    assert [row.balance_minor for row in read(text, "US").invoices()] == [849, None, 0]


def test_equal_rows_are_one_invoice_and_a_warning() -> None:
    text = template() + "F1;Ana;2026-12-01;100\n"
    reading = read(text)
    assert (len(reading.rows), reading.rows_read, reading.rows_used, reading.rejected) == (1, 2, 2, 0)
    assert warnings(reading) == [(3, "duplicate_row", "number")]


def test_rows_of_the_template_that_contradict_each_other_are_all_refused() -> None:
    text = template() + "F1;Ana;2026-12-01;101\nF2;Ana;2026-12-01;5\nF1;Ana;2026-12-01;100\n"
    reading = read(text)
    assert [row.number for row in reading.invoices()] == ["F2"]
    assert [(line, code) for line, code, _ in refusals(reading)] == [
        (2, "conflicting_rows"),
        (3, "conflicting_rows"),
        (5, "conflicting_rows"),
    ]
    assert [line.cells for line in reading.refused][1] == ("F1", "Ana", "2026-12-01", "101")
    assert {problem.level for problem in reading.problems} == {"rejected"}


def test_one_number_of_two_customers_is_two_invoices() -> None:
    assert len(read(template() + "F1;Luz;2026-12-01;100\n").rows) == 2


def test_an_invoice_and_a_credit_note_may_share_a_number() -> None:
    assert len(read(template() + "F1;Ana;2026-12-01;-100\n").rows) == 2


def test_the_lines_of_one_invoice_are_one_invoice_and_repeated_totals_are_never_summed() -> None:
    text = (
        "Invoice Number,Customer Name,Due Date,Total,Item Name,Quantity\n"
        "7,Ana,2026-12-01,100.00,Hoses,2\n7,Ana,2026-12-01,100.00,Valves,1\n"
        "7,Ana,2026-12-01,100.00,Valves,1\n8,Ana,2026-12-01,5.00,X,1\n"
    )
    reading = read(text, "US")
    assert [(row.line, row.number, row.total_minor) for row in reading.invoices()] == [(2, "7", 10000), (5, "8", 500)]
    assert (reading.rows_read, reading.rejected, reading.warned) == (4, 0, 0)


def test_without_a_total_the_lines_of_an_invoice_add_up() -> None:
    text = (
        "Invoice #,Client Name,Date Issued,Item Name,Line Total\n7,Ana,2026-11-01,Hose,2.50\n"
        "7,Ana,2026-11-01,Hose,2.50\n8,Ana,2026-11-01,X,1.00\n"
    )
    assert [(row.number, row.total_minor) for row in read(text, "US").invoices()] == [("7", 500), ("8", 100)]


def test_lines_that_give_one_invoice_two_totals_are_refused() -> None:
    text = (
        "Invoice Number,Customer Name,Due Date,Total,Item Name\n7,Ana,2026-12-01,100.00,a\n7,Ana,2026-12-01,90.00,b\n"
    )
    assert [code for _, code, _ in refusals(read(text, "US"))] == ["conflicting_rows"] * 2
