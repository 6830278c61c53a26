"""Receipts and statements of one account as papers: what was written down, put into words for whoever asks."""

from datetime import date, datetime, timedelta

from msgspec.structs import replace

from chalicelib.domain.books.statement import statements
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.charging.indexation import owed_in
from chalicelib.domain.errors import NotFound
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.emv_qr import pix_static
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.messages.catalog import say
from chalicelib.messages.documents.blocks import Code, Paper
from chalicelib.messages.documents.receipt_paper import receipt_paper
from chalicelib.messages.documents.statement_paper import Head, statement_paper
from chalicelib.messages.formats import money
from chalicelib.store import accounts
from chalicelib.store.accounts import Whole
from chalicelib.store.rates import known_for
from chalicelib.store.receipts import load_receipt
from chalicelib.workflows.paying.view_transfer import bank_rows

YEAR = timedelta(days=365)
Period = tuple[date, date]


def receipt_of(business: Business, debtor: str, place: int, lang: str) -> Paper:
    """The receipt with this running number. Raises NotFound."""
    receipt = load_receipt(business.id, debtor, place)
    if receipt is None:
        raise NotFound("not_found")
    return receipt_paper(lang, receipt, business.currency, business.sender.email)


def statement_of(
    business: Business, debtor: str, lang: str, period: Period | None, now: datetime, link: str = ""
) -> Paper:
    """The account's statement, of the last twelve months unless told otherwise; with the debtor's ``link`` as a QR code
    where something is owed. Raises NotFound.

    Its number tells the period and the account's version: nobody counts what is only looked at.
    """
    whole = accounts.load_whole(business.id, debtor)
    if whole is None:
        raise NotFound("not_found")
    today = local_date(now, whole.debtor.time_zone)
    first, last = period or (today - YEAR, today)
    whole = replace(whole, rates=known_for(business.id, whole.invoices))
    reference = debtor_reference(business.id, debtor)
    owed = owed_in(business.currency, _open(whole), today, whole.rates) if last >= today else 0
    rows = bank_rows(business, reference, money(owed, business.currency, lang, business.country), lang) if owed else ()
    head = Head(
        lang=lang,
        number=f"{reference}-{first:%Y%m%d}-{last:%Y%m%d}-{whole.debtor.version}",
        creditor=business.name,
        tax_id=business.tax_id,
        country=business.country,
        currency=business.currency,
        customer=whole.debtor.name,
        customer_tax_id=whole.debtor.tax_id,
        reference=reference,
        period=(first, last),
        made_at=now,
        time_zone=whole.debtor.time_zone,
        email=business.sender.email,
        receipts={(one.payment, one.at): one.number for one in whole.receipts},
        pay=tuple((row.label, row.value) for row in rows),
        code=_code(business, reference, owed, lang) if owed else None,
        link=_link(link, lang) if owed and link else None,
    )
    told = statements(whole.debtor, whole.invoices, whole.entries, (first, last), today, whole.rates)
    return statement_paper(head, told)


def _open(whole: Whole) -> list[Invoice]:
    return [one for one in whole.invoices if one.state not in SETTLED]


def _link(link: str, lang: str) -> Code:
    from chalicelib.gateways import qr

    return Code(qr.modules(link), (say(lang, "statement.code.link"), say(lang, "statement.code.link_guard")))


def _code(business: Business, reference: str, owed_minor: int, lang: str) -> Code:
    """What a banking app or the counter reads from paper."""
    from chalicelib.gateways import qr

    ways = business.payment_methods
    if ways.pix:
        text = pix_static(ways.pix.key, business.name, ways.pix.city, owed_minor, reference.replace("-", ""))
        kind = "pix"
    else:
        text, kind = (ways.uploaded_qr, "qr") if ways.uploaded_qr else (reference, "reference")
    return Code(qr.modules(text), (say(lang, f"statement.code.{kind}"), reference))
