"""Every night: which published rates the debts of an account lack. Their business is told, on the first day and on
Mondays, once for all its accounts."""

from datetime import datetime

from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.missing_rates import lives_on_rates, missing
from chalicelib.gateways.logs import fact
from chalicelib.messages.rates_mail import MissingRate
from chalicelib.store import accounts
from chalicelib.workflows.contact.tell_business import tell_business

MONDAY = 0


def tell_missing_rates(business: Business, debtor: str, now: datetime) -> list[str]:
    """The names of the series that are told about. Nothing is read where the policy names none."""
    if not lives_on_rates(business.policy):
        return []
    account = accounts.load(business.id, debtor)
    today = local_date(now, business.time_zone)
    found = missing(account.invoices, account.rates, today) if account else {}
    told = [name for name, since in found.items() if since == today or today.weekday() == MONDAY]
    for name in told:
        report = MissingRate(
            lang=business.language, business=business.name, series=name, today=today, since=found[name]
        )  # fmt: skip
        tell_business(business, "rates", name, report, now)
        fact("rate_missing", business=business.id, unit=name)
    return told
