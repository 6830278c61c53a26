"""The account's head: who the debtor is, how they are reached, and when the account is looked at again. Frozen data."""

from datetime import date, datetime

import msgspec

from chalicelib.domain.business import EarlyDiscount
from chalicelib.domain.promising.promise import PromiseRecord


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
    reason: str  # payment_proposed | payment_reported | payment_refused | payment_corrected | refund_failed
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
