"""What stands in the way becomes a remedy: with an owner, a day, and a ladder that knows what to do meanwhile."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.contact.ladder import next_step
from chalicelib.domain.contact.recheck import why_not
from chalicelib.domain.errors import Conflict, Faulty, NotFound, Refusal
from chalicelib.domain.promising.excuse import Excuse
from chalicelib.domain.promising.excuses import Heard, Told, hear, resolve
from chalicelib.domain.promising.remedies import catalogue
from tests.domain.cases import at, business, invoice
from tests.domain.promise_cases import MONDAY, NOON, SHE, late, looked_at, merged

NEXT_MONDAY = MONDAY + timedelta(days=7)


def heard(who: Account, told: Told, key: str = "e1", past: tuple[Excuse, ...] = ()) -> tuple[Account, Heard]:
    """The account once it is written."""
    found = hear(key, told, who, past, SHE, NOON)
    excuses = (*who.excuses, found.excuse) if found.excuse.state == "open" else who.excuses
    after = merged(replace(who, debtor=found.debtor), found.invoices, (), excuses=excuses)
    return replace(after, tasks=(*who.tasks, *found.tasks)), found


def steps(who: Account, days: int) -> tuple[Account, list[tuple[int, str, tuple[str, ...]]]]:
    """(day, step, invoices) of what was sent in so many days, looked at each noon."""
    sent = []
    for day in range(days):
        who, decision = looked_at(who, MONDAY + timedelta(days=day), "12:30")
        sent += [(day, one.step or "", one.invoices) for one in decision.notices if one.state == "planned"]
    return who, sent


def test_an_invoice_that_never_came_is_sent_at_once_and_its_ladder_begins_anew() -> None:
    _, found = heard(late(), Told("not_received", ("F1",)))
    (notice,) = found.notices
    assert (notice.template, notice.purpose, notice.invoices) == ("invoice_again", "reply", ("F1",))
    assert found.excuse.state == "done"
    (sent,) = found.invoices
    assert (sent.resent_on, sent.due_on) == (MONDAY, late().invoices[0].due_on), "what is owed does not change"
    coming = next_step(sent, business().policy.ladder, MONDAY)
    assert coming and coming.step
    assert (coming.step.step, coming.day) == ("grace_over", MONDAY + timedelta(days=3))


def test_it_is_sent_again_once() -> None:
    who, _ = heard(late(), Told("not_received", ("F1",)))
    with pytest.raises(Conflict, match="already_resent"):
        hear("e2", Told("not_received", ("F1",)), who, (), SHE, NOON)


def test_without_an_address_a_person_sends_it() -> None:
    _, found = heard(late(contacts=()), Told("not_received", ("F1",)))
    assert found.notices == ()
    assert [one.kind for one in found.tasks] == ["resend_by_hand"]


def test_before_it_is_due_nothing_moves() -> None:
    owed = replace(invoice("F1", MONDAY + timedelta(days=10)), resent_on=MONDAY)
    coming = next_step(owed, business().policy.ladder, MONDAY + timedelta(days=11))
    assert coming and coming.day == owed.due_on + timedelta(days=1)


def test_a_wrong_invoice_rests_alone_and_a_person_has_five_working_days() -> None:
    who, found = heard(late(), Told("invoice_wrong", ("F1",), "El total no es ese"))
    assert (found.excuse.until, found.excuse.rests) == (NEXT_MONDAY, "invoice")
    (task,) = found.tasks
    assert (task.kind, task.on, task.invoice) == ("invoice_wrong", NEXT_MONDAY, "F1")
    after, sent = steps(who, 8)
    assert sent and {number for _, _, numbers in sent for number in numbers} == {"F2"}
    after, decision = looked_at(after, NEXT_MONDAY + timedelta(days=1), "12:30")
    assert [one.state for one in decision.excuses] == ["expired"]
    assert [one.kind for one in decision.tasks] == ["remedy_late"]
    _, decision = looked_at(after, NEXT_MONDAY + timedelta(days=3), "12:30")
    again = [(one.step, one.anchor) for one in decision.notices if one.state == "planned"]
    assert again == [("grace_over", "F1")], "and its ladder goes on where it was"


def test_a_missing_order_is_waited_for_and_then_the_ladder_goes_on_by_itself() -> None:
    who, _ = heard(late(), Told("order_missing", ("F1", "F2")))
    after, sent = steps(who, 8)
    assert sent == []
    _, decision = looked_at(after, NEXT_MONDAY + timedelta(days=1), "12:30")
    assert decision.tasks == ()
    assert [one.step for one in decision.notices] == ["grace_over"]


def test_who_wants_to_talk_is_left_alone_until_somebody_called() -> None:
    who, found = heard(late(), Told("talk"))
    assert found.excuse.until == MONDAY + timedelta(days=2)
    after, sent = steps(who, 3)
    assert sent == []
    _, decision = looked_at(after, MONDAY + timedelta(days=3), "12:30")
    assert [one.kind for one in decision.tasks] == ["remedy_late"]
    assert [one.step for one in decision.notices] == ["grace_over"]


@pytest.mark.parametrize("code", ["no_cash", "already_paid", "wrong_person"])
def test_what_has_its_own_page_rests_nothing_by_itself(code: str) -> None:
    _, found = heard(late(), Told(code))
    assert (found.excuse.state, found.excuse.rests, found.tasks, found.notices) == ("done", "", (), ())


def test_said_again_of_the_same_invoice_it_rests_no_more() -> None:
    _, first = heard(late(), Told("order_missing", ("F1",)))
    over = replace(first.excuse, state="expired")
    _, second = heard(late(), Told("order_missing", ("F1",)), "e2", (over,))
    assert second.excuse.rests == ""
    _, other = heard(late(), Told("order_missing", ("F2",)), "e2", (over,))
    assert other.excuse.rests == "invoice"
    many = tuple(replace(over, id=f"e{n}", debt_ids=(f"X{n}",)) for n in range(3))
    _, fourth = heard(late(), Told("talk"), "e9", many)
    assert fourth.excuse.rests == ""


def test_answered_it_is_over_and_the_debtor_reads_the_answer() -> None:
    who, found = heard(late(), Told("talk"))
    done = resolve(found.excuse, "Te llamamos ayer. Gracias.", who, "rosa", NOON)
    assert (done.excuse.state, done.excuse.ended_by) == ("done", "rosa")
    assert [one.template for one in done.notices] == ["excuse_answered"]
    assert [one.state for one in done.tasks] == ["done"]
    with pytest.raises(Conflict, match="excuse_done"):
        resolve(done.excuse, "", who, "rosa", NOON)
    with pytest.raises(Faulty):
        resolve(found.excuse, "x" * 501, who, "rosa", NOON)


@pytest.mark.parametrize("told", [Told("talk"), Told("order_missing", ("F1", "F2"))])
def test_on_the_day_of_an_answer_nobody_is_reminded_and_the_next_day_the_ladder_goes_on(told: Told) -> None:
    who, found = heard(late(), told)
    done = resolve(found.excuse, "Ya está. Gracias.", who, "rosa", at(MONDAY, "12:30"))
    answered = replace(who, debtor=done.debtor, excuses=(), tasks=())
    after, decision = looked_at(answered, MONDAY, "12:31")
    assert (decision.notices, decision.tasks) == ((), ())
    assert decision.debtor.due_at == at(MONDAY + timedelta(days=1), "00:00")
    _, tomorrow = looked_at(after, MONDAY + timedelta(days=1))
    assert [one.step for one in tomorrow.notices] == ["grace_over"]


def test_a_reminder_that_was_about_to_leave_is_held_back_by_the_answer() -> None:
    before, decision = looked_at(late(), MONDAY, "12:30")
    (notice,) = decision.notices
    told, found = heard(before, Told("talk"))
    done = resolve(found.excuse, "", told, "rosa", at(MONDAY, "12:30"))
    assert why_not(notice, before, business(), at(MONDAY, "12:31")) is None
    assert why_not(notice, replace(before, debtor=done.debtor), business(), at(MONDAY, "12:31")) == "answered"


def test_when_a_person_has_done_it_reminders_go_on_the_next_day() -> None:
    who, _ = heard(late(), Told("talk"))
    after, decision = looked_at(replace(who, tasks=()), MONDAY, "13:00")
    assert ([one.state for one in decision.excuses], decision.notices) == (["done"], ())
    assert [one.step for one in looked_at(after, MONDAY + timedelta(days=1))[1].notices] == ["grace_over"]


def test_once_it_is_paid_there_is_nothing_to_remedy() -> None:
    who, _ = heard(late(), Told("invoice_wrong", ("F1",)))
    paid = replace(who, invoices=tuple(one for one in who.invoices if one.number != "F1"))
    _, decision = looked_at(paid, MONDAY, "13:00")
    assert [one.state for one in decision.excuses] == ["done"]
    assert [one.state for one in decision.tasks] == ["done"]


def test_a_message_on_its_way_about_it_is_held_back() -> None:
    before, decision = looked_at(late(), MONDAY, "09:00")
    (notice,) = decision.notices
    who, _ = heard(before, Told("invoice_wrong", (notice.anchor or "",)))
    assert why_not(notice, who, business(), at(MONDAY, "09:01")) == "remedy"


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (Told("because"), Faulty),
        (Told("not_received"), Faulty),
        (Told("talk", text="x" * 501), Faulty),
        (Told("order_missing", tuple(f"F{n}" for n in range(11))), Faulty),
        (Told("invoice_wrong", ("F9",)), NotFound),
    ],
)
def test_what_nobody_can_answer_is_refused(told: Told, kind: type[Refusal]) -> None:
    with pytest.raises(kind):
        hear("e1", told, late(), (), SHE, NOON)


def test_the_same_twice_and_too_many_at_once_are_refused() -> None:
    _, first = heard(late(), Told("invoice_wrong", ("F1",)))
    with pytest.raises(Conflict, match="already_told"):
        hear("e2", Told("invoice_wrong", ("F1",)), late(), (first.excuse,), SHE, NOON)
    many = tuple(replace(first.excuse, id=f"e{n}", debt_ids=(f"X{n}",)) for n in range(5))
    with pytest.raises(Conflict, match="too_many_excuses"):
        hear("e9", Told("talk"), late(), many, SHE, NOON)


def test_every_excuse_of_the_catalogue_has_an_owner_and_an_end() -> None:
    for remedy in catalogue().values():
        assert remedy.owner in {"business", "debtor", "system"}
        assert remedy.ladder in {"goes_on", "rest_invoice", "rest_all", "counts_again"}
        assert (remedy.days > 0) == remedy.ladder.startswith("rest_"), "nothing rests without an end"
        assert remedy.after in {"resume", "escalate"}
