"""Whoever reads a page without script is told in words when something goes wrong, never in JSON."""

from typing import Any

import pytest

from chalicelib.domain.errors import TryAgain
from chalicelib.gateways import clock
from chalicelib.store import accounts, sessions
from tests.workflows.cases import NOW, created, owing
from tests.workflows.portal import ask, ask_plainly, signed_in


@pytest.fixture(autouse=True)
def at_the_plain_page(cloud: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    created()
    owing()
    signed_in()


def failing(error: Exception) -> Any:
    def fail(*_: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(("verb", "place"), [("GET", "/lite"), ("POST", "/api/lite/promise")])
def test_a_failure_of_ours_is_a_page_that_says_that_nothing_was_charged(
    verb: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "load", failing(RuntimeError("secret")))
    status, said = ask_plainly(verb, place, "lang=es&on=2026-06-09")
    assert status == 500
    assert said.startswith("<!doctype html>") and "No pudimos hacerlo" in said and "No se cobró nada" in said
    assert "secret" not in said and "Código" in said
    assert 'href="/lite?lang=es"' in said


def test_a_table_that_is_busy_is_a_page_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "load", failing(TryAgain("throttled")))
    status, said = ask_plainly("GET", "/lite", "")
    assert (status, said[:15]) == (503, "<!doctype html>")


def test_whoever_taps_too_often_reads_it_on_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "count", lambda *_: 10_000)
    for place in ("received", "satisfied"):
        status, said = ask("POST", f"{place}/{{key}}", {}, key="0" * 96)
        assert (status, said[:15]) == (429, "<!doctype html>"), place


def test_a_form_that_is_too_large_is_told_on_a_page() -> None:
    status, said = ask_plainly("POST", "/api/lite/report", "amount=" + "9" * 70_000)
    assert (status, said[:15]) == (413, "<!doctype html>")


def test_an_account_that_is_gone_leads_to_a_page() -> None:
    signed_in("nobody")
    status, said = ask_plainly("GET", "/lite", "")
    assert (status, said[:15]) == (401, "<!doctype html>")
    assert "Tu sesión terminó" in said
