"""The link that a debtor takes along on paper: one of its own, made when they print their statement themselves.

A business's copy has none: whoever holds a link may accept terms, and that is the debtor's alone.
"""

import secrets
from datetime import datetime, timedelta

from chalicelib.domain import identity
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.contact.channels import address, choose
from chalicelib.domain.links import lookup
from chalicelib.domain.notice import Notice
from chalicelib.store import accounts, notices, sessions
from chalicelib.store.keys import account_key
from chalicelib.workflows.settings import link_life, portal_url

MOST_A_DAY = 20  # of one account: nobody prints more, a script would


def paper_link(business: Business, debtor: str, lang: str, now: datetime) -> str:
    """The address to print; "" where no question guards the account, or a sheet could not be renewed.

    It lives as long as any link. Expired, it sends a new one to the address that we write to, never to the sheet.
    """
    account = accounts.load(business.id, debtor)
    channel = choose(account.debtor, ("email", "sms"), chasing=False) if account else None
    if account is None or channel is None or identity.question(business, account.debtor) is None:
        return ""
    pk, today = account_key(business.id, debtor), local_date(now, account.debtor.time_zone)
    if sessions.count(f"paper#{pk}#{today}", now + timedelta(days=2)) > MOST_A_DAY:
        return ""
    token = secrets.token_urlsafe(32)
    found = lookup(token)
    notice = Notice(
        id=f"{today}#paper-{found['lookup'][:12]}#{channel}",
        purpose="reply",
        tone="friendly",
        channel=channel,
        planned_at=now,
        state="sent",
        template="paper",
        to=address(account.debtor, channel, chasing=False) or "",
        link_expires_at=now + link_life(),
    )
    notices.keep_link(pk, notice, found)
    return f"{portal_url()}/{lang}/#t={token}"
