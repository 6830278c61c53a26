"""Receipts and the statement on a phone: found, opened as PDF, read back, printed; and what was paid with last."""

import re
from io import BytesIO
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.product import Product
from tests.journeys.steps import choose, enter, figures, heading, pay_by, to_methods
from tests.journeys.test_paying import stripe_page

NUMBER = r"P-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-1"


def text_of(page: Page, path: str) -> str:
    """The words of a PDF, fetched as the page's own link does."""
    answer = page.request.get(path)
    assert answer.ok
    assert answer.headers["content-type"] == "application/pdf"
    found = "\n".join(one.extract_text() for one in PdfReader(BytesIO(answer.body())).pages)
    return found.replace("\u00a0", " ").replace("\u2013", "-")


def nothing_is_amiss(page: Page) -> None:
    found: Any = Axe().run(page)
    assert found.response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is wider than the phone"


def test_a_receipt_is_numbered_printed_and_read_back_from_its_file(page: Page, product: Product) -> None:
    debtor = product.debtor()
    pay_by(page, debtor, "card")
    stripe_page(page, "pay")
    expect(page.locator(".tick")).to_be_visible(timeout=30_000)
    paid = page.locator(".figure").inner_text().replace("\u00a0", " ")
    expect(page.locator(".rows")).to_contain_text(re.compile(NUMBER))
    number = re.search(NUMBER, page.locator(".rows").inner_text())
    link = page.get_by_role("link", name="Abrir el PDF")
    expect(link).to_have_attribute("href", "/api/documents/receipt-1?lang=es")
    nothing_is_amiss(page)

    text = text_of(page, "/api/documents/receipt-1?lang=es")
    assert number and number[0] in text
    assert paid in text
    assert "Academia Andina, RFC AAN010101AB1" in text
    total = re.search(r"^Total (.*)$", text, re.MULTILINE)
    assert total and total[1] == paid

    page.emulate_media(media="print")
    expect(link).to_be_hidden()
    expect(page.locator(".rows")).to_be_visible()
    page.emulate_media(media="screen")


def test_documents_and_history_are_found_from_home(page: Page, product: Product) -> None:
    debtor = product.debtor()
    pay_by(page, debtor, "card")
    stripe_page(page, "pay")
    expect(page.locator(".tick")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="Tu saldo").click()
    page.get_by_role("link", name="Documentos y recibos").click()
    expect(heading(page)).to_have_text("Documentos y recibos")
    expect(page.locator("main")).to_contain_text(re.compile(NUMBER))
    nothing_is_amiss(page)
    statement = text_of(page, "/api/documents/statement?lang=es")
    closing = re.search(r"^Saldo final al .* (\S+ [\d.,]+)$", statement, re.MULTILINE)
    assert closing and figures(closing[1]) == "0.00"
    assert len(re.findall(r"^\d+ \w{3} \d{4} Factura", statement, re.MULTILINE)) == 3

    page.get_by_role("link", name="Historial", exact=True).click()
    expect(heading(page)).to_have_text("Historial")
    expect(page.locator("li.card").filter(has_text="Se emitió la factura")).to_have_count(3)
    nothing_is_amiss(page)
    page.get_by_role("link", name="Recibimos tu pago").click()
    expect(heading(page)).to_have_text("Recibimos tu pago")


def test_somebody_elses_papers_are_not_there(page: Page, product: Product) -> None:
    enter(page, product.debtor())
    for place in ("receipt/pa_of_another", "plan/ag_of_another", "report", "dispute/dp_of_another"):
        page.evaluate("(place) => (location.hash = place)", f"#/{place}")
        expect(page).to_have_url(re.compile("#/home"))
        expect(heading(page)).to_have_text("Hola, María")
    assert page.request.get("/api/documents/receipt-1").status == 404
    assert page.request.get("/api/documents/statement?from=soon").status == 422


def test_a_second_payment_is_warned_of_and_the_usual_method_stands_first(page: Page, product: Product) -> None:
    enter(page, product.debtor())
    boxes = page.locator("input[type=checkbox]")
    for box in (1, 2):
        boxes.nth(box).uncheck()
    to_methods(page)
    choose(page, "transfer")
    expect(page.locator(".copies")).to_be_visible()

    page.goto(page.url.split("#")[0] + "#/home")
    expect(page.locator(".pay .btn")).to_be_visible()
    to_methods(page)
    expect(page.locator("main [role=status]")).to_contain_text("Ya tienes un pago en proceso por este monto")
    expect(page.locator("main form .btn")).to_have_text("Pagar de otra forma")
    nothing_is_amiss(page)
    page.get_by_role("link", name="Ver ese pago").click()
    expect(page.locator(".copies")).to_be_visible()


def test_what_was_paid_with_last_stands_first_next_time(page: Page, product: Product) -> None:
    enter(page, product.debtor())
    boxes = page.locator("input[type=checkbox]")
    for box in (1, 2):
        boxes.nth(box).uncheck()
    to_methods(page)
    choose(page, "card")
    stripe_page(page, "pay")
    expect(page.locator(".tick")).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="Tu saldo").click()
    to_methods(page)
    first = page.locator(".choice").first
    expect(first).to_contain_text("La que usaste la última vez")
    expect(first.locator("input")).to_have_attribute("id", "by-card")
