"""When a provider is asked what became of a payment page, and how long nobody is chased meanwhile."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.decide import decide
from chalicelib.domain.paying.asking import AGAIN, EVERY, PATIENCE, TOO_LONG, ask_at, is_unanswered
from tests.domain.cases import DUE, account, at, business, invoice

NOW = at(DUE)
END = NOW + timedelta(minutes=40)
PAGE = Attempt(
    "pa_1", "P-1", "card", "MXN", 100_000, (QuoteLine("F1", 100_000),), DUE, NOW, END,
    provider="stripe", provider_id="cs_1", url="https://checkout.example/cs_1",
)  # fmt: skip


def test_a_page_is_asked_about_at_its_end_then_every_quarter_of_an_hour() -> None:
    assert ask_at(PAGE) == END
    assert ask_at(replace(PAGE, asked_at=END - timedelta(minutes=20))) == END, "the debtor came back before"
    assert ask_at(replace(PAGE, asked_at=END)) == END + AGAIN


def test_money_on_its_way_is_asked_about_once_a_day() -> None:
    waiting = replace(PAGE, processing=True)
    assert ask_at(waiting) == NOW + EVERY
    assert ask_at(replace(waiting, asked_at=NOW + EVERY)) == NOW + 2 * EVERY


@pytest.mark.parametrize(
    "changes", [{"state": "paid"}, {"state": "expired"}, {"url": "", "provider": "", "method": "transfer"}]
)
def test_what_is_over_or_was_never_on_a_page_is_asked_about_no_more(changes: dict[str, str]) -> None:
    assert ask_at(replace(PAGE, **changes)) is None


def test_nobody_is_chased_between_a_pages_end_and_the_providers_word() -> None:
    late = replace(account(invoice(due_on=DUE - timedelta(days=9))), attempts=(replace(PAGE, asked_at=END),))
    decision = decide(late, business(), END)

    assert (decision.notices, decision.tasks, decision.attempts) == ((), (), ())
    assert decision.debtor.due_at == END + AGAIN
    assert is_unanswered(late.attempts[0], END)


def test_after_a_day_of_silence_the_page_is_over_and_the_chase_goes_on() -> None:
    asked = replace(PAGE, asked_at=END + PATIENCE)
    late = replace(account(invoice(due_on=DUE - timedelta(days=9))), attempts=(asked,))
    decision = decide(late, business(), END + PATIENCE)

    assert [one.state for one in decision.attempts] == ["expired"]
    assert decision.notices


def test_money_that_is_on_its_way_for_too_long_is_a_persons_to_look_at() -> None:
    waiting = replace(PAGE, processing=True, asked_at=NOW + TOO_LONG)
    stuck = replace(account(invoice(state="paying")), attempts=(waiting,))

    assert decide(stuck, business(), NOW + TOO_LONG - timedelta(seconds=1)).tasks == ()
    (task,) = decide(stuck, business(), NOW + TOO_LONG).tasks
    assert (task.kind, task.about, task.amount_minor, task.currency) == ("payment_stuck", "pa_1", 100_000, "MXN")
