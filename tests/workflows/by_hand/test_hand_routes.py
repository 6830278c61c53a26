"""The console's routes for checks, the counter, pick-ups and tasks: who is answered, once, and what is refused."""

from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.business import PaymentMethods, PickupOffer
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.gateways import clock
from chalicelib.store import businesses
from chalicelib.workflows.decide_account import decide_account
from tests.domain.cases import DUE, business, invoice
from tests.workflows.cases import NOW, owing, whole
from tests.workflows.console import CLIENT, ask

pytestmark = pytest.mark.usefixtures("cloud")
SHOP = replace(business(), payment_methods=PaymentMethods(pickup=PickupOffer()))
CHECK = {"debtor": "c1", "bank": "Banco Sur", "number": "0012", "amount_minor": 100_000}
CASH: dict[str, Any] = {"reference": debtor_reference("acme", "c1"), "amount_minor": 40_000}
PICKUP = {"debtor": "c1", "on": str(DUE), "place": "Av. Central 12"}


@pytest.fixture(autouse=True)
def a_shop_with_a_debtor(cloud: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSOLE_CLIENT_ID", CLIENT)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    businesses.create(SHOP)
    businesses.create(replace(SHOP, id="other"))
    owing(invoice("F1"))


def post(path: str, body: Any, key: str = "k-1", who: str = "acme", user: str = "u-1", **names: Any) -> tuple[int, Any]:
    return ask("POST", path, who, body, headers={"idempotency-key": key}, user=user, **names)


def test_a_check_goes_its_way_through_the_routes() -> None:
    status, check = post("checks", CHECK)
    assert (status, check["state"], check["next"]) == (201, "received", ["deposited", "withdrawn"])
    assert post("checks", CHECK) == (201, check), "the same key again"
    assert post("checks", CHECK, "k-2")[1]["code"] == "check_known"

    step = "checks/{check_id}/{state}"
    assert post(step, {}, "k-3", check_id=check["id"], state="deposited")[1]["state"] == "deposited"
    status, cleared = post(step, {}, "k-4", check_id=check["id"], state="cleared")
    assert (status, cleared["state"], cleared["next"]) == (200, "cleared", ["returned"])
    assert ask("GET", "checks") == (200, {"checks": [], "more": False})
    assert ask("GET", "checks/{check_id}", check_id=check["id"])[1] == cleared
    assert whole().invoices[0].state == "paid"


def test_cash_is_taken_printed_and_put_right() -> None:
    assert ask("GET", "counter", query={"reference": CASH["reference"]})[1]["debts"][0]["balance_minor"] == 100_000
    status, paid = post("counter", CASH)
    assert (status, paid["receipt"]) == (201, f"{CASH['reference']}-1")
    assert post("counter", CASH) == (201, paid)
    assert sum(one.amount_minor for one in whole().entries if one.kind == "payment") == -40_000

    text = ask("GET", "counter/{payment_id}/paper", query={"debtor": "c1"}, payment_id=paid["payment"])
    assert text[0] == 200 and paid["receipt"] in text[1]
    wrong = {"debtor": "c1", "reason": "typed twice"}
    status, undone = post("counter/{payment_id}/cancel", wrong, "k-2", payment_id=paid["payment"])
    assert (status, undone["state"], undone["receipt"]) == (200, "cancelled", paid["receipt"])


def test_a_pick_up_is_made_and_collected() -> None:
    status, made = post("pickups", PICKUP)
    assert (status, made["state"]) == (201, "confirmed")
    assert [one["id"] for one in ask("GET", "pickups")[1]["pickups"]] == [made["id"]]
    decide_account(SHOP, "c1", NOW)
    (task,) = ask("GET", "tasks")[1]["tasks"]
    assert (task["kind"], task["about"], task["amount_minor"]) == ("pick_up", made["id"], 100_000)

    step = "pickups/{pickup_id}/{state}"
    status, done = post(step, {"amount_minor": 100_000}, "k-2", pickup_id=made["id"], state="collected")
    assert (status, done["state"]) == (200, "collected")
    assert ask("GET", "tasks")[1]["tasks"] == []


def test_a_task_is_done_once() -> None:
    post("pickups", PICKUP)
    decide_account(SHOP, "c1", NOW)
    (task,) = ask("GET", "tasks")[1]["tasks"]
    for key in ("k-2", "k-3"):
        status, done = post("tasks/{task_id}/done", {}, key, task_id=task["id"])
        assert (status, done["state"]) == (200, "done")


def test_another_business_finds_none_of_it() -> None:
    check, paid, made = post("checks", CHECK)[1], post("counter", CASH, "k-2")[1], post("pickups", PICKUP, "k-3")[1]
    decide_account(SHOP, "c1", NOW)
    (task, *_) = ask("GET", "tasks")[1]["tasks"]
    for path in ("checks", "pickups", "tasks"):
        assert ask("GET", path, "other")[1] == {path: [], "more": False}
    foreign = [
        ask("GET", "checks/{check_id}", "other", check_id=check["id"]),
        ask("GET", "pickups/{pickup_id}", "other", pickup_id=made["id"]),
        ask("GET", "counter", "other", query={"reference": CASH["reference"]}),
        ask("GET", "counter/{payment_id}/paper", "other", query={"debtor": "c1"}, payment_id=paid["payment"]),
        post("checks", CHECK | {"number": "99"}, "f-1", "other"),
        post("counter", CASH, "f-2", "other"),
        post("pickups", PICKUP, "f-3", "other"),
        post("checks/{check_id}/{state}", {}, "f-4", "other", check_id=check["id"], state="deposited"),
        post("pickups/{pickup_id}/{state}", {}, "f-5", "other", pickup_id=made["id"], state="missed"),
        post(
            "counter/{payment_id}/cancel", {"debtor": "c1", "reason": "x"}, "f-6", "other", payment_id=paid["payment"]
        ),
        post("tasks/{task_id}/done", {}, "f-7", "other", task_id=task["id"]),
    ]
    assert [(status, body["code"]) for status, body in foreign] == [(404, "not_found")] * len(foreign)


@pytest.mark.parametrize("path", ["checks", "counter", "pickups"])
def test_nobody_is_heard_without_signing_in_or_from_another_page(path: str) -> None:
    assert ask("POST", path, None, {})[0] == 401
    stranger = {"idempotency-key": "k", "origin": "https://elsewhere.example"}
    assert ask("POST", path, body={}, headers=stranger)[1]["code"] == "bad_origin"


def test_cash_without_a_name_of_its_own_is_refused_lest_it_count_twice() -> None:
    assert ask("POST", "counter", body=CASH)[1]["code"] == "idempotency_missing"
    assert whole().attempts == ()


@pytest.mark.parametrize(
    ("path", "body", "fault"),
    [
        ("checks", {"debtor": "c1"}, "bank"),
        ("checks", {}, "debtor"),
        ("checks", [], "$"),
        ("counter", CASH | {"amount_minor": 0}, "amount_minor"),
        ("counter", "x", "$"),
        ("pickups", PICKUP | {"on": "2020-01-01"}, "on"),
        ("pickups", {"debtor": "c1"}, "on"),
    ],
)
def test_a_body_with_faults_names_each(path: str, body: Any, fault: str) -> None:
    status, told = post(path, body)
    assert (status, told["code"]) == (422, "faulty")
    assert fault in [one["path"] or "$" for one in told["faults"]]
    assert all(one["message"] for one in told["faults"])


def test_a_state_that_is_none_is_not_found() -> None:
    check, made = post("checks", CHECK)[1], post("pickups", PICKUP, "k-2")[1]
    assert post("checks/{check_id}/{state}", {}, "k-3", check_id=check["id"], state="eaten")[0] == 404
    assert post("pickups/{pickup_id}/{state}", {}, "k-4", pickup_id=made["id"], state="asked")[0] == 404
