"""While a check waits for its bank, what it covers is not chased; limited, and people are asked in time. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from msgspec.structs import replace

from chalicelib.domain.books.cash import oldest_lines
from chalicelib.domain.by_hand.check_rules import deposit_day, told_by
from chalicelib.domain.by_hand.paper_check import LIVE, WAITING, PaperCheck, day_of
from chalicelib.domain.calendar import instant
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.charging.indexation import payable, pays_in
from chalicelib.domain.charging.rates import Rates
from chalicelib.domain.contact.ladder import oldest_first
from chalicelib.domain.contact.working_days import working_days_after
from chalicelib.domain.draft import Draft
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.attempts import RESTING, named

DAY = timedelta(days=1)
SAYING_DAYS = 2


def covered(check: PaperCheck, invoices: Sequence[Invoice], rates: Rates) -> tuple[str, ...]:
    """The invoices that it will pay, as of the day on which it is money: those it names, or the oldest due first.

    Raises NotFound (not theirs) and Refusal: ``already_paid``, ``mixed_currencies``, ``currency_not_owed``.
    """
    if check.debts:
        known = {one.number: one for one in invoices}
        for number in check.debts:
            _may_cover(known.get(number), check.currency)
        return check.debts
    mine = [one for one in oldest_first(invoices) if pays_in(one) == check.currency]
    if not mine and invoices and not payable(invoices, check.currency):
        raise Refusal("currency_not_owed", field="currency", currency=check.currency)
    lines = oldest_lines(mine, check.amount_minor, check.pays_on, rates, check.currency)
    return tuple(line.invoice for line in lines)


def answer_by(check: PaperCheck, country: str) -> date:
    """By the end of this day the bank has spoken, if somebody deposited it in time."""
    return told_by(day_of(check, "deposited") or deposit_day(check.pays_on, country), country)


def rest_until(check: PaperCheck, country: str) -> date:
    """The last day on which what it covers rests: people need longer than the bank to say what became of it."""
    return working_days_after(answer_by(check, country), SAYING_DAYS, country)


def rest_for_checks(draft: Draft) -> None:
    """Covered invoices say "in process" while a check lives, and are owed as before when its time is over."""
    for check in draft.checks.values():
        if check.state in LIVE:
            is_over = draft.today > rest_until(check, draft.debtor.country)
            for number in check.covers:
                (_wake if is_over else _rest)(draft, number)
            _ask(draft, check)


def check_wakes(draft: Draft) -> Iterator[datetime]:
    for check in draft.checks.values():
        country = draft.debtor.country
        asked, spoken, over = (f(check, country) for f in (_deposit_on, answer_by, rest_until))
        days = (asked, spoken + DAY, over + DAY)
        yield from (instant(day, time(0), draft.debtor.time_zone) for day in days if day > draft.today)


def _deposit_on(check: PaperCheck, country: str) -> date:
    return deposit_day(check.pays_on, country)


def freed(check: PaperCheck, invoices: Iterable[Invoice], held: Iterable[str]) -> tuple[Invoice, ...]:
    """What it no longer keeps "in process"; ``held``: by another check, or by a payment on its way."""
    mine = set(check.covers) - set(held)
    return tuple(_open(one) for one in invoices if one.number in mine and one.state == "paying")


def _rest(draft: Draft, number: str) -> None:
    invoice = draft.invoices.get(number)
    if invoice and invoice.state in RESTING:
        draft.put(replace(invoice, state="paying"))


def _wake(draft: Draft, number: str) -> None:
    on_their_way = (named(one) for one in draft.attempts.values() if one.processing and one.state == "pending")
    invoice = draft.invoices.get(number)
    if invoice and invoice.state == "paying" and not any(number in one for one in on_their_way):
        draft.put(_open(invoice))


def _ask(draft: Draft, check: PaperCheck) -> None:
    told = {"number": check.number, "bank": check.bank}
    day = _deposit_on(check, draft.debtor.country)
    facts = {"about": check.id, "amount_minor": check.amount_minor, "currency": check.currency, "data": told}
    if check.state in WAITING and day <= draft.today:
        draft.ask("deposit_check", None, f"check {check.id} since {day}", on=day, **facts)
    if check.state == "deposited" and draft.today > answer_by(check, draft.debtor.country):
        draft.ask("check_result", None, f"check {check.id} deposited", on=draft.today, **facts)


def _may_cover(invoice: Invoice | None, currency: str) -> None:
    if invoice is None:
        raise NotFound("not_found", field="debt_ids")
    if invoice.state in SETTLED:
        raise Refusal("already_paid", field="debt_ids")
    if currency not in {invoice.currency, pays_in(invoice)}:
        raise Refusal("mixed_currencies", field="debt_ids")


def _open(invoice: Invoice) -> Invoice:
    return replace(invoice, state="partly_paid" if invoice.principal_minor < invoice.total_minor else "open")
