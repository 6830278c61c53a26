"""Money arrived of which a debtor had told us: the report is answered by it, in the same transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.already_paid.reports import about, confirm, task_over
from chalicelib.domain.already_paid.reports_settled import told_of
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.bank.bank_payment import BankPayment
from chalicelib.domain.books.claim import Claim
from chalicelib.domain.contact.rests import end_rest
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.store.things import load_thing

REPORT = "report"  # the provider, as it were, of money that a person confirmed
BANK = "bank"


def settled(
    account: Account, attempt: Attempt, provider: str, fact: str, amount_minor: int, currency: str, now: datetime
) -> tuple[Account, dict[str, Any]]:
    """The account without the rest that the money ends, and the fields of ``Changes`` that say so."""
    if provider == REPORT:
        return account, {}
    found = told_of(account.reports, provider, attempt.method, amount_minor, currency, attempt.quoted_on)
    if found is None:
        return account, {}
    done = confirm(found, attempt.id, amount_minor, provider, now)
    done = replace(done, line=fact if provider == BANK else "")
    after = replace(account, debtor=end_rest(account.debtor, about(found)))
    return after, {"reports": (done,), "tasks": task_over(account.tasks, found, now, "")}


def merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of ``Changes`` of two reasons: their rows together."""
    return {**one, **{name: (*one.get(name, ()), *rows) for name, rows in other.items()}}


def counted_before(account: Account, payment: BankPayment, now: datetime) -> bool:
    """Whether the bank's line is money that a person confirmed already. Each such report takes one line, once.

    Then the line is written down as that payment, and nothing is paid twice.
    """
    business, debtor = account.debtor.business, account.debtor.id
    same = [
        claim.fact
        for claim in accounts.list_claims(business, debtor, REPORT)
        if (claim.amount_minor, claim.currency) == (payment.amount_minor, payment.currency)
    ]
    told = (load_thing(business, debtor, PaymentReport, fact) for fact in same)
    waiting = [one for one in told if one and not one.line]
    found = told_of(waiting, BANK, "transfer", payment.amount_minor, payment.currency, payment.on)
    if found is None:
        return False
    _take_line(account, found, payment, now)
    return True


def _take_line(account: Account, report: PaymentReport, payment: BankPayment, now: datetime) -> None:
    claim = Claim(BANK, payment.fact, payment.amount_minor, payment.currency, now, report.payment)
    debtor = replace(end_rest(account.debtor, payment.about), due_at=now)
    accounts.save(account, Changes(debtor, reports=(replace(report, line=payment.fact),), claims=(claim,)))
