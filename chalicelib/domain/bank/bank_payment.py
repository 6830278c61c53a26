"""Money on a bank statement and what became of it: applied by itself, proposed to a person, or nobody's. Pure."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime

import msgspec

from chalicelib.domain.bank.bank_words import name_words, plain
from chalicelib.domain.bank.matching import Credit, Fit

# Money from nobody who owes: what a provider pays out was booked when it was paid, interest is the bank's.
_OURS = re.compile(
    r"\b(?:STRIPE|PAYPAL|INTERESES? (?:GANADOS?|A FAVOR|ABONADOS?)|RENDIMIENTOS?|INTEREST (?:PAID|EARNED)"
    r"|REVERSO COMISION|(?:TRASPASO|TRANSFERENCIA) ENTRE (?:MIS )?CUENTAS PROPIAS)\b"
)
_CODE = re.compile(r"[^A-Z0-9]")
PAYER_WORDS = 3  # of a name that may stand for its owner's account


class BankPayment(msgspec.Struct, frozen=True, omit_defaults=True):
    """One credit of a bank account, or, below nothing, what takes one back.

    ``fact`` is what makes it itself: the key by which it counts once.

    ``fits``: whose it may be, the likeliest first. ``debtor`` and ``lines`` (invoice, minor units; none: the oldest due
    first) are what it pays, once that is sure or a person has said so.
    """

    fact: str
    state: str  # applying | applied (by itself), proposed | accepting | accepted | rejected (by a person), unmatched
    on: date
    currency: str
    amount_minor: int
    import_id: str
    line: int
    at: datetime
    source: str = ""  # the format and the account: two exports of one account may tell one payment differently
    account: str = ""
    text: str = ""
    name: str = ""
    tax_id: str = ""
    payer: str = ""
    bank_id: str = ""
    is_signed: bool = True
    fits: tuple[Fit, ...] = ()
    debtor: str = ""
    lines: tuple[tuple[str, int], ...] = ()
    doubt: str = ""  # why a sure one was not applied: moved | told_before; of money taken back: see ``returned``
    takes_back: tuple[tuple[str, str], ...] = ()  # (debtor, fact) of the credits that it may take back
    decided_at: datetime | None = None
    decided_by: str = ""

    @property
    def about(self) -> str:
        """What its rest is about."""
        return f"bank#{self.fact}"


def credit_of(payment: BankPayment, payer_of: str = "") -> Credit:
    text = " ".join(filter(None, (payment.text, payment.tax_id, payment.bank_id)))
    return Credit(
        payment.on, payment.amount_minor, payment.currency, text, payment.name, payer_of,
        is_sure_to_be_in=payment.is_signed,
    )  # fmt: skip


def is_ours(text: str) -> bool:
    """Whether no debtor can have paid it."""
    return _OURS.search(plain(text)) is not None


def facts(keys: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """The fact of each line: what it says, and the how-manieth it is of its equals in the statement.

    Two truly equal payments of a day are two; the same lines in an overlapping statement are the same.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for key in keys:
        seen[key] += 1
        yield hashlib.sha256("\n".join((*key, str(seen[key]))).encode()).hexdigest()[:20]


def payer_keys(payment: BankPayment) -> tuple[str, ...]:
    """By what its payer is known again: the account it came from, a long name."""
    account = _CODE.sub("", plain(payment.payer))
    words = name_words(payment.name)
    return tuple(
        filter(None, (account if len(account) > 5 else "", " ".join(words) if len(words) >= PAYER_WORDS else ""))
    )
