"""The API's page names every route and every error with its status, and no other."""

import re
from collections.abc import Iterator
from typing import Any
from unittest.mock import MagicMock

import pytest

from app import app
from chalicelib.domain.contact import contact_rules
from chalicelib.domain.errors import Conflict, Faulty, NotFound, Refusal, Unauthorized
from chalicelib.gateways.http import status_of
from chalicelib.gateways.providers.paypal import events as paypal_events
from chalicelib.gateways.providers.stripe.events import _READERS
from infra.local.control import accounts, businesses, imports, inbox, messages
from infra.local.control.timekeeping import Timekeeper
from infra.local.control.web import Routes
from infra.local.paypal import control as paypal_control
from infra.local.stripe import control, control_cards
from tests.docs.pages import ROOT, codes, headings, table, text

KINDS: dict[str, type[Refusal]] = {one.__name__: one for one in (Refusal, NotFound, Conflict, Unauthorized)}
RAISED = re.compile(r'\b(Refusal|NotFound|Conflict|Unauthorized)\(\s*"([a-z_]+)"')
OURS = {"server_error": 500, "provider_unavailable": 503}  # not refused: our fault, or the provider's
NEVER_ANSWERED = {"notice_moved_on", "not_our_message"}  # between workflows; nobody asked for them over HTTP
OPERATORS = {"unknown_business", "business_exists"}


def raised() -> Iterator[Refusal]:
    for room in ("chalicelib", "functions"):
        for file in (ROOT / room).rglob("*.py"):
            yield from (KINDS[kind](code) for kind, code in RAISED.findall(file.read_text()))
    yield Faulty([])


def routes_of(page: str) -> set[tuple[str, str]]:
    """Method and path of every route in a page's headings; names in braces do not matter."""
    found = (codes(heading) for heading in headings(ROOT / page))
    return {(method, re.sub(r"{\w+}", "{}", path)) for some in found for method, path in (one.split() for one in some)}


def test_every_error_is_told_with_its_status() -> None:
    told = {codes(row[0])[0]: int(row[1]) for row in table("docs/api.md", "code")}
    answered = {one.code: status_of(one) for one in raised() if one.code not in NEVER_ANSWERED | OPERATORS}
    assert told == answered | OURS


def test_errors_are_told_in_the_order_of_their_status() -> None:
    rows = [(int(row[1]), codes(row[0])[0]) for row in table("docs/api.md", "code")]
    assert [status for status, _ in rows] == sorted(status for status, _ in rows)


def test_every_route_of_the_api_is_told() -> None:
    known = {(method, re.sub(r"{\w+}", "{}", path)) for path, by_method in app.routes.items() for method in by_method}
    assert routes_of("docs/api.md") == known


def test_every_control_route_is_told() -> None:
    routes, home = Routes(), MagicMock()
    for part in (businesses, inbox, imports, accounts):
        part.add_routes(routes, home)
    messages.add_routes(routes, home)
    control.add_routes(routes, home)
    control_cards.add_routes(routes, home)
    paypal_control.add_routes(routes, home)
    Timekeeper(home, MagicMock()).add_routes(routes)
    known = {(method, re.sub(r"\(\?P<\w+>[^)]*\)", "{}", pattern.pattern)) for method, pattern, _ in routes._routes}
    known = {(method, path.replace("\\", "")) for method, path in known}
    assert {(method, path.replace("{}/{}/{}", "{}/{}")) for method, path in routes_of("docs/embedded.md")} == known


@pytest.mark.parametrize("code", sorted(OPERATORS))
def test_what_an_operator_is_refused_for_is_told(code: str) -> None:
    assert code in text("docs/embedded.md")


def test_the_events_to_register_at_stripe_are_those_we_read() -> None:
    assert [codes(row[0])[0] for row in table("docs/api.md", "event")] == list(_READERS)


def test_the_events_to_register_at_paypal_are_those_we_read() -> None:
    assert [codes(row[0])[0] for row in table("docs/api.md", "PayPal's event")] == list(paypal_events._READERS)


def test_every_reason_of_a_hold_back_is_told() -> None:
    told = {code for row in table("docs/runbook.md", "reason") for code in codes(row[0])}
    law = set(re.findall(r"``([a-z_]+)``", str(contact_rules.__doc__).partition("Reason codes:")[2])) - {"too_soon"}
    others = _reasons("domain/contact/recheck.py", r'return "([a-z_]+)"|return "([a-z_]+)" if')
    gave_up = _reasons("gateways/email.py", r'"((?:sender|bad|rej)[a-z_]+)"') | _reasons(
        "gateways/sms.py", r'return "([a-z_]+)"'
    )
    feedback = _reasons("workflows/contact/record_feedback.py", r'"((?:hard|soft)_bounce)"')
    feedback |= {"no_answer", "no_channel"}
    assert law | others | gave_up | feedback <= told


def _reasons(file: str, pattern: str) -> set[str]:
    found: list[Any] = re.findall(pattern, text(f"chalicelib/{file}"))
    return {code for one in found for code in ([one] if isinstance(one, str) else one) if code}
