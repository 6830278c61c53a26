"""Agreeing on installments and on more time on a phone: offered, read, signed with a code, paid; by keyboard too."""

import re
from datetime import timedelta
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.product import Debtor, Product
from tests.journeys.steps import choose, enter, forward, heading
from tests.journeys.test_everybody import AXE


def clean(page: Page) -> bool:
    found = Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    return True


def code_for(page: Page, product: Product, debtor: Debtor) -> str:
    """The last code that was sent to the debtor's mailbox."""
    expect(page.locator("#code")).to_be_focused()
    found: list[str] = []
    for _ in range(60):
        texts = [one["text"] for one in product.messages(debtor) if one["purpose"] == "reply"]
        found = [code for text in texts for code in re.findall(r"\b\d{6}\b", text)]
        if found:
            break
        page.wait_for_timeout(500)
    return found[-1]


def account_of(product: Product, debtor: Debtor) -> dict[str, Any]:
    found: dict[str, Any] = product.call("GET", f"/local/account/{debtor.business}/{debtor.id}")
    return found


def to_sign(page: Page, debtor: Debtor) -> None:
    enter(page, debtor)
    page.get_by_role("link", name="Pagar en cuotas").click()
    expect(heading(page)).to_have_text("¿Cómo te queda mejor?")
    assert clean(page)
    forward(page).click()
    expect(heading(page)).to_have_text("Revisa y firma tu plan")


def test_a_plan_is_chosen_signed_and_its_installment_paid(page: Page, product: Product) -> None:
    debtor = product.debtor()
    to_sign(page, debtor)
    assert clean(page)
    page.locator("summary", has_text="Leer el acuerdo completo").click()
    expect(page.locator(".text")).to_contain_text("Si una cuota se atrasa")
    forward(page).click()
    expect(page.locator(".error-summary")).to_contain_text("Escribe tu nombre completo")
    page.locator("#name").fill("María Quispe Rojas")
    forward(page).click()
    expect(page.locator(".error-summary")).to_contain_text("Marca la casilla")
    assert clean(page)
    page.get_by_label("Leí el acuerdo").check()
    forward(page).click()
    code = code_for(page, product, debtor)
    expect(page.locator("#code-hint")).to_contain_text("•••@example.com")
    page.locator("#code").fill("000000" if code != "000000" else "111111")
    forward(page).click()
    expect(page.locator(".error-summary")).to_contain_text("Ese código no coincide")
    page.locator("#code").fill(code)
    forward(page).click()
    expect(page.locator("[role=status]").first).to_contain_text("Listo: tu acuerdo está firmado")
    assert clean(page)
    expect(page.get_by_role("link", name="Descargar mi copia firmada")).to_be_visible()
    (made,) = account_of(product, debtor)["agreements"]
    assert (made["state"], made["total_minor"]) == ("active", sum(one["amount_minor"] for one in made["installments"]))

    page.get_by_role("link", name="Tu saldo").click()
    expect(page.locator("main")).to_contain_text("Tu próxima cuota")
    expect(page.locator(".figure")).to_have_count(1)
    assert clean(page)
    page.get_by_role("button", name=re.compile("Pagar")).click()
    expect(page.locator("main")).to_contain_text("Cuota 1")
    choose(page, "transfer")
    expect(page.locator("main")).to_contain_text(re.compile(r"\$\s*688\.50"))
    assert clean(page)
    other_terms(page, product, debtor)


def other_terms(page: Page, product: Product, debtor: Debtor) -> None:
    """Whoever cannot keep to the plan asks for other dates, and sees that a person looks at them."""
    page.goto(f"{page.url.partition('#')[0]}#/plan")
    page.locator("summary", has_text="¿No vas a poder con estas fechas?").click()
    page.locator("#parts").press("Enter")
    expect(page.locator(".error-summary")).to_contain_text("Escribe cuántas cuotas")
    page.locator("#parts").fill("9")
    page.locator("#first_on").fill(str(product.now().date() + timedelta(days=40)))
    page.locator("#note").fill("Me bajaron el sueldo")
    assert clean(page)
    page.get_by_role("button", name="Enviar mi propuesta").click()
    expect(page.locator("[role=status]").first).to_contain_text("mientras tanto tu plan sigue como está")
    expect(page.locator("main")).to_contain_text("En revisión")
    expect(page.locator("summary", has_text="¿No vas a poder con estas fechas?")).to_have_count(0)
    assert clean(page)
    states = {one["state"]: one.get("replaces") for one in account_of(product, debtor)["agreements"]}
    assert states.keys() == {"active", "proposed"} and states["proposed"]


def test_ones_own_plan_goes_to_a_person_by_keyboard_only(page: Page, product: Product) -> None:
    debtor = product.debtor()
    enter(page, debtor)
    page.get_by_role("link", name="Pagar en cuotas").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    page.locator("#offer-own").focus()
    page.keyboard.press("Space")
    page.locator("#parts").press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator("#parts").fill("40")
    page.locator("#first_on").fill(str(product.now().date().replace(day=28)))
    page.locator("#parts").press("Enter")
    expect(page.locator(".error-summary")).to_contain_text("hasta 6 cuotas")
    assert clean(page)
    page.locator("#note").fill("Cobro por semestre <b>ok</b>")
    page.locator("#note").press("Enter")
    expect(page.locator("[role=status]").first).to_contain_text("Recibimos tu propuesta")
    expect(page.locator("main")).to_contain_text("En revisión")
    assert clean(page)
    (made,) = account_of(product, debtor)["agreements"]
    assert (made["state"], made["note"]) == ("proposed", "Cobro por semestre <b>ok</b>")


def test_more_time_is_had_at_once(page: Page, product: Product) -> None:
    debtor = product.debtor()
    enter(page, debtor)
    page.get_by_role("link", name="Necesito más tiempo").click()
    expect(heading(page)).to_have_text("¿Hasta cuándo necesitas?")
    assert clean(page)
    forward(page).click()
    expect(page.locator("[role=status]").first).to_contain_text("ahora puedes pagar hasta el")
    assert clean(page)
    (made,) = account_of(product, debtor)["extensions"]
    assert made["state"] == "granted"
