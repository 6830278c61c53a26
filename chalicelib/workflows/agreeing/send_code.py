"""The one-time code to sign with: asked for here, made only at the moment it is sent, so that it is written nowhere."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.agreeing.sign_code import DIGITS, LIFE, keep, masked
from chalicelib.domain.calendar import local_date
from chalicelib.domain.contact.channels import address, choose
from chalicelib.domain.errors import Refusal, Unauthorized
from chalicelib.domain.notice import Notice
from chalicelib.gateways.logs import fact
from chalicelib.messages.catalog import say
from chalicelib.messages.letter import SignCode
from chalicelib.store import accounts, notices, sign_codes
from chalicelib.store.keys import account_key, account_of
from chalicelib.store.sessions import Session, count
from chalicelib.workflows.agreeing.sign_plan import signable

TEMPLATE = "sign_code"
CODES_AN_HOUR = 6  # of one account


def ask_for_code(session: Session, plan: str, now: datetime) -> dict[str, Any]:
    """The answer of ``POST /api/plans/<id>/code``: where it goes, in part. Raises NotFound, Refusal."""
    account = accounts.load(session.business, session.debtor)
    if account is None:
        raise Unauthorized("no_session")
    signable(account, plan, session, now)
    channel = choose(account.debtor, ("sms", "email"), chasing=False)
    if channel is None:
        raise Refusal("code_reaches_nobody")
    who = account_key(session.business, session.debtor)
    if count(f"codes#{who}#{now:%Y-%m-%dT%H}", now + timedelta(hours=2)) > CODES_AN_HOUR:
        raise Refusal("too_many")
    today = local_date(now, account.debtor.time_zone)
    notices.plan(
        who,
        Notice(
            id=f"{today}#{TEMPLATE}-{plan}-{secrets.token_hex(4)}#{channel}",
            purpose="reply",
            tone="friendly",
            channel=channel,
            planned_at=now,
            template=TEMPLATE,
            data={"agreement": plan, "session": session.id},
        ),
    )
    fact("sign_code_asked", business=session.business, channel=channel)
    to = masked(address(account.debtor, channel, chasing=False) or "")
    return {"channel": channel, "to": to, "message": say(session.language, "plan.code_sent", to=to), "digits": DIGITS}


def made_code(pk: str, notice: Notice, to: str, now: datetime) -> SignCode:
    """A fresh code for a notice that is being sent: from now on only this one works."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    kept = keep(code, secrets.token_bytes(16), notice.channel, masked(to), notice.data["session"], now)
    sign_codes.save(*account_of(pk), notice.data["agreement"], kept)
    return SignCode(code, int(LIFE.total_seconds() // 60))
