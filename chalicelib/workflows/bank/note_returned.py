"""Debits of a statement that take back what was applied: written down for a person, and carried out at their word."""

from collections.abc import Sequence
from datetime import date, datetime

from chalicelib.domain.bank.bank_payment import BankPayment
from chalicelib.domain.bank.returned import APPLIED, WAITING, is_worth_a_look, judged
from chalicelib.domain.business import Business
from chalicelib.intake.bank.lines import BankLine
from chalicelib.store import accounts, bank_payments
from chalicelib.workflows.already_paid.settle_report import BANK
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.paying.apply_payment import Received, give_back


def may_be_returned(line: BankLine, today: date) -> bool:
    """Worth a look at what came before: most debits are what the business itself paid."""
    went = line.amount_minor < 0 and line.on <= today
    return went and (line.takes_back or is_worth_a_look(f"{line.text} {line.reference}"))


def note_returned(business: Business, lines: Sequence[BankLine], told: Sequence[BankPayment]) -> list[BankPayment]:
    """What of these debits a person is to look at, or has looked at; ``told`` line by line.

    Their credits are settled before: one that came and went in the same statement is found too.
    """
    known = bank_payments.load_many(business.id, (one.fact for one in told)) if told else {}
    new = any(one.fact not in known for one in told)
    came = list(bank_payments.list_all(business.id, APPLIED | WAITING)) if new else []
    found = []
    for line, one in zip(lines, told, strict=True):
        noted = known.get(one.fact) or judged(one, came, is_told=line.takes_back)
        if noted is None:
            continue
        if one.fact not in known and not bank_payments.move(business.id, noted, ""):
            noted = bank_payments.load(business.id, one.fact) or noted
        found.append(noted)
    return found


def take_back(business: str, payment: BankPayment, now: datetime) -> bool:
    """The payment that it takes back is owed again, like one that the payer's bank reversed; once.

    False: of that debtor it takes back nothing, or what it would take back was taken back otherwise.
    """
    credit = dict(payment.takes_back).get(payment.debtor)

    def once() -> bool:
        account = accounts.load(business, payment.debtor)
        if account is None or credit is None:
            return False
        if accounts.was_claimed(business, payment.debtor, BANK, payment.fact):
            return True
        claim = accounts.load_claim(business, payment.debtor, BANK, credit)
        attempt = accounts.load_attempt(business, payment.debtor, claim.attempt) if claim else None
        left = min(-payment.amount_minor, attempt.amount_minor - attempt.refunded_minor) if attempt else 0
        if attempt is None or attempt.state != "paid" or left <= 0:
            return False
        give_back(account, attempt, Received(BANK, payment.fact, left, payment.currency), "disputed", now)
        return True

    return again_on_conflict(once)
