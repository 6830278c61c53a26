"""The plain page's form: what people type is read as they write it in their country, and counts once."""

from typing import Any
from urllib.parse import urlencode

import pytest

from app import app
from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.links import token_hash
from chalicelib.store import sessions
from chalicelib.store.things import load_things
from chalicelib.workflows.showing.view_lite import view_lite
from tests.domain.cases import DUE, invoice
from tests.tables import Cloud
from tests.workflows.cases import NOW, SESSION, created, owing
from tests.workflows.showing.test_console_api import CONTEXT

SAID = {"amount": "450.50", "paid_on": str(DUE), "method": "cash", "lang": "es", "key": "k-1"}


@pytest.fixture(autouse=True)
def owed(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.gateways.clock.now", lambda: NOW)
    created()
    owing(invoice("F1"))
    from msgspec.structs import replace

    sessions.save(replace(SESSION, id=token_hash("ana")))


def post(origin: str = "https://pay.example", cookie: str = "ana", **changed: str) -> tuple[int, dict[str, Any]]:
    sent = {
        "content-type": "application/x-www-form-urlencoded", "origin": origin, "cookie": f"__Host-session={cookie}",
    }  # fmt: skip
    event = {
        "requestContext": {"httpMethod": "POST", "resourcePath": "/api/lite/report"},
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "pathParameters": None,
        "multiValueQueryStringParameters": None,
        "body": urlencode(SAID | changed),
        "isBase64Encoded": False,
        "stageVariables": None,
    }
    answer = app(event, CONTEXT)
    return answer["statusCode"], answer


def told() -> list[int]:
    return [one.amount_minor for one in load_things("acme", "c1", PaymentReport)]


@pytest.mark.parametrize("typed", ["450.50", "$ 450.50", "450.5"])
def test_an_amount_is_read_as_it_is_written_there(typed: str) -> None:
    status, answer = post(amount=typed)

    assert (status, answer["headers"]["Location"]) == (303, "/lite?lang=es")
    assert told() == [45_050]


def test_the_same_page_posted_again_is_one_report_and_it_is_shown() -> None:
    assert [post()[0], post()[0]] == [303, 303]

    (shown,) = view_lite(SESSION, "es", NOW)["reports"]
    assert shown["message"] == "Lo estamos revisando. No pagues otra vez."
    assert told() == [45_050]


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"amount": "mucho"}, 422, "Escribe un monto mayor que cero."),
        ({"amount": "-5"}, 422, "Escribe un monto mayor que cero."),
        ({"amount": ""}, 422, "Escribe un monto mayor que cero."),
        ({"paid_on": "ayer"}, 422, "no es una fecha"),
        ({"paid_on": "2026-12-01"}, 422, "todavía no llega"),
        ({"method": "magic"}, 422, "Este dato"),
        ({"amount": "99999"}, 422, "mucho más que tu saldo"),
        ({"cookie": "nobody"}, 401, "Tu sesión terminó"),
        ({"origin": "https://evil.example"}, 403, "no vino de esta página"),
    ],
)
def test_what_is_wrong_is_said_on_a_page_with_the_way_back(changed: dict[str, str], status: int, said: str) -> None:
    answered, answer = post(**changed)

    assert answered == status
    way_back = 'name="code"' if status == 401 else 'href="/lite?lang=es"'  # who is not signed in finds the way in
    assert said in answer["body"] and way_back in answer["body"]
    assert told() == []
