"""Autopay's part of a decision: tell before, charge on the day, warn of a card that ends; and say what it will pay, so
that no reminder does. The charge itself is an attempt, carried out after the decision is written. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.plan_autopay import busy_too, quote_coming, stand_ins
from chalicelib.domain.already_paid.reports import covered
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.calendar import instant
from chalicelib.domain.contact.channels import choose
from chalicelib.domain.contact.contact_rules import Allowed, Answer, Wanted, lawful_start, when
from chalicelib.domain.draft import Draft
from chalicelib.domain.notice import Notice
from chalicelib.domain.paying import mandate as mandates
from chalicelib.domain.paying.asking import ask_card_at
from chalicelib.domain.paying.attempts import begin_processing, is_paying_now, named
from chalicelib.domain.paying.autopay_plan import CHARGE_AT, Coming, coming
from chalicelib.domain.paying.mandate import ACTIVE, Mandate, Planned
from chalicelib.domain.paying.quote import MOST_DEBTS
from chalicelib.domain.paying.references import debtor_reference

METHOD = "autopay"
WAIT_FOR_CARD = timedelta(days=2)  # longer than any page lives on which a card is given
WAIT_FOR_BANK = timedelta(days=7)  # a charge that the bank still thinks about
DAY = timedelta(days=1)


def autopay(draft: Draft) -> None:
    _ask_about_stuck(draft)
    for mandate in draft.mandates.values():
        draft.mandates[mandate.id] = _acted(draft, _tidied(draft, mandate))
    spoken_for = [one for mandate in draft.mandates.values() for one in _coming(draft, mandate)]
    draft.spoken_for = frozenset((*(one.invoice.number for one in spoken_for), *_tried_today(draft)))
    draft.spared = frozenset(one.invoice.number for one in spoken_for if one.as_of < one.on)


def autopay_wakes(draft: Draft) -> Iterator[datetime]:
    for attempt in draft.attempts.values():
        if attempt.mandate and attempt.expires_at > draft.now:
            yield attempt.expires_at
    for mandate in draft.mandates.values():
        if mandate.state == mandates.PENDING:
            yield min(filter(None, (ask_card_at(mandate), mandate.accepted_at + WAIT_FOR_CARD)))
        if any(plan.tried_on == draft.today for plan in mandate.planned):
            yield instant(draft.today + DAY, time(0), draft.debtor.time_zone)
        if mandate.state == ACTIVE and not _rests(draft):
            yield from (_wake_for(draft, mandate, one) for one in _coming(draft, mandate))
            if (moment := _card_moment(draft, mandate)) is not None:
                yield moment


def _tried_today(draft: Draft) -> set[str]:
    """What was charged, or refused, today: its own message spoke of it, so the reminders go on tomorrow."""
    plans = (plan for mandate in draft.mandates.values() for plan in mandate.planned)
    return {plan.invoice for plan in plans if plan.tried_on == draft.today}


def _ask_about_stuck(draft: Draft) -> None:
    for attempt in draft.attempts.values():
        if attempt.mandate and attempt.state == "pending" and attempt.expires_at <= draft.now:
            told = {"about": attempt.id, "amount_minor": attempt.amount_minor, "currency": attempt.currency}
            draft.ask("payment_stuck", None, f"the bank is silent since {attempt.created_at:%Y-%m-%d}", **told)


def _acted(draft: Draft, mandate: Mandate) -> Mandate:
    if mandate.state != ACTIVE or _rests(draft):
        return mandate
    mandate = _warned_of_card(draft, mandate)
    mandate = _told(draft, mandate)
    return _charged(draft, mandate)


def _rests(draft: Draft) -> bool:
    """Nothing is charged while the account rests, a business rehearses, or somebody is at the card page."""
    paying = any(is_paying_now(attempt, draft.now) for attempt in draft.attempts.values())
    return bool(draft.silence or draft.debtor.rests or paying or draft.business.test_mode)


def _tidied(draft: Draft, mandate: Mandate) -> Mandate:
    if mandate.state == mandates.PENDING and mandate.accepted_at + WAIT_FOR_CARD <= draft.now:
        return mandates.end(mandate, mandates.EXPIRED, "time", "no_card", draft.now)
    kept = tuple(plan for plan in mandate.planned if plan.on + mandates.REMEMBER >= draft.today)
    return replace(mandate, planned=kept)


def _coming(draft: Draft, mandate: Mandate) -> list[Coming]:
    """Nothing where no address is left to tell it to: nobody is charged unawares."""
    if _channel(draft) is None:
        return []
    parts = stand_ins(draft.agreements.values(), draft.invoices.values(), draft.today)
    return coming(mandate, draft.debtor, [*draft.invoices.values(), *parts], draft.today, draft.before.rates)


def _channel(draft: Draft) -> str | None:
    return choose(draft.debtor, ("email", "sms"), chasing=False)


def _may_tell(draft: Draft, at: datetime) -> Answer:
    """The lawful hours of a reminder, without its caps: this one says what will happen to the debtor's money."""
    spoken_to = replace(draft.debtor, opted_out=())
    return when(Wanted(_channel(draft) or "email", "pre_due"), spoken_to, at, history=())


def _told(draft: Draft, mandate: Mandate) -> Mandate:
    """One message for each day of charges."""
    fresh = [one for one in _coming(draft, mandate) if one.plan is None and one.tell_on <= draft.today]
    if not fresh or not isinstance(_may_tell(draft, draft.now), Allowed):
        return mandate
    for on in sorted({one.on for one in fresh}):
        mandate = _tell(draft, mandate, on, [one for one in fresh if one.on == on])
    return mandate


