"""What a message says before it is words: who writes to whom, and the facts of each kind of message."""

from datetime import date, datetime
from decimal import Decimal

import msgspec


class Creditor(msgspec.Struct, frozen=True, kw_only=True):
    """The business that writes, as the debtor knows it."""

    name: str
    country: str = ""
    tax_id: str = ""
    email: str = ""
    phone: str = ""


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """Who writes to whom, in which language, and where the debtor's account is.

    ``type`` is the debtor's (``person``, ``company``, ``unknown`` = consumer). ``country`` decides how numbers are
    written, ``currency`` is the account's main one. ``today`` is the debtor's local date: figures are as of that day.
    """

    lang: str
    creditor: Creditor
    name: str
    today: date
    currency: str
    type: str = "unknown"
    country: str = ""
    link: str = ""
    short_code: str = ""
    lite_url: str = ""
    unsubscribe_url: str = ""
    stop_url: str = ""  # where autopay is stopped
    satisfied_url: str = ""  # where the question about satisfaction is answered
    received_url: str = ""  # where one tap says that it arrived
    reference: str = ""  # what the debtor writes on a bank transfer
    rehearsed_for: str = ""  # whom it would have gone to: it goes to the business itself
    rehearsed_sms: str = ""  # the text message that it stands for


class Row(msgspec.Struct, frozen=True):
    """One line of "why this amount": a label, the amount as text, and the amount in minor units."""

    label: str
    text: str
    minor: int


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One invoice listed in a message. ``balance_minor`` settles it today, ``tomorrow_minor`` tomorrow.

    ``saving_minor`` is the discount already taken off, when paid by ``saving_until`` (inclusive).
    """

    number: str
    issued_on: date
    due_on: date
    balance_minor: int
    currency: str
    tomorrow_minor: int | None = None
    saving_minor: int = 0
    saving_until: date | None = None
    concept: str = ""
    received: bool = False  # they said that they have it
    rows: tuple[Row, ...] = ()
    why: tuple[str, ...] = ()


class Reminder(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the ladder: everything due in one message. ``anchor`` is the number of the invoice whose step it is.

    ``offers`` are sentences: what paying recurring charges ahead would save.
    """

    step: str
    purpose: str  # pre_due | collection
    tone: str  # friendly | neutral | firm | final
    items: tuple[Item, ...]
    anchor: str = ""
    offers: tuple[str, ...] = ()
    agreed: dict[str, str] = {}  # a promise that was not kept, as the notice holds it
    again: bool = False  # sent again, for it had not arrived
    usual: str = ""  # the method that the debtor paid with last


class PaidLine(msgspec.Struct, frozen=True):
    """What a payment did to one invoice."""

    number: str
    amount_minor: int
    concept: str = ""


class PaidValue(msgspec.Struct, frozen=True):
    """Of a debt in a unit: so many minor units of ``unit``, at its ``rate`` in ``currency`` of the day ``on``."""

    units_minor: int
    unit: str
    rate: Decimal
    on: date
    currency: str


