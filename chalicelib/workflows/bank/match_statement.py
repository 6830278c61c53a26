"""A bank statement: what is sure is applied, what is doubtful is proposed, and the same line never counts twice.

Each line is written down before it is applied, so that a crash, the same file again, or an overlapping statement finds
it and goes on from there.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from chalicelib.domain.bank.bank_payment import BankPayment, credit_of, facts, is_ours, payer_keys
from chalicelib.domain.bank.matching import Match, match_all
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.contact.rests import begin_rest
from chalicelib.domain.errors import GiveUp
from chalicelib.gateways import files
from chalicelib.intake.bank.lines import BankLine, Statement
from chalicelib.intake.bank.read import MAX_STATEMENT_BYTES, read_statement
from chalicelib.intake.records import UnreadableFile
from chalicelib.store import accounts, bank_payments
from chalicelib.store.businesses import Import
from chalicelib.store.changes import Changes
from chalicelib.workflows.at_once import each
from chalicelib.workflows.bank.apply_bank_payment import apply_bank_payment
from chalicelib.workflows.bank.bank_clues import BankClues
from chalicelib.workflows.bank.note_returned import may_be_returned, note_returned
from chalicelib.workflows.decide_account import again_on_conflict

FOLDER = "bank"
_GOES_ON = frozenset({"applying", "unmatched"})  # states in which a line that comes again is looked at again


class Matched(msgspec.Struct, frozen=True):
    """A statement and what became of it. ``ignored``: lines that went out, or that no debtor can have paid.

    ``returned``: lines that take back what came, for a person to look at.
    """

    statement: Statement
    payments: tuple[BankPayment, ...] = ()  # of this import, in the file's order
    unchanged: int = 0
    ignored: int = 0
    ahead: tuple[BankLine, ...] = ()  # of days to come
    returned: tuple[BankPayment, ...] = ()


def match_statement(record: Import, business: Business, now: datetime) -> Matched:
    """Raises UnreadableFile."""
    today = local_date(now, business.time_zone)
    statement = _read(record, business, now)
    came = [line for line in statement.lines if line.amount_minor > 0 and not is_ours(line.text)]
    ahead = tuple(line for line in came if line.on > today)
    told = _payments(came, statement, record, now)
    known = bank_payments.load_many(business.id, (one.fact for one in told))
    theirs = [one for one in told if one.on <= today and _is_for(record, known.get(one.fact))]
    done = _go_on(business, theirs, known, now)
    back = [line for line in statement.lines if may_be_returned(line, today)]
    returned = note_returned(business, back, _payments(back, statement, record, now))
    here = [one for one in returned if one.import_id == record.id]
    return Matched(
        statement,
        tuple(done),
        unchanged=len(told) - len(ahead) - len(theirs) + len(returned) - len(here),
        ignored=len(statement.lines) - len(came) - len(returned),
        ahead=ahead,
        returned=tuple(here),
    )


def _read(record: Import, business: Business, now: datetime) -> Statement:
    try:
        data = files.read(record.key, MAX_STATEMENT_BYTES, record.version)
    except GiveUp as refusal:
        raise UnreadableFile(refusal.code, limit_mb=str(MAX_STATEMENT_BYTES >> 20)) from refusal
    return read_statement(data, business=business, today=local_date(now, business.time_zone))


def _payments(lines: Sequence[BankLine], statement: Statement, record: Import, now: datetime) -> list[BankPayment]:
    """``fact``: account, day, amount, the bank's id or else its text, and which of its equals it is."""
    keys = [
        (line.account, str(line.on), str(line.amount_minor), line.currency, line.bank_id or line.text) for line in lines
    ]
    return [
        BankPayment(
            fact, "applying", line.on, line.currency, line.amount_minor, record.id, line.line, now,
            source=f"{statement.reading.source.container} {line.account}", account=line.account,
            text=" ".join(filter(None, (line.text, line.reference))), name=line.name, tax_id=line.tax_id,
            payer=line.payer, bank_id=line.bank_id, is_signed=line.is_signed,
        )
        for line, fact in zip(lines, facts(keys), strict=True)
    ]  # fmt: skip


