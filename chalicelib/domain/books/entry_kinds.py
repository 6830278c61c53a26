"""The kinds of ledger entries in one table: which balances each moves, which way, and whether money itself moved."""

import msgspec

from chalicelib.domain.charging.late_rules import PARTS
from chalicelib.domain.entry import Entry

UNAPPLIED = "unapplied"
_CHARGES = ("interest", "tax", "fee")
_MORE, _LESS, _EITHER = 1, -1, 0


class Kind(msgspec.Struct, frozen=True):
    """``sign``: 1 owes more, -1 owes less, 0 either. ``is_cash``: money came in from outside, or went back.

    ``undoes``: the kind whose effect it takes back, wholly or in part; ``again``: the kind whose effect it repeats.
    """

    parts: tuple[str, ...]
    sign: int
    is_cash: bool = False
    undoes: str = ""
    again: str = ""


KINDS = {
    "issue": Kind(("principal",), _MORE),
    "opening_payment": Kind(("principal",), _LESS),  # what was paid before we first saw the invoice
    "fee": Kind(("fee",), _EITHER),  # an import that is taken back takes what it charged back by its own kind
    "collection_fee": Kind(("fee",), _MORE),
    "bounced_check_fee": Kind(("fee",), _MORE),  # the bank did not pay a check
    "interest": Kind(("interest",), _EITHER),
    "tax": Kind(("tax",), _EITHER),
    "agreement_interest": Kind(("interest",), _MORE),  # of an installment agreement, as it was signed ...
    "agreement_interest_reversal": Kind(("interest", "principal"), _LESS),  # ... and what its end takes back
    "payment": Kind(PARTS, _EITHER, is_cash=True),
    "unapplied": Kind((UNAPPLIED,), _EITHER, is_cash=True),  # came in and pays no invoice yet
    "transfer_out": Kind((UNAPPLIED,), _MORE),  # leaves the unapplied cash for an invoice ...
    "transfer_in": Kind(PARTS, _LESS),  # ... and pays it
    "refund": Kind((*PARTS, UNAPPLIED), _MORE, is_cash=True, undoes="payment"),
    "refund_reversal": Kind((UNAPPLIED,), _LESS, is_cash=True, undoes="refund"),  # it did not reach the payer
    "chargeback": Kind((*PARTS, UNAPPLIED), _MORE, is_cash=True, undoes="payment"),  # the payer's bank took it back
    "chargeback_reversal": Kind(PARTS, _LESS, is_cash=True, again="payment"),  # the bank sided with the business
    "reversal": Kind(PARTS, _MORE, is_cash=True, undoes="payment"),  # what refunds and chargebacks were once called
    "discount": Kind(("principal",), _LESS),
    "discount_reversal": Kind(("principal",), _MORE, undoes="discount"),
    "credit_note": Kind(("principal",), _LESS),
    "correction": Kind((*PARTS, "due_on", "standing", "undone"), _EITHER),
    "rounding": Kind(PARTS, _LESS),  # what was left is less than can be paid
    "rounding_reversal": Kind(PARTS, _MORE, undoes="rounding"),
    "waiver": Kind(_CHARGES, _LESS),
    "waiver_reversal": Kind(_CHARGES, _MORE, undoes="waiver"),
    "write_off": Kind(("principal",), _LESS),
    "write_off_reversal": Kind(("principal",), _MORE, undoes="write_off"),
    "withdrawal": Kind(PARTS, _EITHER),
}


def effect_of(entry: Entry) -> str:
    """The kind whose effect an entry has, takes back, or repeats: a refund counts against its payment."""
    kind = KINDS[entry.kind]
    return kind.undoes or kind.again or entry.kind


def is_cash(entry: Entry) -> bool:
    """Whether money came in or went back with it."""
    return entry.kind in KINDS and KINDS[entry.kind].is_cash
