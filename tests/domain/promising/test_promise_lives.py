"""Random lives with promises: what is covered rests, no step is skipped or taken twice, and every promise ends once."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.books.ledger import Moment, pay
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.contact.recheck import why_not
from chalicelib.domain.decide import decide
from chalicelib.domain.default_policy import DEFAULT_LADDER
from chalicelib.domain.draft import Decision
from chalicelib.domain.errors import Refusal
from chalicelib.domain.notice import Notice
from chalicelib.domain.promising.promise import OPEN
from chalicelib.domain.promising.promises import Asked, change, make, open_promises, withdraw
from tests.domain.cases import HOME, account, at, business, invoice
from tests.domain.promise_cases import RULES, SHE, after, merged, written

DAYS = 90
COLLECTION = [step.step for step in DEFAULT_LADDER if step.purpose == "collection"]
acts = st.sampled_from(["promise", "promise", "promise", "change", "withdraw", "pay", "pay"])
happenings = st.lists(
    st.tuples(st.integers(0, DAYS), acts, st.integers(0, 15), st.sampled_from([3, 50, 97, 100])), max_size=7
)


class Life:
    """An account whose debtor does this and that, woken whenever it asked to be."""

    def __init__(self, who: Account, of: Business, start: datetime) -> None:
        self.who, self.of, self.now = who, of, start
        self.told: list[Notice] = []
        self.ended: list[str] = []
        self.count = 0

    @property
    def today(self) -> date:
        return local_date(self.now, self.who.debtor.time_zone)

    def wake(self) -> None:
        while True:
            decision = decide(self.who, self.of, self.now)
            self.check(decision)
            self.who = after(self.who, decision)
            if decision.debtor.due_at is None or decision.debtor.due_at > self.now + timedelta(seconds=2):
                return
            self.now = decision.debtor.due_at

    def check(self, decision: Decision) -> None:
        before = {number for one in open_promises(self.who) for number in one.debt_ids}
        still = {number for one in after(self.who, decision).promises if one.state == OPEN for number in one.debt_ids}
        for notice in decision.notices:
            if notice.step:
                assert not set(notice.invoices) & still, "nobody is chased for what is promised"
            elif notice.state == "planned":
                assert set(notice.invoices) <= before
                assert why_not(notice, after(self.who, decision), self.of, self.now) is None
        assert sum(one.state == "planned" for one in decision.notices) <= 1
        self.ended += [one.id for one in decision.promises if one.state != OPEN and not one.told]
        self.ended += [one.id for one in decision.promises if one.state == "kept"]
        self.told += decision.notices

    def until(self, end: datetime) -> None:
        while self.who.debtor.due_at and self.who.debtor.due_at <= end:
            self.now = self.who.debtor.due_at
            self.wake()
        self.now = end

    def act(self, kind: str, ahead: int, percent: int) -> None:
        self.count += 1
        acts: dict[str, Callable[[int, int], None]] = {"pay": self.pay, "promise": self.promise}
        with suppress(Refusal):
            acts.get(kind, self.reconsider)(ahead, percent)
        self.wake()

    def promise(self, ahead: int, percent: int) -> None:
        asked = Asked(self.today + timedelta(days=ahead), currency="MXN")
        self.who = written(self.who, make(f"p{self.count}", asked, self.who, RULES, SHE, self.now))

    def reconsider(self, ahead: int, percent: int) -> None:
        for promise in open_promises(self.who)[:1]:
            if percent > 50:
                self.who = written(self.who, withdraw(promise, self.who, SHE, self.now))
            else:
                asked = Asked(self.today + timedelta(days=ahead))
                agreed = change(promise, f"p{self.count}", asked, self.who, RULES, SHE, self.now)
                self.who = written(self.who, agreed)

    def pay(self, ahead: int, percent: int) -> None:
        for owed in sorted(self.who.invoices, key=lambda one: one.due_on)[:1]:
            minor = max(figures(owed, self.today).balance_minor * percent // 100, 1)
            booked = pay(owed, minor, self.today, Moment(self.today, self.now, f"m{self.count}", payment="a"))
            received = (*self.who.received, *booked.entries)
            self.who = merged(self.who, [booked.invoice], (), received=received)


@settings(max_examples=150, deadline=None)
@given(
    country=st.sampled_from(sorted(HOME)),
    start=st.dates(date(2026, 1, 1), date(2027, 3, 30)),
    dues=st.lists(st.integers(-40, 30), min_size=1, max_size=3),
    happens=happenings,
)
def test_whatever_is_promised_the_ladder_goes_on_where_it_was(
    country: str, start: date, dues: list[int], happens: list[tuple[int, str, int, int]]
) -> None:
    of = business(country)
    owed = [invoice(f"F{n}", start + timedelta(days=days), total_minor=10_000) for n, days in enumerate(dues)]
    begins = at(start, "09:30", of.time_zone)
    life = Life(account(*owed, country=country), of, begins)
    life.wake()
    for day, kind, ahead, percent in sorted(happens):
        life.until(begins + timedelta(days=day, hours=1))
        life.act(kind, ahead, percent)
    life.until(begins + timedelta(days=DAYS + 120))

    assert len(set(life.ended)) == len(life.ended), "each promise ends once"
    assert life.who.debtor.due_at is None, "it comes to rest"
    assert not open_promises(life.who)
    for one in life.who.invoices:
        had = [step for step in one.steps if step in COLLECTION]
        assert had == COLLECTION, "nothing is skipped, nothing twice, and the ladder is climbed to its end"
        assert one.state in {"open", "partly_paid"} and one.escalated


def test_a_promise_of_a_country_without_decimals_is_kept_to_the_unit() -> None:
    of = business("CL")
    owed = invoice("F1", date(2026, 6, 3), currency="CLP", total_minor=9_999)
    who = account(replace(owed, steps=("overdue_1",)), country="CL")
    now = at(date(2026, 6, 8), "12:00", of.time_zone)
    who = written(who, make("p1", Asked(date(2026, 6, 12)), who, RULES, SHE, now))
    booked = pay(who.invoices[0], 9_499, date(2026, 6, 9), Moment(date(2026, 6, 9), now, "m1", payment="a"))
    who = merged(who, [booked.invoice], (), received=booked.entries)
    decision = decide(who, of, at(date(2026, 6, 18), "12:00", of.time_zone))
    assert [one.state for one in decision.promises] == ["partly_kept"], "9,499 is less than 95% of 9,999"
    who = replace(who, received=tuple(replace(one, amount_minor=-9_500) for one in booked.entries))
    decision = decide(who, of, at(date(2026, 6, 18), "12:00", of.time_zone))
    assert [one.state for one in decision.promises] == ["kept"]