def _tell(draft: Draft, mandate: Mandate, on: date, told: list[Coming]) -> Mandate:
    data = {"on": str(on), "amount_minor": str(sum(one.minor for one in told))}
    mandate = _say(draft, mandate, "autopay_notice", data, tuple(one.invoice.number for one in told))
    notice = draft.notices[-1].id
    new = [Planned(one.invoice.number, on, draft.today, one.minor, notice, tries=one.tries) for one in told]
    numbers = {plan.invoice for plan in new}
    kept = [plan for plan in mandate.planned if plan.invoice not in numbers]
    draft.reasons.append(f"tells of a charge on {on}: {', '.join(sorted(numbers))}")
    return replace(mandate, planned=(*kept, *new))


def _say(draft: Draft, mandate: Mandate, template: str, data: dict[str, str], invoices: tuple[str, ...]) -> Mandate:
    """The number of what it ever said keeps each of its messages apart."""
    mandate = replace(mandate, told=mandate.told + 1)
    channel = _channel(draft) or "email"
    draft.notices.append(
        Notice(
            id=f"{draft.today}#{template}-{mandate.id}-{mandate.told}#{channel}",
            purpose="confirmation",
            tone="friendly",
            channel=channel,
            planned_at=draft.now,
            invoices=invoices,
            template=template,
            data={"mandate": mandate.id, **data},
        )
    )
    return mandate


def _charged(draft: Draft, mandate: Mandate) -> Mandate:
    """One charge for all that is due on a day, as an attempt that says "in process" until the bank has answered."""
    if draft.now < instant(draft.today, CHARGE_AT, draft.debtor.time_zone):
        return mandate
    ready = _ready(draft, mandate)
    for as_of in sorted({one.as_of for one in ready}):
        numbers = [one.invoice.number for one in ready if one.as_of == as_of][:MOST_DEBTS]
        attempt = _attempt(draft, mandate, numbers, as_of)
        started, paying = begin_processing(attempt, draft.invoices.values())
        draft.attempts[attempt.id] = started
        draft.invoices |= {invoice.number: invoice for invoice in paying}
        mandate = replace(mandate, planned=tuple(_begun(one, attempt, numbers, draft.today) for one in mandate.planned))
        draft.reasons.append(f"charges {', '.join(numbers)} as {attempt.id}")
    return mandate


def _ready(draft: Draft, mandate: Mandate) -> list[Coming]:
    """Told in time, not tried today, not more than was told, and nobody is paying it in another way."""
    busy = {number for a in draft.attempts.values() if a.state == "pending" for number in named(a)}
    busy = busy_too(busy, draft.agreements.values(), draft.invoices.values())
    busy |= covered(draft.before, draft.today)  # the debtor says that it is paid, and a person has yet to look
    return [
        one
        for one in _coming(draft, mandate)
        if one.plan and one.on <= draft.today and one.plan.tried_on != draft.today
        and one.minor <= one.plan.amount_minor and one.invoice.number not in busy
    ]  # fmt: skip


def _attempt(draft: Draft, mandate: Mandate, numbers: list[str], as_of: date) -> Attempt:
    account: Account = replace(draft.before, invoices=tuple(draft.invoices.values()))
    quote = quote_coming(account, numbers, as_of)
    debtor = draft.debtor
    return Attempt(
        id=f"ap_{mandate.id.removeprefix('ma_')}_{draft.today:%Y%m%d}_{as_of:%Y%m%d}",
        reference=debtor_reference(debtor.business, debtor.id),
        method=METHOD,
        currency=quote.currency,
        amount_minor=quote.amount_minor,
        lines=quote.lines,
        quoted_on=as_of,
        created_at=draft.now,
        expires_at=draft.now + WAIT_FOR_BANK,
        provider=mandate.provider,
        mandate=mandate.id,
    )


def _begun(plan: Planned, attempt: Attempt, names: list[str], today: date) -> Planned:
    return replace(plan, attempt=attempt.id, tried_on=today) if plan.invoice in names else plan


def _warned_of_card(draft: Draft, mandate: Mandate) -> Mandate:
    moment = _card_moment(draft, mandate)
    if moment is None or moment > draft.now or not isinstance(_may_tell(draft, draft.now), Allowed):
        return mandate
    month = f"{mandate.exp_year}-{mandate.exp_month:02d}"
    draft.reasons.append(f"tells that the card of {mandate.id} ends {month}")
    return replace(_say(draft, mandate, "autopay_card", {"month": month}, ()), card_told=month)


def _card_moment(draft: Draft, mandate: Mandate) -> datetime | None:
    """When to say that the card is about to end; None once it was said, or has ended."""
    last = mandates.last_day(mandate)
    is_told = mandate.card_told == f"{mandate.exp_year}-{mandate.exp_month:02d}"
    if last is None or is_told or last < draft.today or _channel(draft) is None:
        return None
    day = last - mandates.TELL_CARD_BEFORE
    if day > draft.today:
        return lawful_start(day, draft.debtor) or instant(day, time(0), draft.debtor.time_zone)
    return _moment_to_tell(draft)


def _wake_for(draft: Draft, mandate: Mandate, one: Coming) -> datetime:
    """When the next thing happens to an invoice: it is told, or it is charged, or its day is over."""
    zone = draft.debtor.time_zone
    if one.plan is None:
        if one.tell_on > draft.today:
            return lawful_start(one.tell_on, draft.debtor) or instant(one.tell_on, time(0), zone)
        return _moment_to_tell(draft)
    charge = instant(one.on, CHARGE_AT, zone)
    return charge if charge > draft.now else instant(draft.today + DAY, CHARGE_AT, zone)


def _moment_to_tell(draft: Draft) -> datetime:
    answer = _may_tell(draft, draft.now)
    return draft.now if isinstance(answer, Allowed) else answer.until or draft.now + DAY
