"""A bank payment that is sure, or that a person accepted, into its debtor's account: by the one way in for money."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.bank.bank_payment import BankPayment
from chalicelib.domain.books.cash import oldest_lines
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.charging.indexation import due_on, line_for, payable
from chalicelib.domain.contact.ladder import oldest_first
from chalicelib.domain.contact.rests import end_rest
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.quote import MOST_DEBTS
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.store import accounts, bank_payments
from chalicelib.workflows.already_paid.settle_report import counted_before
from chalicelib.workflows.decide_account import again_on_conflict
from chalicelib.workflows.paying.apply_payment import Received, apply_payment

PROVIDER = "bank"
_BY_BANK = frozenset({"transfer", "pix", "qr"})  # ways that a statement may tell of; a slip was then paid at the bank
_OTHERWISE = ("file", "document")  # how else a payment may have been told already
_TOLD_WITHIN = timedelta(days=10)


def apply_bank_payment(business: str, payment: BankPayment, now: datetime, accepted: bool = False) -> str:
    """``applied``, now or before; or why not: ``moved`` (what it should pay is no longer owed so), ``told_before``.

    ``accepted``: a person says so, and knows better. Raises Conflict when the account never comes to rest.
    """

    def once() -> str:
        account = accounts.load(business, payment.debtor)
        if account is None:
            return "moved"
        if accounts.was_claimed(business, payment.debtor, PROVIDER, payment.fact):
            return "applied"
        if counted_before(account, payment, now):
            return "applied"
        doubt = "" if accepted else _doubt(account, payment)
        if doubt:
            return doubt
        account = replace(account, debtor=end_rest(account.debtor, payment.about))
        attempt = attempt_for(account, payment, now)
        received = Received(PROVIDER, payment.fact, payment.amount_minor, payment.currency, told_as=attempt.id)
        apply_payment(account, attempt, received, now)
        return "applied"

    return again_on_conflict(once)


def attempt_for(account: Account, payment: BankPayment, now: datetime) -> Attempt:
    """What the debtor was quoted on the page, where this is that payment; else one made of what the bank says.

    Charges and discounts are those of the day on which the money came.
    """
    for attempt in account.attempts:
        same = (attempt.currency, attempt.amount_minor) == (payment.currency, payment.amount_minor)
        if same and attempt.state == "pending" and not attempt.provider:  # a provider tells of its own
            return attempt if attempt.method in _BY_BANK else replace(attempt, method="transfer")
    return Attempt(
        id=_name(account, payment),
        reference=debtor_reference(account.debtor.business, account.debtor.id),
        method="transfer",
        currency=payment.currency,
        amount_minor=payment.amount_minor,
        lines=_lines(account, payment),
        quoted_on=payment.on,
        created_at=now,
        expires_at=now,
        provider=PROVIDER,
        provider_id=payment.bank_id,
    )


def _name(account: Account, payment: BankPayment) -> str:
    """That of its line; another where it was on this account before, and taken back."""
    name = f"bk_{payment.fact}"
    before = accounts.load_attempt(account.debtor.business, account.debtor.id, name)
    return f"{name}_{account.debtor.version}" if before else name


def _lines(account: Account, payment: BankPayment) -> tuple[QuoteLine, ...]:
    if payment.lines:
        by_number = {one.number: one for one in account.invoices}
        return tuple(_line(by_number.get(number), number, minor, payment, account) for number, minor in payment.lines)
    theirs = payable(oldest_first(account.invoices), payment.currency)[:MOST_DEBTS]
    return oldest_lines(theirs, payment.amount_minor, payment.on, account.rates, payment.currency)


def _line(invoice: Invoice | None, number: str, minor: int, payment: BankPayment, account: Account) -> QuoteLine:
    """Of a debt in a unit: how much of it the local money settles, at the value of the day that the bank names."""
    plain = QuoteLine(number, minor)
    if invoice is None or invoice.currency == payment.currency:
        return plain
    return line_for(invoice, minor, payment.currency, payment.on, account.rates) or plain


def _doubt(account: Account, payment: BankPayment) -> str:
    """Somebody else may have paid meanwhile, or told us of this very money."""
    due = {one.number: due_on(one, payment.on, account.rates) for one in account.invoices if one.state not in SETTLED}
    owed = {number: one.balance_minor for number, one in due.items()}
    if any(owed.get(number, 0) < minor for number, minor in payment.lines):
        return "moved"
    return "told_before" if _was_told(account, payment) else ""


def _was_told(account: Account, payment: BankPayment) -> bool:
    """The same amount from a payments file of these days, or from another kind of export of the same day."""
    business, debtor = account.debtor.business, account.debtor.id
    for provider in _OTHERWISE:
        for claim in accounts.list_claims(business, debtor, provider):
            days = abs(local_date(claim.at, account.debtor.time_zone) - payment.on)
            if (claim.amount_minor, claim.currency) == (
                payment.amount_minor,
                payment.currency,
            ) and days <= _TOLD_WITHIN:
                return True
    same = [
        claim.fact
        for claim in accounts.list_claims(business, debtor, PROVIDER)
        if (claim.amount_minor, claim.currency) == (payment.amount_minor, payment.currency)
    ]
    others = bank_payments.load_many(business, same).values()
    return any(other.on == payment.on and other.source != payment.source for other in others)
