"""What happens to an agreement by itself: reminded of, kept, broken; one message a day, and nobody is told at night."""

from datetime import date, timedelta

from msgspec.structs import replace

from chalicelib.domain.agreeing.agreement import Agreement
from chalicelib.domain.agreeing.plan_payment import quote_plan
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.contact.pause import pause
from chalicelib.domain.debtor import Contact
from chalicelib.domain.decide import decide
from chalicelib.domain.draft import Decision
from chalicelib.domain.promising.excuses import Told, hear
from chalicelib.domain.promising.promises import Author
from tests.domain.cases import at
from tests.domain.plan_cases import TODAY, Life, monthly

FIRST, SECOND = date(2026, 7, 15), date(2026, 8, 15)  # a Wednesday and a Saturday
BROKEN = date(2026, 7, 19)


def signed() -> tuple[Life, Agreement]:
    lived = Life(100_000)
    return lived, lived.sign(monthly(2))


def day(lived: Life, on: date, clock: str = "12:00") -> Decision:
    """Decide at that moment, and keep what came of it."""
    decision = decide(lived.account, lived.business, at(on, clock))
    lived.take(decision.invoices, decision.entries, decision.agreements)
    lived.account = replace(lived.account, debtor=decision.debtor)
    return decision


def walk(lived: Life, start: date, end: date) -> list[str]:
    """Every message of the days in between, each decided twice."""
    said = []
    for ahead in range((end - start).days + 1):
        for clock in ("12:00", "17:00"):
            said += [f"{one.id.partition('-ag')[0]} {one.data.get('step', one.step)}" for one in
                     day(lived, start + timedelta(days=ahead), clock).notices if one.state == "planned"]  # fmt: skip
    return said


def test_a_kept_agreement_rests_the_ladder_and_reminds_of_its_own_days() -> None:
    lived, agreed = signed()
    assert walk(lived, TODAY, date(2026, 7, 14)) == ["2026-07-13#installment soon"]  # the 12th is a Sunday
    quote = quote_plan(lived.account, agreed.id, FIRST)
    lived.pay(quote.lines, quote.amount_minor, FIRST, "p1")
    assert walk(lived, FIRST, date(2026, 8, 11)) == []
    said = walk(lived, date(2026, 8, 12), SECOND + timedelta(days=2))
    assert said == ["2026-08-12#installment soon", "2026-08-17#installment late"]  # nobody is written to on a Saturday


def test_an_unpaid_installment_is_said_on_its_day_and_once_after_it() -> None:
    lived, _ = signed()
    said = [one.partition("#")[2] for one in walk(lived, date(2026, 7, 10), date(2026, 7, 18))]
    assert said == ["installment soon", "installment due", "installment late"]


def test_a_breach_is_told_once_and_the_ladder_goes_on_where_it_was() -> None:
    lived, agreed = signed()
    said = walk(lived, date(2026, 7, 10), BROKEN + timedelta(days=2))
    assert said[-1] == "2026-07-20#plan_breached None"  # the 19th is a Sunday
    (kept,) = [one for one in lived.account.agreements if one.id == agreed.id]
    assert (kept.state, lived.account.invoices[0].state) == ("breached", "open")
    later = walk(lived, BROKEN + timedelta(days=3), BROKEN + timedelta(days=6))
    assert [one.partition("#")[2] for one in later][:1] == ["overdue_1#email overdue_1"]


def test_a_breach_waits_for_money_that_is_on_its_way() -> None:
    lived, agreed = signed()
    quote = quote_plan(lived.account, agreed.id, FIRST)
    attempt = Attempt(
        "pa_1", "R", "card", "MXN", quote.amount_minor, quote.lines, FIRST, at(FIRST), at(BROKEN), processing=True
    )
    lived.account = replace(lived.account, attempts=(attempt,))
    assert day(lived, BROKEN + timedelta(days=1)).agreements == ()


def test_while_a_remedy_for_its_debt_is_under_way_an_agreement_is_neither_spoken_of_nor_broken() -> None:
    lived, _ = signed()
    heard = hear("x1", Told("order_missing", ("F1",)), lived.account, (), Author("s"), at(date(2026, 7, 13)))
    lived.account = replace(lived.account, excuses=(heard.excuse,), tasks=heard.tasks)
    assert heard.excuse.until == date(2026, 7, 20)
    assert walk(lived, date(2026, 7, 13), date(2026, 7, 20)) == []
    said = walk(lived, date(2026, 7, 21), date(2026, 7, 23))
    assert said == ["2026-07-21#installment late", "2026-07-23#plan_breached None"], "nor behind their back afterwards"


