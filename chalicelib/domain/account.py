"""An account: one debtor's whole position with one business. Frozen data, changed by ``msgspec.structs.replace``."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from chalicelib.domain.acceptance import Acceptance
from chalicelib.domain.agreement import Agreement
from chalicelib.domain.business import EarlyDiscount
from chalicelib.domain.consent import Consent
from chalicelib.domain.dispute import Dispute
from chalicelib.domain.evidence import Evidence
from chalicelib.domain.excuse import Excuse
from chalicelib.domain.extension import Extension
from chalicelib.domain.late_rules import NO_RULES, BouncedCheckFee, ChargeLine, LateRules
from chalicelib.domain.mandate import Mandate
from chalicelib.domain.paper_check import PaperCheck
from chalicelib.domain.payment_report import PaymentReport
from chalicelib.domain.pickup import Pickup
from chalicelib.domain.promise import Promise, PromiseRecord
from chalicelib.domain.rates import NO_RATES, Rates
from chalicelib.domain.receipt import Receipt
from chalicelib.domain.satisfaction import Opinion
from chalicelib.domain.schedule import Charge, Schedule


class Contact(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person at the debtor. An address that bounced is kept, marked, and never used again."""

    name: str = ""
    role: str = ""
    email: str = ""
    phone: str = ""  # E.164
    email_state: str = ""  # "" usable | bounced | complained
    phone_state: str = ""  # "" usable | failed | opted_out


class Reached(msgspec.Struct, frozen=True, omit_defaults=True):
    """A contact that counts for caps and gaps: one collection or pre-due message that left, or is about to."""

    on: date
    channel: str
    purpose: str
    notice: str
    rehearsed: bool = False  # it went to the business itself


class MethodUse(msgspec.Struct, frozen=True, omit_defaults=True):
    """A way of paying that the debtor tried, and whether money came by it."""

    method: str
    on: date
    worked: bool = True


class Rest(msgspec.Struct, frozen=True, omit_defaults=True):
    """Reminders rest until then, and why: ``about`` is the fact that a person is to settle."""

    about: str
    reason: str  # payment_proposed | payment_reported
    until: datetime
    note: str = ""  # in the words of the person who paused them …
    by: str = ""  # … and who that was


class Debtor(msgspec.Struct, frozen=True, omit_defaults=True):
    """The account's head: who the debtor is, how to reach them, and when the account must be looked at again."""

    business: str
    id: str
    name: str
    country: str
    time_zone: str
    language: str
    tax_id: str = ""
    type: str = "unknown"  # person | company | unknown (= consumer)
    subdivision: str = ""
    contacts: tuple[Contact, ...] = ()
    opted_out: tuple[str, ...] = ()  # channels
    accepted_terms: str = ""  # the version of the terms that the debtor accepted last
    preferred_channel: str = ""
    hour_from: str = ""  # "HH:MM", may only narrow the lawful window
    hour_to: str = ""
    terms_days: int | None = None
    early_discount: EarlyDiscount | None = None  # of new invoices, in place of the policy's; a zero means none
    hold: str = ""
    reached: tuple[Reached, ...] = ()  # the last 31 days
    rests: tuple[Rest, ...] = ()
    promises: PromiseRecord = PromiseRecord()
    opinion_asked_on: date | None = None  # when they were last asked how satisfied they are
    not_theirs: tuple[str, ...] = ()  # addresses whose owner told us that they are somebody else
    rehearsed: tuple[tuple[str, str], ...] = ()  # (invoice, step) that only the business itself has read
    unapplied: dict[str, int] = {}  # currency -> minor units paid and not applied
    customers: dict[str, str] = {}  # provider -> the debtor's name there
    receipts: int = 0  # the last number given to a receipt
    paid_by: tuple[MethodUse, ...] = ()  # the last few, oldest first
    version: int = 0
    due_at: datetime | None = None


