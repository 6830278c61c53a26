"""Which promises are credible, what they cover, and how they change or are taken back."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.errors import Conflict, Faulty, NotFound, Refusal
from chalicelib.domain.invoice import Terms
from chalicelib.domain.promising.promise import PromiseRecord
from chalicelib.domain.promising.promise_amounts import total_on
from chalicelib.domain.promising.promises import Asked, change, check_standing, covered, make, recorded, withdraw
from tests.domain.cases import CHARGING, DUE, account, at, invoice
from tests.domain.promise_cases import (
    FRIDAY,
    MONDAY,
    NOON,
    RULES,
    SHE,
    late,
    paid,
    promised,
    rules,
    the_promise,
    written,
)


def refused(of: Account, asked: Asked, **how: Any) -> str:
    with pytest.raises(Refusal) as caught:
        make("p1", asked, of, how.get("rules", RULES), SHE, how.get("now", NOON))
    return caught.value.code


def test_a_promise_covers_all_that_is_due_by_its_day_and_that_rests() -> None:
    later = invoice("F3", FRIDAY + timedelta(days=20))
    who = promised(replace(late(), invoices=(*late().invoices, later)))
    promise = the_promise(who)
    assert (promise.amount_minor, promise.total_minor, promise.debt_ids) == (150_000, 150_000, ("F1", "F2"))
    assert {one.number: one.state for one in who.invoices} == {"F1": "promised", "F2": "promised", "F3": "open"}


def test_what_is_not_due_yet_may_be_promised_when_nothing_else_is() -> None:
    who = promised(account(invoice("F1", FRIDAY + timedelta(days=20))))
    assert the_promise(who).debt_ids == ("F1",)


def test_the_amount_is_what_will_be_owed_on_that_day_with_its_charges() -> None:
    owed = invoice("F1", terms=CHARGING)
    promise = the_promise(promised(account(owed)))
    assert promise.amount_minor == figures(owed, FRIDAY).balance_minor > figures(owed, MONDAY).balance_minor


def test_a_discount_that_is_lost_until_then_is_told() -> None:
    terms = Terms(accepted=True, discount_percent=Decimal("0.1"), discount_until=MONDAY)
    owed = invoice("F1", FRIDAY, terms=terms)
    total = total_on([owed], FRIDAY, MONDAY, account(owed).rates)
    assert (total.minor, total.today_minor, total.lost_minor) == (100_000, 90_000, 10_000)


def test_part_of_it_may_be_promised_as_an_amount_or_a_share() -> None:
    assert the_promise(promised(amount_minor=80_000)).amount_minor == 80_000
    assert the_promise(promised(share=Decimal("0.6667"))).amount_minor == 100_005
    assert the_promise(promised(debt_ids=("F2",))).amount_minor == 50_000


def test_a_share_of_a_currency_without_decimals_is_whole() -> None:
    who = account(invoice("F1", currency="CLP", total_minor=10_001), country="CL")
    assert the_promise(promised(who, share=Decimal("0.5"))).amount_minor == 5_001


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Asked(MONDAY - timedelta(days=1)), "promise_day"),
        (Asked(MONDAY + timedelta(days=16)), "promise_day"),
        (Asked(FRIDAY, amount_minor=74_999), "promise_too_small"),
        (Asked(FRIDAY, amount_minor=150_001), "promise_too_large"),
        (Asked(FRIDAY, amount_minor=0), "promise_too_small"),
        (Asked(FRIDAY, amount_minor=-5), "promise_too_small"),
        (Asked(FRIDAY, share=Decimal(2)), "faulty"),
        (Asked(FRIDAY, share=Decimal(0)), "faulty"),
        (Asked(FRIDAY, share=Decimal("NaN")), "faulty"),
        (Asked(FRIDAY, share=Decimal("sNaN")), "faulty"),
        (Asked(FRIDAY, share=Decimal("Infinity")), "faulty"),
        (Asked(FRIDAY, share=Decimal("1e-999999")), "promise_too_small"),
        (Asked(FRIDAY, amount_minor=10**40), "promise_too_large"),
        (Asked(FRIDAY, amount_minor=150_000, share=Decimal(1)), "faulty"),
        (Asked(FRIDAY, reason="x" * 301), "faulty"),
        (Asked(FRIDAY, currency="USD"), "currency_not_owed"),
        (Asked(FRIDAY, debt_ids=("F9",)), "not_found"),
    ],
)
def test_what_is_not_credible_is_refused(asked: Asked, code: str) -> None:
    assert refused(late(), asked) == code


@pytest.mark.parametrize(
    ("state", "kind", "code"),
    [
        ("paid", Refusal, "already_paid"),
        ("paying", Refusal, "payment_in_progress"),
        ("promised", Conflict, "promise_open"),
        ("disputed", Conflict, "debt_agreed"),
        ("in_plan", Conflict, "debt_agreed"),
    ],
)
def test_only_what_is_owed_without_more_may_be_promised(state: str, kind: type[Refusal], code: str) -> None:
    with pytest.raises(kind) as caught:
        covered(account(invoice("F1", state=state)), Asked(FRIDAY, debt_ids=("F1",)))
    assert caught.value.code == code


def test_two_currencies_are_two_promises() -> None:
    both = account(invoice("F1"), invoice("U1", currency="USD"))
    assert refused(both, Asked(FRIDAY)) == "currency_required"
    assert refused(both, Asked(FRIDAY, debt_ids=("F1", "U1"))) == "mixed_currencies"
    first = promised(both, currency="MXN")
    second = written(first, make("p2", Asked(FRIDAY, currency="USD"), first, RULES, SHE, NOON))
    assert [one.currency for one in second.promises] == ["MXN", "USD"]


def test_a_second_promise_in_the_same_currency_waits_for_the_first() -> None:
    later = invoice("F3", FRIDAY)
    who = promised(replace(late(), invoices=(*late().invoices, later)), on=FRIDAY - timedelta(days=1))
    assert refused(who, Asked(FRIDAY)) == "promise_open"
    assert make("p2", Asked(FRIDAY), who, rules(most_open=2), SHE, NOON).promises[0].debt_ids == ("F3",)


def test_whoever_broke_too_many_within_a_year_makes_no_more() -> None:
    record = PromiseRecord()
    for day in (10, 120, 240):
        record = recorded(record, "broken", MONDAY - timedelta(days=day))
    record = recorded(record, "kept", MONDAY)
    assert refused(late(promises=record), Asked(FRIDAY)) == "promises_broken"
    assert record.broken == 3 and record.kept == 1
    check_standing(late(promises=record), "MXN", RULES, MONDAY + timedelta(days=126))


def test_promising_and_taking_back_again_and_again_ends_too() -> None:
    who = late()
    for _ in range(3):
        made = promised(who)
        who = written(made, withdraw(the_promise(made), made, SHE, NOON))
    assert refused(who, Asked(FRIDAY)) == "too_many_promises"


def test_a_business_may_take_no_promises() -> None:
    assert refused(late(), Asked(FRIDAY), rules=rules(offered=False)) == "promises_off"


def test_its_day_is_the_debtors_own_today() -> None:
    """Late in the evening in Mexico it is already tomorrow in UTC."""
    late_evening = at(MONDAY, "23:30")
    assert late_evening.date() > MONDAY
    promise = make("p1", Asked(MONDAY), late(), RULES, SHE, late_evening).promises[0]
    assert promise.on == MONDAY
    assert refused(late(), Asked(MONDAY + timedelta(days=16)), now=late_evening) == "promise_day"


def test_it_changes_once_and_keeps_what_it_was_for() -> None:
    who = promised(amount_minor=100_000)
    new_day = FRIDAY + timedelta(days=3)
    agreed = change(the_promise(who), "p2", Asked(new_day), who, RULES, SHE, NOON)
    old, new = agreed.promises
    assert (old.state, new.changes, new.on, new.amount_minor) == ("changed", "p1", new_day, 100_000)
    again = written(who, agreed)
    assert {one.state for one in again.invoices} == {"promised"}
    with pytest.raises(Conflict, match="promise_changed"):
        change(new, "p3", Asked(FRIDAY), again, RULES, SHE, NOON)
    with pytest.raises(Conflict, match="promise_over"):
        change(old, "p3", Asked(FRIDAY), again, RULES, SHE, NOON)


def test_who_paid_a_part_moves_what_is_left_and_owes_no_more_for_it() -> None:
    """600.00 of 800.00 came: 200.00 may move, though half of all that is owed is the least of a new promise."""
    who = paid(promised(amount_minor=80_000), "F1", 60_000, MONDAY)
    _, new = change(
        the_promise(who), "p2", Asked(FRIDAY + timedelta(days=3)), who, RULES, SHE, at(MONDAY, "14:00")
    ).promises
    assert (new.amount_minor, new.total_minor) == (20_000, 90_000)
    with pytest.raises(Refusal, match="promise_too_small"):
        change(the_promise(who), "p2", Asked(FRIDAY, amount_minor=19_999), who, RULES, SHE, at(MONDAY, "14:00"))
    all_of_it = paid(promised(amount_minor=80_000), "F1", 80_000, MONDAY)
    with pytest.raises(Conflict, match="promise_over"):
        change(the_promise(all_of_it), "p2", Asked(FRIDAY), all_of_it, RULES, SHE, at(MONDAY, "14:00"))


def test_a_promise_that_changes_stays_about_what_it_was_about() -> None:
    who = promised()
    for asked, code in (
        (Asked(FRIDAY, currency="USD"), "currency_not_owed"),
        (Asked(FRIDAY, debt_ids=("F1",)), "not_found"),
        (Asked(FRIDAY, debt_ids=("F1", "F2", "X9")), "not_found"),
    ):
        with pytest.raises(Refusal, match=code):
            change(the_promise(who), "p2", asked, who, RULES, SHE, NOON)
    same = Asked(FRIDAY, currency="MXN", debt_ids=("F2", "F1"))
    assert change(the_promise(who), "p2", same, who, RULES, SHE, NOON).promises[-1].debt_ids == ("F1", "F2")


def test_taken_back_everything_is_owed_as_before() -> None:
    who = promised(account(invoice("F1", principal_minor=60_000), invoice("F2")))
    agreed = withdraw(the_promise(who), who, SHE, NOON)
    assert {one.number: one.state for one in agreed.invoices} == {"F1": "partly_paid", "F2": "open"}
    assert agreed.promises[0].state == "withdrawn"
    assert agreed.debtor.promises.unkept_on == (MONDAY,)
    with pytest.raises(Conflict, match="promise_over"):
        withdraw(agreed.promises[0], who, SHE, NOON)


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(Faulty) as caught:
        make("p1", Asked(FRIDAY, amount_minor=1, share=Decimal(3), reason="x" * 900), late(), RULES, SHE, NOON)
    assert [one.path for one in caught.value.faults] == ["reason", "share", "share"]


def test_nothing_is_promised_where_nothing_is_owed() -> None:
    assert refused(account(), Asked(FRIDAY)) == "nothing_to_pay"
    with pytest.raises(NotFound):
        covered(late(), Asked(FRIDAY, debt_ids=("F1", "somebody else's")))


def test_the_cases_stand_on_the_days_that_their_names_say() -> None:
    assert (DUE.weekday(), MONDAY.weekday(), FRIDAY.weekday()) == (2, 0, 4)
