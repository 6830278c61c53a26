"""The business (our tenant), its collection policy and its ways of being paid. Shapes as in the contract.

``parse_business`` is the only way in: every fault is reported at once, with its path.
"""

from decimal import Decimal

import msgspec


class LadderStep(msgspec.Struct, frozen=True, omit_defaults=True):
    """One step of the dunning ladder. ``days`` counts from the due date (negative: before), or from the issue date."""

    step: str
    days: int
    purpose: str  # pre_due | collection
    tone: str  # friendly | neutral | firm | final
    channels: tuple[str, ...] = ("email", "sms")
    counts_from: str = "due"  # due | issued


class Interest(msgspec.Struct, frozen=True):
    """Late interest. ``rate`` per month or year as a fraction; kinds and formulas in ``charges``."""

    rate: Decimal
    kind: str = "simple_month_30"


class LateFee(msgspec.Struct, frozen=True, omit_defaults=True):
    flat_minor: int = 0
    percent: Decimal | None = None
    interest: Interest | None = None


class EarlyDiscount(msgspec.Struct, frozen=True):
    percent: Decimal
    days_before_due: int = 0


class Sender(msgspec.Struct, frozen=True):
    email: str
    name: str


class Transfer(msgspec.Struct, frozen=True, omit_defaults=True):
    kind: str
    account: str
    bank: str = ""
    holder: str = ""
    tax_id: str = ""


class Pix(msgspec.Struct, frozen=True):
    key: str
    city: str


class Cash(msgspec.Struct, frozen=True):
    place: str
    hours: str


class PaymentMethods(msgspec.Struct, frozen=True, omit_defaults=True):
    stripe: bool = True
    transfer: Transfer | None = None
    pix: Pix | None = None
    cash: Cash | None = None
    uploaded_qr: str | None = None


class WhatsApp(msgspec.Struct, frozen=True):
    enabled: bool = False


class Policy(msgspec.Struct, frozen=True, omit_defaults=True):
    """The collection policy of one version. What an invoice owes comes from the terms frozen with it, not from here."""

    version: int = 1
    ladder: tuple[LadderStep, ...] = ()
    min_days_between: int = 2
    grace_days: int = 2
    late_fee: LateFee = LateFee()
    early_discount: EarlyDiscount | None = None
    terms_days: int = 30
    terms_accepted: bool = True


class Business(msgspec.Struct, frozen=True, omit_defaults=True):
    id: str
    name: str
    country: str
    time_zone: str
    currency: str
    language: str
    sender: Sender
    tax_id: str = ""
    live: bool = True
    verify: str = "tax_id_last4"
    payment_methods: PaymentMethods = PaymentMethods()
    whatsapp: WhatsApp = WhatsApp()
    policy: Policy = Policy()
