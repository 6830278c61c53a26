"""An account: one debtor's whole position with one business. Frozen data, changed by ``msgspec.structs.replace``."""

import msgspec

from chalicelib.domain.agreeing.acceptance import Acceptance
from chalicelib.domain.agreeing.agreement import Agreement
from chalicelib.domain.agreeing.evidence import Evidence
from chalicelib.domain.agreeing.extension import Extension
from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.books.receipt import Receipt
from chalicelib.domain.by_hand.paper_check import PaperCheck
from chalicelib.domain.by_hand.pickup import Pickup
from chalicelib.domain.charging.rates import NO_RATES, Rates
from chalicelib.domain.complaints.dispute import Dispute
from chalicelib.domain.complaints.satisfaction import Opinion
from chalicelib.domain.contact.consent import Consent
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.mandate import Mandate
from chalicelib.domain.promising.excuse import Excuse
from chalicelib.domain.promising.promise import Promise
from chalicelib.domain.schedules.schedule import Schedule
from chalicelib.domain.task import Task


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
