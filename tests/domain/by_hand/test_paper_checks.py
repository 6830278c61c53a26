"""A paper check: forward only, told by somebody, no money until the bank pays, and charged for once at most."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.became import Became
from chalicelib.domain.books.invariants import Books, breaches
from chalicelib.domain.books.ledger import pay
from chalicelib.domain.by_hand.check_fee import charge_bounced, fee_of
from chalicelib.domain.by_hand.check_rest import answer_by, covered, freed, rest_until
from chalicelib.domain.by_hand.check_rules import deposit_day, rule_of, rules, told_by
from chalicelib.domain.by_hand.check_settings import parse_bounced_check_fee, parse_check
from chalicelib.domain.by_hand.paper_check import PaperCheck, check_id, first_state, move
from chalicelib.domain.charging.late_rules import BouncedCheckFee, LateRules
from chalicelib.domain.charging.rates import NO_RATES
from chalicelib.domain.decide import decide
from chalicelib.domain.errors import Conflict, Fault, Faulty, NotFound, Refusal
from chalicelib.domain.fields import Fields
from chalicelib.domain.invoice import Invoice, Terms
from tests.domain.cases import CHARGING, DUE, account, after, at, business, debtor, invoice, issued, moment

DAY = timedelta(days=1)
FEE = BouncedCheckFee(percent=Decimal("0.20"), most_minor=15_000)
AGREED = replace(CHARGING, bounced_check=FEE)


def check(**changes: object) -> PaperCheck:
    received = changes.get("received_on", DUE)
    assert isinstance(received, date)
    on = changes.get("date_on", received)
    assert isinstance(on, date)
    state = first_state(on, received)
    made = PaperCheck(
        check_id("Banco Sur", "0012", "Ana"), "Banco Sur", "0012", "Ana", 60_000, "MXN", received, on, state,
        (Became(state, received, at(received), "u-1"),),
    )  # fmt: skip
    return replace(made, **changes)


def step(state: str, on: date = DUE, reason: str = "no funds") -> Became:
    return Became(state, on, at(on), "u-1", reason)


def live(one: PaperCheck, state: str, on: date = DUE) -> PaperCheck:
    return move(one, state, step(state, on), on)


def test_the_same_paper_has_one_id_however_it_is_typed() -> None:
    assert check_id("Banco Galicia", "000123-4", "José Pérez") == check_id(
        " BANCO galicia ", "1234", "Jose\u0301 Pérez"
    )
    assert check_id("Banco Galicia", "1234", "Ana") != check_id("Banco Galicia", "1235", "Ana")
    assert check_id("Banco Sur", "1234", "Ana") != check_id("Banco Galicia", "1234", "Ana")


@pytest.mark.parametrize("state", ["received", "post_dated", "cleared", "returned"])
def test_a_check_only_goes_forward(state: str) -> None:
    bounced = live(live(check(), "deposited"), "bounced")
    with pytest.raises(Conflict, match="check_moved_on"):
        live(bounced, state)


def test_told_again_it_stays_as_it_is() -> None:
    cleared = live(live(check(), "deposited"), "cleared")
    assert live(cleared, "cleared", DUE + DAY) == cleared


def test_the_bank_is_asked_twice_at_most() -> None:
    again = live(live(live(live(check(), "deposited"), "bounced"), "deposited"), "bounced")
    with pytest.raises(Conflict):
        live(again, "deposited")


def test_a_refusal_needs_a_reason_and_a_day_that_can_be() -> None:
    deposited = live(check(), "deposited")
    for said, today, code in (
        (step("bounced", reason=" "), DUE, "reason_required"),
        (step("bounced", DUE + DAY), DUE, "day_out_of_order"),
        (step("bounced", DUE - DAY), DUE, "day_out_of_order"),
    ):
        with pytest.raises(Refusal, match=code):
            move(deposited, "bounced", said, today)


def test_a_post_dated_check_is_not_deposited_before_its_day() -> None:
    later = check(date_on=DUE + 30 * DAY)
    with pytest.raises(Refusal, match="check_not_due_yet"):
        live(later, "deposited", DUE + 29 * DAY)
    assert live(later, "deposited", DUE + 30 * DAY).state == "deposited"


def test_banks_are_closed_on_weekends_and_holidays() -> None:
    assert deposit_day(date(2026, 6, 6), "MX") == date(2026, 6, 8)
    assert deposit_day(date(2026, 12, 25), "MX") == date(2026, 12, 28)
    assert told_by(date(2026, 6, 5), "MX") == date(2026, 6, 8)
    assert told_by(date(2026, 6, 5), "AR") == date(2026, 6, 9)


def test_every_rule_has_its_source_and_its_fee_can_be_turned_on_as_it_stands() -> None:
    assert {"MX", "CO", "AR", "CL"} <= rules().keys()
    for rule in rules().values():
        assert rule.law and rule.source and rule.checked_on
        faults: list[Fault] = []
        assert bool(parse_bounced_check_fee(Fields({"bounced_check_fee": rule.fee or None}, "", faults))) == bool(
            rule.fee
        )
        assert faults == []
    assert rule_of("ZZ").clearing_days == 3


def test_nothing_costs_anything_until_the_policy_says_so() -> None:
    assert business().policy.bounced_check_fee is None
    one, _ = issued(terms=CHARGING)
    assert charge_bounced(check(covers=("F1",)), [one], moment()) is None


def test_the_fee_is_an_entry_of_its_own_within_its_most_and_charged_once() -> None:
    one, entries = issued(terms=AGREED)
    booked = charge_bounced(
        check(covers=("F1",), amount_minor=100_000), [one], moment(cause="b1", by="u-1", reason="no funds")
    )

    assert booked
    assert [(line.kind, line.amount_minor, line.part, line.by) for line in booked.entries] == [
        ("bounced_check_fee", 15_000, "fee", "u-1")
    ]
    assert charge_bounced(check(covers=("F1",), fee_minor=15_000), [booked.invoice], moment()) is None
    assert breaches(Books(debtor(), (booked.invoice,), (*entries, *booked.entries))) == {}
    assert fee_of(BouncedCheckFee(5_000, Decimal("0.015")), 33_333) == 5_500


def test_the_fee_keeps_to_what_all_charges_may_come_to() -> None:
    one, _ = issued(terms=replace(AGREED, rules=LateRules(most_minor=4_000)))
    booked = charge_bounced(check(covers=("F1",)), [one], moment())
    assert booked and booked.entries[0].amount_minor == 4_000


@pytest.mark.parametrize(
    "terms", [Terms(), replace(AGREED, accepted=False), CHARGING], ids=["none", "unaccepted", "no such fee"]
)
def test_without_agreed_terms_nothing_is_charged(terms: Terms) -> None:
    assert charge_bounced(check(covers=("F1",)), [invoice(terms=terms)], moment()) is None


def test_paying_in_time_does_not_forgive_what_the_check_cost() -> None:
    one, entries = issued(terms=AGREED)
    booked = charge_bounced(check(covers=("F1",)), [one], moment(DUE - DAY, "b1"))
    assert booked
    paid = pay(booked.invoice, 100_000 + 12_000, DUE, moment(DUE, "p1"))

    assert (paid.invoice.state, paid.invoice.check_fee_minor, paid.left_minor) == ("paid", 0, 0)
    assert breaches(Books(debtor(), (paid.invoice,), (*entries, *booked.entries, *paid.entries))) == {}


def test_it_covers_what_it_names_or_the_oldest_first() -> None:
    owed = (invoice("F1", DUE + DAY), invoice("F2", DUE), invoice("F3", DUE + 9 * DAY))
    assert covered(check(amount_minor=150_000), owed, NO_RATES) == ("F2", "F1")
    assert covered(check(debts=("F3",)), owed, NO_RATES) == ("F3",)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"debts": ("F9",)}, "not_found"),
        ({"debts": ("F2",)}, "already_paid"),
        ({"debts": ("F1",), "currency": "USD"}, "mixed_currencies"),
        ({"currency": "USD"}, "currency_not_owed"),
    ],
)
def test_it_covers_nothing_that_is_not_owed(changes: dict[str, object], code: str) -> None:
    owed = (invoice("F1"), invoice("F2", state="paid", principal_minor=0))
    with pytest.raises((Refusal, NotFound), match=code):
        covered(check(**changes), owed, NO_RATES)


GOOD = {"debtor": "c1", "bank": "Banco Sur", "number": "0012", "amount_minor": 60_000}


def test_a_check_is_read_with_what_it_does_not_say() -> None:
    told = parse_check(GOOD, "Ana", "MXN", "MX", DUE)
    assert (told.drawer, told.currency, told.received_on, told.date_on, told.debts) == ("Ana", "MXN", DUE, DUE, ())


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"amount_minor": 0}, "amount_minor out_of_range"),
        ({"amount_minor": -5}, "amount_minor out_of_range"),
        ({"amount_minor": "10"}, "amount_minor not_whole"),
        ({"amount_minor": 1.5}, "amount_minor not_whole"),
        ({"currency": "XXX"}, "currency unknown_currency"),
        ({"number": "ABC"}, "number bad_check_number"),
        ({"number": "1" * 31}, "number bad_check_number"),
        ({"bank": ""}, "bank required"),
        ({"received_on": str(DUE + DAY)}, "received_on day_in_future"),
        ({"received_on": "2024-01-01"}, "received_on day_too_old"),
        ({"received_on": "yesterday"}, "received_on bad_date"),
        ({"date_on": str(DUE + 366 * DAY)}, "date_on check_too_far_ahead"),
        ({"date_on": str(DUE - 366 * DAY)}, "date_on day_too_old"),
        ({"debt_ids": "F1"}, "debt_ids not_list"),
        ({"debt_ids": [7]}, "debt_ids[0] not_text"),
        ({"state": "cleared"}, "state unknown_field"),
    ],
)
def test_what_cannot_be_a_check_is_refused_with_its_place(wrong: dict[str, object], fault: str) -> None:
    with pytest.raises(Faulty) as refused:
        parse_check(GOOD | wrong, "Ana", "MXN", "MX", DUE)
    assert [f"{one.path} {one.code}" for one in refused.value.faults] == [fault]


def test_a_country_with_deferred_checks_has_its_own_limit() -> None:
    raw = GOOD | {"date_on": str(DUE + 31 * DAY)}
    assert parse_check(raw, "Ana", "MXN", "MX", DUE).date_on == DUE + 31 * DAY
    with pytest.raises(Faulty):
        parse_check(raw, "Ana", "PEN", "PE", DUE)


# What decides by itself


def holding(one: PaperCheck, *invoices: Invoice) -> Account:
    return replace(account(*(invoices or (invoice(),))), checks=(one,))


def test_what_it_covers_is_not_chased_and_the_deposit_is_asked_for_on_its_day() -> None:
    later = check(date_on=DUE + 10 * DAY, covers=("F1",))
    first = decide(holding(later), business(), at(DUE + 3 * DAY))
    assert (first.invoices[0].state, first.notices, first.tasks) == ("paying", (), ())
    assert first.debtor.due_at and first.debtor.due_at <= at(deposit_day(DUE + 10 * DAY, "MX"), "00:00")

    day = deposit_day(DUE + 10 * DAY, "MX")
    held = replace(after(holding(later), first), checks=(later,))
    (task,) = decide(held, business(), at(day, "00:00")).tasks
    assert (task.kind, task.about, task.on, task.amount_minor) == ("deposit_check", later.id, day, 60_000)


def test_the_rest_is_limited_though_nobody_deposits_it() -> None:
    late = check(covers=("F1",))
    rested = holding(late, invoice(state="paying"))
    last = rest_until(late, "MX")
    assert decide(rested, business(), at(last)).invoices == ()

    woken = decide(rested, business(), at(last + DAY))
    assert woken.invoices[0].state == "open"
    assert [one.purpose for one in woken.notices] == ["collection"], "the chase goes on at its step"


def test_a_bank_that_does_not_answer_is_asked_about() -> None:
    deposited = replace(live(check(), "deposited"), covers=("F1",))
    held = holding(deposited, invoice(state="paying"))
    asked = decide(held, business(), at(answer_by(deposited, "MX") + DAY))
    assert [(one.kind, one.about) for one in asked.tasks] == [("check_result", deposited.id)]
    assert asked.invoices == (), "and it rests on while they look"
    assert rest_until(deposited, "MX") > answer_by(deposited, "MX")


def test_two_checks_for_one_invoice_keep_it_resting_until_the_last_is_over() -> None:
    first, second = check(covers=("F1",)), check(id="ck_2", covers=("F1",))
    assert freed(first, [invoice(state="paying")], second.covers) == ()
    assert [one.state for one in freed(first, [invoice(state="paying")], ())] == ["open"]
