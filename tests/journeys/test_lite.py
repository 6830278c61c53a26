"""``/lite``: the same balance on a phone without JavaScript."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.product import ANSWER, Product
from tests.journeys.test_everybody import AXE


@pytest.fixture
def plain(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    with browser.new_context(**browser_context_args, java_script_enabled=False) as context:
        yield context.new_page()


def test_without_script_the_link_leads_to_lite_and_the_code_to_the_balance(plain: Page, product: Product) -> None:
    debtor = product.debtor()
    plain.goto(debtor.link)
    plain.locator("noscript a").click()
    plain.locator("[name=code]").fill(debtor.short_code.lower())
    plain.locator("[name=answer]").fill("0000")
    plain.locator("main .btn").first.click()
    expect(plain.locator(".error-summary")).to_be_visible()
    expect(plain.locator("main")).not_to_contain_text("Mensualidad")
    plain.locator("[name=answer]").fill(ANSWER)
    plain.locator("main .btn").first.click()
    expect(plain.locator("h1")).to_have_text("Hola, María")
    expect(plain.locator("main")).to_contain_text("Mensualidad agosto")
    expect(plain.locator("main")).to_contain_text("012180001234567899")


def test_lite_says_the_same_balance_as_the_portal(plain: Page, page: Page, product: Product) -> None:
    debtor = product.debtor()
    page.goto(debtor.link)
    page.locator("#answer").fill(ANSWER)
    page.locator("main form .btn").click()
    plain.goto(f"{product.base_url}/lite?lang=es")
    plain.locator("[name=code]").fill(debtor.short_code)
    plain.locator("[name=answer]").fill(ANSWER)
    plain.locator("main .btn").first.click()
    assert plain.locator(".figure").inner_text() == page.locator(".figure").inner_text()
    assert plain.locator(".debt .amount").all_inner_texts() == page.locator(".debt .amount").all_inner_texts()


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
def test_lite_has_no_accessibility_fault(page: Page, product: Product, lang: str) -> None:
    page.goto(f"{product.base_url}/lite?lang={lang}")
    assert page.locator("html").get_attribute("lang") == lang
    assert Axe().run(page, options=AXE).violations_count == 0
    debtor = product.debtor()
    page.locator("[name=code]").fill(debtor.short_code)
    page.locator("[name=answer]").fill(ANSWER)
    page.locator("main .btn").first.click()
    expect(page.locator(".figure")).to_be_visible()
    assert Axe().run(page, options=AXE).violations_count == 0


def test_without_script_too_one_may_say_that_one_has_paid(plain: Page, product: Product) -> None:
    debtor = product.debtor()
    plain.goto(f"{product.base_url}/lite?lang=es")
    plain.locator("[name=code]").fill(debtor.short_code)
    plain.locator("[name=answer]").fill(ANSWER)
    plain.locator("main .btn").first.click()
    plain.locator("#amount").fill("no sé")
    plain.get_by_role("button", name="Ya pagué").click()
    expect(plain.locator("[role=alert]")).to_have_text("Escribe un monto mayor que cero.")
    plain.get_by_role("link", name="Volver a mi cuenta").click()
    plain.locator("#amount").fill("450.00")
    plain.locator("#method").select_option("cash")
    plain.get_by_role("button", name="Ya pagué").click()
    expect(plain.locator("main .list")).to_contain_text("Lo estamos revisando. No pagues otra vez.")
    expect(plain.locator("main .list")).to_contain_text("450.00")