class PaymentNews(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a payment: ``paid``, ``pending``, ``failed``, ``reversed`` (dispute, bounced),
    ``refunded``, ``refund_failed`` (the refund came back), or ``corrected`` (written down by mistake).

    ``kept_minor`` is the discount that paying in time kept; ``balance_minor`` what is left to pay on the whole account;
    ``up_to_date`` when none of it is due. ``parts``: what it went to in order (interest, tax, fee, principal), where it
    paid more than principal. ``lacking_minor``: of a transfer that came in part.
    """

    state: str
    reference: str
    method: str
    amount_minor: int
    currency: str
    at: datetime
    time_zone: str
    lines: tuple[PaidLine, ...] = ()
    kept_minor: int = 0
    parts: tuple[tuple[str, int], ...] = ()
    ahead: bool = False  # it paid recurring charges before their day
    balance_minor: int = 0
    up_to_date: bool = False
    lacking_minor: int = 0
    notes: tuple[str, ...] = ()  # what it did for an agreement
    next_due_on: date | None = None
    promise_kept: bool = False  # with it a promise was kept
    values: tuple[PaidValue, ...] = ()
    receipt: str = ""  # the number of the paper about it


class LinkRenewal(msgspec.Struct, frozen=True):
    """The answer to somebody who asked for a new link. ``days``: how long the link works."""

    days: int


class HandNews(msgspec.Struct, frozen=True, kw_only=True):
    """What became of money that goes from hand to hand: ``told`` is ``check_`` + received, bounced, withdrawn, or
    ``pickup_`` + asked, confirmed, missed, cancelled. ``fee_minor``: what a check that was not paid costs.
    """

    told: str
    currency: str
    amount_minor: int | None = None
    on: date | None = None
    number: str = ""
    bank: str = ""
    place: str = ""
    hours: str = ""
    fee_minor: int = 0


class ReportNews(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a payment that the debtor told us of: ``told`` is received, refused, expired or matched.

    ``rests``: reminders rest for it. ``reason`` and ``text``: why a person could not confirm it.
    """

    told: str
    amount_minor: int
    currency: str
    paid_on: date
    method: str
    invoices: tuple[str, ...] = ()
    rests: bool = False
    reason: str = ""
    text: str = ""


class PromiseNews(msgspec.Struct, frozen=True, kw_only=True):
    """A promise to pay was ``saved``, ``changed`` or ``withdrawn``, or its day is near (``due``)."""

    told: str
    amount_minor: int
    currency: str
    on: date
    paid_minor: int = 0
    invoices: tuple[str, ...] = ()
    reminds: bool = True  # a message comes before the day


class AnswerNews(msgspec.Struct, frozen=True):
    """The business's words about what the debtor told it."""

    text: str


class DisputeNews(msgspec.Struct, frozen=True, kw_only=True):
    """About a disputed invoice: ``told`` is opened, answered, accepted, rejected, withdrawn or expired. ``until``: the
    last day of whoever is to answer; ``text``: what the business wrote; ``credit_minor``: what it took off."""

    told: str
    invoice: str
    currency: str
    text: str = ""
    until: date | None = None
    credit_minor: int = 0


class OpinionNews(msgspec.Struct, frozen=True):
    """The question how satisfied they are; or ``answer``: what the business says to whoever was not."""

    answer: str = ""


class PlanNews(msgspec.Struct, frozen=True, kw_only=True):
    """About an installment agreement or more time. ``told``: soon, due, late (an installment's day); signed, set,
    offered, refused, unanswered, cancelled, breached; extended, extension_refused, extension_unanswered.

    ``number`` of ``parts`` is the installment, 0 the down payment; ``on`` its day, ``until`` the last one in time.
    ``keeps``: other terms were asked of a plan, which goes on as it was.
    """

    told: str
    currency: str
    amount_minor: int | None = None
    number: int = 0
    parts: int = 0
    on: date | None = None
    until: date | None = None
    left_minor: int = 0
    seal: str = ""
    text: str = ""
    keeps: bool = False


class SignCode(msgspec.Struct, frozen=True):
    """A one-time code to sign with, and how long it works."""

    code: str
    minutes: int


class AutopayLine(msgspec.Struct, frozen=True):
    """An invoice that a card pays, or (``part``, 0: the down payment) an installment, and how much of it."""

    number: str
    minor: int
    part: int | None = None


class AutopayNews(msgspec.Struct, frozen=True, kw_only=True):
    """What happens under a mandate: ``told`` is on, notice, failed, off, or card (about to end).

    ``on``: the day of the charge, or of the next try. ``text``: what the debtor agreed to. ``reason``: the bank's, why
    a charge was refused; ``ended``: the mandate with it. ``lines``: where there are several, or an installment.
    """

    told: str
    currency: str
    brand: str
    last4: str
    amount_minor: int = 0
    lines: tuple[AutopayLine, ...] = ()
    on: date | None = None
    month: str = ""
    text: tuple[str, ...] = ()
    reason: str = ""
    ended: bool = False


# What happened to money, or was agreed or answered: no request, so no code to pay by.
News = (
    PaymentNews | HandNews | ReportNews | PromiseNews | AnswerNews | DisputeNews | OpinionNews | PlanNews | AutopayNews
)
Content = Reminder | LinkRenewal | SignCode | News


class Rendered(msgspec.Struct, frozen=True):
    """An e-mail ready to send. Text and HTML say the same. ``codes``: content id → what the QR code in it says."""

    subject: str
    text: str
    html: str
    headers: dict[str, str]
    codes: dict[str, str] = {}
