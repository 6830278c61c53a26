"""A person says whose a doubtful bank payment is: accepted it is applied, rejected the reminders go on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.bank.bank_payment import BankPayment, payer_keys
from chalicelib.domain.bank.matching import Fit
from chalicelib.domain.business import Business
from chalicelib.domain.contact.rests import end_rest
from chalicelib.domain.errors import Conflict, NotFound, Refusal
from chalicelib.gateways.logs import fact
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import day, money
from chalicelib.store import accounts, bank_payments
from chalicelib.store.changes import Changes
from chalicelib.workflows.bank.apply_bank_payment import apply_bank_payment
from chalicelib.workflows.bank.note_returned import take_back
from chalicelib.workflows.decide_account import again_on_conflict

_OPEN = ("proposed", "unmatched")
_IN_SIGHT = (*_OPEN, "accepting")  # a worker died on it: accepted again it goes on
_BY_PERSON = frozenset({"accepting", "accepted"})


def list_proposals(business: Business, lang: str) -> list[dict[str, Any]]:
    """What waits for a person, the oldest first: the bank's line, and whose it may be and why."""
    waiting = sorted(bank_payments.list_proposals(business.id, _IN_SIGHT), key=lambda one: (one.on, one.at, one.fact))
    names = _names(business, waiting)
    return [proposal_view(one, business, lang, names) for one in waiting]


def proposal_view(
    payment: BankPayment, business: Business, lang: str, names: dict[str, str] | None = None
) -> dict[str, Any]:
    known = _names(business, [payment]) if names is None else names
    return {
        "id": payment.fact,
        "state": payment.state,
        "on": str(payment.on),
        "on_text": day(payment.on, lang),
        "amount_minor": payment.amount_minor,
        "currency": payment.currency,
        "amount_text": money(payment.amount_minor, payment.currency, lang, business.country, business.currency),
        "text": payment.text,
        "payer": payment.name,
        "why_not": say(lang, f"bank.doubt.{payment.doubt}") if payment.doubt else None,
        "takes_back": payment.amount_minor < 0,
        "debtor": payment.debtor or None,
        "candidates": [_candidate(one, known, lang) for one in payment.fits],
    }


def accept(business: Business, payment_id: str, debtor: str, user: str, now: datetime) -> BankPayment:
    """Apply it to one of those who were proposed, or to whomever the person names. Again answers the same.

    Money that the bank took back is owed again. Raises NotFound, Refusal ``debtor_needed``, ``nothing_to_take_back``,
    Conflict ``proposal_decided``.
    """
    payment = _find(business, payment_id)
    if payment.state in _BY_PERSON:
        if debtor not in {"", payment.debtor}:
            raise Conflict("proposal_decided")
    else:
        payment = _accepting(business, payment, debtor, user, now)
    if payment.state == "accepting":
        _carry_out(business, payment, now)
        bank_payments.move(business.id, replace(payment, state="accepted"), "accepting")
        fact("proposal_accepted", business=business.id, metrics={"ProposalsAccepted": 1})
    _wake(business, payment, now)
    return replace(payment, state="accepted")


def reject(business: Business, payment_id: str, user: str, now: datetime) -> BankPayment:
    """It is none of theirs: their reminders go on. Again answers the same. Raises NotFound, Conflict."""
    payment = _find(business, payment_id)
    if payment.state in _OPEN:
        was = payment.state
        payment = replace(payment, state="rejected", decided_at=now, decided_by=user)
        if not bank_payments.move(business.id, payment, was):
            raise Conflict("proposal_decided")
        fact("proposal_rejected", business=business.id, metrics={"ProposalsRejected": 1})
    if payment.state != "rejected":
        raise Conflict("proposal_decided")
    _wake(business, payment, now)
    return payment


def _carry_out(business: Business, payment: BankPayment, now: datetime) -> None:
    if payment.amount_minor < 0:
        if not take_back(business.id, payment, now):
            bank_payments.move(business.id, replace(payment, state="proposed", debtor=""), "accepting")
            raise Refusal("nothing_to_take_back", field="debtor")
        return
    if apply_bank_payment(business.id, payment, now, accepted=True) != "applied":
        raise Refusal("debtor_needed", field="debtor")
    bank_payments.learn_payers(business.id, payer_keys(payment), payment.debtor)


def _find(business: Business, payment_id: str) -> BankPayment:
    payment = bank_payments.load(business.id, payment_id)
    if payment is None or payment.state in {"applying", "applied"}:
        raise NotFound("not_found")
    return payment


def _accepting(business: Business, payment: BankPayment, debtor: str, user: str, now: datetime) -> BankPayment:
    if payment.state == "rejected":
        raise Conflict("proposal_decided")
    best = payment.fits[0].debtor if len(payment.fits) == 1 else ""
    chosen = debtor or best
    if not chosen or accounts.load(business.id, chosen) is None:
        raise Refusal("debtor_needed", field="debtor")
    lines = next((one.lines for one in payment.fits if one.debtor == chosen), ())
    if payment.amount_minor > 0 and _is_over(business, chosen, lines):
        lines = ()
    was = payment.state
    payment = replace(payment, state="accepting", debtor=chosen, lines=lines, decided_at=now, decided_by=user)
    if not bank_payments.move(business.id, payment, was):
        raise Conflict("proposal_decided")
    return payment


def _is_over(business: Business, debtor: str, lines: Sequence[tuple[str, int]]) -> bool:
    """Whether what was proposed to be paid was paid otherwise meanwhile: then the oldest due goes first."""
    account = accounts.load(business.id, debtor)
    still_open = {invoice.number for invoice in account.invoices} if account else set()
    return any(number not in still_open for number, _ in lines)


def _wake(business: Business, payment: BankPayment, now: datetime) -> None:
    """Nobody's reminders rest for it any more."""
    for debtor in dict.fromkeys(one.debtor for one in payment.fits):
        again_on_conflict(lambda debtor=debtor: _wake_one(business, debtor, payment, now))  # type: ignore[misc]


def _wake_one(business: Business, debtor: str, payment: BankPayment, now: datetime) -> None:
    account = accounts.load(business.id, debtor)
    if account and (awake := end_rest(account.debtor, payment.about)) != account.debtor:
        accounts.save(account, Changes(replace(awake, due_at=now)))


def _candidate(found: Fit, names: dict[str, str], lang: str) -> dict[str, Any]:
    return {
        "debtor": found.debtor,
        "name": names.get(found.debtor, found.debtor),
        "score": min(found.score, 100),
        "why": [say(lang, f"bank.why.{piece}") for piece in found.evidence],
        "invoices": [{"number": number, "amount_minor": minor} for number, minor in found.lines],
    }


def _names(business: Business, payments: Sequence[BankPayment]) -> dict[str, str]:
    wanted = {one.debtor for payment in payments for one in payment.fits}
    found = (accounts.load(business.id, debtor) for debtor in sorted(wanted))
    return {account.debtor.id: account.debtor.name for account in found if account}
