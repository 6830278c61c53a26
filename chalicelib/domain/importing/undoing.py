"""Taking an import back: what each invoice was before it, whether it moved since, and the entries that lead back. Pure.

An import notes on each invoice what it changed, as small as can be: the fields that were different before. Any other
change of the invoice drops that note, so an invoice that still has one has not moved.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.books.cash import keep_unapplied
from chalicelib.domain.books.ledger import Booked, Moment, entry
from chalicelib.domain.charging.late_rules import PARTS
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice, Undo
from chalicelib.domain.notice import Notice

UNDONE = "undone"  # the outcome of an import that was taken back: for the next file the invoice is not there
_NEVER_REACHED = frozenset({"withheld", "failed", "bounced"})
_ALWAYS_OURS = ("undo", "steps", "escalated")  # the ladder is the reminders' own
_NOTHING = {
    **dict.fromkeys(("principal_minor", "interest_minor", "tax_minor", "fee_minor"), 0),
    **dict.fromkeys(("interest_posted_minor", "tax_posted_minor", "fee_posted_minor"), 0),
}


class History(msgspec.Struct, frozen=True):
    """All that was ever written of one account, at one version."""

    debtor: Debtor
    invoices: tuple[Invoice, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    entries: tuple[Entry, ...] = ()
    notices: tuple[Notice, ...] = ()


def stamped(before: Invoice | None, after: Invoice, import_id: str, outcome: str) -> Invoice:
    """An invoice as an import writes it: whose doing it is, and what it was before that import first touched it."""
    again = before is not None and before.import_id == import_id
    undo = before.undo if again and before else None
    if before is None or (undo and undo.is_new):
        found: Undo | None = Undo(is_new=True)
    elif again and undo is None:  # somebody else moved it between two touches of this import
        found = None
    else:
        found = _difference(_as_it_was(before) if again else before, after)
    return replace(after, import_id=import_id, import_outcome=outcome, undo=found)


def was_owed(invoice: Invoice) -> int:
    """The principal before the import that settled it, in minor units; 0 where that is not known any more."""
    return _as_it_was(invoice).principal_minor if invoice.undo and not invoice.undo.is_new else 0


def touched(history: History, import_id: str) -> set[str]:
    """The numbers of the invoices that an import has to do with, and that nobody has taken back yet."""
    booked = {line.invoice for line in history.entries if line.id.startswith(f"{import_id}-") and line.invoice}
    noted = {one.number for one in history.invoices if one.import_id == import_id and one.import_outcome != UNDONE}
    back = {line.invoice for line in history.entries if line.id.startswith(f"{cause(import_id)}-")}
    return (booked | noted) - back


def moved(history: History, import_id: str, since: datetime) -> dict[str, str]:
    """Invoice → why the import cannot be taken back from it: ``changed``, ``notice`` or ``attempt``.

    ``""`` → ``credit``: what the debtor had left over has moved. ``since``: when the import began.
    """
    found: dict[str, str] = {}
    by_number = {one.number: one for one in history.invoices}
    for number in sorted(touched(history, import_id)):
        invoice = by_number.get(number)
        if invoice is None or invoice.import_id != import_id or invoice.undo is None:
            found[number] = "changed"
        elif any(_names(one, number) and _reached(one, since) for one in history.notices):
            found[number] = "notice"
        elif any(number in _asked(one) and one.created_at >= since for one in history.attempts):
            found[number] = "attempt"
    if left_over(history, import_id) and _credit_moved(history, import_id, since):
        found[""] = "credit"
    return found


def left_over(history: History, import_id: str) -> dict[str, int]:
    """Currency → minor units that the import gave the debtor to spend, still to be taken back; negative: it spent."""
    net: dict[str, int] = {}
    for line in _credit_lines(history, import_id):
        net[line.currency] = net.get(line.currency, 0) - line.amount_minor
    return {currency: minor for currency, minor in net.items() if minor}


def take_back(invoice: Invoice, moment: Moment) -> Booked:
    """The invoice as it was, and the entries that say so; one that the import created is withdrawn."""
    is_new = bool(invoice.undo and invoice.undo.is_new)
    back = _withdrawn(invoice, moment) if is_new else _as_it_was(invoice)
    lines = tuple(_lines(invoice, back, "withdrawal" if is_new else "correction", moment))
    return Booked(back, lines or (entry(invoice, "correction", 0, moment, "undone"),))


def give_up_credit(debtor: Debtor, credit: dict[str, int], moment: Moment) -> tuple[Debtor, list[Entry]]:
    """The debtor without what an import had left them, or with what it had spent."""
    lines: list[Entry] = []
    for currency, minor in sorted(credit.items()):
        debtor, line = keep_unapplied(debtor, currency, -minor, moment)
        lines.append(line)
    return debtor, lines


def cause(import_id: str) -> str:
    """What the ids of the entries begin with that take an import back."""
    return f"undo-{import_id}"


def _lines(now: Invoice, then: Invoice, kind: str, moment: Moment) -> Iterator[Entry]:
    """A charge that the import booked is taken off by a line of its own kind, so that it may be booked again."""
    for part in PARTS:
        charged = 0
        if part != "principal":
            charged = getattr(now, f"{part}_posted_minor") - getattr(then, f"{part}_posted_minor")
            if charged:
                yield entry(now, part, -charged, moment, part)
        rest = getattr(then, f"{part}_minor") - getattr(now, f"{part}_minor") + charged
        if rest:
            yield entry(now, kind, rest, moment, part)


def _withdrawn(invoice: Invoice, moment: Moment) -> Invoice:
    """As if nothing had ever been charged: the next file may bring it anew."""
    facts = {**_NOTHING, "state": "withdrawn", "import_outcome": UNDONE, "settled_on": moment.on, "undo": None}
    return replace(invoice, **facts, fee_charged=False, collection_charged=False)


def _as_it_was(invoice: Invoice) -> Invoice:
    """The ladder stays where it stands now."""
    if invoice.undo is None:
        return invoice
    plain = {name: value for name, value in _plain(invoice).items() if name not in invoice.undo.had_not}
    was = msgspec.convert(plain | invoice.undo.was, Invoice, strict=False)
    return replace(was, steps=invoice.steps, escalated=invoice.escalated)


def _difference(before: Invoice, after: Invoice) -> Undo:
    then, now = _plain(before), _plain(after)
    was = {name: value for name, value in then.items() if now.get(name) != value}
    was |= {name: then[name] for name in ("import_id", "import_outcome") if name in then}
    stamps = {"import_id", "import_outcome"} - then.keys()
    return Undo(was, tuple(sorted((now.keys() | stamps) - then.keys())))


def _plain(invoice: Invoice) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(invoice)
    return {name: value for name, value in found.items() if name not in _ALWAYS_OURS}


def _names(notice: Notice, number: str) -> bool:
    return number == notice.anchor or number in notice.invoices


def _reached(notice: Notice, since: datetime) -> bool:
    """Left, or about to: a plan of this minute may be on its way already."""
    return notice.state not in _NEVER_REACHED and max(notice.planned_at, notice.sent_at or since) >= since


def _asked(attempt: Attempt) -> set[str]:
    return {line.invoice for line in attempt.lines}


def _credit_lines(history: History, import_id: str) -> Iterator[Entry]:
    """What the import did to the debtor's credit, and what was taken back of it."""
    ours = (f"{import_id}-", cause(import_id))
    return (line for line in history.entries if line.part == "unapplied" and line.id.startswith(ours))


def _credit_moved(history: History, import_id: str, since: datetime) -> bool:
    ours = {line.id for line in _credit_lines(history, import_id)}
    others = (line for line in history.entries if line.part == "unapplied" and line.id not in ours)
    return any(line.at >= since for line in others)
