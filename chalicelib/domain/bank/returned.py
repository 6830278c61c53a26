"""Which credit of a bank account a debit takes back: a transfer that was returned, a check that was not paid. Pure.

Nothing is ever taken back by itself: most debits are what the business paid, so a person looks at each.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from msgspec.structs import replace

from chalicelib.domain.bank.bank_payment import BankPayment, payer_keys
from chalicelib.domain.bank.bank_words import plain
from chalicelib.domain.bank.matching import Fit
from chalicelib.domain.paying.references import find_references

TAKEN_BACK, UNKNOWN, WAITS = "taken_back", "taken_back_unknown", "taken_back_waits"
APPLIED = frozenset({"applied", "accepted"})
WAITING = frozenset({"proposed", "unmatched"})
WITHIN = timedelta(days=90)
MOST = 3
WEIGHTS = {"same_movement": 60, "same_reference": 40, "same_payer": 30, "amount_back": 20, "said_back": 20}
_WORDS = re.compile(
    r"\b(?:DEVOLUCION|DEVUELT[AO]S?|DEV|REVERS[AO]S?|REVERSION|REVERSAL|REVERSED|EXTORNOS?|ESTORNOS?|DEVOLVID[AO]S?"
    r"|RETURN(?:ED)?|RECHAZAD[AO]S?|RECHAZO|CONTRACARGO|CHARGEBACK|ANULACION|ANULAD[AO]|CANCELACION|DESPROTESTO)\b"
)


def says_so(text: str) -> bool:
    """Whether the words of a debit speak of money that goes back."""
    return _WORDS.search(plain(text)) is not None


def is_worth_a_look(text: str) -> bool:
    """Whether it may take back what came: by its words, or by a debtor's reference that it repeats."""
    return says_so(text) or bool(find_references(text))


def judged(debit: BankPayment, came: Iterable[BankPayment], *, is_told: bool) -> BankPayment | None:
    """The debit as a proposal; None where it takes back nothing that came from a debtor.

    ``came``: what is known of the same business's credits; ``is_told``: the file itself says that it undoes one.
    """
    said = is_told or says_so(debit.text)
    found = [(one, _evidence(debit, one, said=said)) for one in came if _may_be(debit, one)]
    meant = [(one, why) for one, why in found if len(why) > 1]
    applied = [(one, why) for one, why in meant if one.state in APPLIED]
    if applied:
        return _proposed(debit, applied)
    if meant:
        return replace(debit, state="proposed", doubt=WAITS)
    return replace(debit, state="proposed", doubt=UNKNOWN) if is_told else None


def _may_be(debit: BankPayment, credit: BankPayment) -> bool:
    """The same money, to the cent, that came not long before."""
    same = (credit.currency, credit.amount_minor) == (debit.currency, -debit.amount_minor)
    accounts = {credit.account, debit.account} - {""}
    return same and len(accounts) < 2 and timedelta(0) <= debit.on - credit.on <= WITHIN


def _evidence(debit: BankPayment, credit: BankPayment, *, said: bool) -> tuple[str, ...]:
    """Beside the amount, which alone is a coincidence."""
    references = {*find_references(debit.text)} & {*find_references(credit.text)}
    found = {
        "amount_back": True,
        "said_back": said,
        "same_movement": bool(debit.bank_id) and debit.bank_id == credit.bank_id,
        "same_reference": bool(references),
        "same_payer": bool({*payer_keys(debit)} & {*payer_keys(credit)}),
    }
    return tuple(piece for piece, holds in found.items() if holds)


def _proposed(debit: BankPayment, applied: Sequence[tuple[BankPayment, tuple[str, ...]]]) -> BankPayment:
    """The likeliest first, the latest of equals; one a debtor."""
    ordered = sorted(applied, key=lambda one: (_points(one[1]), one[0].on), reverse=True)
    by_debtor = {credit.debtor: (credit, why) for credit, why in reversed(ordered)}
    best = sorted(by_debtor.values(), key=lambda one: (_points(one[1]), one[0].on), reverse=True)[:MOST]
    return replace(
        debit,
        state="proposed",
        doubt=TAKEN_BACK,
        fits=tuple(Fit(credit.debtor, _points(why), why, credit.lines) for credit, why in best),
        takes_back=tuple((credit.debtor, credit.fact) for credit, _ in best),
    )


def _points(why: Iterable[str]) -> int:
    return sum(WEIGHTS[piece] for piece in why)
