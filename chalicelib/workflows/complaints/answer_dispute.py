"""The business answers a dispute: with words, with a credit note, or with why it holds to its invoice."""

from datetime import datetime

from chalicelib.domain.account import Account
from chalicelib.domain.business import Business
from chalicelib.domain.complaints.dispute import ACCEPTED, REJECTED, Dispute
from chalicelib.domain.complaints.dispute_ends import Settled, accept, reject
from chalicelib.domain.complaints.disputing import business_says, say
from chalicelib.domain.errors import Conflict
from chalicelib.workflows.complaints.dispute_invoice import change


def answer_dispute(business: Business, debtor: str, dispute: str, text: str, user: str, now: datetime) -> Dispute:
    """Then it is the debtor's turn. Raises NotFound, Conflict and Faulty."""

    def act(account: Account, found: Dispute) -> Settled:
        return say(found, business_says(text, user, now), account, business.policy.dispute)

    return change(business, debtor, dispute, act, now)[1]


def accept_dispute(
    business: Business, debtor: str, dispute: str, credit_minor: int | None, text: str, user: str, now: datetime,
    keep_charges: bool = False,
) -> Dispute:  # fmt: skip
    """``credit_minor`` None: all of it. The same again answers the same. Raises NotFound, Conflict, Faulty, Refusal."""

    def act(account: Account, found: Dispute) -> Settled:
        if found.state == ACCEPTED and credit_minor in {None, found.credit_minor}:
            return Settled(found)
        _check_books(found, account)
        return accept(found, credit_minor, business_says(text, user, now), account, keep_charges)

    return change(business, debtor, dispute, act, now)[1]


def reject_dispute(business: Business, debtor: str, dispute: str, reason: str, user: str, now: datetime) -> Dispute:
    """The ladder goes on where it was. The same again answers the same. Raises NotFound, Conflict and Faulty."""

    def act(account: Account, found: Dispute) -> Settled:
        if found.state == REJECTED:
            return Settled(found)
        return reject(found, business_says(reason, user, now), account)

    return change(business, debtor, dispute, act, now)[1]


def _check_books(dispute: Dispute, account: Account) -> None:
    """Money that is on its way was asked for by the old amount: its end comes first. Raises Conflict."""
    named = {line.invoice for one in account.attempts if one.processing for line in one.lines}
    if dispute.invoice in named:
        raise Conflict("payment_in_progress")
