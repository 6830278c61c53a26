"""The business (our tenant), its collection policy and its ways of being paid. Shapes as in the contract.

``parse_business`` is the only way in: every fault is reported at once, with its path.
"""

from datetime import date
from decimal import Decimal

import msgspec

from chalicelib.domain.charging.late_rules import NO_RULES, BouncedCheckFee, Indexation, LateRules


class LadderStep(msgspec.Struct, frozen=True, omit_defaults=True):
    """One step of the dunning ladder. ``days`` counts from the due date (negative: before), or from the issue date."""

    step: str
    days: int
    purpose: str  # pre_due | collection
    tone: str  # friendly | neutral | firm | final
    channels: tuple[str, ...] = ("email", "sms")
    counts_from: str = "due"  # due | issued


class Interest(msgspec.Struct, frozen=True):
    """Late interest. ``rate`` per month or year as a fraction, zero where a series has it; formulas in ``interest``."""

    rate: Decimal
    kind: str = "simple_month_30"


class LateFee(msgspec.Struct, frozen=True, omit_defaults=True):
    flat_minor: int = 0
    percent: Decimal | None = None
    interest: Interest | None = None
    rules: LateRules = NO_RULES


class EarlyDiscount(msgspec.Struct, frozen=True, omit_defaults=True):
    """Percent of the unpaid principal, or an amount. ``credit_note`` None: where the country's tax wants one."""

    percent: Decimal = Decimal(0)
    days_before_due: int = 0
    amount_minor: int = 0
    until: date | None = None  # in place of days before the due date
    credit_note: bool | None = None


class Sender(msgspec.Struct, frozen=True):
    email: str
    name: str


class Transfer(msgspec.Struct, frozen=True, omit_defaults=True):
    kind: str
    account: str
    bank: str = ""
    holder: str = ""
    tax_id: str = ""
    alias: str = ""  # of a CBU or CVU: easier to type than its 22 digits
    account_type: str = ""  # Chile: current | sight | savings | rut
    email: str = ""  # where the payer's bank sends its notice


class Pix(msgspec.Struct, frozen=True):
    key: str
    city: str


class Cash(msgspec.Struct, frozen=True):
    place: str
    hours: str


class PickupOffer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The business sends somebody for the money: on these weekdays, within these hours, in this area."""

    days: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri")
    hour_from: str = "09:00"
    hour_to: str = "18:00"
    area: str = ""


class PaymentMethods(msgspec.Struct, frozen=True, omit_defaults=True):
    """``stripe`` is on unless the business turns it off; ``providers`` are the others that it turned on."""

    stripe: bool = True
    transfer: Transfer | None = None
    pix: Pix | None = None
    cash: Cash | None = None
    pickup: PickupOffer | None = None
    uploaded_qr: str | None = None
    providers: tuple[str, ...] = ()

    def takes(self, provider: str) -> bool:
        return self.stripe if provider == "stripe" else provider in self.providers


class WhatsApp(msgspec.Struct, frozen=True):
    enabled: bool = False


class AutopayTerms(msgspec.Struct, frozen=True):
    """What a debtor agrees to before their card is charged by itself. ``retries``: after a charge that was refused."""

    offered: bool = True
    notice_days: int = 3
    retries: int = 0
    retry_after_days: int = 2


class AgreementTerms(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a debtor may agree to without asking anybody. Amounts in the business's own currency; zero: no limit.

    ``interest`` runs on what an agreement still owes; that share of the late charges is forgiven while it is kept;
    ``charges_return``: after a breach, late charges count from the original due date as if there had been none.
    """

    offered: bool = True
    min_down_percent: Decimal = Decimal(0)
    max_parts: int = 6
    max_days: int = 180
    interest: Interest | None = None
    min_part_minor: int = 0
    approve_above_minor: int = 0
    breach_grace_days: int = 3
    forgive_charges_percent: Decimal = Decimal(0)
    charges_return: bool = True
    quote_hours: int = 48
    most_broken: int = 1  # agreements broken within a year; one more is for a person


class ExtensionTerms(msgspec.Struct, frozen=True, omit_defaults=True):
    """More time that a debtor gets without asking anybody. ``charges_from``: new (due date) | old; frozen at issue."""

    offered: bool = True
    max_days: int = 7
    most_per_year: int = 2
    most_per_invoice: int = 1
    before_due_only: bool = False
    keeps_discount: bool = False
    charges_from: str = "new"
    approve_above_minor: int = 0


class PromiseRules(msgspec.Struct, frozen=True, omit_defaults=True):
    """What makes a promise to pay credible, and when it counts as kept. Shares are fractions of what was promised.

    ``posting_days``: working days after the promised day on which its money may still arrive.
    """

    offered: bool = True
    max_days: int = 15
    min_share: Decimal = Decimal("0.5")  # of what will be owed on the day
    most_open: int = 1  # a currency
    max_broken_last_year: int = 2
    kept_share: Decimal = Decimal("0.95")
    partly_share: Decimal = Decimal("0.01")
    posting_days: int = 3


class DisputeRules(msgspec.Struct, frozen=True, omit_defaults=True):
    """What happens when a debtor finds an invoice wrong. Working days to answer: the business, then the debtor (zero:
    no end). ``charges_count``: late charges of that time are owed where the debtor was not right; frozen at issue."""

    offered: bool = True
    answer_days: int = 5
    reply_days: int = 10
    charges_count: bool = False


class SatisfactionRules(msgspec.Struct, frozen=True, omit_defaults=True):
    """When a debtor is asked how satisfied they are: before ``before_step`` (empty: the first that a person takes), or
    from so many ``days_overdue`` on (zero: not by days). The chase waits ``wait_days`` for the answer, and rests
    ``rest_days`` working days for who is unhappy."""

    enabled: bool = False
    before_step: str = ""
    days_overdue: int = 0
    again_after_months: int = 6
    wait_days: int = 2
    rest_days: int = 5


class Policy(msgspec.Struct, frozen=True, omit_defaults=True):
    """The collection policy of one version. What an invoice owes comes from the terms frozen with it, not from here."""

    version: int = 1
    ladder: tuple[LadderStep, ...] = ()
    min_days_between: int = 2
    grace_days: int = 2
    late_fee: LateFee = LateFee()
    early_discount: EarlyDiscount | None = None
    bounced_check_fee: BouncedCheckFee | None = None
    terms_days: int = 30
    terms_accepted: bool = True
    terms_id: str = ""  # which terms an invoice is frozen under: told by ``terms.as_agreed``, never stored
    allocation: tuple[str, ...] = ()  # the order in which money pays the parts of a debt; empty: ``PARTS``
    indexation: Indexation | None = None
    autopay: AutopayTerms = AutopayTerms()
    agreement: AgreementTerms = AgreementTerms()
    extension: ExtensionTerms = ExtensionTerms()
    rounding_minor: int = 1  # what a payment may leave of an invoice and nobody asks for
    promise: PromiseRules = PromiseRules()
    dispute: DisputeRules = DisputeRules()
    satisfaction: SatisfactionRules = SatisfactionRules()


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
    test_mode: bool = False  # every message goes to the business itself, marked
    verify: str = "tax_id_last4"
    payment_methods: PaymentMethods = PaymentMethods()
    whatsapp: WhatsApp = WhatsApp()
    policy: Policy = Policy()
