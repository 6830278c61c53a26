"""One invoice is disputed: it alone rests, both sides write, and whatever the end, the ladder goes on where it was."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.books.ledger import Moment, pay
from chalicelib.domain.complaints.dispute import REASONS
from chalicelib.domain.complaints.dispute_ends import accept, reject, withdraw
from chalicelib.domain.complaints.disputing import Asked, begin, business_says, debtor_says, say
from chalicelib.domain.contact.ladder import next_step
from chalicelib.domain.contact.recheck import why_not
from chalicelib.domain.errors import Conflict, Faulty, NotFound, Refusal
from chalicelib.domain.paying.quote import quote_debts
from tests.domain.cases import account, at, business, invoice
from tests.domain.dispute_cases import RULES, looked_at, opened, the_dispute, written
from tests.domain.promise_cases import FRIDAY, MONDAY, NOON, SHE, late, promised

DAY = timedelta(days=1)
NEXT_MONDAY = MONDAY + 7 * DAY


def test_only_that_invoice_rests_and_nobody_is_reminded_of_it() -> None:
    who, found = opened()
    assert [(one.number, one.state) for one in who.invoices] == [("F1", "disputed"), ("F2", "open")]
    assert (found.dispute.state, found.dispute.waits_until) == ("open", NEXT_MONDAY)
    assert [(one.kind, one.on, one.invoice) for one in found.tasks] == [("dispute", NEXT_MONDAY, "F1")]
    sent = []
    for day in range(8):
        who, decision = looked_at(who, MONDAY + day * DAY)
        sent += [one for one in decision.notices if one.step]
    assert sent and {number for one in sent for number in one.invoices} == {"F2"}


def test_a_reminder_on_its_way_is_held_back_when_its_invoice_is_disputed() -> None:
    who = late()
    _, decision = looked_at(who, MONDAY)
    (notice,) = [one for one in decision.notices if one.state == "planned"]
    disputed, _ = opened(who)
    assert notice.anchor == "F1"
    assert why_not(notice, disputed, business(), NOON) == "disputed"


def test_it_may_still_be_paid_and_paying_ends_the_dispute() -> None:
    who, _ = opened()
    quote = quote_debts(who, ["F1"], MONDAY)
    assert quote.amount_minor == 100_000
    booked = pay(who.invoices[0], 100_000, MONDAY, Moment(MONDAY, NOON, "m1", payment="a"))
    who = replace(who, invoices=(booked.invoice, who.invoices[1]))
    _, decision = looked_at(who, MONDAY)
    assert [(one.state, one.ended_by) for one in decision.disputes] == [("settled", "")]
    assert [one.kind for one in decision.tasks if one.state == "done"] == ["dispute"]
    assert not [one for one in decision.notices if "F1" in one.invoices]


def test_what_is_paid_in_part_stays_disputed() -> None:
    who, _ = opened()
    booked = pay(who.invoices[0], 40_000, MONDAY, Moment(MONDAY, NOON, "m1", payment="a"))
    who, decision = looked_at(replace(who, invoices=(booked.invoice, who.invoices[1])), MONDAY)
    assert (who.invoices[0].state, who.invoices[0].principal_minor) == ("disputed", 60_000)
    assert not decision.disputes


@pytest.mark.parametrize("end", ["rejected", "withdrawn", "expired"])
def test_the_days_of_a_dispute_do_not_count_and_the_ladder_goes_on_at_the_step_that_was_next(end: str) -> None:
    """Opened five days late, two days past the third step's day; over two weeks later."""
    who, _ = opened()
    over = MONDAY + 14 * DAY
    now = at(over)
    if end == "rejected":
        who = written(who, reject(the_dispute(who), business_says("Es lo pactado", "user-1", now), who))
    elif end == "withdrawn":
        who = written(who, withdraw(the_dispute(who), who, SHE, now))
    else:
        answered = say(the_dispute(who), business_says("¿Qué monto esperabas?", "user-1", NOON), who, RULES)
        who, _ = looked_at(written(who, answered), MONDAY + 15 * DAY)
        over = MONDAY + 15 * DAY
    assert not who.disputes
    owed = who.invoices[0]
    assert (owed.state, owed.rested_days) == ("open", (over - MONDAY).days)
    coming = next_step(owed, business().policy.ladder, over)
    assert coming and coming.step
    assert (coming.step.step, coming.day) == ("grace_over", over + DAY), (
        "not on that day, nor straight to a harsher one"
    )
    after = next_step(replace(owed, steps=("overdue_1", "grace_over")), business().policy.ladder, over)
    assert after and after.day == owed.due_on + timedelta(days=6 + owed.rested_days)


