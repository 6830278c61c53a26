"""Two questions on a phone: five faces with their words, by finger and by keyboard, and the page behind the message."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, Route, expect

from tests.journeys.product import Debtor, Product
from tests.journeys.steps import enter, forward, heading
from tests.journeys.test_everybody import AXE, SMALL

ASKED = {
    "id": "op_1",
    "text": "Academia Andina quiere saber cómo te fue. Son dos preguntas.",
    "scores": [{"score": n, "label": f"Cara {n}"} for n in range(1, 6)],
    "longest": 500,
}


def fit(page: Page) -> bool:
    assert Axe().run(page, options=AXE).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(SMALL) == []
    return True


def asked(page: Page, debtor: Debtor) -> list[Request]:
    """The account as it is while somebody is asked; what the page says to it."""
    said: list[Request] = []

    def account(route: Route) -> None:
        found: dict[str, Any] = route.fetch().json()
        route.fulfill(json=found | {"opinion": None if said else ASKED})

    def give(route: Route) -> None:
        said.append(route.request)
        route.fulfill(json={"id": "op_1", "state": "case", "score": 2, "message": "Gracias por contarnos."})

    page.route("**/api/account", account)
    page.route("**/api/opinions/op_1", give)
    enter(page, debtor)
    return said


def test_two_questions_are_answered_with_a_finger(page: Page, product: Product) -> None:
    said = asked(page, product.debtor())
    expect(page.locator("main")).to_contain_text("quiere saber cómo te fue")
    page.locator("a[href='#/opinion']").click()
    expect(heading(page)).to_have_text("¿Cómo te fue con lo que compraste?")
    assert fit(page)
    forward(page).click()
    expect(page.locator(".error-summary")).to_contain_text("Elige una de las cinco caras")
    page.locator("label[for=score-2]").click()
    page.locator("#words").fill("<b>Llegó roto</b>")
    forward(page).click()
    expect(page.locator("main [role=status]")).to_have_text("Gracias por contarnos.")
    expect(page.locator("a[href='#/opinion']")).to_have_count(0)
    assert said[0].post_data_json == {"score": 2, "text": "<b>Llegó roto</b>"}


def test_the_keyboard_alone_is_enough(page: Page, product: Product) -> None:
    said = asked(page, product.debtor())
    page.locator("a[href='#/opinion']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    page.locator("#score-1").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main [role=status]")).to_be_visible()
    assert said[0].post_data_json == {"score": 3, "text": ""}


def test_the_page_behind_the_message_says_nothing_of_anybody(page: Page) -> None:
    page.goto("/api/satisfied/" + "0" * 96)
    expect(heading(page)).to_have_text("¿Cómo te fue con lo que compraste?")
    assert fit(page)
    page.locator("label[for=score-5]").click()
    page.locator("main form .btn").click()
    expect(heading(page)).to_have_text("Gracias por contarnos.")
    assert fit(page)
