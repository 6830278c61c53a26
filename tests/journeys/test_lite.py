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
    page.locator("form.promise .choice input").first.check()
    page.locator("form.promise .btn").first.click()
    expect(page.locator("main .card summary")).to_be_visible()
    page.locator("main .card summary").click()
    assert Axe().run(page, options=AXE).violations_count == 0
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


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


def test_everything_that_lite_can_do_is_done_without_script(plain: Page, product: Product) -> None:
    debtor = product.debtor()
    plain.goto(f"{product.base_url}/lite?lang=es")
    plain.locator("[name=code]").fill(debtor.short_code)
    plain.locator("[name=answer]").fill(ANSWER)
    plain.locator("main .btn").first.click()
    expect(plain.locator("dd.all").first).to_be_visible()
    for known in ("012180001234567899", "P-"):
        expect(plain.locator("dl.copies")).to_contain_text(known)

    plain.locator("form.promise .choice input").first.check()
    plain.get_by_role("button", name="Anotar mi fecha").click()
    expect(plain.locator("main")).to_contain_text("Dijiste que pagarías")
    plain.get_by_role("button", name="Quitar mi fecha").click()
    expect(plain.get_by_role("button", name="Anotar mi fecha")).to_be_visible()

    plain.get_by_role("button", name="No recibir más recordatorios").click()
    expect(plain.get_by_role("button", name="Volver a recibir recordatorios")).to_be_visible()
    plain.get_by_role("button", name="Volver a recibir recordatorios").click()
    expect(plain.get_by_role("button", name="No recibir más recordatorios")).to_be_visible()

    plain.get_by_role("button", name="Seguir aquí").click()
    expect(plain.locator("h1")).to_have_text("Hola, María")
    plain.get_by_role("link", name="Português").click()
    expect(plain.locator("h1")).to_have_text("Olá, María")
    plain.get_by_role("button", name="Sair").click()
    expect(plain.locator("html")).to_have_attribute("lang", "pt")
    expect(plain.locator("[name=code]")).to_be_visible()
    plain.go_back()
    plain.reload()
    expect(plain.locator("body")).not_to_contain_text("Mensualidad")
