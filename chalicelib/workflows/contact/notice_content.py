"""What a notice says, from the facts of this very moment: each kind of message by its own writer."""

from datetime import date, datetime

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.business import Business
from chalicelib.domain.by_hand.hand_notices import BY_HAND
from chalicelib.domain.calendar import local_date
from chalicelib.domain.complaints.satisfaction import SATISFACTION
from chalicelib.domain.contact.channels import address
from chalicelib.domain.notice import Notice
from chalicelib.messages.letter import Content, LinkRenewal
from chalicelib.store import accounts
from chalicelib.store.keys import account_of
from chalicelib.workflows.agreeing.plan_notices import TEMPLATES as PLAN_NEWS
from chalicelib.workflows.agreeing.plan_notices import plan_news
from chalicelib.workflows.agreeing.plan_told import plan_notes
from chalicelib.workflows.agreeing.send_code import TEMPLATE as SIGN_CODE
from chalicelib.workflows.agreeing.send_code import made_code
from chalicelib.workflows.by_hand.tell_by_hand import hand_news
from chalicelib.workflows.complaints.compose_dispute import ABOUT_DISPUTES, dispute_news
from chalicelib.workflows.complaints.compose_opinion import opinion_news
from chalicelib.workflows.contact import compose
from chalicelib.workflows.contact.compose_autopay import autopay_news
from chalicelib.workflows.contact.compose_report import report_news
from chalicelib.workflows.paying.stop_autopay import AUTOPAY
from chalicelib.workflows.promising.tell_agreed import agreed_news, is_agreed
from chalicelib.workflows.settings import link_life


def content_of(pk: str, notice: Notice, account: Account, business: Business, now: datetime) -> Content:
    today = local_date(now, account.debtor.time_zone)
    if notice.template == "link":
        return LinkRenewal(link_life().days)
    if notice.template == SIGN_CODE:
        return made_code(pk, notice, address(account.debtor, notice.channel, chasing=False) or "", now)
    if notice.template in PLAN_NEWS:
        return plan_news(pk, notice, account, business, today)
    if notice.template and notice.payment:
        return _payment(pk, notice, account, business, today)
    return _told(pk, notice) or compose.reminder(notice, account, business, today)


def _told(pk: str, notice: Notice) -> Content | None:
    """What carries its own facts, or names what they are read from."""
    if notice.template in BY_HAND:
        return hand_news(notice)
    if notice.template.startswith("report_"):
        return report_news(pk, notice)
    if notice.template.startswith(AUTOPAY):
        return autopay_news(pk, notice)
    if notice.template.startswith(SATISFACTION):
        return opinion_news(pk, notice)
    if notice.template.startswith(ABOUT_DISPUTES):
        return dispute_news(pk, notice)
    return agreed_news(pk, notice) if is_agreed(notice) else None


def _payment(pk: str, notice: Notice, account: Account, business: Business, today: date) -> Content:
    attempt = accounts.load_attempt(*account_of(pk), notice.payment or "")
    if attempt is None:
        raise LookupError("a notice of an attempt that is not there")
    entries = accounts.load_entries(*account_of(pk), attempt.id)
    amount, receipt = int(notice.data.get("amount_minor", attempt.amount_minor)), notice.data.get("receipt", "")
    told = compose.payment_news(notice.template, attempt, amount, entries, account, attempt.method, today, receipt)
    notes = plan_notes(attempt, account, business, account.debtor.language, today)
    return replace(told, promise_kept="promise" in notice.data, notes=notes)
