"""Saying on a phone that something is wrong with an invoice: with a finger, with the keyboard, without JavaScript."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.domain.proof_files import EVIL
from tests.journeys.product import ANSWER, Product
from tests.journeys.steps import enter, forward, heading
from tests.journeys.test_everybody import AXE
from tests.journeys.test_reporting import file, photo

SCRIPT = "<script>alert(1)</script> <b>no</b> es"


def clean(page: Page) -> bool:
    assert Axe().run(page, options=AXE).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return True


def to_form(page: Page) -> None:
    page.locator(".debt summary").first.click()
    page.locator(".debt a", has_text="Algo está mal con esta factura").first.click()
    expect(heading(page)).to_have_text("¿Qué está mal con esta factura?")


def test_a_dispute_is_told_with_a_photo_talked_about_and_taken_back(page: Page, product: Product) -> None:
    debtor = product.debtor()
    enter(page, debtor)
    to_form(page)
    assert clean(page)
    forward(page).click()
    expect(page.locator(".error-summary")).to_contain_text("Elige qué está mal")
    page.locator("label[for=reason-3]").click()
    forward(page).click()
    expect(page.locator(".error-summary")).to_contain_text("Escribe qué está mal")
    assert clean(page)
    page.locator("label[for=reason-0]").click()
    page.locator("#words").fill(SCRIPT)
    page.locator("#file").set_input_files(photo(page))
    expect(page.locator("img.preview")).to_be_visible()
    forward(page).click()
    expect(heading(page)).to_have_text("En revisión: no te la recordamos")
    expect(page.locator(".thread")).to_contain_text(SCRIPT)
    expect(page.locator("main [role=status]")).to_contain_text("Academia Andina revisa la factura")
    assert clean(page)
    account = product.call("GET", f"/local/account/{debtor.business}/{debtor.id}")
    (made,) = account["disputes"]
    assert (made["state"], made["file"]["state"], made["text"]) == ("open", "kept", SCRIPT)
    assert [one["state"] for one in account["invoices"]] == ["disputed", "open", "open"]

    page.locator("#words").fill("Está en el contrato")
    forward(page).click()
    expect(page.locator(".thread li")).to_have_count(2)
    page.locator(".back a").click()
    expect(page.locator(".debt").first).to_contain_text("En revisión: no te la recordamos")
    expect(page.locator("#debt-0")).not_to_be_checked()
    expect(page.locator(".pay .btn")).to_contain_text(re.compile(r"9\d\d\.00"))
    assert clean(page)

    page.locator(".debt a", has_text="Ver la conversación").click()
    page.locator("summary", has_text="Retirar mi reclamo").click()
    page.get_by_role("button", name="Sí, retirarlo").click()
    expect(page.locator("main [role=status]")).to_contain_text("Retiramos tu reclamo")
    expect(page.locator(".debt a", has_text="Ver la conversación")).to_have_count(0)


def test_a_file_that_could_run_is_refused_and_the_dispute_stays(page: Page, product: Product) -> None:
    debtor = product.debtor()
    enter(page, debtor)
    to_form(page)
    page.locator("label[for=reason-1]").click()
    page.locator("#file").set_input_files(file("a.pdf", "application/pdf", EVIL["a pdf with a script"][0]))
    forward(page).click()
    expect(heading(page)).to_have_text("En revisión: no te la recordamos")
    (made,) = product.call("GET", f"/local/account/{debtor.business}/{debtor.id}")["disputes"]
    assert made["file"]["state"] == "refused"


def test_what_was_paid_leads_to_the_report_and_what_stands_in_the_way_to_the_dispute(
    page: Page, product: Product
) -> None:
    debtor = product.debtor()
    enter(page, debtor)
    to_form(page)
    page.locator("label[for=reason-2]").click()
    forward(page).click()
    expect(heading(page)).to_have_text("Cuéntanos de tu pago")
    page.locator(".back a").click()
    page.get_by_role("link", name="Algo no está bien").click()
    page.locator("label", has_text="La factura tiene un error").click()
    page.locator("label[for=which-1]").click()
    forward(page).click()
    expect(heading(page)).to_have_text("¿Qué está mal con esta factura?")
    expect(page.locator("main .card")).to_contain_text("Mensualidad septiembre")


def test_the_keyboard_alone_is_enough(page: Page, product: Product) -> None:
    debtor = product.debtor()
    enter(page, debtor)
    page.locator(".debt summary").first.focus()
    page.keyboard.press("Enter")
    page.locator(".debt a", has_text="Algo está mal").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    page.locator("#reason-0").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.type("El monto es otro")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(forward(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    expect(heading(page)).to_have_text("En revisión: no te la recordamos")


@pytest.fixture
def plain_page(browser: Browser, base_url: str) -> Iterator[Page]:
    """A phone whose JavaScript is off."""
    context = browser.new_context(java_script_enabled=False, base_url=base_url, viewport={"width": 360, "height": 640})
    yield context.new_page()
    context.close()


def test_lite_takes_a_dispute_and_the_words_that_follow(plain_page: Page, product: Product) -> None:
    page, debtor = plain_page, product.debtor()
    page.goto("/lite?lang=es")
    page.locator("#code").fill(debtor.short_code)
    page.locator("#answer").fill(ANSWER)
    page.locator("main form .btn").click()
    page.locator("summary", has_text="Pedir que la revisen").click()
    page.locator("#dispute-debt_id").select_option(index=1)
    page.locator("#dispute-text").fill(SCRIPT)
    page.locator("button[value=open]").click()
    expect(page.locator("main")).to_contain_text("En revisión: no te la recordamos")
    expect(page.locator("main")).to_contain_text(SCRIPT)
    page.locator("textarea[id^=reply-]").fill("¿Alguna noticia?")
    page.locator("button[value=write]").click()
    expect(page.locator("main")).to_contain_text("¿Alguna noticia?")
    page.locator("button[value=withdraw]").click()
    expect(page.locator("main")).to_contain_text("Retiraste tu reclamo")
