"""Paying a monthly fee ahead, on a phone: offered, priced, paid, and told which months are settled."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.product import Debtor, Product
from tests.journeys.steps import choose, enter, figures, forward, heading
from tests.journeys.test_everybody import AXE

SAVES = re.compile(r"Ahorras \$\s*67\.50")


def to_offers(page: Page, debtor: Debtor, lang: str = "es") -> None:
    enter(page, debtor, lang)
    page.locator("a[href='#/advance']").click()
    expect(page.locator("input[name=advance]").first).to_be_visible()


def test_three_months_are_paid_by_card_with_their_discount(page: Page, product: Product) -> None:
    debtor = product.enrolled()
    to_offers(page, debtor)
    first = page.locator(".choice").first
    expect(first).to_contain_text("3 meses")
    expect(first).to_contain_text(SAVES)
    assert Axe().run(page, options=AXE).violations_count == 0
    forward(page).click()
    expect(page.locator("main")).to_contain_text("Mensualidad · 3 meses")
    choose(page, "card")
    page.locator("button[name=choice][value=pay]").click()
    expect(page.locator(".tick")).to_be_visible(timeout=30_000)
    expect(page.locator(".rows dt").filter(has_text="Mensualidad · ")).to_have_count(3)
    expect(page.locator("main")).to_contain_text("Pagaste por adelantado y ahorraste")
    page.get_by_role("link", name="Tu saldo").click()
    expect(heading(page)).to_have_text("Estás al día")
    paid = product.call("GET", f"/local/account/{debtor.business}/{debtor.id}")["invoices"]
    assert [one["state"] for one in paid] == ["paid"] * 3


def test_a_transfer_shows_the_price_of_what_was_chosen(page: Page, product: Product) -> None:
    to_offers(page, product.enrolled())
    page.locator("label[for=ahead-1]").click()
    forward(page).click()
    choose(page, "transfer")
    expect(page.locator("dl")).to_contain_text("4,860.00")


def test_coming_back_without_paying_keeps_the_choice(page: Page, product: Product) -> None:
    to_offers(page, product.enrolled())
    forward(page).click()
    choose(page, "card")
    page.locator("button[name=choice][value=cancel]").click()
    expect(page.locator("main")).to_contain_text("No se cobró nada")
    expect(page.locator("main")).to_contain_text("Mensualidad · 3 meses")


def test_the_page_tells_what_comes_in_each_language(page: Page, product: Product) -> None:
    debtor = product.enrolled()
    for lang, words in {
        "es": "Pagos que se repiten",
        "en": "Recurring charges",
        "pt": "Cobranças que se repetem",
    }.items():
        enter(page, debtor, lang)
        expect(page.get_by_role("heading", name=words)).to_be_visible()
        assert figures(page.locator(".card .amount").last.inner_text()) == "450.00"


def test_an_address_that_is_not_offered_leads_home(page: Page, product: Product) -> None:
    enter(page, product.debtor())  # something is overdue: that comes first
    expect(page.locator("a[href='#/advance']")).to_have_count(0)
    page.evaluate("location.hash = '#/advance'")
    expect(page.locator(".figure").first).to_be_visible()
