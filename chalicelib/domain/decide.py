"""The one decision: everything that happens to an account by itself, explained. Pure and total.

``decide(account, business, now)`` issues the invoices of recurring charges, books late fees, lets stale payment
attempts expire, takes the next ladder step (one message a day at most, for the oldest unpaid invoice that still has a
step), asks people for what people must do, and says when the account must be looked at again.
"""

from datetime import date, datetime, time, timedelta

import msgspec
from msgspec.structs import replace

from chalicelib.domain.account import Account, Attempt, Debtor, Entry, Invoice, Notice, Reached, Task
from chalicelib.domain.business import Business, LadderStep
from chalicelib.domain.calendar import instant, local_date
from chalicelib.domain.channels import choose, is_for_a_person
from chalicelib.domain.contact_rules import Allowed, Answer, Wanted, when
from chalicelib.domain.ladder import Next, anchors, listed
from chalicelib.domain.ledger import Moment, charge_fee
from chalicelib.domain.recurring import bill_due, next_bills, with_announcements
from chalicelib.domain.rests import running
from chalicelib.domain.schedule import Schedule

REMEMBER_DAYS = 31
MOST_AT_ONCE = 40  # fees and tasks of one decision: each is two of the hundred rows that a transaction holds
PACE = frozenset({"too_soon"})  # our own rhythm, not a hold-back worth a record


