"""Random lives under a mandate: whatever falls due, is refused or paid, what was promised to the debtor holds."""

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.calendar import local_date
from chalicelib.domain.decide import decide
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.attempts import end_unpaid, named
from chalicelib.domain.paying.mandate import refused
from tests.domain.autopay_cases import after, agreed, mandate
from tests.domain.cases import CHARGING, DUE, at, business, invoice

SHOP = business()
ZONE = "America/Mexico_City"
START = at(DUE, "07:30")
ANSWERS = ["paid", "insufficient_funds", "authentication_required", "card_declined"]

debts = st.lists(
    st.tuples(st.integers(-20, 40), st.integers(1, 300_000), st.booleans()), min_size=1, max_size=5
)  # days until due, minor units, whether it charges


def owed(found: list[tuple[int, int, bool]]) -> list[Invoice]:
    terms = {"terms": CHARGING}
    return [
        invoice(f"F{place}", DUE + timedelta(days=days), total_minor=minor, **(terms if charging else {}))
        for place, (days, minor, charging) in enumerate(found)
    ]


def answered(account: Account, attempt: Attempt, answer: str, now: datetime) -> Account:
    """The bank's answer, as the workflows write it."""
    if answer == "paid":
        paid = tuple(
            replace(one, state="paid", principal_minor=0) if one.number in named(attempt) else one
            for one in account.invoices
        )
        mandates = account.mandates
    else:
        _, freed = end_unpaid(attempt, "failed", account.invoices)
        paid = tuple({one.number: one for one in (*account.invoices, *freed)}.values())
        mandates = tuple(refused(one, attempt.id, answer, local_date(now, ZONE), now) for one in account.mandates)
    attempts = tuple(one for one in account.attempts if one.id != attempt.id)
    live = tuple(one for one in paid if one.state != "paid")
    return replace(account, invoices=live, attempts=attempts, mandates=mandates)


@settings(max_examples=150)
@given(
    found=debts,
    notice=st.integers(1, 7),
    retries=st.integers(0, 2),
    limit=st.sampled_from([0, 50_000, 250_000]),
    answers=st.lists(st.sampled_from(ANSWERS), min_size=12, max_size=12),
)
def test_nobody_is_charged_unawares_twice_a_day_more_than_was_told_or_more_often_than_agreed(
    found: list[tuple[int, int, bool]], notice: int, retries: int, limit: int, answers: list[str]
) -> None:
    by = mandate(notice_days=notice, retries=retries, limit_minor=limit, accepted_at=START, active_since=START)
    account, now = agreed(*owed(found), by=by), START
    told: dict[str, tuple[date, int]] = {}
    charged: list[tuple[str, date, Any]] = []
    given_answers = iter(answers)
    for _ in range(300):
        decision = decide(account, SHOP, now)
        today = local_date(now, ZONE)
        account = after(account, decision)
        for one in (plan for m in account.mandates for plan in m.planned if plan.told_on == today):
            told[one.invoice] = (one.told_on, one.amount_minor)
        begun = [one for one in decision.attempts if one.mandate]
        assert limit == 0 or sum(one.amount_minor for one in begun) <= limit
        for attempt in begun:
            for line in attempt.lines:
                first = not any(number == line.invoice for number, _, _ in charged)
                assert line.amount_minor <= told[line.invoice][1]
                assert not first or (today - told[line.invoice][0]).days >= notice
                charged.append((line.invoice, today, attempt.id))
            account = answered(account, attempt, next(given_answers, "paid"), now)
        if account.debtor.due_at is None or account.debtor.due_at > START + timedelta(days=70):
            break
        assert account.debtor.due_at > now
        now = account.debtor.due_at
    else:
        raise AssertionError("it never comes to rest")
    assert len({(number, day) for number, day, _ in charged}) == len(charged)
    for number in {number for number, _, _ in charged}:
        assert len([one for one in charged if one[0] == number]) <= 1 + retries
