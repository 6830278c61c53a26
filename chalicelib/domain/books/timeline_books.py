"""What the ledger and the receipts tell of an account's history, one line for each thing that a day did. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from chalicelib.domain.account import Account
from chalicelib.domain.books.event import Event
from chalicelib.domain.calendar import local_date
from chalicelib.domain.entry import Entry

BOOKED = {
    "issue": "invoice",
    "opening_payment": "paid_before",
    "fee": "charges",
    "collection_fee": "charges",
    "bounced_check_fee": "charges",
    "interest": "charges",
    "tax": "charges",
    "agreement_interest": "plan_interest",
    "agreement_interest_reversal": "plan_interest_back",
    "discount": "discount",
    "discount_reversal": "discount_back",
    "credit_note": "credit_note",
    "correction": "corrected_up",
    "rounding": "rounding",
    "rounding_reversal": "rounding_back",
    "waiver": "waiver",
    "waiver_reversal": "waiver_back",
    "transfer_in": "credit_used",
    "withdrawal": "invoice_withdrawn",
    "write_off": "written_off",
    "write_off_reversal": "written_off_back",
}
"""Ledger entries that are told: whatever moves what is owed. Money is told by its receipts."""
LOWERED = {"charges": "charges_back", "corrected_up": "corrected_down"}  # of what goes either way, less than nothing
WITHOUT_PAPER = {
    "payment": ("paid_elsewhere", "paid_elsewhere_back"),
    "unapplied": ("credit", "credit_back"),
    "refund": ("credit", "refund"),
}
"""Money that no receipt tells of, as it owes less and as it owes more."""
DUE_ON = "due_on"  # the part of a correction that moves a day, and no amount


def booked(entries: Iterable[Entry], account: Account) -> Iterator[Event]:
    """One line for what one day did to one invoice, whatever its parts. An invoice counts from the day on its paper,
    not from the day on which a file brought it."""
    issued = {one.number: one.issued_on for one in account.invoices}
    grouped: dict[tuple[str, str, str, date], list[Entry]] = {}
    for one in entries:
        if one.kind in BOOKED:
            number = one.invoice or ""
            on = issued.get(number, one.on) if one.kind == "issue" else one.on
            grouped.setdefault((BOOKED[one.kind], number, one.currency, on), []).append(one)
    for (kind, number, currency, on), lines in grouped.items():
        minor = sum(one.amount_minor for one in lines)
        told = LOWERED.get(kind, kind) if minor < 0 else kind
        if minor:
            yield Event(on, max(one.at for one in lines), told, abs(minor), currency, number=number)


def moved_days(entries: Iterable[Entry], account: Account) -> Iterator[Event]:
    """Due dates that the business's papers moved; an extension is told as what it is."""
    agreed = {one.decided_at for one in account.extensions}
    for one in entries:
        if one.part == DUE_ON and one.at not in agreed:
            yield Event(one.on, one.at, "due_moved", number=one.invoice or "")


def money(entries: Iterable[Entry], account: Account, zone: str) -> Iterator[Event]:
    """Every payment has its receipt; those from before there were receipts are told by their attempts, and what the
    business booked without one (settled in its own files, a credit note's rest, credit handed back) by its entries."""
    for one in account.receipts:
        paper = f"receipt-{int(one.id)}"
        minor = abs(one.amount_minor)
        yield Event(one.on, one.at, one.kind, minor, one.currency, payment=one.payment, document=paper)
    for paid in account.attempts:
        if paid.paid_at and not paid.receipt:
            on = local_date(paid.paid_at, zone)
            yield Event(on, paid.paid_at, "payment", paid.amount_minor, paid.currency, payment=paid.id)
    papers = {one.at for one in account.receipts} | {paid.paid_at for paid in account.attempts}
    yield from _without_paper(one for one in entries if one.kind in WITHOUT_PAPER and one.at not in papers)


def _without_paper(entries: Iterable[Entry]) -> Iterator[Event]:
    moved: dict[tuple[str, str, str, datetime], list[Entry]] = {}
    for one in entries:
        moved.setdefault((one.kind, one.invoice or "", one.currency, one.at), []).append(one)
    for (kind, number, currency, at), lines in moved.items():
        came, went = WITHOUT_PAPER[kind]
        minor = sum(one.amount_minor for one in lines)
        if minor:
            yield Event(lines[0].on, at, came if minor < 0 else went, abs(minor), currency, number=number)
