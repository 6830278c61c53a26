"""More time: what the rules give alone, what a person must say, and what a new due date does to charges and steps."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.extending import beyond, check_day, extend, granted, named
from chalicelib.domain.agreeing.extension import Extension
from chalicelib.domain.business import Business, ExtensionTerms
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.charging.frozen_terms import freeze_terms
from chalicelib.domain.decide import decide
from chalicelib.domain.errors import Conflict, Refusal
from chalicelib.domain.invoice import Terms
from chalicelib.domain.task import Task
from tests.domain.cases import CHARGING, DUE, account, at, business, invoice, issued, moment, with_policy

LATER = DUE + timedelta(days=7)


def house(**terms: Any) -> Business:
    return with_policy(business(), extension=replace(ExtensionTerms(), **terms))


def given(number: str = "F1", asked: date = DUE) -> Extension:
    return Extension("ex_1", (number,), LATER, at(asked), "granted")


@pytest.mark.parametrize(
    ("terms", "until", "today", "before", "reason"),
    [
        ({}, LATER, DUE, (), ""),
        ({}, LATER + timedelta(days=1), DUE, (), "extension_too_long"),
        ({}, DUE + timedelta(days=17), DUE + timedelta(days=10), (), ""),
        ({"before_due_only": True}, DUE + timedelta(days=12), DUE + timedelta(days=10), (), "extension_after_due"),
        ({"offered": False}, LATER, DUE, (), "extension_not_offered"),
        ({}, LATER, DUE, (given(),), "extension_again"),
        ({"most_per_invoice": 2}, LATER, DUE, (given(),), ""),
        ({"most_per_year": 1}, LATER, DUE, (given("F8"),), "extension_too_many"),
        ({"most_per_year": 1}, LATER, DUE, (given("F8", DUE - timedelta(days=366)),), ""),
        ({"approve_above_minor": 99_999}, LATER, DUE, (), "extension_above"),
        ({"approve_above_minor": 100_000}, LATER, DUE, (), ""),
    ],
)
def test_what_the_rules_give_alone(
    terms: dict[str, Any], until: date, today: date, before: tuple[Extension, ...], reason: str
) -> None:
    assert beyond([invoice()], until, house(**terms), before, today) == reason


@pytest.mark.parametrize(
    ("until", "code"),
    [
        (DUE, "extension_not_later"),
        (DUE - timedelta(days=9), "extension_not_later"),
        (DUE + timedelta(days=366), "extension_too_far"),
        (date(9999, 12, 31), "extension_too_far"),
    ],
)
def test_some_days_nobody_can_give(until: date, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_day([invoice()], until, DUE)
    assert refused.value.code == code


def test_only_open_debts_of_ones_own_get_more_time() -> None:
    mine = account(invoice("F1"), invoice("F2", state="disputed"))
    assert [one.number for one in named(mine, ["F1", "F1"])] == ["F1"]
    for numbers, code in (([], "debt_not_extendable"), (["F2"], "debt_not_extendable"), (["F1", "F9"], "not_found")):
        with pytest.raises(Refusal, match=code):
            named(mine, numbers)


def test_charges_count_from_the_new_date_unless_the_terms_say_the_first() -> None:
    ten_later = LATER + timedelta(days=10)
    late, _ = issued()
    moved = extend(late, LATER, False, moment()).invoice
    assert figures(moved, LATER + timedelta(days=2)).charges_minor == 0
    assert figures(moved, ten_later).interest_minor == 1_000
    strict, _ = issued(terms=replace(CHARGING, charges_from_first=True))
    moved = extend(strict, LATER, False, moment()).invoice
    assert figures(moved, LATER + timedelta(days=2)).charges_minor == 0
    assert figures(moved, ten_later).interest_minor == 1_700
    twice = extend(moved, LATER + timedelta(days=7), False, moment()).invoice
    assert figures(twice, ten_later).interest_minor == 1_700


def test_the_terms_are_those_of_the_day_of_issue() -> None:
    assert freeze_terms(house(charges_from="old"), DUE, "MXN").charges_from_first
    assert not freeze_terms(house(), DUE, "MXN").charges_from_first


def test_a_discount_moves_along_only_where_the_rules_say_so() -> None:
    early = Terms(accepted=True, discount_percent=Decimal("0.05"), discount_until=DUE - timedelta(days=5))
    kept, _ = issued(terms=early)
    assert extend(kept, LATER, True, moment()).invoice.terms.discount_until == DUE + timedelta(days=2)
    assert extend(kept, LATER, False, moment()).invoice.terms.discount_until == DUE - timedelta(days=5)


def test_the_ledger_names_both_dates() -> None:
    booked = extend(invoice(), LATER, False, moment(by="ana@acme"))
    assert [(one.kind, one.part, one.amount_minor, one.by) for one in booked.entries] == [
        ("correction", "due_on", 0, "ana@acme")
    ]
    assert booked.entries[0].reason == f"due_on {DUE} -> {LATER}"


def test_the_ladder_waits_for_the_new_date_and_repeats_nothing() -> None:
    had = invoice(steps=("invoice", "due_soon_7", "due_soon_3", "due_today", "overdue_1"))
    moved = extend(had, LATER, False, moment()).invoice
    said = []
    mine = account(moved)
    for ahead in range(1, 14):
        decision = decide(mine, house(), at(DUE + timedelta(days=ahead)))
        said += [one.step for one in decision.notices if one.state == "planned"]
        mine = Account(decision.debtor, decision.invoices or mine.invoices)
    assert said == ["grace_over"]


def test_what_nobody_answered_ends_and_what_was_decided_stays() -> None:
    asked = Extension("ex_2", ("F1",), LATER, at(DUE), expires_at=at(DUE + timedelta(days=3)))
    mine = replace(account(invoice()), extensions=(asked,))
    assert decide(mine, house(), at(DUE)).extensions == ()
    looked_at = decide(mine, house(), at(DUE)).debtor.due_at
    assert looked_at and asked.expires_at and looked_at <= asked.expires_at
    task = Task("extension_asked#ex_2", "extension_asked", at(DUE), "F1", "until", about="ex_2")
    waiting = replace(mine, tasks=(task,))
    assert decide(waiting, house(), at(DUE)).tasks == ()
    sunday = decide(waiting, house(), at(DUE + timedelta(days=4)))
    assert sunday.extensions == (), "they are told on a day on which they may be written to"
    over = decide(waiting, house(), at(DUE + timedelta(days=5)))
    assert [one.state for one in over.extensions] == ["expired"]
    assert "done" in {one.state for one in over.tasks if one.about == "ex_2"}, "nobody can answer it now"
    done = granted(asked, [invoice()], "ana@acme", at(DUE))
    assert (done.state, done.was_due) == ("granted", (DUE,))
    with pytest.raises(Conflict):
        granted(done, [invoice()], "ana@acme", at(DUE))
