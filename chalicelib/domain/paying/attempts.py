"""Payment attempts: pending is not paid, but rests the chase of what it pays for. Pure."""

from collections.abc import Collection, Iterable
from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.invoice import Invoice

RESTING = frozenset({"open", "partly_paid"})


def named(attempt: Attempt) -> set[str]:
    return {line.invoice for line in attempt.lines}


def begin_processing(attempt: Attempt, invoices: Iterable[Invoice]) -> tuple[Attempt, tuple[Invoice, ...]]:
    """The provider has it and the money is on its way (a voucher, a bank transfer): the invoices say "in process"."""
    paying = [replace(one, state="paying") for one in invoices if one.number in named(attempt) and one.state in RESTING]
    return replace(attempt, processing=True), tuple(paying)


def end_unpaid(
    attempt: Attempt, state: str, invoices: Iterable[Invoice], others: Iterable[Attempt] = ()
) -> tuple[Attempt, tuple[Invoice, ...]]:
    """It failed or expired: nothing was charged, and the invoices are owed as before. ``others``: as of ``release``."""
    ended = replace(attempt, state=state, processing=False)
    return ended, release(attempt, invoices, others)


def is_paying_now(attempt: Attempt, now: datetime) -> bool:
    """A provider's page that is open right now; looking at bank data, or at a code for another phone, is not paying."""
    at_page = bool(attempt.provider) and attempt.method != "qr"
    return at_page and attempt.state == "pending" and not attempt.processing and attempt.expires_at > now


def waiting(attempts: Iterable[Attempt], numbers: Collection[str], now: datetime) -> list[Attempt]:
    """What was begun for any of these invoices and waits for its money where no page can be closed: a transfer whose
    data were shown, a slip for the counter, a code that was scanned. The latest first."""
    open_ended = (one for one in attempts if one.state == "pending" and not one.url and one.expires_at > now)
    return sorted(
        (one for one in open_ended if named(one) & set(numbers)), key=lambda one: one.created_at, reverse=True
    )


def release(attempt: Attempt, invoices: Iterable[Invoice], others: Iterable[Attempt] = ()) -> tuple[Invoice, ...]:
    """The invoices an attempt no longer keeps "in process". ``others``: the account's attempts, of which one that the
    provider has keeps its own: whoever paid by voucher is not chased because they left another page."""
    held = on_their_way(one for one in others if one.id != attempt.id)
    return tuple(
        replace(one, state="partly_paid" if one.principal_minor < one.total_minor else "open")
        for one in invoices
        if one.number in named(attempt) - held and one.state == "paying"
    )


def still_paying(invoices: Iterable[Invoice], others: Iterable[Attempt]) -> tuple[Invoice, ...]:
    """What money of one payment did to invoices, while another one is on its way for some of them."""
    held = on_their_way(others)
    return tuple(
        replace(one, state="paying") if one.number in held and one.state in RESTING else one for one in invoices
    )


def on_their_way(attempts: Iterable[Attempt]) -> set[str]:
    """The invoices whose money the provider has."""
    return {number for one in attempts if one.state == "pending" and one.processing for number in named(one)}
