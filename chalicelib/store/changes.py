"""What one decision writes, and what counts once."""

import msgspec

from chalicelib.domain.agreeing.acceptance import Acceptance
from chalicelib.domain.agreeing.agreement import Agreement
from chalicelib.domain.agreeing.evidence import Evidence
from chalicelib.domain.agreeing.extension import Extension
from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.books.claim import Claim
from chalicelib.domain.books.receipt import Receipt
from chalicelib.domain.by_hand.paper_check import PaperCheck
from chalicelib.domain.by_hand.pickup import Pickup
from chalicelib.domain.complaints.dispute import Dispute
from chalicelib.domain.complaints.satisfaction import Opinion
from chalicelib.domain.contact.consent import Consent
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.notice import Notice
from chalicelib.domain.paying.mandate import Mandate
from chalicelib.domain.promising.excuse import Excuse
from chalicelib.domain.promising.promise import Promise
from chalicelib.domain.schedules.schedule import Schedule
from chalicelib.domain.task import Task


class Pointer(msgspec.Struct, frozen=True):
    """From a name that a provider repeats to us to the attempt it means."""

    business: str
    debtor: str
    attempt: str


class Changes(msgspec.Struct, frozen=True):
    """What one decision writes. ``debtor`` is always written: its version is the account's lock."""

    debtor: Debtor
    invoices: tuple[Invoice, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    entries: tuple[Entry, ...] = ()
    notices: tuple[Notice, ...] = ()
    taken_back: tuple[Notice, ...] = ()  # written over the very notice that was claimed or sent
    tasks: tuple[Task, ...] = ()
    claims: tuple[Claim, ...] = ()
    pointers: dict[str, str] = {}  # name -> attempt
    schedules: tuple[Schedule, ...] = ()
    checks: tuple[PaperCheck, ...] = ()
    pickups: tuple[Pickup, ...] = ()
    promises: tuple[Promise, ...] = ()
    excuses: tuple[Excuse, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    reports: tuple[PaymentReport, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    extensions: tuple[Extension, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    imported: bool = False  # an import's doing: its invoices may keep the note of what they were before
    consents: tuple[Consent, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    unique: tuple[str, ...] = ()  # names that no other account of anybody has: pointers to this one, for good
    released: tuple[Claim, ...] = ()  # facts that count no longer: an import was taken back, and may come again
