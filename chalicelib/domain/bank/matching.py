"""Whose payment a line of a bank statement is: scored by what it says, explained, and sure only without a rival. Pure.

What is not sure is proposed to a person and never applied by itself.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Protocol

import msgspec
from msgspec.structs import replace

from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.already_paid.reports_settled import is_money
from chalicelib.domain.bank.bank_words import codes, normal_code, same_name, tax_keys
from chalicelib.domain.bank.parts import Parts, less, pays_parts
from chalicelib.domain.bank.weights import RULES, Rules
from chalicelib.domain.books.settling import NOTHING, Owed, Settled, payable, settle
from chalicelib.domain.paying.references import find_references

_WHO = frozenset(
    {"tax_id", "payer", "name_long", "name", "name_short"}
)  # evidence enough to add up several payments of one debtor
_PAYS = frozenset({"reference", "reported_amount"})  # evidence of money whatever the invoices add up to
_WHOLE = frozenset({"amount_named", "amount_one", "amount_all"})
_TELLING = frozenset({"amount_one", "amount_all", "amount_installment"})
_SHORT_NUMBER = (3, 5)


class Credit(msgspec.Struct, frozen=True):
    """Money that came in: ``text`` is all that the bank says; ``payer_of`` the debtor for whom this payer paid before.

    ``is_common``: many debtors owe this very amount. ``is_sure_to_be_in`` False: the file does not say whether it came
    in or went out.
    """

    on: date
    amount_minor: int
    currency: str
    text: str
    name: str = ""
    payer_of: str = ""
    is_common: bool = False
    is_sure_to_be_in: bool = True


class Known(msgspec.Struct, frozen=True):
    """A debtor as far as a bank statement could mean them."""

    debtor: str
    reference: str
    name: str
    tax_id: str = ""
    owed: tuple[Owed, ...] = ()
    told: tuple[PaymentReport, ...] = ()  # payments that they told us of and that nobody has found yet
    parts: tuple[Parts, ...] = ()


class Fit(msgspec.Struct, frozen=True):
    """How a credit fits a debtor: points, the evidence behind them, and the invoices it would pay.

    ``lines`` empty: whatever is due first.
    """

    debtor: str
    score: int
    evidence: tuple[str, ...]
    lines: tuple[tuple[str, int], ...] = ()


class Match(msgspec.Struct, frozen=True):
    """``sure``, ``doubtful`` or ``none``; the fits from the best on."""

    state: str
    fits: tuple[Fit, ...] = ()


class Said(msgspec.Struct, frozen=True):
    """What a credit's text says, read once for all its candidates."""

    references: frozenset[str]
    codes: frozenset[str]


@lru_cache(maxsize=1024)
def read_text(text: str) -> Said:
    return Said(frozenset(find_references(text)), codes(text))


def fit(credit: Credit, said: Said, known: Known, rules: Rules = RULES) -> Fit:
    owed = payable(known.owed, credit.currency, credit.on, rules.early_days)
    named = {one.number: strength for one in owed if (strength := _document(one.number, said))}
    evidence = [
        *(["reference"] if known.reference in said.references else []),
        *(["tax_id"] if not said.codes.isdisjoint(tax_keys(known.tax_id)) else []),
        *(["payer"] if credit.payer_of == known.debtor else []),
        *filter(None, [same_name(known.name, credit.name, credit.text)]),
    ]
    if named:
        evidence.append(min(named.values()))  # "document" before "document_short"
    settled = _settled(owed, credit, named, known.parts) if credit.amount_minor > 0 else NOTHING
    fits = bool(settled.how) and _is_telling(settled, evidence)
    if fits:
        evidence.append("amount_common" if credit.is_common and settled.how != "amount_named" else settled.how)
    if any(is_money(one, credit.amount_minor, credit.currency, credit.on) for one in known.told):
        evidence.append("reported" if fits else "reported_amount")
    lines = settled.lines if fits else ()
    return Fit(known.debtor, sum(rules.weights[one] for one in evidence), tuple(evidence), lines)


def _settled(owed: Sequence[Owed], credit: Credit, named: Iterable[str], parts: Iterable[Parts]) -> Settled:
    """A whole invoice, or all of them; then installments; then sums of several invoices."""
    settled = settle(owed, credit.amount_minor, tuple(named))
    if settled.how in _WHOLE:
        return settled
    lines = pays_parts(parts, owed, credit.currency, credit.amount_minor)
    return Settled("amount_installment", lines) if lines else settled


def match(credit: Credit, candidates: Iterable[Known], rules: Rules = RULES) -> Match:
    said = read_text(credit.text)
    fits = [found for known in candidates if (found := fit(credit, said, known, rules)).score >= rules.proposed]
    return judge(credit, fits, rules)


def judge(credit: Credit, fits: Iterable[Fit], rules: Rules = RULES) -> Match:
    """Sure only where the evidence suffices, the file says that the money came in, and nobody else comes near.

    Too many who fit equally well are none: a list of everybody who owes the same is no proposal.
    """
    ordered = sorted(fits, key=lambda one: (-one.score, one.debtor))
    if not ordered:
        return Match("none")
    best = ordered[0]
    rivals = [one for one in ordered[1:] if _is_rival(one, best, rules)]
    if is_enough(best, rules) and not rivals and credit.is_sure_to_be_in:
        return Match("sure", tuple(ordered[: rules.most_proposed]))
    if len(rivals) >= rules.most_proposed:
        return Match("none")
    return Match("doubtful", tuple(ordered[: rules.most_proposed]))


