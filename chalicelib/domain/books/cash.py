"""Cash application: what a payment does to an account, and what its reversal undoes. Pure.

Money that arrived is always somewhere: applied + unapplied + given back = what came in.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec
from msgspec.structs import replace

from chalicelib.domain.attempt import QuoteLine
from chalicelib.domain.books.entry_kinds import UNAPPLIED, effect_of
from chalicelib.domain.books.ledger import GIVEN_BACK, Moment
from chalicelib.domain.charging.indexation import line_for, pay_line, payable, take_back_line
from chalicelib.domain.charging.rates import NO_RATES, Rates
from chalicelib.domain.contact.ladder import oldest_first
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice

CREDIT_PAYS = frozenset({"open", "partly_paid", "promised", "in_plan"})


class Applied(msgspec.Struct, frozen=True):
    """The account after cash moved: invoices that changed, the entries, and the debtor with their unapplied cash."""

    debtor: Debtor
    invoices: tuple[Invoice, ...]
    entries: tuple[Entry, ...]


def apply_cash(
    debtor: Debtor,
    invoices: Mapping[str, Invoice],
    lines: Sequence[QuoteLine],
    currency: str,
    amount_minor: int,
    as_of: date,
    moment: Moment,
) -> Applied:
    """Apply a payment to the invoices it names, as of the day its quote was frozen; the rest becomes unapplied cash."""
    changed, entries, left = _spread(invoices, lines, currency, amount_minor, as_of, moment)
    if left:
        debtor, entry = keep_unapplied(debtor, currency, left, moment)
        entries.append(entry)
    return Applied(debtor, tuple(changed), tuple(entries))


def _spread(
    invoices: Mapping[str, Invoice],
    lines: Sequence[QuoteLine],
    currency: str,
    amount_minor: int,
    as_of: date,
    moment: Moment,
) -> tuple[list[Invoice], list[Entry], int]:
    """The invoices that took some of the money, their entries, and what was left over."""
    changed: list[Invoice] = []
    entries: list[Entry] = []
    left = amount_minor
    for line in lines:
        invoice = invoices.get(line.invoice)
        if invoice is None or (line.currency or invoice.currency) != currency:
            continue
        booked, used = pay_line(invoice, line, min(line.amount_minor, left), as_of, moment)
        left -= used
        if booked.entries:
            changed.append(booked.invoice)
            entries += booked.entries
    return changed, entries, left


def keep_unapplied(
    debtor: Debtor, currency: str, amount_minor: int, moment: Moment, kind: str = "unapplied"
) -> tuple[Debtor, Entry]:
    """Cash without an invoice: the debtor's own, used first next time. Negative takes some of it away, and ``kind``
    says where to: ``transfer_out``, ``refund``, ``chargeback``."""
    credit = {**debtor.unapplied, currency: debtor.unapplied.get(currency, 0) + amount_minor}
    entry = Entry(
        id=f"{moment.cause}.{kind}.{currency}.{'in' if amount_minor > 0 else 'out'}",
        kind=kind,
        amount_minor=-amount_minor,
        currency=currency,
        on=moment.on,
        at=moment.at,
        part=UNAPPLIED,
        reason=moment.reason,
        payment=moment.payment,
        by=moment.by,
    )
    return replace(debtor, unapplied={code: minor for code, minor in credit.items() if minor}), entry


def use_unapplied(debtor: Debtor, invoices: Iterable[Invoice], moment: Moment) -> Applied:
    """Spend unapplied cash on invoices of its currency, oldest due first: a transfer, out here and in there.

    Never on what is disputed, or being paid in another way.
    """
    moment = replace(moment, cash_kind="transfer_in")
    known = {invoice.number: invoice for invoice in oldest_first(invoices) if invoice.state in CREDIT_PAYS}
    changed: dict[str, Invoice] = {}
    entries: list[Entry] = []
    for currency, credit in debtor.unapplied.items():
        lines = oldest_lines(payable(known.values(), currency), credit, moment.on, moment.rates, currency)
        asked = sum(line.amount_minor for line in lines)
        again = {line.invoice for line in lines} & changed.keys()  # money of two currencies for one debt in a unit
        cause = replace(moment, cause=f"{moment.cause}-{currency}") if again else moment
        paid, booked, left = _spread(known, lines, currency, asked, moment.on, cause)
        if used := asked - left:
            debtor, entry = keep_unapplied(debtor, currency, -used, moment, "transfer_out")
            changed |= {invoice.number: invoice for invoice in paid}
            known |= changed
            entries += (*booked, entry)
    return Applied(debtor, tuple(changed.values()), tuple(entries))


def oldest_lines(
    invoices: Sequence[Invoice], amount_minor: int, as_of: date, rates: Rates = NO_RATES, currency: str = ""
) -> tuple[QuoteLine, ...]:
    """An undirected amount over invoices (given oldest first): each in full while it lasts, the last one in part.

    ``currency`` of the amount; empty: that of the invoices. An invoice whose unit has no value is left out.
    """
    lines, left = [], amount_minor
    for invoice in invoices:
        line = line_for(invoice, left, currency or invoice.currency, as_of, rates)
        if line and left > 0:
            lines.append(line)
            left -= line.amount_minor
    return tuple(lines)


def undo_cash(
    debtor: Debtor,
    invoices: Mapping[str, Invoice],
    paid: Sequence[Entry],
    currency: str,
    amount_minor: int,
    moment: Moment,
) -> Applied:
    """Take a payment back, wholly or in part: first what lies unapplied, then its invoices, the youngest due first.

    What was unapplied and paid another invoice meanwhile stays there: the debtor's unapplied cash falls below nothing
    until the next surplus, so that no money given back is ever lost from sight.
    """
    changed: list[Invoice] = []
    entries: list[Entry] = []
    left = amount_minor
    from_unapplied = sum(-line.amount_minor for line in paid if line.part == UNAPPLIED)
    back = max(min(left, from_unapplied, debtor.unapplied.get(currency, 0)), 0)
    left -= back
    named = [invoices[number] for number in {line.invoice for line in paid if line.invoice} if number in invoices]
    for invoice in sorted(named, key=lambda one: (one.due_on, one.number), reverse=True):
        if left:
            booked, given = take_back_line(invoice, still_applied(paid, invoice.number), left, moment)
            changed.append(booked.invoice)
            entries += booked.entries
            left -= given
    if back + left:
        debtor, entry = keep_unapplied(debtor, currency, -back - left, moment, moment.cash_kind or "refund")
        entries.append(entry)
    return Applied(debtor, tuple(changed), tuple(entries))


def still_applied(paid: Sequence[Entry], number: str) -> list[Entry]:
    """What a payment still does to an invoice: its cash, discount and rounding, less what was taken back earlier."""
    net: dict[tuple[str, str], Entry] = {}
    for line in paid:
        if line.invoice == number and effect_of(line) in {"payment", *GIVEN_BACK}:
            place = (effect_of(line), line.part)
            before = net.get(place)
            amount = line.amount_minor + (before.amount_minor if before else 0)
            cash = line.cash_minor + (before.cash_minor if before else 0)
            net[place] = replace(before or line, kind=place[0], amount_minor=amount, cash_minor=cash)
    return [line for line in net.values() if line.amount_minor < 0]