def _is_for(record: Import, known: BankPayment | None) -> bool:
    """New, not settled yet, or done by this very import before it died."""
    return known is None or known.state in _GOES_ON or known.import_id == record.id


def _go_on(
    business: Business, told: Sequence[BankPayment], known: dict[str, BankPayment], now: datetime
) -> list[BankPayment]:
    """Each line by what was written down of it; those of which nothing was, matched now."""
    settled = [known[one.fact] for one in told if one.fact in known and known[one.fact].state != "unmatched"]
    found = {one.fact for one in settled}
    new = [one for one in told if one.fact not in found]
    judged = [_judged(one, match) for one, match in zip(new, _matches(business, new), strict=True)]
    by_debtor: dict[str, list[BankPayment]] = {}
    for one in sorted((*settled, *judged), key=lambda one: (one.on, one.line)):
        by_debtor.setdefault(one.debtor or f"#{one.fact}", []).append(one)

    def settle(debtor: str) -> list[BankPayment]:
        return [(_resume if one.fact in found else _begin)(business, one, now) for one in by_debtor[debtor]]

    done = {one.fact: one for some in each(settle, by_debtor) for one in some}
    return [done[one.fact] for one in told]


def _matches(business: Business, payments: Sequence[BankPayment]) -> list[Match]:
    payers = bank_payments.payers(business.id, {key for one in payments for key in payer_keys(one)})
    received = [
        credit_of(one, next((payers[key] for key in payer_keys(one) if payers.get(key)), "")) for one in payments
    ]
    return match_all(received, BankClues(business, received))


def _judged(payment: BankPayment, match: Match) -> BankPayment:
    if match.state == "sure":
        best = match.fits[0]
        return replace(payment, fits=match.fits, debtor=best.debtor, lines=best.lines)
    return replace(payment, state="proposed" if match.state == "doubtful" else "unmatched", fits=match.fits)


def _begin(business: Business, payment: BankPayment, now: datetime) -> BankPayment:
    """Write it down, then do it. Whoever was quicker does it."""
    if not bank_payments.move(business.id, payment, "", "unmatched"):
        return bank_payments.load(business.id, payment.fact) or payment
    return _resume(business, payment, now)


def _resume(business: Business, payment: BankPayment, now: datetime) -> BankPayment:
    if payment.state == "applying":
        return _apply(business, payment, now)
    if payment.state == "proposed":
        _rest(business, payment, now)
    return payment


def _apply(business: Business, payment: BankPayment, now: datetime) -> BankPayment:
    doubt = apply_bank_payment(business.id, payment, now)
    if doubt == "applied":
        done = replace(payment, state="applied")
        bank_payments.move(business.id, done, "applying")
        if "reference" in payment.fits[0].evidence:
            bank_payments.learn_payers(business.id, payer_keys(payment), payment.debtor)
        return done
    asked = replace(payment, state="proposed", doubt=doubt, debtor="", lines=())
    bank_payments.move(business.id, asked, "", "unmatched", "proposed")
    _rest(business, asked, now)
    return asked


def _rest(business: Business, payment: BankPayment, now: datetime) -> None:
    """Reminders rest for whoever may have paid; the account is looked at again when that is over."""
    for found in payment.fits:
        again_on_conflict(lambda debtor=found.debtor: _rest_one(business, debtor, payment, now))  # type: ignore[misc]


def _rest_one(business: Business, debtor: str, payment: BankPayment, now: datetime) -> None:
    account = accounts.load(business.id, debtor)
    if account is None:
        return
    resting = begin_rest(account.debtor, payment.about, "payment_proposed", now)
    if resting != account.debtor:
        accounts.save(account, Changes(replace(resting, due_at=now)))
