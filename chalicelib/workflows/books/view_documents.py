"""The papers of an account: which there are, and a link to one of them as a file, which lives a minute."""

import hashlib
import re
from datetime import date, datetime
from typing import Any

from chalicelib.domain.agreeing.acceptance import Acceptance
from chalicelib.domain.agreeing.agreement import Agreement
from chalicelib.domain.agreeing.terms import terms_id
from chalicelib.domain.books.receipt import Receipt
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.gateways import files
from chalicelib.gateways.logs import fact
from chalicelib.messages.catalog import say
from chalicelib.messages.documents.blocks import Paper
from chalicelib.messages.formats import dated, money
from chalicelib.store import accounts
from chalicelib.store.receipts import load_receipts
from chalicelib.store.things import load_things
from chalicelib.workflows.agreeing.accept_terms import accepted_terms, terms_of
from chalicelib.workflows.agreeing.plan_paper import agreement_of
from chalicelib.workflows.books.invoice_copies import copy_of, list_copies
from chalicelib.workflows.books.paper_link import paper_link
from chalicelib.workflows.books.papers import Period, receipt_of, statement_of

LINK_SECONDS = 60
STATEMENT, TERMS = "statement", "terms"
_ACCEPTED = re.compile(r"terms-([0-9a-f]{16}-[0-9]{14})")
_AGREEMENT = re.compile(r"agreement-(ag_[0-9a-f]{24})")
_RECEIPT = re.compile(r"receipt-([1-9][0-9]{0,5})")
_INVOICE = re.compile(r"invoice-[0-9a-f]{16}")
_LONGEST_DAYS = 366 * 5


def list_documents(business: Business, debtor: str, lang: str) -> list[dict[str, Any]]:
    """The statement, the terms, signed agreements, the receipts, the latest first, then copies of invoices."""
    statement = {"id": STATEMENT, "kind": STATEMENT, "number": "", "title": say(lang, "statement.title")}
    terms = {"id": TERMS, "kind": TERMS, "number": terms_id(business), "title": say(lang, "terms.name")}
    signed = [
        agreement_view(one, lang) for one in reversed(load_things(business.id, debtor, Agreement)) if one.evidence
    ]
    receipts = (receipt_view(one, business, lang) for one in load_receipts(business.id, debtor))
    return [
        statement,
        terms,
        *_earlier_terms(business, debtor, lang),
        *signed,
        *receipts,
        *list_copies(business, debtor, lang),
    ]


def known_documents(business: Business, debtor: str, lang: str) -> dict[str, Any]:
    """``list_documents`` for whoever names the debtor. Raises NotFound where there is none of that id."""
    if accounts.load(business.id, debtor) is None:
        raise NotFound("not_found")
    return {"documents": list_documents(business, debtor, lang)}


def _earlier_terms(business: Business, debtor: str, lang: str) -> list[dict[str, Any]]:
    """What was accepted before: invoices of that time are under it."""
    accepted = load_things(business.id, debtor, Acceptance)
    current = [one for one in accepted if one.version == terms_id(business)][-1:]
    return [terms_view(one, business, lang) for one in reversed(accepted) if one not in current]


def terms_view(kept: Acceptance, business: Business, lang: str) -> dict[str, Any]:
    title = f"{say(lang, 'terms.name')} · {dated(local_date(kept.accepted_at, business.time_zone), lang)}"
    return {"id": f"terms-{kept.id}", "kind": TERMS, "number": kept.version, "title": title}


def agreement_view(agreement: Agreement, lang: str) -> dict[str, Any]:
    title = f"{say(lang, 'agreement.title')} · {dated(agreement.quoted_on, lang)}"
    return {"id": f"agreement-{agreement.id}", "kind": "agreement", "number": agreement.id, "title": title}


def receipt_view(receipt: Receipt, business: Business, lang: str) -> dict[str, Any]:
    amount = money(receipt.amount_minor, receipt.currency, lang, business.country, business.currency)
    return {
        "id": f"receipt-{int(receipt.id)}",
        "kind": receipt.kind,
        "number": receipt.number,
        "title": say(lang, f"receipt.{receipt.kind}.title"),
        "on": str(receipt.on),
        "on_text": dated(receipt.on, lang),
        "amount_minor": receipt.amount_minor,
        "amount_text": amount,
        "currency": receipt.currency,
        "method": receipt.method,
        "payment": receipt.payment,
        "refers_to": receipt.refers_to,
    }


def own_document(business: Business, debtor: str, name: str, lang: str, period: Period | None, now: datetime) -> Paper:
    """``find_document`` for the debtor: their statement also leads back to their page. Raises NotFound."""
    if name == STATEMENT and period is None:
        return statement_of(business, debtor, lang, None, now, paper_link(business, debtor, lang, now))
    return find_document(business, debtor, name, lang, period, now)


def find_document(business: Business, debtor: str, name: str, lang: str, period: Period | None, now: datetime) -> Paper:
    """A paper by its id in the list: ``statement``, ``receipt-7``. Raises NotFound."""
    if name == TERMS:
        return terms_of(business, debtor, lang, now)
    if told := _ACCEPTED.fullmatch(name):
        return accepted_terms(business, debtor, told[1])
    if name == STATEMENT:
        return statement_of(business, debtor, lang, period, now)
    if told := _AGREEMENT.fullmatch(name):
        return agreement_of(business, debtor, told[1])
    if told := _RECEIPT.fullmatch(name):
        return receipt_of(business, debtor, int(told[1]), lang)
    if _INVOICE.fullmatch(name):
        return copy_of(business, debtor, name, lang, now)
    raise NotFound("not_found")


def parse_period(first: str | None, last: str | None, today: date) -> Period | None:
    """The days between which a statement is asked for; None: as usual. Raises Refusal ``bad_period``."""
    if not first and not last:
        return None
    try:
        end = date.fromisoformat(last) if last else today
        start = date.fromisoformat(first) if first else end.replace(day=1)
    except ValueError:
        raise Refusal("bad_period", field="from") from None
    if not 0 <= (end - start).days <= _LONGEST_DAYS or end > today:
        raise Refusal("bad_period", field="from")
    return start, end


def published(paper: Paper, business: str, debtor: str, *, keep: bool = False) -> str:
    """A link to the paper as PDF: shown by the browser, or (``keep``) saved by it. Raises TryAgain.

    The file's place tells neither whose it is nor what it says.
    """
    from chalicelib.messages.documents.pdf import pdf

    content = pdf(paper)
    whose = hashlib.sha256(f"{business}#{debtor}".encode()).hexdigest()[:16]
    how = "attachment" if keep else "inline"
    place = f"documents/{business}/{whose}/{hashlib.sha256(content).hexdigest()[:32]}-{how}.pdf"
    files.write(place, content, "application/pdf", f'{how}; filename="{paper.file_name}.pdf"')
    fact("document_made", business=business, metrics={"DocumentsMade": 1})
    return files.link(place, LINK_SECONDS)
