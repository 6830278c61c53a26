"""The business's list of accounts for the console, page by page."""

from typing import Any

from chalicelib.domain.business import Business
from chalicelib.domain.path_names import path_name
from chalicelib.messages.formats import money
from chalicelib.store.account_pages import page_of_accounts
from chalicelib.store.accounts import Listed

MOST = 100


def list_accounts(business: Business, lang: str, after: str = "", most: int = MOST) -> dict[str, Any]:
    """Accounts in the order of their ids. ``next``: the id to ask on from; None at the end."""
    found, more = page_of_accounts(business.id, max(1, min(most, MOST)), after)
    return {
        "accounts": [_line(one, business, lang) for one in found],
        "next": found[-1].debtor if more else None,
    }


def _line(one: Listed, business: Business, lang: str) -> dict[str, Any]:
    return {
        "debtor": one.debtor,
        "path": path_name(one.debtor),
        "name": one.name,
        "tax_id": one.tax_id,
        "open_invoices": one.open,
        "principal": [
            {
                "currency": currency,
                "minor": minor,
                "text": money(minor, currency, lang, business.country, business.currency),
            }
            for currency, minor in sorted(one.principal.items())
        ],
    }
