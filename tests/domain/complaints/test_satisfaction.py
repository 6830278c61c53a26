"""Before the call: two questions, once in a while, and never instead of an answer to who is unhappy."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.business import Business, SatisfactionRules
from chalicelib.domain.complaints.opinions import Heard, answer, close, give
from chalicelib.domain.complaints.satisfaction import Opinion, is_live, listing
from chalicelib.domain.contact.recheck import why_not
from chalicelib.domain.decide import decide
from chalicelib.domain.draft import Decision
from chalicelib.domain.errors import Conflict, Fault, Faulty
from chalicelib.domain.fields import Fields
from chalicelib.domain.policy_settings import parse_policy
from chalicelib.domain.promising.excuses import Told
from chalicelib.domain.promising.excuses import hear as tell_excuse
from tests.domain.cases import account, at, business, invoice
from tests.domain.dispute_cases import written
from tests.domain.promise_cases import MONDAY, SHE

DAY = timedelta(days=1)
RULES = SatisfactionRules(enabled=True)
CALL = MONDAY + DAY  # six days overdue


def asking(**changes: object) -> Business:
    of = business()
    return replace(of, policy=replace(of.policy, satisfaction=replace(RULES, **changes)))


@dataclass
class Life:
    """An invoice before its call, looked at day by day."""

    of: Business = field(default_factory=asking)
    who: Account = field(default_factory=lambda: account(invoice("F1", steps=("overdue_1", "grace_over"))))
    said: dict[str, Opinion] = field(default_factory=dict)

    def look(self, day: date, clock: str = "12:30") -> Decision:
        decision = decide(self.who, self.of, at(day, clock, self.who.debtor.time_zone))
        self.keep(decision.opinions)
        self.who = written(self.who, decision)
        return decision

    def hear(self, heard: Heard) -> None:
        self.keep((heard.opinion,))
        tasks = {one.id: one for one in (*self.who.tasks, *heard.tasks)}
        open_ones = tuple(one for one in tasks.values() if one.state == "open")
        self.who = replace(self.who, debtor=heard.debtor, tasks=open_ones)

    def keep(self, opinions: tuple[Opinion, ...]) -> None:
        self.said |= {one.id: one for one in opinions}

    def load(self) -> None:
        self.who = replace(self.who, opinions=tuple(one for one in self.said.values() if is_live(one)))

    @property
    def opinion(self) -> Opinion:
        (found,) = self.said.values()
        return found


def asked() -> Life:
    life = Life()
    life.look(CALL)
    life.load()
    return life


def test_the_question_comes_before_the_call_and_the_call_waits() -> None:
    life = Life()
    decision = life.look(CALL)
    (notice,) = decision.notices
    assert (notice.template, notice.purpose, notice.step) == ("satisfaction", "collection", None)
    assert [one.kind for one in decision.tasks] == []
    life.load()
    assert why_not(notice, life.who, life.of, at(CALL, "12:31")) is None, "nothing of its own holds it back"
    assert decision.debtor.due_at == at(CALL + 3 * DAY, "00:00")
    for day in (CALL, CALL + DAY, CALL + 2 * DAY):
        decision = life.look(day, "18:00")
        assert (decision.tasks, decision.notices) == ((), ())


def test_without_an_answer_the_call_goes_on_and_nobody_is_asked_again_for_months() -> None:
    life = asked()
    decision = life.look(CALL + 3 * DAY, "00:30")
    assert [one.kind for one in decision.tasks] == ["call"] and life.opinion.state == "lapsed"
    later = invoice("F9", CALL + 60 * DAY, steps=("overdue_1", "grace_over"))
    life.who = replace(life.who, invoices=(later,), tasks=())
    life.load()
    decision = life.look(CALL + 66 * DAY)
    assert [one.kind for one in decision.tasks] == ["call"] and not decision.notices
    life.who = replace(life.who, invoices=(replace(later, due_on=CALL + 203 * DAY),), tasks=())
    assert [one.template for one in life.look(CALL + 209 * DAY).notices] == ["satisfaction"]


def test_whoever_is_happy_is_called_by_somebody_who_knows() -> None:
    life = asked()
    life.hear(give(life.opinion, 5, "Todo muy bien", life.who, RULES, at(CALL, "15:00")))
    life.load()
    decision = life.look(CALL, "15:00")
    (call,) = decision.tasks
    assert (call.kind, call.data) == ("call", {"score": "5", "words": "Todo muy bien"})
    assert life.opinion.told


@pytest.mark.parametrize("score", [1, 2])
def test_whoever_is_unhappy_is_left_alone_until_somebody_looked_after_it(score: int) -> None:
    life = asked()
    heard = give(life.opinion, score, "Llegó roto", life.who, RULES, at(CALL))
    assert [(one.kind, one.on) for one in heard.tasks] == [("unhappy", CALL + 7 * DAY)]
    life.hear(heard)
    life.load()
    for day in range(7):
        assert life.look(CALL + day * DAY).tasks == ()
    said = answer(life.opinion, "Te mandamos otro", life.who, "rosa", at(CALL + DAY))
    assert [one.template for one in said.notices] == ["satisfaction_answered"]
    life.hear(said)
    life.hear(close(life.opinion, life.who, "rosa", at(CALL + 2 * DAY)))
    life.load()
    assert (life.opinion.state, life.who.tasks) == ("closed", ())
    assert life.look(CALL + 2 * DAY, "13:00").tasks == (), "not on the day on which somebody spoke with them"
    (call,) = life.look(CALL + 3 * DAY, "00:00").tasks
    assert (call.kind, call.data["score"]) == ("call", str(score))


def test_a_case_that_nobody_answers_does_not_rest_for_ever() -> None:
    life = asked()
    life.hear(give(life.opinion, 1, "", life.who, RULES, at(CALL)))
    life.load()
    life.look(CALL)
    decision = life.look(CALL + 8 * DAY, "00:30")
    assert [one.kind for one in decision.tasks] == ["call"]
    assert [one.kind for one in life.who.tasks if one.kind == "unhappy"], "and it stays with somebody to look after"


@pytest.mark.parametrize("paid", [True, False])
def test_a_case_stays_until_somebody_closed_it_whatever_else_becomes_of_the_account(paid: bool) -> None:
    """We told them that a person looks after it: neither their payment nor another remedy under way is an answer."""
    life = asked()
    life.hear(give(life.opinion, 1, "Llegó roto", life.who, RULES, at(CALL)))
    life.load()
    heard = tell_excuse("x1", Told("order_missing", ("F1",)), life.who, (), SHE, at(CALL))
    other = replace(life.who, excuses=(heard.excuse,), tasks=(*life.who.tasks, *heard.tasks))
    life.who = replace(life.who, invoices=()) if paid else other
    life.look(CALL + DAY)
    assert life.opinion.state == "case"
    assert [one.state for one in life.who.tasks if one.kind == "unhappy"] == ["open"]


def test_a_question_that_only_the_business_read_asked_nobody() -> None:
    life = Life(of=replace(asking(), test_mode=True))
    assert [one.template for one in life.look(CALL).notices] == ["satisfaction"]
    life.load()
    assert life.who.debtor.opinion_asked_on is None
    assert life.look(CALL + 3 * DAY).notices == (), "the business is not asked again and again"
    life.of = asking()
    life.load()
    decision = life.look(CALL + 3 * DAY, "12:40")
    assert [one.template for one in decision.notices] == ["satisfaction"], "and then the debtor is, before the call"
    assert not decision.tasks


def test_what_the_business_answered_itself_is_forgotten_after_the_rehearsal() -> None:
    life = Life(of=replace(asking(), test_mode=True))
    life.look(CALL)
    life.hear(give(life.opinion, 1, "Probando", life.who, RULES, at(CALL)))
    life.load()
    life.of = asking()
    rehearsed = life.opinion
    decision = life.look(CALL, "12:40")
    assert (life.said[rehearsed.id].state, listing(life.said[rehearsed.id])) == ("lapsed", "")
    assert [one.state for one in life.who.tasks] == [] and life.who.debtor.rests == ()
    assert [one.template for one in decision.notices] == ["satisfaction"]


def test_it_is_off_until_a_business_wants_it_and_needs_an_address() -> None:
    for life in (Life(of=business()), Life(who=replace(Life().who, debtor=replace(Life().who.debtor, contacts=())))):
        decision = life.look(CALL)
        assert "call" in [one.kind for one in decision.tasks] and not decision.opinions


def test_by_night_it_waits_for_the_morning_and_so_does_the_call() -> None:
    life = Life()
    decision = life.look(CALL, "00:30")
    assert (decision.tasks, decision.notices) == ((), ())
    assert decision.debtor.due_at and decision.debtor.due_at <= at(CALL, "10:00")
    assert [one.template for one in life.look(CALL, "12:00").notices] == ["satisfaction"]


def test_a_call_that_was_due_long_ago_waits_for_no_question() -> None:
    life = Life()
    decision = life.look(CALL + 4 * DAY)
    assert [one.kind for one in decision.tasks] == ["call"] and not decision.opinions


@pytest.mark.parametrize("rules", [{"before_step": "firm"}, {"days_overdue": 10}])
def test_it_may_come_before_another_step_or_after_so_many_days(rules: dict[str, object]) -> None:
    """The tenth day is a Saturday: it is asked on Monday, and the firm message waits for it."""
    life = Life(of=asking(**rules))
    life.who = account(invoice("F1", steps=("overdue_1", "grace_over", "call")))
    assert life.look(CALL + 4 * DAY).notices == ()
    assert [one.template for one in life.look(CALL + 6 * DAY).notices] == ["satisfaction"]
    life.load()
    assert [one.step for one in life.look(CALL + 9 * DAY).notices] == ["firm"]


@pytest.mark.parametrize(("score", "text"), [(0, ""), (6, ""), (-1, ""), (3, "x" * 501)])
def test_what_is_no_answer_is_refused(score: int, text: str) -> None:
    life = asked()
    with pytest.raises(Faulty):
        give(life.opinion, score, text, life.who, RULES, at(CALL))


def test_it_is_answered_once_also_late() -> None:
    life = asked()
    late = replace(life.opinion, state="lapsed")
    heard = give(late, 4, "", life.who, RULES, at(CALL + 9 * DAY))
    with pytest.raises(Conflict, match="opinion_given"):
        give(heard.opinion, 1, "", life.who, RULES, at(CALL + 9 * DAY))
    with pytest.raises(Conflict, match="case_closed"):
        close(heard.opinion, life.who, "rosa", at(CALL))
    with pytest.raises(Conflict, match="case_closed"):
        answer(heard.opinion, "Hola", life.who, "rosa", at(CALL))


def test_a_policy_names_a_step_of_its_own_ladder() -> None:
    faults: list[Fault] = []
    parse_policy(Fields({"satisfaction": {"enabled": True, "before_step": "shout", "wait_days": 0}}, "policy", faults))
    assert {one.path for one in faults} == {"policy.satisfaction.before_step", "policy.satisfaction.wait_days"}
