"""What happens to agreements by themselves: quotes expire, installments are reminded of, the last one completes, and
one that stays unpaid beyond its grace breaks it. Pure.

Reminders and the news of a breach obey the contact rules like any other: one message a day. A breach waits a few days
for an hour at which it may be told, and for money on its way; nobody's agreement ends behind their back.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from msgspec.structs import replace

from chalicelib.domain.agreeing.agreement import PROPOSED, QUOTED, Agreement, is_running
from chalicelib.domain.agreeing.installments import pay_by
from chalicelib.domain.agreeing.plan_autopay import name_of
from chalicelib.domain.agreeing.plan_books import IN_PLAN, Moved, end, freed
from chalicelib.domain.agreeing.plan_progress import Progress, Standing, breach_day, covered, is_being_paid, progress
from chalicelib.domain.books.ledger import Moment
from chalicelib.domain.calendar import instant
from chalicelib.domain.contact.channels import choose
from chalicelib.domain.contact.contact_rules import Allowed, Answer, Held, Wanted, lawful_start, when
from chalicelib.domain.debtor import Reached
from chalicelib.domain.draft import Draft
from chalicelib.domain.notice import Notice

SOON_DAYS = 3  # before an installment's day
WAIT_TO_TELL = timedelta(days=5)  # so long a breach waits for a lawful hour
RESTING = frozenset({"open", "partly_paid", "promised"})
CHANNELS = ("email", "sms")
INSTALLMENT, BREACHED = "installment", "plan_breached"
DAY = timedelta(days=1)


def keep_agreements(draft: Draft) -> None:
    """Also while reminders rest: what was paid does not depend on whether we may speak of it."""
    for agreement in list(draft.agreements.values()):
        if agreement.state == QUOTED and draft.now >= agreement.valid_until:
            draft.agreements[agreement.id] = replace(agreement, state="expired", ended_at=draft.now)
            draft.reasons.append(f"quote {agreement.id} expired")
        elif is_running(agreement):
            _keep(draft, agreement)
    _free_the_others(draft)


def remind_of_installments(draft: Draft) -> None:
    """The first installment with something unpaid is the one that is spoken of."""
    for agreement in _running(draft):
        so_far = _progress(draft, agreement)
        coming = so_far.next
        if coming is None or _is_resting(draft, agreement):
            continue
        if _may_break(draft, agreement, coming):
            if not draft.business.test_mode and not _waits_for_an_answer(draft, agreement):  # nobody would tell them
                _break(draft, agreement, coming)
        elif step := _step(draft, agreement, coming):
            _remind(draft, agreement, coming, step)


def plan_wakes(draft: Draft) -> Iterator[datetime]:
    for agreement in draft.agreements.values():
        if agreement.state == QUOTED:
            yield agreement.valid_until
        elif is_running(agreement) and not draft.silence:
            yield from (moment for moment in _moments(draft, agreement) if moment > draft.now)


def _keep(draft: Draft, agreement: Agreement) -> None:
    so_far = _progress(draft, agreement)
    if not so_far.remaining_minor:
        draft.agreements[agreement.id] = replace(agreement, state="completed", ended_at=draft.now)
        draft.reasons.append(f"agreement {agreement.id} completed")
        return
    if agreement.state == "signed" and so_far.paid_minor:
        draft.agreements[agreement.id] = replace(agreement, state="active")
    for invoice in covered(agreement, draft.invoices.values()):
        if invoice.state in RESTING:  # a payment of it was taken back
            draft.put(replace(invoice, state=IN_PLAN))


def _free_the_others(draft: Draft) -> None:
    """Invoices of an agreement that is over: paid, and taken back since; or more was added to them than it covers."""
    running = {agreement.id for agreement in _running(draft)}
    for invoice in list(draft.invoices.values()):
        if invoice.plan and invoice.plan not in running:
            draft.put(freed(invoice, draft.today))


def _remind(draft: Draft, agreement: Agreement, coming: Standing, step: str) -> None:
    purpose = "collection" if step == "late" else "pre_due"
    data = {"agreement": agreement.id, "number": str(coming.installment.number), "step": step}
    channel = choose(draft.debtor, CHANNELS)
    if channel is None:
        draft.ask("no_channel", None, f"installment {coming.installment.number} reaches nobody")
    elif not isinstance(_when(draft, channel, purpose, draft.now), Allowed):
        return
    else:
        _say(draft, agreement, INSTALLMENT, channel, purpose, data)
    had = (*agreement.steps, step_name(step, coming, rehearsed=draft.business.test_mode))
    draft.agreements[agreement.id] = replace(agreement, steps=had)


def _may_break(draft: Draft, agreement: Agreement, coming: Standing) -> bool:
    """Its grace is over, and the debtor has heard on its day or later that it is unpaid, if that was possible."""
    broken = breach_day(agreement, coming, draft.debtor.country)
    was_told = {step_name("due", coming), step_name("late", coming)} & set(agreement.steps)
    in_vain = choose(draft.debtor, CHANNELS) is None or draft.today >= broken + WAIT_TO_TELL
    return draft.today >= broken and bool(was_told or in_vain)


def _break(draft: Draft, agreement: Agreement, coming: Standing) -> None:
    channel = choose(draft.debtor, CHANNELS)
    if channel and not isinstance(_when(draft, channel, "collection", draft.now), Allowed):
        if draft.today < breach_day(agreement, coming, draft.debtor.country) + WAIT_TO_TELL:
            return
        channel = None
    so_far, invoices = _progress(draft, agreement), list(draft.invoices.values())
    numbers = tuple(one.number for one in covered(agreement, invoices))
    moment = Moment(draft.today, draft.now, f"breach-{agreement.id}", rates=draft.before.rates)
    _write(draft, end(agreement, invoices, moment, agreement.rules.charges_return))
    reason = f"installment {coming.installment.number} of {coming.installment.due_on}"
    draft.agreements[agreement.id] = replace(agreement, state="breached", ended_at=draft.now, reason=reason)
    draft.reasons.append(f"agreement {agreement.id} broken: {reason}")
    if channel:
        paid = {"agreement": agreement.id, "paid_minor": str(so_far.paid_minor), "currency": agreement.currency}
        _say(draft, agreement, BREACHED, channel, "collection", paid, numbers)
    _ask(draft, agreement, so_far, numbers)


def _ask(draft: Draft, agreement: Agreement, so_far: Progress, numbers: tuple[str, ...]) -> None:
    draft.ask(
        "plan_breached",
        numbers[0],
        f"agreement {agreement.id}",
        about=agreement.id,
        amount_minor=so_far.remaining_minor,
        currency=agreement.currency,
    )


def _write(draft: Draft, moved: Moved) -> None:
    for invoice in moved.invoices:
        draft.put(invoice)
    draft.entries += moved.entries


def _say(
    draft: Draft,
    agreement: Agreement,
    template: str,
    channel: str,
    purpose: str,
    data: dict[str, str],
    numbers: tuple[str, ...] = (),
) -> None:
    """It counts for the caps of the day: the ladder does not speak beside it."""
    about = f"{data['step']}-{data['number']}" if template == INSTALLMENT else "end"
    mine = numbers or tuple(one.number for one in covered(agreement, draft.invoices.values()))
    notice = Notice(
        id=draft.notice_id(f"{template}-{agreement.id}-{about}", channel),
        purpose=purpose,
        tone="friendly",
        channel=channel,
        planned_at=draft.now,
        anchor=mine[0],
        invoices=mine,
        template=template,
        data=data,
    )
    draft.notices.append(notice)
    reached = Reached(draft.today, channel, purpose, notice.id, draft.business.test_mode)
    draft.debtor = replace(draft.debtor, reached=(*draft.debtor.reached, reached))
    draft.reasons.append(f"sends {template} {about} of {agreement.id} by {channel}")


def _step(draft: Draft, agreement: Agreement, coming: Standing) -> str:
    """The reminder that today is for; "" where there is none, or it was sent. A missed one gives way to the next."""
    due = coming.installment.due_on
    if draft.today > pay_by(due, draft.debtor.country):
        step = "late"
    elif draft.today >= due:
        step = "due"
    else:
        step = "soon" if draft.today >= due - timedelta(days=SOON_DAYS) else ""
    if coming.installment.number == 0 and step == "soon":
        return ""  # whoever has just signed knows
    had = step_name(step, coming, rehearsed=draft.business.test_mode)
    return "" if not step or had in agreement.steps else step


def step_name(step: str, coming: Standing, *, rehearsed: bool = False) -> str:
    """How a reminder is remembered; one that only the business read counts for no other."""
    return f"{'test.' if rehearsed else ''}{step}.{coming.installment.number}"


def _moments(draft: Draft, agreement: Agreement) -> Iterator[datetime]:
    """The days on which something is to be said or done about the next installment; a reminder that is held back."""
    coming = _progress(draft, agreement).next
    if coming is None or _is_resting(draft, agreement):
        return
    due, country = coming.installment.due_on, draft.debtor.country
    broken = breach_day(agreement, coming, country)
    for day in (due - timedelta(days=SOON_DAYS), due, pay_by(due, country) + DAY, broken, broken + WAIT_TO_TELL):
        yield lawful_start(day, draft.debtor) or instant(day, time(0), draft.debtor.time_zone)
    is_broken = draft.today >= broken
    if (is_broken or _step(draft, agreement, coming)) and (channel := choose(draft.debtor, CHANNELS)):
        late = is_broken or draft.today > pay_by(due, country)
        answer = _when(draft, channel, "collection" if late else "pre_due", draft.now)
        if isinstance(answer, Held) and answer.until:
            yield answer.until


def _when(draft: Draft, channel: str, purpose: str, at: datetime) -> Answer:
    return when(Wanted(channel, purpose, draft.business.policy.min_days_between), draft.debtor, at)


def _is_resting(draft: Draft, agreement: Agreement) -> bool:
    """Money for it is on its way, its card is charged by itself, or a remedy for one of its debts is under way."""
    if is_being_paid(agreement, draft.invoices.values(), draft.attempts.values()):
        return True
    mine = {one.number for one in covered(agreement, draft.invoices.values())}
    return bool(draft.spoken_for & (mine | {name_of(agreement.id, one.number) for one in agreement.installments}))


def _waits_for_an_answer(draft: Draft, agreement: Agreement) -> bool:
    """Its debtor asked for other terms in time, and nobody has said anything yet."""
    return any(
        one.state == PROPOSED and one.replaces == agreement.id and one.rested for one in draft.agreements.values()
    )


def _progress(draft: Draft, agreement: Agreement) -> Progress:
    return progress(agreement, draft.invoices.values(), draft.today, draft.debtor.country)


def _running(draft: Draft) -> list[Agreement]:
    return [agreement for agreement in draft.agreements.values() if is_running(agreement)]


def untold(notice: Notice, agreements: Iterable[Agreement]) -> tuple[Agreement, ...]:
    """A reminder that reached nobody counts for nothing: its step is open again."""
    if notice.template != INSTALLMENT:
        return ()
    step = f"{notice.data['step']}.{notice.data['number']}"
    mine = (one for one in agreements if one.id == notice.data["agreement"] and step in one.steps)
    return tuple(replace(one, steps=tuple(had for had in one.steps if had != step)) for one in mine)
