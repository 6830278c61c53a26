"""What autopay with a business would be: who keeps the card, in which currency, and in which words it is agreed to."""

from chalicelib.domain.account import Account
from chalicelib.domain.business import Business
from chalicelib.domain.charging.indexation import pays_in
from chalicelib.domain.paying import providers as known
from chalicelib.messages.autopay_texts import mandate_text
from chalicelib.messages.formats import money


def keeper(business: Business) -> str:
    """The provider that keeps cards for this business; "" where autopay is not offered."""
    if not business.policy.autopay.offered or not business.live:
        return ""
    return next(
        (one.name for one in known.PROVIDERS if one.keeps_cards and business.payment_methods.takes(one.name)), ""
    )


def currency_of(account: Account, business: Business) -> str:
    """What a mandate would be about: the business's own currency, or the only other one in which something is owed."""
    owed = {pays_in(invoice) for invoice in account.invoices}
    return owed.pop() if len(owed) == 1 else business.currency


def text_of(business: Business, lang: str, currency: str, limit_minor: int = 0) -> tuple[str, ...]:
    """What the debtor is asked to agree to, word by word."""
    terms = business.policy.autopay
    limit = money(limit_minor, currency, lang, business.country, business.currency) if limit_minor else ""
    title = next((one.title for one in known.PROVIDERS if one.name == keeper(business)), "")
    gap = terms.retry_after_days
    return mandate_text(lang, business.name, title, currency, terms.notice_days, terms.retries, gap, limit)
