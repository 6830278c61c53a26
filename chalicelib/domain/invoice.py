"""One invoice, and what was agreed for it. Frozen data."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from chalicelib.domain.charging.late_rules import NO_RULES, BouncedCheckFee, LateRules


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