class Terms(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was agreed for one invoice, frozen when it was first seen. Without acceptance nothing is charged."""

    accepted: bool = False
    grace_days: int = 0
    flat_minor: int = 0
    percent: Decimal | None = None
    interest_rate: Decimal | None = None
    interest_kind: str = "simple_month_30"
    discount_percent: Decimal | None = None
    discount_until: date | None = None  # last day, inclusive
    discount_minor: int = 0
    discount_note: bool = False  # its entry is a credit note
    rounding_minor: int = 0  # what a payment may leave and nobody asks for
    rules: LateRules = NO_RULES
    bounced_check: BouncedCheckFee | None = None
    pay_in: str = ""  # the local money in which a debt in a unit is paid; empty: in its own currency
    value_days: int = 0  # how old the unit's value may be
    version: str = ""  # of the terms' text; see ``terms.terms_id``
    charges_from_first: bool = False  # when more time is given, charges still count from the first due date
    disputed_time_counts: bool = False  # late charges of a dispute's time, where the debtor was not right


class DiscountOffer(msgspec.Struct, frozen=True, omit_defaults=True):
    """An early-payment discount made after the invoice was issued: a share of the unpaid principal or an amount, until
    a local day, inclusive. ``id``: the decision; ``by`` and ``reason``: who made it and why."""

    id: str
    until: date
    percent: Decimal | None = None
    amount_minor: int = 0
    noted: bool = False  # its entry is a credit note
    by: str = ""
    reason: str = ""
    on: date | None = None


class Undo(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an invoice was before its last import, as the difference. Any other change of the invoice drops it."""

    was: dict[str, Any] = {}  # fields in plain form
    had_not: tuple[str, ...] = ()  # fields that had nothing
    is_new: bool = False  # the import created it


class Invoice(msgspec.Struct, frozen=True, omit_defaults=True):
    """One invoice. Balances in minor units are the sums of its ledger entries, kept beside them."""

    number: str
    currency: str
    total_minor: int
    principal_minor: int
    issued_on: date
    due_on: date
    state: str = "open"  # open paying partly_paid promised in_plan disputed paid withdrawn written_off
    concept: str = ""
    terms: Terms = Terms()
    fee_minor: int = 0  # unpaid crystallized late fee
    interest_minor: int = 0  # unpaid crystallized interest
    fee_charged: bool = False
    interest_from: date | None = None  # start of the open accrual segment; None = the due date
    interest_carried: Decimal = Decimal(0)  # exact interest of closed segments
    interest_posted_minor: int = 0  # interest already crystallized, ever
    interest_capitalized: Decimal = Decimal(0)  # unpaid interest that bears interest, where the rules compound
    tax_minor: int = 0  # unpaid crystallized tax on interest
    tax_posted_minor: int = 0
    fee_posted_minor: int = 0  # fees already crystallized, ever
    check_fee_minor: int = 0  # of ``fee_minor``, what a check that was not paid cost
    collection_charged: bool = False
    steps: tuple[str, ...] = ()  # ladder steps this invoice has had
    escalated: bool = False
    disputed_by: str = ""  # what told us of the dispute in a file: claim | status
    file_balance_minor: int | None = None  # the balance the business's own file named last
    import_id: str = ""  # the import that last created or changed it, and how: a crashed import resumes by it
    import_outcome: str = ""
    undo: Undo | None = None
    due_computed: bool = False
    settled_on: date | None = None
    schedule: str = ""  # the recurring charge whose period it is
    offers: tuple[DiscountOffer, ...] = ()
    document_id: str = ""  # what the tax authority calls it
    received_on: date | None = None  # the debtor said that they have it
    resent_on: date | None = None  # sent again, for they did not: where it was overdue, its ladder counts from here
    plan: str = ""  # the agreement that it is under: meanwhile nothing is charged, and its state is in_plan
    charged_from: date | None = None  # the due date before more time was given, where charges count from that one
    charges_rest_from: date | None = None  # the day on which a dispute began: nothing accrues from then on
    rested_until: date | None = None  # the day on which it ended: nobody is reminded on that day
    rested_days: int = 0  # overdue days in dispute, which the ladder does not count ...
    free_days: int = 0  # ... and those that late charges do not count either


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One ledger entry, append-only. ``amount_minor`` > 0 owes more, < 0 owes less; ``part`` is the balance it moved.

    ``kind``: see ``entry_kinds``. ``lines`` say how a charge came about. What local money paid of a debt in a unit:
    ``cash_minor`` of ``cash_currency``, at the unit's value ``rate`` of the day ``rate_on``.
    """

    id: str
    kind: str
    amount_minor: int
    currency: str
    on: date
    at: datetime
    part: str = "principal"  # principal | fee | interest | tax | unapplied
    invoice: str | None = None
    reason: str = ""
    payment: str | None = None  # the attempt or provider payment it belongs to
    lines: tuple[ChargeLine, ...] = ()
    by: str = ""  # who decided it, where a person did
    reference: str = ""  # the decision that it takes back
    cash_minor: int = 0
    cash_currency: str = ""
    rate: Decimal | None = None
    rate_on: date | None = None


class QuoteLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is asked for one invoice. ``discount_minor``: what settling it saves; None: as its own terms say.

    For a debt in a unit that is paid in local money (``currency``): how many minor units of its own that settles, at
    which value (``rate``) of which day.
    """

    invoice: str
    amount_minor: int
    discount_minor: int | None = None
    units_minor: int = 0
    currency: str = ""
    rate: Decimal | None = None
    rate_on: date | None = None


class RefundAsked(msgspec.Struct, frozen=True):
    """What a person of the business asked to give back, and why; the ledger moves when the provider says so."""

    request: str
    amount_minor: int
    by: str
    why: str
    at: datetime


class Attempt(msgspec.Struct, frozen=True, omit_defaults=True):
    """A payment attempt with its frozen quote. ``processing``: the provider has it, and the chase rests meanwhile."""

    id: str
    reference: str
    method: str  # card | transfer | pix | qr | cash
    currency: str
    amount_minor: int
    lines: tuple[QuoteLine, ...]
    quoted_on: date
    created_at: datetime
    expires_at: datetime
    state: str = "pending"  # pending | paid | failed | expired | refunded | disputed | cancelled
    processing: bool = False
    provider: str = ""
    provider_id: str = ""  # Checkout Session
    payment_id: str = ""  # payment intent
    url: str = ""
    asked_at: datetime | None = None  # when the provider was last asked what became of it
    paid_at: datetime | None = None
    refunded_minor: int = 0  # given back so far
    refunds_asked: tuple[RefundAsked, ...] = ()
    receipt: str = ""  # the number of the paper about its coming
    schedule: str = ""  # months paid ahead: whose, and each as the invoice that it is or becomes
    charges: tuple[Charge, ...] = ()
    mandate: str = ""  # under which a card is charged by itself
    claimed_at: datetime | None = None  # a worker is at it
    customer: str = ""  # the debtor's name at the provider, where its page needed one
    arrived_minor: int = 0  # of a bank transfer that came in part
    plan: str = ""  # the agreement that it paid for


class Notice(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message to one person on one channel. Planned by a decision, rendered and sent by the outbox."""

    id: str  # its sort key without the prefix: <local date>#<step>#<channel>
    purpose: str  # pre_due | collection | confirmation | reply | legal | report
    tone: str
    channel: str
    planned_at: datetime
    step: str | None = None
    state: str = "planned"  # planned claimed sent delivered opened clicked bounced complained failed withheld unknown
    reason: str = ""
    anchor: str | None = None  # the invoice whose step this is
    invoices: tuple[str, ...] = ()
    payment: str | None = None
    template: str = ""  # for messages outside the ladder: paid, pending, link, import …
    data: dict[str, str] = {}
    claimed_at: datetime | None = None
    sent_at: datetime | None = None
    provider_id: str = ""
    to: str = ""  # e-mail address or phone
    link_expires_at: datetime | None = None
    rehearsed: bool = False  # it went to the business itself


class Task(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something a person must do. ``id`` repeats for the same need, so it is asked for once.

    ``kind``: see ``tasks``. ``on``: the local day it is for. ``about`` names a check or a pick-up; ``data`` holds what
    the words of its kind name.
    """

    id: str
    kind: str
    created_at: datetime
    invoice: str | None = None
    reason: str = ""
    state: str = "open"  # open | done
    on: date | None = None
    amount_minor: int = 0
    currency: str = ""
    about: str = ""
    data: dict[str, str] = {}
    done_at: datetime | None = None
    done_by: str = ""  # empty: by itself


class Account(msgspec.Struct, frozen=True):
    """What a decision needs: the head, the open invoices, and whatever else is live, from attempts to open tasks.

    ``rates``: the series that the invoices' terms name; none where they name none. ``received``: the entries of what
    open promises cover, since the first of them was made; read where there are promises.
    """

    debtor: Debtor
    invoices: tuple[Invoice, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    checks: tuple[PaperCheck, ...] = ()
    pickups: tuple[Pickup, ...] = ()
    promises: tuple[Promise, ...] = ()
    excuses: tuple[Excuse, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    reports: tuple[PaymentReport, ...] = ()
    tasks: tuple[Task, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    extensions: tuple[Extension, ...] = ()
    evidence: tuple[Evidence, ...] = ()  # read only with the whole of it
    consents: tuple[Consent, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    rates: Rates = NO_RATES
    received: tuple[Entry, ...] = ()
