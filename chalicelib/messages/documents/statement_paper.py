"""What a statement of account says on paper: by currency every movement with its running balance, then what is owed."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

import msgspec

from chalicelib.domain.books.statement import Movement, Statement, Today
from chalicelib.messages.blocks import Facts, Heading, Note, Paragraph, Small
from chalicelib.messages.catalog import language, say
from chalicelib.messages.charge_texts import line_texts, parts_text, unit_value
from chalicelib.messages.documents.blocks import Code, Ledger, Line, Paper, PaperBlock, Sum, paper_size
from chalicelib.messages.documents.receipt_paper import identity
from chalicelib.messages.formats import dated, moment, money, short_day
from chalicelib.messages.names import one_line

CHARGES = frozenset({"interest", "tax", "fee", "collection_fee"})


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """Whose statement it is, of whom, made when.

    ``receipts``: numbers by (payment, instant); ``pay``: label and value of each datum of a transfer; ``code``: the QR
    code beside them.
    """

    lang: str
    number: str
    creditor: str
    tax_id: str
    country: str
    currency: str  # the business's own
    customer: str
    customer_tax_id: str
    reference: str
    period: tuple[date, date]
    made_at: datetime
    time_zone: str
    email: str = ""
    receipts: Mapping[tuple[str, datetime], str] = {}
    pay: tuple[tuple[str, str], ...] = ()
    code: Code | None = None
    link: Code | None = None  # the way to the debtor's page


def statement_paper(head: Head, told: list[Statement]) -> Paper:
    """``told``: one for each currency."""
    return Paper(
        lang=language(head.lang),
        title=say(head.lang, "statement.title"),
        number=head.number,
        sender=one_line(head.creditor),
        sender_id=identity(head.country, head.tax_id),
        page_text=say(head.lang, "paper.page", page="{page}", pages="{pages}"),
        made_at=head.made_at,
        size=paper_size(head.country),
        body=tuple(_Writer(head).body(told)),
        file_name=head.number,
    )


class _Writer:
    """One statement in one language."""

    def __init__(self, head: Head) -> None:
        self.head, self.lang = head, head.lang
        self.first, self.last = head.period

    def body(self, told: list[Statement]) -> Iterator[PaperBlock]:
        yield Facts(tuple(self._facts()))
        for one in told:
            yield from self._currency(one, several=len(told) > 1)
        if not told:
            yield Paragraph(say(self.lang, "statement.none"))
        if self.head.pay:
            yield Heading(say(self.lang, "statement.pay"))
            yield Facts(self.head.pay)
        if self.head.code:
            yield self.head.code
        if self.head.link:
            yield self.head.link
        yield Small(say(self.lang, "paper.no_invoice"))
        if self.head.email:
            yield Small(say(self.lang, "paper.questions", email=self.head.email))

    def _facts(self) -> Iterator[tuple[str, str]]:
        head, lang = self.head, self.lang
        customer = ", ".join(filter(None, (one_line(head.customer), one_line(head.customer_tax_id, 30))))
        period = say(lang, "statement.from_to", first=dated(self.first, lang), last=dated(self.last, lang))
        when = moment(head.made_at, head.time_zone, lang, date.min)
        yield say(lang, "statement.customer"), customer
        yield say(lang, "paper.reference"), head.reference
        yield say(lang, "statement.period"), period
        yield say(lang, "paper.date"), say(lang, "paper.zone", moment=when, zone=head.time_zone)

    def _currency(self, told: Statement, *, several: bool) -> Iterator[PaperBlock]:
        lang = self.lang
        key = "statement.in_currency" if several else "statement.movements"
        yield Heading(say(lang, key, currency=told.currency))
        opening = say(lang, "statement.opening", date=dated(self.first, lang))
        yield Sum(opening, self._money(told.opening_minor, told.currency))
        if told.movements:
            titles = [say(lang, f"statement.column.{name}") for name in ("date", "text", "amount", "balance")]
            lines = tuple(self._line(one, told.currency) for one in told.movements)
            yield Ledger((titles[0], titles[1], titles[2], titles[3]), lines)
        else:
            yield Paragraph(say(lang, "statement.none"))
        closing = say(lang, "statement.closing", date=dated(self.last, lang))
        yield Sum(closing, self._money(told.closing_minor, told.currency), total=True)
        if told.today:
            yield from self._today(told, told.today)

    def _line(self, moved: Movement, currency: str) -> Line:
        named = moved.invoice.number if moved.invoice else moved.first.invoice or ""
        concept = moved.invoice.concept if moved.invoice and moved.kind == "issue" else ""
        told = (say(self.lang, f"movement.{moved.kind}"), one_line(named, 40), one_line(concept, 60))
        return Line(
            date=short_day(moved.on, self.lang),
            text=" · ".join(filter(None, told)),
            amount=self._money(moved.amount_minor, currency),
            balance=self._money(moved.balance_minor, currency),
            notes=tuple(self._notes(moved, currency)),
        )

    def _notes(self, moved: Movement, currency: str) -> Iterator[str]:
        """How it came about: a charge by its days and rates, a payment by its parts, its receipt and its value."""
        head, lang = self.head, self.lang
        if moved.kind == "issue" and moved.invoice:
            yield say(lang, "statement.due", date=dated(moved.invoice.due_on, lang))
        if moved.kind in CHARGES:
            yield from line_texts(lang, currency, moved.lines, self.last, head.country, head.currency)
        parts = [(part, self._money(-minor, currency)) for part, minor in moved.parts]
        if moved.kind == "payment" and len(parts) > 1:
            yield parts_text(lang, parts)
        if number := head.receipts.get((moved.first.payment or "", moved.first.at)):
            yield say(lang, "statement.receipt", number=number)
        yield from self._paid_in(moved)

    def _paid_in(self, moved: Movement) -> Iterator[str]:
        first = moved.first
        if not first.cash_currency or first.rate is None or first.rate_on is None:
            return
        unit, rate = unit_value(self.lang, first.currency, first.rate, first.cash_currency, self.head.country)
        amount = self._money(moved.cash_minor, first.cash_currency)
        told = {"currency": first.cash_currency, "amount": amount, "date": dated(first.rate_on, self.lang)}
        yield say(self.lang, "statement.paid_in", **told, unit=unit, rate=rate)

    def _today(self, told: Statement, today: Today) -> Iterator[PaperBlock]:
        lang, currency = self.lang, told.currency
        yield Heading(say(lang, "statement.today"))
        steps = (
            ("closing", told.closing_minor), ("credit", today.credit_minor), ("accrued", today.accrued_minor),
            ("discount", -today.discount_minor),
        )  # fmt: skip
        for name, minor in steps:
            if minor or name == "closing":
                yield Sum(say(lang, f"statement.today.{name}"), self._money(minor, currency))
        owed = say(lang, "statement.today.owed", date=dated(self.last, lang))
        yield Sum(owed, self._money(today.owed_minor, currency), total=True)
        yield from self._worth(currency, today)
        if today.credit_minor > 0:
            yield Note(say(lang, "statement.credit", amount=self._money(today.credit_minor, currency)))
        if today.owed_minor:
            yield Heading(say(lang, "statement.aging"))
        for name, minor in today.aging:
            if minor:
                yield Sum(say(lang, f"statement.aging.{name}"), self._money(minor, currency))

    def _worth(self, currency: str, today: Today) -> Iterator[PaperBlock]:
        """What a debt in a unit is in local money today."""
        value = today.value
        if value is None:
            return
        unit, rate = unit_value(self.lang, currency, value.rate, value.currency, self.head.country)
        amount, on = self._money(today.worth_minor, value.currency), dated(value.on, self.lang)
        yield Paragraph(say(self.lang, "statement.today.worth", amount=amount, date=on, unit=unit, rate=rate))

    def _money(self, minor: int, currency: str) -> str:
        return money(minor, currency, self.lang, self.head.country, self.head.currency)
