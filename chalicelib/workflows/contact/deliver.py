"""Deliver one notice: claim it, ask once more whether it is still right, write it, send it, remember that it went.

Killed between claim and send, the notice stays ``claimed``; the sweep looks at it again. An e-mail that had left is
known by then from its own ``Send`` event, so a claim that is still silent was never sent and is taken over. A text
message leaves no such trace: it is not risked twice, but marked ``unknown`` for a person to see.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib.domain.account import Account
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.contact.channels import address
from chalicelib.domain.contact.recheck import why_not
from chalicelib.domain.errors import Conflict, GiveUp, TryAgain
from chalicelib.domain.links import lookup
from chalicelib.domain.notice import Notice
from chalicelib.gateways import email, qr, sms
from chalicelib.gateways.aws import Unanswered
from chalicelib.gateways.logs import fact
from chalicelib.messages import mail
from chalicelib.messages import sms as short
from chalicelib.messages.letter import Content, Envelope
from chalicelib.store import accounts, businesses, notices, switch
from chalicelib.store.keys import account_of
from chalicelib.workflows.agreeing.plan_notices import enclosed
from chalicelib.workflows.contact import compose
from chalicelib.workflows.contact.notice_content import content_of
from chalicelib.workflows.contact.rehearse import rehearse
from chalicelib.workflows.contact.take_back import REHEARSAL_FAILED, take_back
from chalicelib.workflows.contact.tell_business import render
from chalicelib.workflows.settings import link_life

SILENT_AFTER = timedelta(minutes=4)  # less than the sweep waits before it looks again


def deliver(pk: str, notice: Notice, now: datetime, business_of: Callable[[str], Business] = businesses.load) -> str:
    """Send a notice if it is still to be sent; returns what became of it. Raises TryAgain (nothing was sent).

    ``business_of`` answers for a business's id; a batch reads each business once. While the system is switched off the
    notice stays as it is: the sweep finds it afterwards.
    """
    if switch.is_off(now):
        return "off"
    if notice.state == "claimed" and not _may_take_over(pk, notice, now):
        return "left"
    token = secrets.token_urlsafe(32)
    try:
        claimed = notices.claim(pk, notice, now, lookup(token))
    except Conflict:
        return "taken"
    business = business_of(account_of(pk)[0])
    if notice.purpose == "report":
        return _report(pk, claimed, business, now)
    return _to_debtor(pk, claimed, business, token, now)


def _to_debtor(pk: str, claimed: Notice, business: Business, token: str, now: datetime) -> str:
    business_id, debtor = account_of(pk)
    account = accounts.load(business_id, debtor)
    if account is None:
        return "gone"
    if reason := why_not(claimed, account, business, now):
        take_back(pk, claimed.id, "withheld", reason, now)
        fact("notice_withheld", business=business_id, reason=reason, metrics={"NoticesWithheld": 1})
        return "withheld"
    return _send(pk, claimed, account, business, token, now)


def _may_take_over(pk: str, notice: Notice, now: datetime) -> bool:
    if notice.claimed_at is None or notice.claimed_at > now - SILENT_AFTER:
        return False
    if notice.channel == "sms":
        notices.advance(pk, notice.id, "unknown", "no_answer")
        return False
    return True


def _send(pk: str, notice: Notice, account: Account, business: Business, token: str, now: datetime) -> str:
    to = address(account.debtor, notice.channel, chasing=False) or ""
    today = local_date(now, account.debtor.time_zone)
    envelope = compose.envelope(business, account.debtor, today, token, business.currency)
    content = content_of(pk, notice, account, business, now)
    try:
        hand_over = rehearse if business.test_mode else _hand_over
        provider_id = hand_over(f"{pk}|{notice.id}", notice, business, envelope, content, to)
    except GiveUp as refusal:
        _gave_up(pk, notice, to, REHEARSAL_FAILED if business.test_mode else refusal.code, now)
        return "failed"
    except Unanswered:
        return "unanswered"  # it may have left: its own feedback, or the sweep, will tell
    except TryAgain:
        notices.release(pk, notice)
        raise
    went_to = business.sender.email if business.test_mode else to
    notices.record_sent(pk, notice.id, now, provider_id, went_to, now + link_life(), business.test_mode)
    fact(
        "notice_sent", business=business.id, channel=notice.channel, purpose=notice.purpose, metrics={"NoticesSent": 1}
    )
    return "sent"


def _report(pk: str, notice: Notice, business: Business, now: datetime) -> str:
    """To the business itself: free of windows and caps, and nobody else's address is involved."""
    letter, to = render(notice), business.sender.email
    try:
        provider_id = email.send(
            f"{pk}|{notice.id}", notice.purpose, business.sender, to, letter.subject, letter.text, letter.html, {}
        )
    except GiveUp as refusal:
        notices.advance(pk, notice.id, "failed", refusal.code)
        return "failed"
    except Unanswered:
        return "unanswered"
    except TryAgain:
        notices.release(pk, notice)
        raise
    notices.record_sent(pk, notice.id, now, provider_id, to, now + link_life())
    return "sent"


def _hand_over(key: str, notice: Notice, business: Business, envelope: Envelope, content: Content, to: str) -> str:
    if notice.channel == "sms":
        return sms.send(key, to, short.sms(envelope, content))
    letter = mail.write(envelope, content)
    return email.send(
        key, notice.purpose, business.sender, to, letter.subject, letter.text, letter.html, letter.headers,
        {content_id: qr.png(text) for content_id, text in letter.codes.items()},
        enclosed(key.partition("|")[0], notice, business),
    )  # fmt: skip


def _gave_up(pk: str, notice: Notice, to: str, code: str, now: datetime) -> None:
    dead = code in {"bad_address", "opted_out"}
    take_back(pk, notice.id, "failed", code, now, drop_address=to if dead else "")
    fact("notice_failed", reason=code, channel=notice.channel, metrics={"NoticesFailed": 1})
