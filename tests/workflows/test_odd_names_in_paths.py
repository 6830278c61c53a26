"""Ids hold whatever a business's files say: the console's addresses reach every account, and no name is too much."""

import re
from typing import Any

import pytest

from chalicelib.domain.path_names import path_name
from chalicelib.gateways import clock
from tests.domain.cases import debtor, invoice
from tests.workflows.cases import NOW, created, owing
from tests.workflows.console import CLIENT, ask
from tests.workflows.portal import ask as ask_portal
from tests.workflows.portal import signed_in as a_device

pytestmark = pytest.mark.usefixtures("cloud")
ODD = "C 2/ñ"
ENDLESS = "z" * 3000
REFUND = "accounts/{debtor}/payments/{payment_id}/refund"


@pytest.fixture(autouse=True)
def signed_in(cloud: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLE_CLIENT_ID", CLIENT)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    created()


def asked(verb: str, path: str, body: Any = None, **names: Any) -> tuple[int, Any]:
    status, said = ask(verb, path, body=body, headers={"idempotency-key": path}, **names)
    return status, said.get("code") if isinstance(said, dict) else said


def test_an_odd_id_reaches_its_account_by_the_path_that_the_list_tells() -> None:
    owing(invoice("F1"), who=debtor(id=ODD))
    who = path_name(ODD)
    told = {"until": str(NOW.date().replace(year=NOW.year + 1)), "reason": "on a journey"}

    assert asked("POST", "accounts/{debtor}/pause", told, debtor=who) == (200, None)
    assert asked("POST", "accounts/{debtor}/resume", {}, debtor=who) == (200, None)
    assert asked("GET", "accounts/{debtor}/autopay", debtor=who) == (200, None)
    paid = ask("POST", "counter", body={"debtor": ODD, "amount_minor": 5_000}, headers={"idempotency-key": "k-2"})[1]
    back = {"reason": "charged twice"}
    assert asked("POST", REFUND, back, debtor=who, payment_id=paid["payment"]) == (422, "not_refundable")


def test_money_is_not_given_back_without_a_key_by_which_it_counts_once() -> None:
    owing()
    status, said = ask("POST", REFUND, body={"reason": "charged twice"}, debtor="c1", payment_id="pa_1")
    assert (status, said["code"]) == (422, "idempotency_missing")


@pytest.mark.parametrize(
    ("verb", "path", "body"),
    [
        ("GET", "accounts/{debtor}", None),
        ("GET", "checks/{check_id}", None),
        ("GET", "pickups/{pickup_id}", None),
        ("GET", "reports/{report_id}", None),
        ("POST", "proposals/{payment_id}/accept", {"debtor": "c1"}),
        ("POST", "accounts/{debtor}/invoices/{number}/waive", {"reason": "x"}),
        ("POST", REFUND, {"reason": "x"}),
    ],
)
def test_a_name_longer_than_any_key_is_nobodys(verb: str, path: str, body: Any) -> None:
    owing()
    *others, last = re.findall(r"{(\w+)}", path)
    names = {**dict.fromkeys(others, "c1"), last: ENDLESS}
    assert asked(verb, path, body, **names) == (404, "not_found")


def test_a_debt_whose_name_is_longer_than_any_key_is_not_found() -> None:
    owing()
    a_device()
    cash = {"debtor": "c1", "amount_minor": 500, "debt_ids": [ENDLESS]}

    assert ask_portal("POST", "payments", {"debt_ids": [ENDLESS], "method": "transfer"})[0] == 404
    assert ask_portal("GET", "payments/{payment_id}", payment_id=ENDLESS)[0] == 404
    assert asked("POST", "counter", cash) == (404, "not_found")