def _is_rival(other: Fit, best: Fit, rules: Rules) -> bool:
    """Whether somebody else comes near, would be sure without the best, or is named by reference too.

    A reference with what its debtor owes to the cent is beyond doubt: whoever paid wrote down whom it is for.
    """
    if settles_itself(best):
        return "reference" in other.evidence
    near = best.score - other.score < rules.margin
    return near or is_enough(other, rules) or "reference" in other.evidence


def settles_itself(found: Fit) -> bool:
    return "reference" in found.evidence and bool(found.lines)


def is_enough(found: Fit, rules: Rules = RULES) -> bool:
    pays_something = any(one in _PAYS or one.startswith("amount") for one in found.evidence)
    return found.score >= rules.sure and pays_something


class Clues(Protocol):
    """Where the debtors come from."""

    def suspects(self, credit: Credit) -> Sequence[str]:
        """The debtors worth a closer look, the likeliest first."""

    def is_common(self, credit: Credit) -> bool:
        """Whether so many owe this very amount that it hardly says who pays."""

    def known(self, debtor: str, on: date) -> Known | None:
        """The debtor, with what settles each invoice on that day."""


def match_all(received: Sequence[Credit], clues: Clues, rules: Rules = RULES) -> list[Match]:
    """One match a credit, in their order. What an earlier credit surely paid is no longer owed to a later one."""
    book = _Book(clues)
    found = []
    for credit in received:
        told = replace(credit, is_common=clues.is_common(credit))
        candidates = (book.known(debtor, credit.on) for debtor in clues.suspects(credit))
        matched = match(told, filter(None, candidates), rules)
        if matched.state == "sure":
            book.take(matched.fits[0])
        found.append(matched)
    return _together(received, found, book, rules)


class _Book:
    """What debtors owe while a statement is matched."""

    def __init__(self, clues: Clues) -> None:
        self._clues, self._paid = clues, dict[str, dict[str, int]]()

    def known(self, debtor: str, on: date) -> Known | None:
        known, paid = self._clues.known(debtor, on), self._paid.get(debtor)
        if known is None or not paid:
            return known
        owed = tuple(_less(one, paid.get(one.number, 0)) for one in known.owed)
        return replace(known, owed=owed, parts=tuple(less(one, paid) for one in known.parts))

    def take(self, found: Fit) -> None:
        paid = self._paid.setdefault(found.debtor, {})
        for number, minor in found.lines:
            paid[number] = paid.get(number, 0) + minor


def _less(one: Owed, paid: int) -> Owed:
    if not paid:
        return one
    balance = one.balance_minor - paid if paid < min(one.balance_minor, one.principal_minor) else 0
    return replace(one, balance_minor=balance, principal_minor=min(one.principal_minor, balance))


def _together(received: Sequence[Credit], found: list[Match], book: _Book, rules: Rules) -> list[Match]:
    """Several payments for one invoice: doubtful ones of one debtor, known by more than a guess, that add up."""
    groups: dict[tuple[str, str], list[int]] = {}
    for at, one in enumerate(found):
        if one.state == "doubtful" and _is_known_by_more(one, received[at], rules):
            groups.setdefault((one.fits[0].debtor, received[at].currency), []).append(at)
    for (debtor, currency), places in groups.items():
        latest = max(received[at].on for at in places)
        known = book.known(debtor, latest)
        if known is None or len(places) < 2:
            continue
        total = sum(received[at].amount_minor for at in places)
        settled = settle(payable(known.owed, currency, latest, rules.early_days), total)
        if settled.how:
            _share(received, found, places, settled, rules)
            book.take(Fit(debtor, 0, (), settled.lines))
    return found


def _is_known_by_more(one: Match, credit: Credit, rules: Rules) -> bool:
    best = one.fits[0]
    rivals = any(_is_rival(other, best, rules) for other in one.fits[1:])
    has_amount = any(piece.startswith("amount") for piece in best.evidence)
    return credit.is_sure_to_be_in and not rivals and not has_amount and not _WHO.isdisjoint(best.evidence)


def _share(received: Sequence[Credit], found: list[Match], places: list[int], settled: Settled, rules: Rules) -> None:
    """Each payment gets its part of the invoices, in their order."""
    left = dict(settled.lines)
    for at in places:
        lines, amount = [], received[at].amount_minor
        for number, owed in left.items():
            if taken := min(amount, owed):
                lines.append((number, taken))
                left[number], amount = owed - taken, amount - taken
        best = found[at].fits[0]
        score = best.score + rules.weights["amount_together"]
        told = replace(best, score=score, evidence=(*best.evidence, "amount_together"), lines=tuple(lines))
        state = "sure" if is_enough(told, rules) else "doubtful"
        found[at] = Match(state, (told, *found[at].fits[1:]))


def _is_telling(settled: Settled, evidence: Sequence[str]) -> bool:
    """A sum of several invoices fits by chance more often: it counts only beside something that says who."""
    return settled.how in _TELLING or bool(evidence)


def _document(number: str, said: Said) -> str:
    """Whether an invoice's number stands in the text, and whether it could be anything else."""
    code = normal_code(number)
    if code not in said.codes:
        return ""
    shortest, short = _SHORT_NUMBER
    if len(code) > short or (len(code) > shortest and not code.isdigit()):
        return "document"
    return "document_short" if len(code) >= shortest else ""
