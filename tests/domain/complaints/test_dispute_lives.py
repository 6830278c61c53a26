"""Random lives with disputes: the books stay in order, only what is disputed rests, and each ladder goes on once."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.books.invariants import Books, breaches
from chalicelib.domain.books.ledger import Moment, issue, pay
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.complaints.dispute import Dispute
from chalicelib.domain.complaints.dispute_ends import Settled, accept, reject, withdraw
from chalicelib.domain.complaints.disputing import Asked, begin, business_says, debtor_says, say
from chalicelib.domain.decide import decide
from chalicelib.domain.default_policy import DEFAULT_LADDER
from chalicelib.domain.draft import Decision
from chalicelib.domain.entry import Entry
from chalicelib.domain.errors import Refusal
from chalicelib.domain.invoice import Invoice, Terms
from chalicelib.domain.notice import Notice
from tests.domain.cases import HOME, account, at, business, invoice
from tests.domain.dispute_cases import RULES, written
from tests.domain.promise_cases import SHE

DAYS = 80
COLLECTION = [step.step for step in DEFAULT_LADDER if step.purpose == "collection"]
TERMS = Terms(accepted=True, grace_days=2, flat_minor=700, interest_rate=Decimal("0.031"))
acts = st.sampled_from(["open", "open", "open", "write", "answer", "accept", "reject", "withdraw", "pay"])
happenings = st.lists(st.tuples(st.integers(0, DAYS), acts, st.integers(0, 2), st.integers(1, 100)), max_size=9)


class Life:
    """An account whose debtor and creditor do this and that, woken whenever it asked to be."""

    def __init__(self, who: Account, of: Business, start: datetime, entries: list[Entry]) -> None:
        self.who, self.of, self.now, self.entries = who, of, start, entries
        self.known: dict[str, Invoice] = {one.number: one for one in who.invoices}
        self.past: dict[str, Dispute] = {}
        self.told: list[Notice] = []
        self.count = 0

    @property
    def today(self) -> date:
        return local_date(self.now, self.who.debtor.time_zone)

    def write(self, found: Settled | Decision) -> None:
        disputes = (found.dispute,) if isinstance(found, Settled) else found.disputes
        for one in disputes:
            assert one.id not in self.past or self.past[one.id].ended_at is None, "what is over stays over"
        self.past |= {one.id: one for one in disputes}
        self.known |= {one.number: one for one in found.invoices}
        self.entries += found.entries
        self.who = written(self.who, found)

    def wake(self) -> None:
        while True:
            decision = decide(self.who, self.of, self.now)
            self.write(decision)
            self.check(decision)
            if decision.debtor.due_at is None or decision.debtor.due_at > self.now + timedelta(seconds=2):
                return
            self.now = decision.debtor.due_at

    def check(self, decision: Decision) -> None:
        held = {one.invoice for one in self.who.disputes}
        assert all((one.state == "disputed") == (one.number in held) for one in self.who.invoices)
        for notice in decision.notices:
            assert not (notice.step and set(notice.invoices) & held), "nobody is chased for what is disputed"
        self.told += [one for one in decision.notices if one.step and one.state == "planned"]
        assert breaches(Books(self.who.debtor, tuple(self.known.values()), tuple(self.entries))) == {}

    def until(self, end: datetime) -> None:
        while self.who.debtor.due_at and self.who.debtor.due_at <= end:
            self.now = self.who.debtor.due_at
            self.wake()
        self.now = end

    def act(self, kind: str, which: int, percent: int) -> None:
        self.count += 1
        self.now += timedelta(minutes=1)
        with suppress(Refusal):
            if kind == "pay":
                self.pay(which, percent)
            elif kind == "open":
                asked = Asked(f"F{which}", "wrong_amount")
                past = tuple(self.past.values())
                self.write(begin(f"dp_{self.count}", asked, self.who, past, RULES, SHE, self.now))
            else:
                self.go_on(kind, which, percent)
        self.wake()

    def go_on(self, kind: str, which: int, percent: int) -> None:
        for dispute in self.who.disputes[which : which + 1]:
            said = business_says("Es así", "user-1", self.now)
            owed = next(one for one in self.who.invoices if one.number == dispute.invoice).principal_minor
            found = {
                "write": lambda: say(dispute, debtor_says("Hola", self.now), self.who, RULES),  # noqa: B023
                "answer": lambda: say(dispute, said, self.who, RULES),  # noqa: B023
                "accept": lambda: accept(dispute, max(owed * percent // 100, 1), said, self.who),  # noqa: B023
                "reject": lambda: reject(dispute, said, self.who),  # noqa: B023
                "withdraw": lambda: withdraw(dispute, self.who, SHE, self.now),  # noqa: B023
            }[kind]()
            self.write(found)

    def pay(self, which: int, percent: int) -> None:
        for owed in self.who.invoices[which : which + 1]:
            minor = max(figures(owed, self.today).balance_minor * percent // 100, 1)
            moment = Moment(self.today, self.now, f"m{self.count}")
            booked = pay(owed, minor, self.today, moment)
            self.known[owed.number] = booked.invoice
            self.entries += booked.entries
            others = tuple(one for one in self.who.invoices if one.number != owed.number)
            still = (booked.invoice,) if booked.invoice.state != "paid" else ()
            self.who = replace(self.who, invoices=(*others, *still))


@settings(max_examples=150, deadline=None)
@given(
    country=st.sampled_from(sorted(HOME)),
    start=st.dates(date(2026, 1, 1), date(2027, 3, 30)),
    dues=st.lists(st.integers(-30, 25), min_size=1, max_size=3),
    counts=st.booleans(),
    happens=happenings,
)
def test_whatever_is_disputed_the_books_are_in_order_and_the_ladder_goes_on_where_it_was(
    country: str, start: date, dues: list[int], counts: bool, happens: list[tuple[int, str, int, int]]
) -> None:
    of, terms = business(country), replace(TERMS, disputed_time_counts=counts)
    begins = at(start, "09:30", of.time_zone)
    plain = [invoice(f"F{n}", start + timedelta(days=days), terms=terms) for n, days in enumerate(dues)]
    first = Moment(min(one.issued_on for one in plain), begins - timedelta(days=300), "issue")
    issued = [issue(replace(one, currency=of.currency), one.total_minor, first) for one in plain]
    entries = [line for one in issued for line in one.entries]
    life = Life(account(*(one.invoice for one in issued), country=country), of, begins, entries)
    life.wake()
    for day, kind, which, percent in sorted(happens):
        life.until(max(begins + timedelta(days=day, hours=1), life.now))
        life.act(kind, which, percent)
    life.until(life.now + timedelta(days=20))
    for dispute in life.who.disputes:
        life.write(reject(dispute, business_says("No", "user-1", life.now), life.who))
    life.wake()
    life.until(life.now + timedelta(days=DAYS + 140))

    assert life.who.debtor.due_at is None, "it comes to rest"
    told = [(one.anchor, one.step) for one in life.told]
    assert len(set(told)) == len(told), "no step twice"
    for one in life.who.invoices:
        assert [step for step in one.steps if step in COLLECTION] == COLLECTION, "none skipped, climbed to its end"
        assert one.charges_rest_from is None and one.state in {"open", "partly_paid"}


@settings(max_examples=100, deadline=None)
@given(late=st.integers(0, 20), rested=st.integers(0, 60), after=st.integers(0, 40), principal=st.integers(1, 10**7))
def test_a_disputed_time_costs_what_it_costs_not_to_have_been(
    late: int, rested: int, after: int, principal: int
) -> None:
    """Charges afterwards are those of an invoice that fell due so many days later."""
    due = date(2026, 6, 3)
    owed = invoice("F1", due, total_minor=principal, terms=replace(TERMS, flat_minor=0))
    opened = at(due + timedelta(days=late))
    found = begin("dp_1", Asked("F1", "wrong_amount"), account(owed), (), RULES, SHE, opened)
    who = written(account(owed), found)
    over = at(due + timedelta(days=late + rested))
    who = written(who, reject(who.disputes[0], business_says("No", "u", over), who))
    on = due + timedelta(days=late + rested + after)
    plain = figures(owed, due + timedelta(days=late + after))
    assert figures(who.invoices[0], on).charges_minor == plain.charges_minor