def test_while_a_person_has_paused_the_debtor_nothing_breaks() -> None:
    lived, _ = signed()
    until = BROKEN + timedelta(days=40)
    lived.account = replace(lived.account, debtor=pause(lived.account.debtor, until, "illness", "u-1", at(BROKEN)))
    assert day(lived, BROKEN + timedelta(days=30)).agreements == ()


def test_a_plan_does_not_break_while_other_terms_that_were_asked_for_wait_for_an_answer() -> None:
    lived, agreed = signed()
    walk(lived, date(2026, 7, 10), BROKEN - timedelta(days=1))
    last = BROKEN + timedelta(days=6)  # a Saturday
    asked = replace(agreed, id="ag_2", state="proposed", replaces=agreed.id, rested=True, valid_until=at(last))
    lived.account = replace(lived.account, agreements=(*lived.account.agreements, asked))
    said = [one.replace("-ag_2#email", "") for one in walk(lived, BROKEN, last + timedelta(days=3))]
    assert said == ["2026-07-27#plan_unanswered None", "2026-07-28#plan_breached None"]


def test_a_breach_that_can_be_told_nobody_is_still_a_breach_and_asks_a_person() -> None:
    lived, _ = signed()
    lived.account = replace(lived.account, debtor=replace(lived.account.debtor, contacts=(Contact(name="Ana"),)))
    decision = day(lived, BROKEN)
    assert [one.state for one in decision.agreements] == ["breached"]
    assert [one for one in decision.notices if one.state == "planned"] == []
    assert {one.kind for one in decision.tasks} >= {"plan_breached"}


def test_the_down_payment_makes_it_active_and_its_absence_ends_it() -> None:
    lived = Life(100_000)
    agreed = lived.sign(monthly(2, down_minor=20_000), state="signed")
    quote = quote_plan(lived.account, agreed.id, TODAY)
    assert quote.amount_minor == 20_000
    lived.pay(quote.lines, 20_000, TODAY, "p1")
    assert [one.state for one in day(lived, TODAY).agreements] == ["active"]
    unpaid = Life(100_000)
    unpaid.sign(monthly(2, down_minor=20_000), state="signed")
    walk(unpaid, TODAY, TODAY + timedelta(days=9))
    assert [one.state for one in unpaid.account.agreements] == ["breached"]


def test_a_quote_that_nobody_signs_expires_and_nothing_else_happens() -> None:
    lived = Life(100_000)
    lived.sign(monthly(2))
    quoted = replace(lived.account.agreements[0], id="ag_2", state="quoted")
    lived.account = replace(lived.account, agreements=(quoted,))
    assert day(lived, TODAY + timedelta(days=1)).agreements == ()
    assert [one.state for one in day(lived, TODAY + timedelta(days=3)).agreements] == ["expired"]


def test_a_payment_taken_back_counts_for_the_agreement_again() -> None:
    lived, _ = signed()
    reopened = replace(lived.account.invoices[0], state="partly_paid")
    lived.account = replace(lived.account, invoices=(reopened,))
    assert [one.state for one in day(lived, TODAY).invoices] == ["in_plan"]
    lived.account = replace(lived.account, invoices=(reopened,), agreements=())
    freed = day(lived, TODAY).invoices[0]
    assert (freed.plan, freed.state) == ("", "partly_paid")


def test_the_account_wakes_for_each_day_and_never_in_a_loop() -> None:
    lived, _ = signed()
    wakes = []
    now = at(TODAY)
    for _ in range(12):
        decision = decide(lived.account, lived.business, now)
        lived.take(decision.invoices, decision.entries, decision.agreements)
        lived.account = replace(lived.account, debtor=decision.debtor)
        if decision.debtor.due_at is None:
            break
        assert decision.debtor.due_at > now
        now = decision.debtor.due_at
        wakes.append(now.date())
    assert wakes[0] <= date(2026, 7, 13) and len(set(wakes)) >= 4
