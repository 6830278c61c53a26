"""No signal, no script, an answer that never comes: nothing is lost or paid twice, and there is always a way on."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.journeys.product import Product
from tests.journeys.steps import answer, answering, choose, enter, forward, heading, overhear, pay_by, to_methods


def test_what_was_typed_survives_a_lost_signal(context: BrowserContext, page: Page, product: Product) -> None:
    page.goto(product.debtor().link)
    page.locator("#answer").fill("6785")
    context.set_offline(True)
    forward(page).click()
    expect(heading(page)).to_have_text("Se fue la señal")
    context.set_offline(False)
    page.get_by_role("button", name="Intentar de nuevo").click()
    expect(heading(page)).to_have_text("Hola, María")


def test_a_retry_is_the_same_payment(context: BrowserContext, page: Page, product: Product) -> None:
    """The first answer is lost on its way: the retry carries the same key and gets the same payment."""
    posts: list[Request] = []
    enter(page, product.debtor())
    to_methods(page)

    def lose_the_first_answer(route: Route, request: Request) -> None:
        posts.append(request)
        if len(posts) > 1:
            return route.continue_()
        route.fetch()
        return route.abort("connectionreset")

    page.route("**/api/payments", lose_the_first_answer)
    choose(page, "transfer")
    expect(heading(page)).to_have_text("Se fue la señal")
    page.get_by_role("button", name="Intentar de nuevo").click()
    expect(page.locator("dl.copies")).to_be_visible()
    first, second = (one.headers["idempotency-key"] for one in posts)
    assert first == second


WRITES = {
    "promise": ("#day-0", "**/api/promises"),
    "extension": ("[name=until]", "**/api/extensions"),
    "problem": ("#problem-0", "**/api/excuses"),
    "plan": ("[name=offer]", "**/api/plans/**"),
    "preferences": ("#channel-email", "**/api/preferences"),
}


@pytest.mark.parametrize("screen", WRITES)
def test_whatever_is_written_goes_on_with_the_same_key_and_counts_once(
    page: Page, product: Product, screen: str
) -> None:
    first_choice, path = WRITES[screen]
    posts: list[tuple[str, str]] = []
    enter(page, product.debtor())
    page.evaluate("(place) => (location.hash = place)", f"#/{screen}")
    page.locator(first_choice).first.check()
    if screen == "problem":
        page.locator("#which-0").check()

    def lose_the_first_answer(route: Route, request: Request) -> None:
        if request.method == "GET":
            return route.continue_()
        posts.append((request.headers["idempotency-key"], request.post_data or ""))
        if len(posts) > 1:
            return route.continue_()
        route.fetch()
        return route.abort("connectionreset")

    page.route(path, lose_the_first_answer)
    forward(page).first.click()
    expect(heading(page)).to_have_text("Se fue la señal")
    expect(heading(page)).to_be_focused()
    page.get_by_role("button", name="Intentar de nuevo").click()
    expect(page.locator("#name" if screen == "plan" else ".note").first).to_be_visible()
    expect(heading(page)).not_to_have_text("Se fue la señal")
    assert len(posts) == 2
    assert posts[0] == posts[1]


def test_what_was_chosen_for_a_promise_is_there_after_the_signal_was_lost(
    context: BrowserContext, page: Page, product: Product
) -> None:
    enter(page, product.debtor())
    page.evaluate("location.hash = '#/promise'")
    page.locator("label[for=day-1]").click()
    page.locator("#reason").fill("Cobro el viernes")
    context.set_offline(True)
    forward(page).click()
    expect(heading(page)).to_have_text("Se fue la señal")
    context.set_offline(False)
    fault = {"path": "on", "code": "promise_day", "message": "Elige otro día"}
    refusal = {"code": "invalid", "message": "", "faults": [fault]}
    page.route("**/api/promises", lambda route: route.fulfill(status=422, json=refusal))
    page.get_by_role("button", name="Intentar de nuevo").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#reason")).to_have_value("Cobro el viernes")
    expect(page.locator("#day-1")).to_be_checked()
    page.locator(".back a").click()
    page.evaluate("location.hash = '#/amount'")
    expect(page.locator("#amount")).to_have_value("")


def test_whoever_is_still_reading_is_asked_before_the_session_ends(page: Page, product: Product) -> None:
    page.clock.install()
    enter(page, product.debtor())
    page.clock.run_for(25 * 60_000)
    expect(page.locator("[role=alert]")).to_have_count(0)
    page.clock.run_for(2 * 60_000)
    expect(page.locator("[role=alert]")).to_contain_text("se cierra en unos minutos")
    page.get_by_role("button", name="Seguir aquí").click()
    expect(page.locator("[role=alert]")).to_have_count(0)
    page.clock.run_for(25 * 60_000)
    expect(page.locator("[role=alert]")).to_have_count(0)


def test_another_payment_is_another_key(page: Page, product: Product) -> None:
    keys: list[str] = []
    page.on(
        "request", lambda one: keys.append(one.headers["idempotency-key"]) if one.url.endswith("/payments") else None
    )
    pay_by(page, product.debtor(), "transfer")
    expect(page.locator("dl.copies")).to_be_visible()
    page.get_by_role("link", name="Forma de pago").click()
    choose(page, "transfer")
    expect(page.locator("dl.copies")).to_be_visible()
    assert len(set(keys)) == 2


def test_a_failure_of_ours_says_that_nothing_was_charged_and_gives_a_code(page: Page, product: Product) -> None:
    enter(page, product.debtor())
    to_methods(page)
    page.route("**/api/payments", lambda route: route.fulfill(status=502, body="<html>Bad gateway</html>"))
    choose(page, "transfer")
    expect(heading(page)).to_have_text("Algo falló de nuestro lado")
    expect(page.locator("main")).to_contain_text(re.compile(r"No se cobró nada.*Código 502"))
    page.unroute("**/api/payments")
    page.get_by_role("button", name="Intentar de nuevo").click()
    expect(page.locator("dl.copies")).to_be_visible()


def test_a_payment_still_unconfirmed_after_ten_minutes_says_so(page: Page, product: Product) -> None:
    started = overhear(page)
    pay_by(page, product.debtor(), "transfer")
    expect(page.locator("dl.copies")).to_be_visible()
    page.route(f"**/api/payments/{started['id']}", answering({**started, "state": "pending", "method_label": "SPEI"}))
    page.clock.install()
    page.evaluate("(place) => (location.hash = place)", f"#/receipt/{started['id']}")
    expect(heading(page)).to_have_text("Lo estamos confirmando")
    for _ in range(600):
        page.clock.run_for(3_000)
        if heading(page).inner_text() != "Lo estamos confirmando":
            break
    expect(heading(page)).to_have_text("Aún no pudimos confirmarlo")
    expect(page.locator("main")).to_contain_text("Antes de intentar otra vez")
    page.get_by_role("button", name="Actualizar").click()
    expect(heading(page)).to_have_text("Lo estamos confirmando")


def test_a_session_that_ended_says_how_to_come_back(page: Page, product: Product) -> None:
    enter(page, product.debtor())
    page.route("**/api/payments", lambda route: route.fulfill(status=401, json={"code": "no_session", "message": ""}))
    to_methods(page)
    choose(page, "transfer")
    expect(heading(page)).to_have_text("Abre otra vez el enlace de tu mensaje")
    expect(page.locator("body")).not_to_contain_text("Mensualidad")


def test_blocked_scripts_leave_a_way_out_after_six_seconds(page: Page, product: Product) -> None:
    page.route("**/core.js", lambda route: route.abort())
    page.goto(product.debtor().link, wait_until="commit")
    way_out = page.locator(".slow a")
    expect(way_out).to_be_hidden()
    expect(way_out).to_be_visible(timeout=10_000)
    assert way_out.get_attribute("href") == "/lite?lang=es"


def test_words_that_do_not_arrive_are_asked_for_again(page: Page, product: Product) -> None:
    lost: list[str] = []

    def lose_once(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.request.url)
        return route.abort()

    page.route("**/text/es.json", lose_once)
    page.goto(product.debtor().link)
    answer(page)
    expect(heading(page)).to_have_text("Hola, María")
