"""Receipts and statements as PDF: read back from the file, their figures add up; the same paper is the same bytes."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from pypdf import PdfReader

from chalicelib.domain.books.entry_kinds import KINDS
from chalicelib.domain.books.receipt import Receipt, ReceiptLine, Side
from chalicelib.messages import catalog, mail
from chalicelib.messages.blocks import Bullets, Facts, Heading, Note, Paragraph, Small
from chalicelib.messages.catalog import words
from chalicelib.messages.documents.blocks import Code, Ledger, Line, Paper, Sum, paper_size
from chalicelib.messages.documents.font import UNKNOWN, faces
from chalicelib.messages.documents.layout import FOOT, MARGIN, SIZES, pages
from chalicelib.messages.documents.pdf import pdf
from chalicelib.messages.documents.receipt_paper import receipt_paper
from chalicelib.messages.documents.statement_paper import Head, statement_paper
from chalicelib.messages.letter import PaidValue
from tests.domain.books.test_statement import Life
from tests.domain.cases import DUE, at
from tests.messages.letters import envelope, news

NOW = at(DUE, "12:00")
RECEIPT = Receipt(
    id="000007",
    number="P-7KQ2-M9XA-7",
    kind="payment",
    amount_minor=1_250_050,
    currency="MXN",
    method="card",
    on=DUE,
    at=NOW,
    time_zone="America/Mexico_City",
    payee=Side("Academia Andina", "AAN010101AB1", "MX"),
    payer=Side("Núñez Açaí, María", "12345678-5", "MX"),
    lines=(
        ReceiptLine("F1", 1_000_000, (("interest", 12_345), ("fee", 500), ("principal", 987_155)), "Mensualidad"),
        ReceiptLine("F2", 250_000, (("principal", 250_000),), kept_minor=2_500),
    ),
    unapplied_minor=50,
    balance_minor=77_700,
    next_due_on=DUE + timedelta(days=30),
)


def read(content: bytes) -> str:
    """All its text, with plain spaces and signs."""
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return text.replace("\u00a0", " ").replace("\u2212", "-").replace("\u2013", "-")


def amounts(text: str) -> list[Decimal]:
    """Every ``$ 1,234.56`` in a text, in its order."""
    found = re.findall(r"(-?)\$ ([\d,]+\.\d\d)", text)
    return [Decimal(f"{sign}{number.replace(',', '')}") for sign, number in found]


def after(text: str, label: str) -> Decimal:
    """The last amount of the line that begins so."""
    line = next(line for line in text.splitlines() if line.startswith(label))
    return amounts(line)[-1]


@pytest.mark.parametrize("lang", catalog.LANGUAGES)
def test_the_figures_of_a_receipt_read_back_from_its_file_add_up(lang: str) -> None:
    text = read(pdf(receipt_paper(lang, RECEIPT, "MXN")))
    invoice, credit, total = words(lang)["mail.item"], words(lang)["receipt.credit"], words(lang)["receipt.total"]
    lines = [after(text, invoice.format(number=number)) for number in ("F1", "F2")]
    parts = [after(text, words(lang)[f"receipt.part.{part}"]) for part in ("interest", "fee")]

    assert sum(lines) + after(text, credit) == after(text, total) == Decimal("12500.50")
    assert lines[0] - sum(parts) == Decimal("9871.55")
    for told in ("P-7KQ2-M9XA-7", "Núñez Açaí, María", "Academia Andina", "RFC AAN010101AB1", "America/Mexico_City"):
        assert told in text
    assert words(lang)["paper.no_invoice"][:30] in text


def test_money_that_went_back_names_the_receipt_and_stays_below_nothing() -> None:
    line = ReceiptLine("F1", -100_000, (("principal", -100_000),), kept_minor=-500)
    back = replace(RECEIPT, kind="refund", amount_minor=-100_000, lines=(line,), unapplied_minor=0, refers_to="P-X-1")
    text = read(pdf(receipt_paper("es", back, "MXN")))
    assert "Se refiere al recibo P-X-1" in text
    assert after(text, "Total") == Decimal(-1000)
    assert amounts(text)[0] == Decimal(1000), "the large figure is what was given back"
    assert after(text, "Descuento que se retira") == Decimal(5)


def test_a_debt_in_a_unit_says_how_much_of_it_at_which_value() -> None:
    line = ReceiptLine(
        "F1", 200_000, (("principal", 200_000),), units_minor=50_449, unit="CLF", rate=Decimal("39643.59"), rate_on=DUE
    )
    chile = replace(RECEIPT, currency="CLP", amount_minor=200_000, lines=(line,), unapplied_minor=0,
                    payee=Side("Acme", "76086428-5", "CL"))  # fmt: skip
    text = read(pdf(receipt_paper("es", chile, "CLP")))
    assert "Son UF 5,0449, al valor del 3 de junio de 2026: UF 1 = $ 39.643,59." in text


def test_the_mail_about_a_payment_names_its_receipt_and_the_value_of_a_unit() -> None:
    value = PaidValue(50_449, "CLF", Decimal("39643.59"), DUE, "CLP")
    told = news("paid", amount_minor=200_000, currency="CLP", values=(value,), receipt="P-7KQ2-M9XA-7")
    text = mail.write(envelope(lang="es", country="CL", currency="CLP"), told).text.replace("\u00a0", " ")
    assert "P-7KQ2-M9XA-7" in text
    assert "Son UF 5,0449, al valor del 3 de junio de 2026: UF 1 = $ 39.643,59." in text


def head(lang: str = "es", **changes: Any) -> Head:
    told = Head(
        lang=lang, number="P-7KQ2-M9XA-1", creditor="Acme", tax_id="X1", country="MX", currency="MXN", customer="Ana",
        customer_tax_id="12345678-5", reference="P-7KQ2-M9XA", period=(DUE - timedelta(days=365), DUE), made_at=NOW,
        time_zone="America/Mexico_City",
    )  # fmt: skip
    return replace(told, **changes)


def told_life() -> tuple[Life, Any]:
    """Forty invoices, some paid late: more than one page."""
    life = Life()
    for number in range(40):
        life.bill(f"F{number:02}", 10_000 + 37 * number, DUE + timedelta(days=number))
    life.pay(123_456, DUE + timedelta(days=60), "p1")
    life.refund("p1", 23_456, DUE + timedelta(days=70))
    return life, DUE + timedelta(days=80)


@pytest.mark.parametrize("lang", catalog.LANGUAGES)
def test_the_figures_of_a_statement_read_back_from_its_file_add_up(lang: str) -> None:
    life, today = told_life()
    (told,) = life.told(today)
    file = PdfReader(BytesIO(pdf(statement_paper(head(lang, period=(told.first, today)), [told]))))
    assert len(file.pages) > 1
    moved, balances = zip(*columns(file), strict=True)
    text = "\n".join(page.extract_text() for page in file.pages).replace("\u00a0", " ").replace("\u2212", "-")
    text = text.replace("\u2013", "-")
    opening = after(text, words(lang)["statement.opening"].split("{")[0])
    closing = after(text, words(lang)["statement.closing"].split("{")[0])

    assert opening + sum(moved) == closing
    assert list(balances) == [opening + sum(moved[: at + 1]) for at in range(len(moved))]
    steps = text[text.index(words(lang)["statement.today"]) :]
    found = amounts(steps[: steps.index(words(lang)["statement.aging"])])
    *parts, owed = found[: -1 if told.today and told.today.credit_minor > 0 else None]
    assert sum(parts) == owed
    aging = amounts(steps[steps.index(words(lang)["statement.aging"]) :])
    assert sum(aging) == owed


def columns(file: PdfReader) -> Iterator[tuple[Decimal, Decimal]]:
    """(amount, balance) of each movement: what stands on one height in the third and the fourth column."""
    for page in file.pages:
        placed: dict[float, list[tuple[float, str]]] = {}
        dated: set[float] = set()

        def see(text: str, _: Any, matrix: Any, __: Any, ___: Any, placed: Any = placed, dated: Any = dated) -> None:
            if text.strip():
                placed.setdefault(matrix[5], []).append((matrix[4], text.replace("\u00a0", " ").strip()))
                if matrix[4] == MARGIN and re.fullmatch(r"\d+ \w{3} \d{4}", text.strip()):
                    dated.add(matrix[5])

        page.extract_text(visitor_text=see)
        for height in sorted(dated, reverse=True):
            right = " ".join(text for x, text in sorted(placed[height]) if x > 300)
            amount, balance = amounts(right.replace("\u2212", "-").replace("\u2013", "-"))
            yield amount, balance


@pytest.mark.parametrize("lang", catalog.LANGUAGES)
def test_every_kind_of_movement_has_a_name(lang: str) -> None:
    assert {f"movement.{kind}" for kind in KINDS} <= words(lang).keys()


def test_the_same_paper_is_the_same_bytes_and_another_date_is_not() -> None:
    paper = receipt_paper("es", RECEIPT, "MXN")
    assert pdf(paper) == pdf(receipt_paper("es", RECEIPT, "MXN"))
    assert pdf(paper) != pdf(replace(paper, made_at=NOW + timedelta(seconds=1)))


def test_a_file_says_its_title_number_and_language_and_is_small() -> None:
    content = pdf(receipt_paper("pt", RECEIPT, "MXN"))
    found = PdfReader(BytesIO(content))
    assert found.metadata
    assert found.metadata.title == "Recibo de pagamento P-7KQ2-M9XA-7"
    assert str(found.root_object["/Lang"]) == "pt"
    assert len(content) < 30_000


def test_signs_of_the_region_are_shown_and_what_the_faces_lack_is_marked() -> None:
    shown = "áéíóúñü ãõç ₲ ₡ € £ S/ − … «»"
    for face in faces():
        assert face.known(shown) == shown
        assert face.known("Ана Ωμέγα Đặng") == "Ана Ωμέγα Đặng"
        assert face.known("漢字 🙂 ok") == f"{UNKNOWN * 2} {UNKNOWN} ok"
    paper = replace(receipt_paper("es", RECEIPT, "MXN"), body=(Paragraph(shown),))
    assert shown.replace("−", "–") in "\n".join(read_raw(paper)).replace("−", "–")


def read_raw(paper: Paper) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf(paper))).pages]


def test_paper_is_letter_where_printers_hold_it() -> None:
    assert {paper_size(country) for country in ("MX", "CO", "CL", "US")} == {"Letter"}
    assert {paper_size(country) for country in ("AR", "BR", "PE", "ES", "")} == {"A4"}


texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=400)
blocks = st.one_of(
    texts.map(Paragraph),
    texts.map(Note),
    texts.map(lambda text: Heading(text[:90])),
    texts.map(Small),
    texts.map(lambda text: Sum(text[:90], "$ 1.00", total=True)),
    st.lists(texts, max_size=30).map(lambda items: Bullets(tuple(items))),
    st.lists(st.tuples(texts, texts), max_size=30).map(lambda pairs: Facts(tuple(pairs))),
    st.lists(texts, max_size=40).map(
        lambda told: Ledger(
            ("a", "b", "c", "d"), tuple(Line("1 jun 2026", one, "$ 1.00", "$ 2.00", (one,)) for one in told)
        )
    ),
    st.just(Code([b"\1\0\1", b"\0\1\0", b"\1\1\1"], ("words",))),
)


@settings(max_examples=60, deadline=None)
@given(body=st.lists(blocks, max_size=12), size=st.sampled_from(["A4", "Letter"]))
def test_nothing_leaves_the_page_or_overlaps_whatever_is_written(body: list[Any], size: str) -> None:
    paper = Paper("es", "T", "N-1", "S", "", "{page}/{pages}", NOW, size, tuple(body))
    width, height = SIZES[size]
    for placed in pages(paper):
        bottom = MARGIN
        for one in placed:
            assert one.top >= bottom - 0.01
            bottom = one.top + one.row.height
            for text in one.row.texts:
                assert text.x >= 0
                assert text.x + faces()[text.bold].width(text.text, text.size) <= width - 2 * MARGIN + 1
        assert bottom <= height - FOOT + 0.01 or len(placed) == 1


def test_a_long_statement_repeats_its_titles_on_every_page() -> None:
    life, today = told_life()
    (told,) = life.told(today)
    every = read_raw(statement_paper(head(period=(told.first, today)), [told]))
    with_movements = [page for page in every if re.search(r"\d+ \w{3} \d{4} ", page)]
    assert len(with_movements) > 1
    assert all("Movimiento" in page for page in with_movements)
    assert [f"página {at} de {len(every)}" in page for at, page in enumerate(every, 1)] == [True] * len(every)
