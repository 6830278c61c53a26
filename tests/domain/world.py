"""One account that lives by the clock: woken when it asked to be, its debtor doing this and that; all of it remembered.

Every decision is made twice and must come out the same, and what it wrote must be enough: decided again at the same
moment, it plans nothing again.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing import plan_books
from chalicelib.domain.agreeing.agreement import Agreement, Choice, is_running
from chalicelib.domain.agreeing.plan_payment import quote_any, quote_named, quote_plan
from chalicelib.domain.agreeing.plan_quote import Asked, make_quote
from chalicelib.domain.agreeing.plan_rules import chosen
from chalicelib.domain.already_paid import reports
from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.books.cash import apply_cash, undo_cash
from chalicelib.domain.books.invariants import Books, breaches
from chalicelib.domain.books.ledger import Moment
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.complaints import disputing
from chalicelib.domain.contact import pause
from chalicelib.domain.contact.recheck import why_not
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.decide import decide
from chalicelib.domain.entry import Entry
from chalicelib.domain.importing import merging
from chalicelib.domain.importing.merging import Document
from chalicelib.domain.notice import Notice
from chalicelib.domain.paying.asking import is_to_be_asked
from chalicelib.domain.paying.attempts import is_paying_now, release
from chalicelib.domain.paying.quote import Quote
from chalicelib.domain.promising import excuses, promises
from chalicelib.domain.promising.promise import WITHDRAWN
from chalicelib.domain.promising.promises import recorded
from chalicelib.domain.task import Task
from chalicelib.store.kinds import KINDS

SHE = promises.Author("session-1")
CHASING = {"pre_due", "collection"}
SPOKEN_OF = {"promise_due": {"promised"}, "installment": {"in_plan"}}
AT_ONCE = timedelta(seconds=2)  # a wake so near is the same visit


class World:
    """``who``: the account as a decision loads it. ``all``: every row that was ever written, by kind and id."""

    def __init__(self, debtor: Debtor, of: Business, now: datetime) -> None:
        self.who, self.of, self.now = Account(debtor), of, now
        self.all: dict[str, dict[str, Any]] = {"invoices": {}, **{kind.field: {} for kind in KINDS}}
        self.entries: list[Entry] = []
        self.said: list[Notice] = []
        self.asked: list[Task] = []
        self.count = 0
        self.came_in: Counter[str] = Counter()
        self.went_back: Counter[str] = Counter()

    @property
    def today(self) -> date:
        return local_date(self.now, self.who.debtor.time_zone)

    def moment(self, cause: str, payment: str | None = None, kind: str = "") -> Moment:
        return Moment(self.today, self.now, cause, payment=payment, cash_kind=kind)

    def name(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    # ── Time ───────────────────────────────────────────────────────────────────────────────────────

    def until(self, end: datetime) -> None:
        """Let time pass: the account is woken whenever it asked to be."""
        for _ in range(2_000):
            due = self.who.debtor.due_at
            if due is None or due > end:
                self.now = max(self.now, end)
                return
            self.now = max(self.now, due)
            self.look()
        raise AssertionError("it wakes for nothing")

    def look(self) -> None:
        """One decision, written; and once more, which is to add nothing."""
        self.ask_providers()
        decision = decide(self.who, self.of, self.now)
        assert decision == decide(self.who, self.of, self.now)
        assert decision.debtor.due_at is None or decision.debtor.due_at > self.now
        self.write(decision)
        self.may_be_said([one for one in decision.notices if one.state == "planned" and one.purpose in CHASING])
        again = decide(self.who, self.of, self.now)
        new = [one for one in again.notices if one.state == "planned"]
        assert not [one for one in new if one.purpose in CHASING], f"nobody is chased twice: {new}"
        assert not {one.id for one in new} & {one.id for one in self.said}, "nothing is said twice"
        assert not _names(again.entries) & _names(decision.entries), "nothing is booked twice"
        assert not {one.id for one in again.tasks} & {one.id for one in decision.tasks}, "nothing is asked twice"
        self.balanced()

    def ask_providers(self) -> None:
        """As the workflow does before it decides; here they never answer by themselves."""
        asked = tuple(
            replace(one, asked_at=self.now) if is_to_be_asked(one, self.now) else one for one in self.who.attempts
        )
        self.all["attempts"] |= {one.id: one for one in asked}
        self.who = replace(self.who, attempts=asked)

    def may_be_said(self, notices: Sequence[Notice]) -> None:
        """One message a day, about what is owed and does not rest, and nothing that stops it at the door."""
        known = [one for one in self.said if one.state == "planned" and one.purpose in CHASING]
        same_day = [one for one in known if one.id[:10] == f"{self.today}" and one.rehearsed == self.of.test_mode]
        assert len(notices) <= 1 and len(same_day) <= 1
        for one in notices:
            states = {known.state for known in self.who.invoices if known.number in one.invoices}
            assert states and states <= SPOKEN_OF.get(one.template, {"open", "partly_paid"}), (one, states)
            assert self.of.live and not self.who.debtor.rests
            assert not any(is_paying_now(attempt, self.now) for attempt in self.who.attempts)
            held = why_not(one, self.who, self.of, self.now)
            assert held is None, f"{one.id} is stopped at the door: {held}"

    def balanced(self) -> None:
        attempts = tuple(self.all["attempts"].values())
        books = Books(self.who.debtor, tuple(self.all["invoices"].values()), tuple(self.entries), attempts)
        assert breaches(books) == {}

    # ── What is written ────────────────────────────────────────────────────────────────────────────

    def write(self, changes: Any) -> None:
        """A decision, or whatever has fields like one, as the store keeps it: what is over is not loaded again."""
        for name, kept in self.all.items():
            things = getattr(changes, name, ())
            kept |= {one.number if name == "invoices" else one.id: one for one in things}
        self.entries += getattr(changes, "entries", ())
        self.said += [replace(one, rehearsed=self.of.test_mode) for one in getattr(changes, "notices", ())]
        self.asked += [one for one in getattr(changes, "tasks", ()) if one.created_at == self.now]
        live: dict[str, Any] = {
            kind.field: tuple(filter(kind.is_live, self.all[kind.field].values())) for kind in KINDS
        }
        still = tuple(one for one in self.all["invoices"].values() if one.state not in SETTLED)
        received = tuple(self.entries) if live["promises"] else ()
        debtor = getattr(changes, "debtor", self.who.debtor)
        self.who = Account(debtor, still, received=received, **live)

    def act(self, changes: Any) -> None:
        """Somebody did something: written, and looked at in the same second, as every workflow has it."""
        self.write(changes)
        self.wake()

    def wake(self) -> None:
        self.who = replace(self.who, debtor=replace(self.who.debtor, due_at=self.now))
        self.look()
        due = self.who.debtor.due_at
        while due and due <= self.now + AT_ONCE:
            self.now = due
            self.look()
            due = self.who.debtor.due_at

    # ── What people do ─────────────────────────────────────────────────────────────────────────────

    def issue(self, number: str, total_minor: int, due_on: date, currency: str = "") -> None:
        document = Document(number, currency or self.of.currency, total_minor, self.today, due_on)
        booked = merging.first_seen(document, self.of, self.moment(f"import-{number}")).booked
        assert booked
        self.act(wrote(invoices=(booked.invoice,), entries=booked.entries))

    def promise(self, on: date, **asked: Any) -> None:
        made = promises.make(
            self.name("p"), promises.Asked(on, **asked), self.who, self.of.policy.promise, SHE, self.now
        )
        self.act(made)

    def change(self, on: date) -> None:
        (old,) = promises.open_promises(self.who)[:1]
        asked = promises.Asked(on)
        self.act(promises.change(old, self.name("p"), asked, self.who, self.of.policy.promise, SHE, self.now))

    def withdraw(self) -> None:
        (old,) = promises.open_promises(self.who)[:1]
        self.act(promises.withdraw(old, self.who, SHE, self.now))

    def sign(self, choice: Choice, *numbers: str) -> Agreement:
        """Quoted and signed at once; a promise about the same money gives way."""
        invoices = chosen(self.who, numbers, self.of.currency, self.today)
        quoted = make_quote(self.who, self.of, invoices, choice, Asked(self.name("ag_"), self.today, self.now))
        signed = replace(quoted, state="signed" if choice.down_minor else "active", signed_at=self.now, evidence="hash")
        by_number = {one.number: one for one in self.who.invoices}
        begun = plan_books.begin(signed, by_number, self.moment(f"sign-{signed.id}"))
        given = [one for one in promises.open_promises(self.who) if set(one.debt_ids) & set(signed.debt_ids)]
        debtor = self.who.debtor
        for _ in given:
            debtor = replace(debtor, promises=recorded(debtor.promises, WITHDRAWN, self.today))
        ended = tuple(replace(one, state=WITHDRAWN, ended_at=self.now, told=True) for one in given)
        self.act(wrote(debtor, invoices=begun.invoices, entries=begun.entries, agreements=(signed,), promises=ended))
        return signed

    def running(self) -> Agreement:
        return next(one for one in self.who.agreements if is_running(one))

    def pay(self, *numbers: str) -> None:
        named = numbers or tuple(one.number for one in self.who.invoices)
        self.receive(quote_named(self.who, named, self.today))

    def pay_any(self, amount_minor: int, currency: str) -> None:
        self.receive(quote_any(self.who, amount_minor, currency, self.today))

    def pay_plan(self, **how: Any) -> None:
        self.receive(quote_plan(self.who, self.running().id, self.today, **how))

    def receive(self, quote: Quote, extra_minor: int = 0) -> None:
        amount = quote.amount_minor + extra_minor
        attempt = self.attempt(quote.lines, quote.currency, amount, state="paid", paid_at=self.now)
        self.came_in[quote.currency] += amount
        self.put(attempt, amount)

    def attempt(self, lines: Sequence[QuoteLine], currency: str, amount_minor: int, **how: Any) -> Attempt:
        name = self.name("pa_")
        ends = self.now + timedelta(minutes=30)
        return Attempt(
            name, f"R-{name}", "card", currency, amount_minor, tuple(lines), self.today, self.now, ends, **how
        )

    def put(self, attempt: Attempt, amount_minor: int) -> None:
        by_number = {one.number: one for one in self.who.invoices}
        applied = apply_cash(
            self.who.debtor, by_number, attempt.lines, attempt.currency, amount_minor, attempt.quoted_on,
            self.moment(attempt.id, attempt.id),
        )  # fmt: skip
        self.act(wrote(applied.debtor, invoices=applied.invoices, entries=applied.entries, attempts=(attempt,)))

    def settle(self, attempt: Attempt) -> None:
        """The provider says that the money is there."""
        freed = {one.number: one for one in release(attempt, self.who.invoices)}
        self.who = replace(self.who, invoices=tuple(freed.get(one.number, one) for one in self.who.invoices))
        self.came_in[attempt.currency] += attempt.amount_minor
        self.put(replace(attempt, state="paid", processing=False, paid_at=self.now), attempt.amount_minor)

    def dispute(self, number: str) -> None:
        asked, past = disputing.Asked(number, "wrong_amount", "No es ese"), tuple(self.all["disputes"].values())
        rules = self.of.policy.dispute
        self.settled(disputing.begin(self.name("d"), asked, self.who, past, rules, SHE, self.now))

    def settled(self, found: Any) -> None:
        """A dispute that was opened, or that ended."""
        self.act(
            wrote(
                invoices=found.invoices, entries=found.entries, promises=found.promises, tasks=found.tasks,
                disputes=(found.dispute,),
            )
        )  # fmt: skip

    def take_back(self, attempt: Attempt, amount_minor: int, kind: str = "refund") -> None:
        mine = [line for line in self.entries if line.payment == attempt.id]
        applied = undo_cash(
            self.who.debtor, self.all["invoices"], mine, attempt.currency, amount_minor,
            self.moment(self.name("back-"), attempt.id, kind),
        )  # fmt: skip
        self.went_back[attempt.currency] += amount_minor
        less = replace(attempt, refunded_minor=attempt.refunded_minor + amount_minor)
        self.act(wrote(applied.debtor, invoices=applied.invoices, entries=applied.entries, attempts=(less,)))

    def report(self, amount_minor: int, currency: str) -> None:
        told = reports.Told(amount_minor, currency, self.today, "transfer")
        past = tuple(self.all["reports"].values())
        reports.check(told, self.who, past, self.today)
        made, debtor = reports.begin(self.name("r"), told, self.who, past, self.now, SHE.id)
        self.act(wrote(debtor, reports=(made,), tasks=(reports.task(made, self.today),)))

    def refuse_report(self) -> None:
        (report,) = self.who.reports[:1]
        refused = reports.refuse(report, "not_received", "", "rosa", self.now)
        debtor = reports.rests_after_no(self.who.debtor, report, self.now)
        self.act(wrote(debtor, reports=(refused,), tasks=reports.task_over(self.who.tasks, report, self.now, "rosa")))

    def excuse(self, code: str, *numbers: str) -> None:
        told = excuses.Told(code, numbers)
        past = tuple(self.all["excuses"].values())
        heard = excuses.hear(self.name("x"), told, self.who, past, SHE, self.now)
        self.act(wrote(heard.debtor, invoices=heard.invoices, tasks=heard.tasks, excuses=(heard.excuse,)))

    def pause(self, until: date) -> None:
        self.act(wrote(pause.pause(self.who.debtor, until, "illness", "rosa", self.now)))

    def resume(self) -> None:
        self.act(wrote(pause.resume(self.who.debtor)))


def _names(entries: Iterable[Entry]) -> set[tuple[str | None, str]]:
    return {(one.invoice, one.id) for one in entries}


def wrote(debtor: Debtor | None = None, **things: Any) -> SimpleNamespace:
    """What a workflow would write, with the debtor where they changed."""
    return SimpleNamespace(**({"debtor": debtor} if debtor else {}), **things)
