"""What a copy of an invoice says on paper: what it is, what became of it, and what it owes today. No tax document."""

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from chalicelib.domain.invoice import Invoice
from chalicelib.messages.blocks import Bullets, Entry, Facts, Figure, Heading, Note, Small
from chalicelib.messages.catalog import language, say
from chalicelib.messages.documents.blocks import Paper, PaperBlock, Sum, paper_size
from chalicelib.messages.documents.receipt_paper import identity
from chalicelib.messages.explain import tax_id_label
from chalicelib.messages.formats import dated, moment, money
from chalicelib.messages.letter import Creditor, Row
from chalicelib.messages.names import one_line

_SHOWN = 4  # of a tax id: enough to know one's own, too little to be of use to whoever finds the sheet


class InvoiceCopy(msgspec.Struct, frozen=True, kw_only=True):
    """An invoice as it stands on a local day, minor units of its own currency unless said otherwise.

    ``moved``: the net of its ledger by kind; with ``accrued_minor`` (not booked yet) less ``discount_minor`` (if paid
    today) it is ``owed_minor``. ``worth``: what settles it, in the money that it is paid in. ``rows`` and ``reasons``:
    what it owes by part, and why.
    """

    id: str
    invoice: Invoice
    creditor: Creditor
    main: str  # the business's own currency
    customer: str
    customer_tax_id: str
    time_zone: str
    made_at: datetime
    today: date
    moved: tuple[tuple[str, int], ...]
    accrued_minor: int
    discount_minor: int
    owed_minor: int
    worth: tuple[int, str]
    rows: tuple[Row, ...] = ()
    reasons: tuple[str, ...] = ()


def invoice_paper(lang: str, copy: InvoiceCopy) -> Paper:
    """``copy`` in one language; its size is what printers of the business's country hold."""
    return Paper(
        lang=language(lang),
        title=say(lang, "invoice.title"),
        number=one_line(copy.invoice.number, 40),
        sender=one_line(copy.creditor.name),
        sender_id=identity(copy.creditor.country, copy.creditor.tax_id),
        page_text=say(lang, "paper.page", page="{page}", pages="{pages}"),
        made_at=copy.made_at,
        size=paper_size(copy.creditor.country),
        body=tuple(_body(lang, copy)),
        file_name=copy.id,
    )


def _body(lang: str, copy: InvoiceCopy) -> Iterator[PaperBlock]:
    owed = say(lang, "statement.today.owed", date=dated(copy.today, lang))
    yield Note(say(lang, "invoice.copy"))
    yield Figure(owed, _money(lang, copy, *copy.worth))
    yield Facts(tuple((label, text) for label, text in _facts(lang, copy) if text))
    yield Heading(say(lang, "statement.movements"))
    for kind, minor in copy.moved:
        yield Sum(say(lang, f"movement.{kind}"), _money(lang, copy, minor))
    for part, minor in (("accrued", copy.accrued_minor), ("discount", -copy.discount_minor)):
        if minor:
            yield Sum(say(lang, f"statement.today.{part}"), _money(lang, copy, minor))
    yield Sum(owed, _money(lang, copy, copy.owed_minor), total=True)
    if copy.rows:
        yield Heading(say(lang, "invoice.today"))
        title = say(lang, "mail.item", number=one_line(copy.invoice.number, 40))
        yield Entry(title, _money(lang, copy, copy.owed_minor), rows=copy.rows)
    if copy.reasons:
        yield Bullets(copy.reasons)
    if copy.creditor.email:
        yield Small(say(lang, "paper.questions", email=copy.creditor.email))


def _facts(lang: str, copy: InvoiceCopy) -> Iterator[tuple[str, str]]:
    invoice, creditor = copy.invoice, copy.creditor
    when = moment(copy.made_at, copy.time_zone, lang, date.min)
    issuer = (one_line(creditor.name), identity(creditor.country, creditor.tax_id))
    customer = (one_line(copy.customer), masked_id(creditor.country, copy.customer_tax_id))
    yield say(lang, "paper.number"), one_line(invoice.number, 80)
    yield say(lang, "invoice.document_id"), one_line(invoice.document_id, 100)
    yield say(lang, "invoice.issuer"), ", ".join(filter(None, issuer))
    yield say(lang, "statement.customer"), ", ".join(filter(None, customer))
    yield say(lang, "invoice.concept"), one_line(invoice.concept, 120)
    yield say(lang, "invoice.issued"), dated(invoice.issued_on, lang)
    yield say(lang, "invoice.due"), dated(invoice.due_on, lang)
    yield say(lang, "invoice.total"), _money(lang, copy, invoice.total_minor)
    yield say(lang, "invoice.terms"), invoice.terms.version
    yield say(lang, "invoice.made"), say(lang, "paper.zone", moment=when, zone=copy.time_zone)


def masked_id(country: str, tax_id: str) -> str:
    """``RUT ···6785``: the last four letters and digits of an id that is longer; "" without one."""
    signs = "".join(sign for sign in tax_id if sign.isalnum())
    return f"{tax_id_label(country)} ···{signs[-_SHOWN:] if len(signs) > _SHOWN else ''}" if signs else ""


def _money(lang: str, copy: InvoiceCopy, minor: int, currency: str = "") -> str:
    return money(minor, currency or copy.invoice.currency, lang, copy.creditor.country, copy.main)
