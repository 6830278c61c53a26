"""A payment told of by the plain page's form: what was typed becomes the same report as everybody's."""

from collections.abc import Mapping
from datetime import date, datetime

from chalicelib.domain.already_paid.reports import Told
from chalicelib.domain.errors import Fault, Faulty, Refusal
from chalicelib.domain.money import EXPONENT
from chalicelib.intake.amounts import Written, read_amount, settle, usual_mark
from chalicelib.store import accounts, businesses
from chalicelib.store.sessions import Session
from chalicelib.workflows.already_paid.report_payment import main_currency, report_payment


def report_plainly(session: Session, fields: Mapping[str, str], now: datetime) -> None:
    """``fields``: amount as it was typed, paid_on, method, key. Raises Refusal."""
    business = businesses.load(session.business)
    account = accounts.load(session.business, session.debtor)
    currency = main_currency(account, business) if account else business.currency
    amount = _minor(fields.get("amount", ""), usual_mark(business.country), currency)
    told = Told(amount, currency, _day(fields.get("paid_on", "")), fields.get("method", ""))
    report_payment(session, told, now, fields.get("key", "")[:100])


def _minor(typed: str, mark: str, currency: str) -> int:
    written = read_amount(typed, mark)
    minor = settle(written, EXPONENT[currency]) if isinstance(written, Written) else None
    if not isinstance(minor, int):
        raise Refusal("bad_amount", field="amount")
    return minor


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Faulty([Fault("paid_on", "bad_date", {"value": typed[:20]})]) from None
