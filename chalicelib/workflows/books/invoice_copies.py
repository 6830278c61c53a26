"""Copies of an account's invoices as papers: which there are, and one of them with its figures of this day."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.books.entry_kinds import KINDS, effect_of
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.charges import SETTLED, figures
from chalicelib.domain.charging.indexation import due_on
from chalicelib.domain.charging.late_rules import PARTS
from chalicelib.domain.entry import Entry
from chalicelib.domain.errors import NotFound
from chalicelib.domain.invoice import Invoice
from chalicelib.messages.catalog import say
from chalicelib.messages.documents.blocks import Paper
from chalicelib.messages.documents.invoice_paper import InvoiceCopy, invoice_paper
from chalicelib.messages.formats import dated, money
from chalicelib.messages.names import one_line
from chalicelib.store import accounts
from chalicelib.store.accounts import Whole
from chalicelib.store.rates import known_for
from chalicelib.workflows.contact.compose import creditor, reasons, rows

LOOK_BACK = 12  # settled invoices in the list


def copy_id(number: str) -> str:
    """A name that is safe in any address and file name, for numbers hold whatever a business's files say."""
    return f"invoice-{hashlib.sha256(number.encode()).hexdigest()[:16]}"


def list_copies(business: Business, debtor: str, lang: str) -> list[dict[str, Any]]:
    """Open invoices, the oldest first, then the latest that were settled."""
    invoices = [one for one in accounts.load_history(business.id, debtor)[0] if _is_shown(one)]
    settled = [one for one in invoices if one.state in SETTLED]
    settled.sort(key=lambda one: (one.settled_on or date.min, one.number), reverse=True)
    still_open = sorted((one for one in invoices if one.state not in SETTLED), key=lambda one: (one.due_on, one.number))
    return [_view(one, business, lang) for one in (*still_open, *settled[:LOOK_BACK])]


def copy_of(business: Business, debtor: str, name: str, lang: str, now: datetime) -> Paper:
    """The copy with this id, as of the debtor's day. Raises NotFound."""
    whole = accounts.load_whole(business.id, debtor)
    invoices = whole.invoices if whole else ()
    found = next((one for one in invoices if _is_shown(one) and copy_id(one.number) == name), None)
    if whole is None or found is None:
        raise NotFound("not_found")
    whole = replace(whole, rates=known_for(business.id, [found]))
    return invoice_paper(lang, _copy(found, whole, business, lang, now))


def _is_shown(invoice: Invoice) -> bool:
    return invoice.state != "withdrawn" and invoice.total_minor > 0


def _view(invoice: Invoice, business: Business, lang: str) -> dict[str, Any]:
    """No ``on``: nothing happened on a day of its own, as it did with a receipt."""
    return {
        "id": copy_id(invoice.number),
        "kind": "invoice",
        "number": invoice.number,
        "title": say(lang, "mail.item", number=one_line(invoice.number, 40)),
        "issued_text": say(lang, "invoice.issued_on", date=dated(invoice.issued_on, lang)),
        "amount_minor": invoice.total_minor,
        "amount_text": money(invoice.total_minor, invoice.currency, lang, business.country, business.currency),
        "currency": invoice.currency,
    }


def _copy(invoice: Invoice, whole: Whole, business: Business, lang: str, now: datetime) -> InvoiceCopy:
    today = local_date(now, whole.debtor.time_zone)
    owed, due = figures(invoice, today, whole.rates), due_on(invoice, today, whole.rates)
    is_open = invoice.state not in SETTLED
    return InvoiceCopy(
        id=copy_id(invoice.number),
        invoice=invoice,
        creditor=creditor(business),
        main=business.currency,
        customer=whole.debtor.name,
        customer_tax_id=whole.debtor.tax_id,
        time_zone=whole.debtor.time_zone,
        made_at=now,
        today=today,
        moved=moved(invoice.number, whole.entries),
        accrued_minor=owed.accrued_minor,
        discount_minor=owed.discount_minor,
        owed_minor=owed.balance_minor,
        worth=(due.balance_minor, due.currency),
        rows=rows(invoice, business, lang, today, whole.rates) if is_open else (),
        reasons=reasons(invoice, business, lang, today) if is_open else (),
    )


def moved(number: str, entries: Iterable[Entry]) -> tuple[tuple[str, int], ...]:
    """What an invoice's ledger comes to, by kind: what was given back counts against what was paid."""
    sums: dict[str, int] = {}
    for entry in entries:
        if entry.invoice == number and entry.part in PARTS:
            effect = effect_of(entry)
            sums[effect] = sums.get(effect, 0) + entry.amount_minor
    return tuple((kind, sums[kind]) for kind in KINDS if sums.get(kind))