def test_a_business_that_does_not_answer_is_told_once_and_the_invoice_keeps_resting() -> None:
    who, _ = opened()
    assert looked_at(who, NEXT_MONDAY)[1].disputes == ()
    who, decision = looked_at(who, NEXT_MONDAY + DAY, "00:30")
    assert [(one.late, one.state) for one in decision.disputes] == [(True, "open")]
    assert [one.kind for one in decision.tasks] == ["dispute_late"]
    who, decision = looked_at(who, NEXT_MONDAY + 20 * DAY)
    assert not decision.disputes and who.invoices[0].state == "disputed"
    assert not [one for one in decision.notices if "F1" in one.invoices]


def test_it_is_looked_at_again_the_midnight_after_the_last_day_to_answer() -> None:
    who, _ = opened(account(invoice("F1", steps=("overdue_1",))))
    _, decision = looked_at(who, MONDAY)
    assert decision.debtor.due_at == at(NEXT_MONDAY + DAY, "00:00")


def test_each_answers_in_turn_and_writing_twice_buys_no_time() -> None:
    who, _ = opened()
    more = say(the_dispute(who), debtor_says("Adjunto el contrato", at(MONDAY + 3 * DAY)), who, RULES)
    assert (more.dispute.state, more.dispute.waits_until) == ("open", NEXT_MONDAY)
    who = written(who, more)
    answered = say(the_dispute(who), business_says("Lo vemos", "user-1", at(MONDAY + 3 * DAY)), who, RULES)
    assert answered.dispute.state == "answered"
    assert [(one.kind, one.state, one.done_by) for one in answered.tasks] == [("dispute", "done", "user-1")]
    assert [one.template for one in answered.notices] == ["dispute_answered"]
    who = written(who, answered)
    back = say(the_dispute(who), debtor_says("Gracias", at(FRIDAY)), who, RULES)
    assert (back.dispute.state, back.dispute.waits_until) == ("open", FRIDAY + 7 * DAY)
    assert [one.by for one in back.dispute.messages] == ["debtor", "business", "debtor"]


def test_a_business_that_lets_debtors_take_their_time_waits() -> None:
    who, _ = opened()
    answer = business_says("Lo vemos", "user-1", NOON)
    who = written(who, say(the_dispute(who), answer, who, replace(RULES, reply_days=0)))
    who, decision = looked_at(who, MONDAY + 90 * DAY)
    assert not decision.disputes and who.invoices[0].state == "disputed"


def test_before_it_is_due_its_ladder_does_not_move() -> None:
    due = MONDAY + 20 * DAY
    who, _ = opened(account(invoice("F1", due)))
    who = written(who, withdraw(the_dispute(who), who, SHE, at(MONDAY + 5 * DAY)))
    assert (who.invoices[0].state, who.invoices[0].rested_days) == ("open", 0)


def test_nobody_has_to_keep_a_promise_about_what_is_disputed() -> None:
    who, found = opened(promised())
    (promise,) = who.promises
    assert (promise.debt_ids, promise.total_minor, promise.amount_minor) == (("F2",), 50_000, 50_000)
    assert [one.state for one in who.invoices] == ["disputed", "promised"]
    alone = promised(account(invoice("F1", steps=("overdue_1",))))
    who, found = opened(alone)
    assert [one.state for one in found.promises] == ["withdrawn"] and who.promises == ()
    assert who.debtor.promises.unkept_on == (), "and it does not count against them"


