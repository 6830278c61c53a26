"""Agreeing on a day on a phone, with the keyboard, and without JavaScript; and saying what stands in the way."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.product import ANSWER, Product
from tests.journeys.steps import answer, enter, forward, heading
from tests.journeys.test_everybody import AXE


def clean(page: Page) -> bool:
    assert Axe().run(page, options=AXE).violations_count == 0
    return True


def to_promise(page: Page) -> None:
    page.get_by_role("link", name="Elegir una fecha para pagar").click()
    expect(heading(page)).to_have_text("¿Cuándo puedes pagar?")


def test_a_day_is_promised_changed_and_taken_back(page: Page, product: Product) -> None:
    debtor = product.debtor()
    enter(page, debtor)
    to_promise(page)
    expect(page.locator("main")).to_contain_text(re.compile(r"Ese día serán \$\s*1,377\.00"))
    assert clean(page)
    forward(page).click()
    expect(page.locator("main [role=status]")).to_contain_text("Listo. Anotamos que pagarás")
    expect(page.locator("main")).to_contain_text("Dijiste que pagarías")
    assert clean(page)
    (made,) = product.call("GET", f"/local/account/{debtor.business}/{debtor.id}")["promises"]
    assert (made["state"], made["amount_minor"]) == ("open", 137_700)

    page.get_by_role("link", name="Cambiar o quitar la fecha").click()
    expect(heading(page)).to_have_text("Tu fecha de pago")
    assert clean(page)
    page.locator("label[for=day-1]").click()
    forward(page).click()
    expect(page.locator("main [role=status]")).to_contain_text("Cambiamos la fecha")
    page.get_by_role("link", name="Cambiar o quitar la fecha").click()
    expect(page.locator("main")).to_contain_text("Esta fecha ya se cambió una vez")
    page.locator("summary", has_text="Quitar mi fecha").click()
    page.get_by_role("button", name="Sí, quitarla").click()
    expect(page.locator("main [role=status]")).to_contain_text("Quitamos la fecha")
    expect(page.get_by_role("link", name="Elegir una fecha para pagar")).to_be_visible()


def test_another_day_and_a_part_by_keyboard_only(page: Page, product: Product) -> None:
    debtor = product.debtor()
    enter(page, debtor)
    link = page.get_by_role("link", name="Elegir una fecha para pagar")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    page.locator("#day-other").focus()
    page.keyboard.press("Space")
    page.locator("#on").fill(str(product.now().date() + timedelta(days=40)))
    page.keyboard.press("Tab")
    expect(page.locator(".error-summary")).to_contain_text("Elige un día entre hoy y el")
    assert clean(page)
    page.locator("#on").fill(str(product.now().date() + timedelta(days=6)))
    page.keyboard.press("Tab")
    expect(page.locator("main [role=status]").last).to_contain_text("Ese día serán")
    page.locator("summary", has_text="solo puedo pagar una parte").focus()
    page.keyboard.press("Enter")
    page.locator("#amount").fill("10")
    page.locator("#amount").press("Enter")
    expect(page.locator(".error-summary")).to_contain_text("Escribe un monto desde")
    page.locator("#amount").fill("700")
    page.locator("#amount").press("Enter")
    expect(page.locator("main")).to_contain_text(re.compile(r"Dijiste que pagarías \$\s*700\.00"))


def test_help_is_offered_and_what_was_told_is_shown(page: Page, product: Product) -> None:
    debtor = product.debtor()
    enter(page, debtor)
    page.get_by_role("link", name="Algo no está bien").click()
    expect(heading(page)).to_have_text("¿Qué pasó?")
    assert clean(page)
    forward(page).click()
    expect(page.locator(".error-summary")).to_contain_text("Elige una opción")
    page.get_by_label("Falta una orden de compra").check()
    forward(page).click()
    expect(page.locator(".error-summary")).to_contain_text("Elige de cuál se trata")
    page.locator("label[for=which-1]").click()
    page.locator("#words").fill("Falta la OC <b>77</b>")
    assert clean(page)
    forward(page).click()
    expect(page.locator("main")).to_contain_text("Nos contaste: Falta una orden de compra o una aprobación")

    page.get_by_role("link", name="Algo no está bien").click()
    page.get_by_label("La factura tiene un error").check()
    page.locator("label[for=which-0]").click()
    forward(page).click()
    expect(page).to_have_url(re.compile("#/dispute/0"))

    page.evaluate("location.hash = '#/problem'")
    page.get_by_label("Ya pagué").check()
    forward(page).click()
    expect(page).to_have_url(re.compile("#/proof"))


def test_the_link_of_a_problem_leads_there_after_the_question(page: Page, product: Product) -> None:
    debtor = product.debtor()
    page.goto(f"{debtor.in_language('es')}/problem")
    answer(page)
    expect(heading(page)).to_have_text("¿Qué pasó?")
    assert debtor.token not in page.url


def test_a_stranger_is_thanked_and_sees_nothing(page: Page, product: Product) -> None:
    debtor = product.debtor()
    page.goto(debtor.in_language("es"))
    page.locator("summary", has_text="No soy la persona").click()
    assert clean(page)
    page.get_by_role("button", name="Avisar y no recibir más mensajes").click()
    expect(heading(page)).to_have_text("Gracias por avisar")
    expect(page.locator("body")).not_to_contain_text("María")
    assert clean(page)
    page.goto("about:blank")
    page.goto(debtor.in_language("es"))
    expect(heading(page)).to_have_text("Este enlace ya venció")


@pytest.fixture
def plain(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    with browser.new_context(**browser_context_args, java_script_enabled=False) as context:
        yield context.new_page()


def test_without_javascript_a_day_is_promised_on_lite(plain: Page, product: Product) -> None:
    page, debtor = plain, product.debtor()
    page.goto(f"{product.base_url}/lite?lang=es")
    page.locator("#code").fill(debtor.short_code)
    page.locator("#answer").fill(ANSWER)
    page.locator("main .btn").first.click()
    expect(page.get_by_role("heading", name="¿Cuándo puedes pagar?")).to_be_visible()
    page.get_by_role("button", name="Anotar mi fecha").click()
    expect(page.locator(".error-summary")).to_contain_text("Elige un día.")
    page.locator("input[name=on]").first.check()
    page.get_by_role("button", name="Anotar mi fecha").click()
    expect(page.locator("main")).to_contain_text("Dijiste que pagarías")
    page.get_by_role("button", name="Quitar mi fecha").click()
    expect(page.get_by_role("button", name="Anotar mi fecha")).to_be_visible()
    states = [one["state"] for one in product.call("GET", f"/local/account/{debtor.business}/{debtor.id}")["promises"]]
    assert states == ["withdrawn"]
