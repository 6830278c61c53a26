"""A business's accounts page by page, from the index: a page costs what it shows, never the portfolio."""

from chalicelib.store.accounts import Listed
from chalicelib.store.keys import account_of
from chalicelib.store.rows import AccountRow

_DEBTORS = "D#"


def page_of_accounts(business: str, most: int, after: str = "") -> tuple[list[Listed], bool]:
    """At most ``most`` accounts whose ids follow ``after`` (eventually consistent), and whether there are more."""
    rows = AccountRow.by_business.query(business, AccountRow.listed > f"{_DEBTORS}{after}", limit=most + 1)
    found = [row for row in rows if row.listed.startswith(_DEBTORS)]
    return [Listed(debtor=account_of(row.pk)[1], **row.figures) for row in found[:most]], len(found) > most