class Decision(msgspec.Struct, frozen=True):
    """What to write, in one transaction. ``invoices``, ``attempts`` hold only what changed; ``reasons`` say why."""

    debtor: Debtor
    invoices: tuple[Invoice, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    entries: tuple[Entry, ...] = ()
    notices: tuple[Notice, ...] = ()
    tasks: tuple[Task, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    reasons: tuple[str, ...] = ()


def decide(account: Account, business: Business, now: datetime) -> Decision:
    today = local_date(now, account.debtor.time_zone)
    draft = _Draft(account, business, now, today)
    draft.expire_attempts()
    draft.bill()
    draft.book_fees()
    until = draft.rests_until()
    if until is None and not draft.silence:
        draft.hand_to_people()
        draft.take_step()
    return draft.decision(until)


class _Draft:
    """One decision in the making: what the account looks like so far, and what has been decided."""

    def __init__(self, account: Account, business: Business, now: datetime, today: date) -> None:
        self.business, self.now, self.today = business, now, today
        self.before = account
        self.debtor = replace(
            account.debtor, reached=_recent(account.debtor, today), rests=running(account.debtor, now)
        )
        self.invoices = {invoice.number: invoice for invoice in account.invoices}
        self.attempts = {attempt.id: attempt for attempt in account.attempts}
        self.schedules = {schedule.id: schedule for schedule in account.schedules}
        self.entries: list[Entry] = []
        self.notices: list[Notice] = []
        self.tasks: list[Task] = []
        self.reasons: list[str] = []
        self.silence = "" if business.live else "business not live"
        self.silence = account.debtor.hold or self.silence
        if self.silence:
            self.reasons.append(f"rests: {self.silence}")

    def expire_attempts(self) -> None:
        for attempt in self.attempts.values():
            if attempt.state == "pending" and not attempt.processing and attempt.expires_at <= self.now:
                self.attempts[attempt.id] = replace(attempt, state="expired")
                self.reasons.append(f"attempt {attempt.id} expired")

    def bill(self) -> None:
        """Also while the account rests: what is owed does not depend on whether we may speak of it."""
        if not self.schedules:
            return
        billed = bill_due(self.before, self.business, self.today, self.now)
        self.debtor = replace(self.debtor, unapplied=billed.debtor.unapplied)
        self.invoices |= {invoice.number: invoice for invoice in billed.invoices}
        self.schedules |= {schedule.id: schedule for schedule in billed.schedules}
        self.entries += billed.entries
        self.reasons += [f"issues {entry.invoice}" for entry in billed.entries if entry.kind == "issue"]

    def book_fees(self) -> None:
        """Not where a quote is being paid: what was asked for settles it, whatever falls due meanwhile."""
        quoted = {line.invoice for a in self.attempts.values() if a.state == "pending" for line in a.lines}
        for invoice in list(self.invoices.values()):
            if invoice.number in quoted or self._is_full():
                continue
            moment = Moment(self.today, self.now, f"fee-{invoice.due_on}", reason="late_fee", rates=self.before.rates)
            charged, entries = charge_fee(invoice, self.today, moment)
            self.invoices[invoice.number] = charged
            self.entries += entries

    def hand_to_people(self) -> None:
        """Steps that a person takes (a call), and invoices past their last step, become tasks."""
        for coming in self._due():
            number = coming.invoice.number
            if self._is_full():
                return None
            if coming.step is None:
                self._ask("escalate", number, f"no step left since {coming.day}")
                self._put(replace(self.invoices[number], escalated=True))
            elif is_for_a_person(coming.step.channels):
                self._ask(coming.step.channels[0], number, f"step {coming.step.step} since {coming.day}")
                self._had(coming.invoice, coming.step)
                return self.hand_to_people()
        return None

    def rests_until(self) -> datetime | None:
        """While the debtor is at the card page, or a person has yet to say whether they paid, nothing is sent."""
        open_pages = [a.expires_at for a in self.attempts.values() if is_paying_now(a, self.now)]
        if open_pages:
            self.reasons.append("rests: payment in progress")
        self.reasons += [f"rests: {rest.reason}" for rest in self.debtor.rests]
        return max((*open_pages, *(rest.until for rest in self.debtor.rests)), default=None)

    def take_step(self) -> None:
        """One message a day: the first step that may go now. What holds one currency back does not silence another."""
        for coming in self._due():
            if coming.step and not is_for_a_person(coming.step.channels) and self._took(coming, coming.step):
                return

    def _took(self, coming: Next, step: LadderStep) -> bool:
        channel = choose(self.debtor, step.channels)
        if channel is None:
            self._ask("no_channel", None, f"step {step.step} reaches nobody")
            self._withhold(coming.invoice, step, "none", "no_channel")
            return False
        answer = self._when(channel, step, self.now)
        if isinstance(answer, Allowed):
            self._send(coming, step, channel)
        elif answer.reason not in PACE:
            self._withhold(coming.invoice, step, channel, answer.reason)
        return isinstance(answer, Allowed)

    def decision(self, until: datetime | None) -> Decision:
        before = {invoice.number: invoice for invoice in self.before.invoices}
        attempts_before = {attempt.id: attempt for attempt in self.before.attempts}
        return Decision(
            debtor=replace(self.debtor, due_at=self._wake(until)),
            invoices=tuple(i for i in self.invoices.values() if i != before.get(i.number)),
            attempts=tuple(a for a in self.attempts.values() if a != attempts_before[a.id]),
            entries=tuple(self.entries),
            notices=tuple(self.notices),
            tasks=tuple(self.tasks),
            schedules=tuple(s for s in self.schedules.values() if s not in self.before.schedules),
            reasons=tuple(self.reasons),
        )

    def _coming(self) -> list[Next]:
        coming = anchors(self.invoices.values(), self.business.policy.ladder, self.today)
        return with_announcements(coming, self.invoices.values(), self.today)

    def _is_full(self) -> bool:
        return len(self.entries) + len(self.tasks) >= MOST_AT_ONCE

    def _due(self) -> list[Next]:
        return [coming for coming in self._coming() if coming.day <= self.today]

    def _when(self, channel: str, step: LadderStep, at: datetime) -> Answer:
        wanted = Wanted(channel, step.purpose, self.business.policy.min_days_between)
        return when(wanted, self.debtor, at)

    def _send(self, coming: Next, step: LadderStep, channel: str) -> None:
        notice = self._notice(coming.invoice, step, channel, "planned")
        self.notices.append(notice)
        self._had(coming.invoice, step)
        reached = Reached(on=self.today, channel=channel, purpose=step.purpose, notice=notice.id)
        self.debtor = replace(self.debtor, reached=(*self.debtor.reached, reached))
        self.reasons.append(f"sends {step.step} by {channel} for {coming.invoice.number}, due since {coming.day}")

    def _withhold(self, invoice: Invoice, step: LadderStep, channel: str, reason: str) -> None:
        notice = self._notice(invoice, step, channel, "withheld", reason)
        if all(one.id != f"{notice.id}#{reason}" for one in self.notices):  # two currencies may wait for one reason
            self.notices.append(replace(notice, id=f"{notice.id}#{reason}"))
        self.reasons.append(f"holds {step.step} back: {reason}")

    def _notice(self, anchor: Invoice, step: LadderStep, channel: str, state: str, reason: str = "") -> Notice:
        numbers = listed(self.invoices.values(), self.today)
        return Notice(
            id=f"{self.today}#{step.step}#{channel}",
            step=step.step,
            purpose=step.purpose,
            tone=step.tone,
            channel=channel,
            planned_at=self.now,
            state=state,
            reason=reason,
            anchor=anchor.number,
            invoices=numbers if anchor.number in numbers else (*numbers, anchor.number),
        )

    def _had(self, invoice: Invoice, step: LadderStep) -> None:
        current = self.invoices[invoice.number]
        self._put(replace(current, steps=(*current.steps, step.step)))

    def _put(self, invoice: Invoice) -> None:
        self.invoices[invoice.number] = invoice

    def _ask(self, kind: str, number: str | None, reason: str) -> None:
        task = Task(f"{kind}#{number or self.debtor.id}", kind, self.now, number, reason)
        self.tasks = [*(one for one in self.tasks if one.id != task.id), task]
        self.reasons.append(f"asks a person: {kind} {number or ''}".rstrip())

    def _wake(self, until: datetime | None) -> datetime | None:
        """The next instant at which something happens by itself: strictly later than now, or None."""
        wakes = [a.expires_at for a in self.attempts.values() if a.state == "pending" and not a.processing]
        wakes += next_bills(self.before, self.schedules.values())
        if self._is_full():
            return self.now + timedelta(seconds=1)
        if until is not None:
            wakes.append(until)
        elif not self.silence:
            wakes += [wake for coming in self._coming() if (wake := self._wake_for(coming))]
        return max(min(wakes), self.now + timedelta(seconds=1)) if wakes else None

    def _wake_for(self, coming: Next) -> datetime | None:
        """When to look at a step again: at its lawful moment, or on its day to record why it is held back."""
        midnight = instant(coming.day, time(0), self.debtor.time_zone)
        start = max(midnight, self.now)
        if coming.step is None or is_for_a_person(coming.step.channels):
            return start
        channel = choose(self.debtor, coming.step.channels)
        if channel is None:
            return start if coming.day > self.today else None
        answer = self._when(channel, coming.step, start)
        if isinstance(answer, Allowed):
            return start
        on_its_day = answer.until and local_date(answer.until, self.debtor.time_zone) <= max(coming.day, self.today)
        if on_its_day or answer.reason in PACE or (coming.day <= self.today and coming.step.purpose == "collection"):
            return answer.until
        tomorrow = instant(self.today + timedelta(days=1), time(0), self.debtor.time_zone)
        return midnight if coming.day > self.today else tomorrow


def is_paying_now(attempt: Attempt, now: datetime) -> bool:
    """A card page that is open right now; looking at bank data is not paying."""
    return (
        attempt.method == "card" and attempt.state == "pending" and not attempt.processing and attempt.expires_at > now
    )


def _recent(debtor: Debtor, today: date) -> tuple[Reached, ...]:
    return tuple(one for one in debtor.reached if (today - one.on).days < REMEMBER_DAYS)
