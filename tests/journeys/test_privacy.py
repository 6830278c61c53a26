"""What stays private: the link's secret, and everything about the account until its owner has answered."""

import os
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.journeys.product import Product
from tests.journeys.steps import answer, choose, enter, heading, to_methods

TELLING = re.compile(r"María|Quispe|450|Mensualidad|F-C\d|saldo|deuda|cobr", re.IGNORECASE)


def test_before_the_answer_nothing_tells_whose_account_it_is_or_what_it_holds(page: Page, product: Product) -> None:
    answers: list[str] = []
    page.on("response", lambda one: answers.append(one.text()) if "/api/" in one.url else None)
    page.goto(product.debtor().link)
    expect(page.locator("#answer")).to_be_visible()
    assert page.title() == "Mi cuenta"
    assert not TELLING.search(page.locator("main").inner_text())
    assert len(answers) == 1
    assert not TELLING.search(answers[0])


SCREENS = "home method promise plan plan/own sign/x extension problem dispute proof pickup preferences terms".split()
SCREENS += "documents history autopay amount advance receipt/x report/x transfer/x".split()
ASKED = (
    "account preferences terms documents documents/statement autopay plans/x reports/x payments/x disputes/x".split()
)
ASKED += ["history", "promises/total?on=2027-01-01&currency=MXN", "transfer.txt"]


def test_no_address_of_a_screen_tells_anything_without_a_session_or_before_the_answer(
    page: Page, product: Product
) -> None:
    debtor = product.debtor()
    answers: list[str] = []
    page.on("response", lambda one: answers.append(one.text()) if "/api/" in one.url else None)
    for screen in SCREENS:
        page.goto("about:blank")
        page.goto(f"{product.base_url}/es/#/{screen}")
        expect(heading(page)).to_have_text("Abre otra vez el enlace de tu mensaje")
    page.goto(f"{debtor.link}/promise")
    expect(heading(page)).to_have_text("Primero, confirma que eres tú")
    for screen in SCREENS:
        page.evaluate("(place) => (location.hash = place)", f"#/{screen}")
        expect(heading(page)).to_have_text("Primero, confirma que eres tú")
        assert not TELLING.search(page.locator("main").inner_text()), screen
    for path in ASKED:
        refused = page.request.get(f"{product.base_url}/api/{path}")
        assert (refused.status, bool(TELLING.search(refused.text()))) == (401, False), path
    assert page.title() == "Mi cuenta"
    assert not TELLING.search("".join(answers))


def test_a_message_leads_to_its_screen_once_the_question_is_answered(page: Page, product: Product) -> None:
    page.goto(f"{product.debtor().link}/promise")
    answer(page)
    expect(heading(page)).to_have_text("¿Cuándo puedes pagar?")


def test_the_secret_of_a_link_is_in_no_address_referer_history_or_storage(
    context: BrowserContext, page: Page, product: Product
) -> None:
    debtor = product.debtor()
    asked: list[Request] = []
    page.on("request", lambda one: asked.append(one))  # noqa: PLW0108 - playwright marks its listeners
    enter(page, debtor)
    to_methods(page)
    choose(page, "card")
    page.locator("button[name=choice][value=pay]").click()
    expect(page.locator(".tick")).to_be_visible(timeout=30_000)
    secret = debtor.token
    opening = [one.url for one in asked if secret in urlsplit(one.url)._replace(fragment="").geturl()]
    assert opening == []
    assert [one.url for one in asked if secret in (one.headers.get("referer") or "")] == []
    assert [one.url for one in asked if secret in (one.post_data or "")] == [f"{product.base_url}/api/session"]
    assert secret not in page.url
    kept = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, history.state, name])"
    )
    assert secret not in kept
    visited = context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]
    assert len(visited) > 1
    assert [one["url"] for one in visited if secret in one["url"]] == []
    cookies = [cookie for cookie in context.cookies() if "session" in cookie["name"]]
    assert [(cookie["httpOnly"], cookie["sameSite"]) for cookie in cookies] == [(True, "Strict")]
    assert secret not in str(cookies)


def test_the_secret_of_a_link_is_in_no_log(page: Page, product: Product, request: pytest.FixtureRequest) -> None:
    if "PUNTUAL_URL" in os.environ:
        pytest.skip("the logs of a run started elsewhere are elsewhere")
    debtor = product.debtor()
    enter(page, debtor)
    page.get_by_role("button", name="Cerrar sesión").click()
    expect(heading(page)).to_have_text("Abre otra vez el enlace de tu mensaje")
    logs = list(request.getfixturevalue("embedded").home.rglob("*.log"))
    assert logs
    for log in logs:
        assert debtor.token.encode() not in log.read_bytes(), log.name


def test_previews_and_robots_learn_nothing(page: Page, product: Product) -> None:
    shell = page.request.get(product.debtor().link.partition("#")[0])
    assert not TELLING.search(shell.text())
    assert "Academia" not in shell.text()
    assert shell.headers["x-robots-tag"] == "noindex, nofollow"
    assert shell.headers["referrer-policy"] == "no-referrer"
    policy = shell.headers["content-security-policy"]
    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    ):
        assert part in policy
    assert "unsafe" not in policy


def test_the_first_screen_costs_nine_requests_and_25_kilobytes_and_asks_nobody_else(
    page: Page, product: Product
) -> None:
    answers = []
    page.on("response", lambda one: answers.append(one))  # noqa: PLW0108
    page.goto(product.debtor().link)
    expect(page.locator("#answer")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert {urlsplit(one.url).netloc for one in answers} - {"", urlsplit(product.base_url).netloc} == set()
    asked = [one for one in answers if not one.url.startswith("data:")]
    assert len(asked) <= 9, [one.url for one in asked]
    assert sum(one.request.sizes()["responseBodySize"] for one in asked) <= 25_000


def test_a_second_person_with_the_same_phone_sees_only_the_question(page: Page, product: Product) -> None:
    mine, other = product.debtor(), product.debtor()
    page.goto(mine.link)
    page.get_by_label("Recordar este teléfono").check()
    answer(page)
    expect(page.locator(".figure")).to_be_visible()
    page.goto("about:blank")
    page.goto(other.link)
    expect(heading(page)).to_have_text("Primero, confirma que eres tú")
    page.goto("about:blank")
    page.goto(f"{product.base_url}/es/#/home")
    expect(page.locator(".figure")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text("Mensualidad")
    page.goto("about:blank")
    page.goto(other.link)
    answer(page)
    expect(page.locator(".figure")).to_be_visible()

    page.goto("about:blank")
    page.goto(mine.link)
    expect(page.locator(".figure")).to_be_visible()
    page.get_by_role("button", name="Cerrar sesión").click()
    page.goto("about:blank")
    page.goto(mine.link)
    expect(heading(page)).to_have_text("Primero, confirma que eres tú")
