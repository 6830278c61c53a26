"""A check in the drawer and somebody who comes for the money, as a phone shows them."""

import json
import re
import secrets
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.product import SCHOOL, Debtor, Product
from tests.journeys.steps import enter, forward, heading
from tests.journeys.test_everybody import AXE, SMALL
from tests.life.client import Run
from tests.life.console import sign_in

COURIER: dict[str, Any] = SCHOOL | {
    "id": "journeys-retiro",
    "payment_methods": {"stripe": True, "pickup": {"hour_from": "10:00", "hour_to": "16:00", "area": "Centro"}},
}


def is_for_everybody(page: Page) -> None:
    assert Axe().run(page, options=AXE).violations_count == 0
    assert page.evaluate(SMALL) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def to_pickup(page: Page, debtor: Debtor) -> None:
    enter(page, debtor)
    page.get_by_role("link", name="Pedir que pasen por el pago").click()
    expect(heading(page)).to_have_text("Que pasen por tu pago")


def test_a_day_is_chosen_shown_and_called_off(page: Page, product: Product) -> None:
    debtor = product.debtor(COURIER)
    to_pickup(page, debtor)
    is_for_everybody(page)
    forward(page).click()
    expect(page.locator(".error-summary")).to_be_focused()
    is_for_everybody(page)
    page.locator("#place").fill("Av. Central 12, portón verde")
    page.locator("label[for=day-1]").click()
    chosen = page.locator("label[for=day-1]").inner_text()
    forward(page).click()
    expect(page.locator("main [role=status]")).to_contain_text("Te avisaremos la tarde anterior")
    expect(page.locator("main")).to_contain_text(f"Pediste que pasen por tu pago el {chosen}")
    is_for_everybody(page)

    page.get_by_role("link", name="Ver o cancelar").click()
    page.get_by_role("button", name="Ya no hace falta que pasen").click()
    expect(page.locator("main [role=status]")).to_contain_text("nadie pasará")
    expect(page.get_by_role("link", name="Pedir que pasen por el pago")).to_be_visible()


def test_keys_alone_ask_for_a_pick_up(page: Page, product: Product) -> None:
    to_pickup(page, product.debtor(COURIER))
    page.locator("#day-0").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Av. Central 12")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Pediste que pasen por tu pago")


def test_a_check_that_waits_is_shown_and_its_debts_ask_for_nothing(page: Page, product: Product) -> None:
    debtor = product.debtor(COURIER)
    console = sign_in(Run(product.base_url), COURIER["id"])
    told = {"debtor": debtor.id, "bank": "Banco Sur", "number": str(secrets.randbelow(10**9)), "amount_minor": 45_000}
    answer = console.ask("POST", "/checks", told)
    assert answer.status == 201, json.dumps(answer.body)
    enter(page, debtor)
    expect(page.locator("main")).to_contain_text(
        re.compile(rf"Recibimos tu cheque n\.º {told['number']} por \$\s*450\.00")
    )
    expect(page.locator("main")).to_contain_text("Estamos confirmando tu pago")
    expect(page.locator("input[type=checkbox]")).to_have_count(2)
    is_for_everybody(page)
