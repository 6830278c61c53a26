"""Paper checks at the business's counter: what each step writes, tells and asks, and that a paper counts once."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.late_rules import BouncedCheckFee
from chalicelib.domain.errors import Conflict, NotFound, Refusal
from chalicelib.store import accounts, businesses
from chalicelib.store.changes import Changes
from chalicelib.workflows.by_hand.move_check import Said, move_check
from chalicelib.workflows.by_hand.receive_check import receive_check
from chalicelib.workflows.by_hand.view_checks import list_checks, one_check
from chalicelib.workflows.decide_account import decide_account
from chalicelib.workflows.showing.view_tasks import view_tasks
from tests.domain.cases import CHARGING, DUE, business, invoice
from tests.workflows.cases import NOW, books_are_in_order, created, one_invoice, owing, whole

pytestmark = pytest.mark.usefixtures("cloud")
DAY = timedelta(days=1)
AGREED = replace(CHARGING, bounced_check=BouncedCheckFee(percent=Decimal("0.20")))
CHECK = {"debtor": "c1", "bank": "Banco Sur", "number": "0012", "amount_minor": 100_000}


@pytest.fixture(autouse=True)
def a_debtor(cloud: object) -> None:
    created()
    owing(invoice("F1", terms=AGREED), invoice("F2", DUE + 9 * DAY, terms=AGREED))


def received(**changes: Any) -> str:
    return receive_check(business(), CHECK | changes, "u-1", NOW)[1].id


def told(check: str, state: str, days: int = 0, reason: str = "no funds", by: str = "u-1") -> str:
    now = NOW + days * DAY
    return move_check(business(), check, state, Said(by, local_date(now, "America/Mexico_City"), reason), now)[1].state


def states() -> dict[str, str]:
    return {one.number: one.state for one in whole().invoices}


def templates() -> list[str]:
    return sorted(one.template for one in whole().notices if one.template)


def test_it_is_no_money_but_what_it_covers_rests_and_the_debtor_is_told() -> None:
    check = received()

    assert states() == {"F1": "paying", "F2": "open"}
    assert templates() == ["check_received"]
    assert [one.kind for one in whole().entries if one.kind == "payment"] == []
    shown = one_check(business(), check, "en", NOW)
    assert (shown["state_text"], shown["covers"], shown["steps"][0]["by"]) == ("Received", ["F1"], "u-1")
    assert [one["number"] for one in list_checks(business(), "en", NOW)["checks"]] == ["0012"]


def test_from_the_deposit_to_the_receipt() -> None:
    check = received()
    decide_account(business(), "c1", NOW)
    assert [one["kind"] for one in view_tasks(business(), "es", NOW)["tasks"]] == ["deposit_check"]

    assert told(check, "deposited") == "deposited"
    assert view_tasks(business(), "es", NOW)["tasks"] == []
    assert told(check, "cleared", 2) == "cleared"

    assert states() == {"F1": "paid", "F2": "open"}
    found = whole()
    assert [(one.method, one.state, one.amount_minor) for one in found.attempts] == [("check", "paid", 100_000)]
    assert found.checks[0].payment == found.attempts[0].id
    assert templates() == ["check_received", "paid"]
    assert list_checks(business(), "es", NOW)["checks"] == []
    assert books_are_in_order()


def test_a_check_in_time_owes_nothing_for_the_banks_days() -> None:
    check = received()
    told(check, "deposited", 1)
    told(check, "cleared", 6)
    assert one_invoice().state == "paid", "six days later, past grace: it was given on the due date"


def test_clearing_it_again_changes_nothing() -> None:
    check = received()
    told(check, "deposited")
    told(check, "cleared", 1)
    before = whole()
    assert told(check, "cleared", 2, by="u-2") == "cleared"
    assert whole() == before


def test_the_same_paper_is_refused_whoever_brings_it() -> None:
    received()
    owing(invoice("G1"), id="c2")
    for who in ("c1", "c2"):
        with pytest.raises(Conflict, match="check_known"):
            received(debtor=who, number="12", bank="BANCO SUR", drawer="Ana López")


def test_one_that_was_written_down_wrongly_may_come_again() -> None:
    check = received(amount_minor=10_000)
    assert told(check, "withdrawn", reason="typed wrongly") == "withdrawn"
    assert states() == {"F1": "open", "F2": "open"}

    assert received() == check
    found = one_check(business(), check, "es", NOW)
    assert (found["amount_minor"], [one["state"] for one in found["steps"]]) == (
        100_000, ["received", "withdrawn", "received"],
    )  # fmt: skip


def test_a_bounced_check_costs_what_was_agreed_and_the_chase_goes_on() -> None:
    check = received()
    told(check, "deposited")
    assert told(check, "bounced", 4) == "bounced"

    assert states() == {"F1": "open", "F2": "open"}
    (fee,) = [one for one in whole().entries if one.kind == "bounced_check_fee"]
    assert (fee.invoice, fee.amount_minor, fee.by, fee.reason) == ("F1", 20_000, "u-1", "no funds")
    assert templates() == ["check_bounced", "check_received"]
    assert whole().checks[0].fee_minor == 20_000
    decision = decide_account(business(), "c1", NOW + 5 * DAY)
    assert decision and [one.step for one in decision.notices] == ["overdue_1"]
    assert books_are_in_order()


def test_presented_again_it_rests_again_and_costs_no_second_time() -> None:
    check = received()
    for state, days in (("deposited", 0), ("bounced", 2), ("deposited", 3)):
        told(check, state, days)
    decide_account(business(), "c1", NOW + 3 * DAY)
    assert states()["F1"] == "paying"

    told(check, "bounced", 5)
    assert len([one for one in whole().entries if one.kind == "bounced_check_fee"]) == 1
    assert books_are_in_order()


def test_returned_after_clearing_it_is_taken_back_like_a_chargeback() -> None:
    check = received()
    for state, days in (("deposited", 0), ("cleared", 1), ("returned", 20)):
        told(check, state, days)
    told(check, "returned", 21)

    assert states() == {"F1": "open", "F2": "open"}
    found = whole()
    assert [(one.state, one.refunded_minor) for one in found.attempts] == [("disputed", 100_000)]
    assert [one.amount_minor for one in found.entries if one.kind == "bounced_check_fee"] == [20_000]
    assert templates() == ["check_bounced", "check_received", "paid", "reversed"]
    assert books_are_in_order()


def test_paid_another_way_meanwhile_the_check_is_the_debtors_cash() -> None:
    check = received(debt_ids=["F1"])
    account = accounts.load("acme", "c1")
    assert account
    accounts.save(account, Changes(account.debtor, (replace(one_invoice(), state="paid", principal_minor=0),)))
    told(check, "deposited")
    told(check, "cleared", 1)
    assert whole().debtor.unapplied == {"MXN": 100_000}


def test_more_than_it_covers_pays_what_is_due_next() -> None:
    check = received(amount_minor=150_000)
    assert states() == {"F1": "paying", "F2": "paying"}
    told(check, "deposited")
    told(check, "cleared", 1)
    assert (states(), one_invoice("F2").principal_minor) == ({"F1": "paid", "F2": "partly_paid"}, 50_000)
    assert books_are_in_order()


@pytest.mark.parametrize("state", ["deposited", "cleared", "bounced"])
def test_another_business_finds_no_such_check(state: str) -> None:
    check = received()
    other = replace(business(), id="other")
    businesses.create(other)
    with pytest.raises(NotFound):
        move_check(other, check, state, Said("u-9"), NOW)
    with pytest.raises(NotFound):
        one_check(other, check, "es", NOW)


def test_out_of_turn_nothing_is_written() -> None:
    check = received()
    before = whole()
    for state, code in (("cleared", "check_moved_on"), ("returned", "check_moved_on"), ("bounced", "check_moved_on")):
        with pytest.raises(Conflict, match=code):
            told(check, state)
    told(check, "deposited")
    with pytest.raises(Refusal, match="reason_required"):
        told(check, "bounced", reason="")
    assert [one.kind for one in whole().entries] == [one.kind for one in before.entries]


def test_nobody_here_gives_no_check() -> None:
    with pytest.raises(NotFound):
        received(debtor="c9")
    with pytest.raises(NotFound):
        move_check(business(), "ck_nothing", "cleared", Said("u-1", date(2026, 6, 3)), NOW)