def test_a_call_about_it_is_not_made() -> None:
    who = late()
    _, decision = looked_at(
        replace(who, invoices=(replace(who.invoices[0], steps=("overdue_1", "grace_over")),)), MONDAY + DAY
    )
    (call,) = [one for one in decision.tasks if one.kind == "call"]
    who, _ = opened(replace(who, tasks=(call,)))
    _, decision = looked_at(who, MONDAY + DAY)
    assert [(one.kind, one.state) for one in decision.tasks] == [("call", "done")]


@pytest.mark.parametrize(
    ("asked", "kind", "code"),
    [
        (Asked("F1", "ugly", "x"), Faulty, "reason"),
        (Asked("F1", "other"), Faulty, "text"),
        (Asked("F1", "wrong_amount", "x" * 1001), Faulty, "text"),
        (Asked("F9", "wrong_amount"), NotFound, "not_found"),
        (Asked("F1", "already_paid"), Refusal, "tell_the_payment"),
    ],
)
def test_what_cannot_be_disputed_is_told(asked: Asked, kind: type[Refusal], code: str) -> None:
    with pytest.raises(kind) as told:
        begin("dp_1", asked, late(), (), RULES, SHE, NOON)
    faults = [one.path for one in told.value.faults] if isinstance(told.value, Faulty) else [told.value.code]
    assert faults == [code]


@pytest.mark.parametrize(
    ("state", "code"), [("paid", "already_paid"), ("paying", "payment_in_progress"), ("in_plan", "debt_agreed")]
)
def test_what_is_agreed_paid_or_on_its_way_is_not_disputed(state: str, code: str) -> None:
    who = late()
    who = replace(who, invoices=(replace(who.invoices[0], state=state), who.invoices[1]))
    with pytest.raises(Refusal, match=code):
        opened(who)


def test_an_invoice_has_one_dispute_at_a_time_and_few_ever() -> None:
    who, found = opened()
    with pytest.raises(Conflict, match="already_disputed"):
        begin("dp_2", Asked("F1", "wrong_amount"), who, (found.dispute,), RULES, SHE, NOON)
    over = tuple(replace(found.dispute, id=f"dp_{n}", state="rejected") for n in range(3))
    with pytest.raises(Conflict, match="too_many_disputes"):
        begin("dp_4", Asked("F1", "wrong_amount"), late(), over, RULES, SHE, NOON)


def test_what_a_file_says_is_disputed_stays_as_it_is() -> None:
    who = late()
    told = replace(who.invoices[0], state="disputed", disputed_by="claim")
    who = replace(who, invoices=(told, who.invoices[1]))
    with pytest.raises(Conflict, match="already_disputed"):
        opened(who)
    after, _ = looked_at(who, MONDAY + 40 * DAY)
    assert after.invoices[0] == told


@pytest.mark.parametrize("act", ["say", "accept", "reject", "withdraw"])
def test_what_is_over_stays_over(act: str) -> None:
    who, found = opened()
    over, said = replace(found.dispute, state="rejected"), business_says("x", "u", NOON)
    with pytest.raises(Conflict, match="dispute_over"):
        {
            "say": lambda: say(over, said, who, RULES),
            "accept": lambda: accept(over, None, said, who),
            "reject": lambda: reject(over, said, who),
            "withdraw": lambda: withdraw(over, who, SHE, NOON),
        }[act]()


def test_a_rejection_says_why() -> None:
    who, found = opened()
    with pytest.raises(Faulty):
        reject(found.dispute, business_says("", "u", NOON), who)


def test_there_are_four_reasons_and_one_leads_to_the_payment_report() -> None:
    assert [(one.code, one.leads_to) for one in REASONS] == [
        ("wrong_amount", ""),
        ("not_received", ""),
        ("already_paid", "report"),
        ("other", ""),
    ]
