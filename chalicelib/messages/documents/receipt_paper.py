"""What a receipt says on paper: who received how much for what, in which order it was applied, and what is left."""

from collections.abc import Iterator
from datetime import date

from chalicelib.domain.books.receipt import CAME_IN, Receipt, ReceiptLine
from chalicelib.messages.blocks import Entry, Facts, Figure, Heading, Note, Small
from chalicelib.messages.catalog import language, say
from chalicelib.messages.charge_texts import value_text
from chalicelib.messages.documents.blocks import Paper, PaperBlock, Sum, paper_size
from chalicelib.messages.explain import method_label, tax_id_label
from chalicelib.messages.formats import dated, moment, money
from chalicelib.messages.letter import PaidValue, Row
from chalicelib.messages.names import one_line

METHODS = frozenset(("card", "transfer", "pix", "qr", "cash"))


def receipt_paper(lang: str, receipt: Receipt, main: str, email: str = "") -> Paper:
    """``main``: the business's own currency, beside which another one shows its code; ``email``: where to ask."""
    writer = _Writer(lang, receipt, main)
    return Paper(
        lang=language(lang),
        title=say(lang, f"receipt.{receipt.kind}.title"),
        number=receipt.number,
        sender=one_line(receipt.payee.name),
        sender_id=identity(receipt.payee.country, receipt.payee.tax_id),
        page_text=say(lang, "paper.page", page="{page}", pages="{pages}"),
        made_at=receipt.at,
        size=paper_size(receipt.payee.country),
        body=tuple(writer.body(email)),
        file_name=receipt.number,
    )


def identity(country: str, tax_id: str) -> str:
    return f"{tax_id_label(country)} {one_line(tax_id, 30)}" if tax_id else ""


class _Writer:
    """One receipt in one language."""

    def __init__(self, lang: str, receipt: Receipt, main: str) -> None:
        self.lang, self.receipt, self.main = lang, receipt, main

    def body(self, email: str) -> Iterator[PaperBlock]:
        receipt, lang = self.receipt, self.lang
        yield Figure(say(lang, f"receipt.{receipt.kind}.amount"), self._money(abs(receipt.amount_minor)))
        yield Facts(tuple(self._facts()))
        yield Heading(say(lang, "receipt.applied" if receipt.kind in CAME_IN else "receipt.taken"))
        for line in receipt.lines:
            yield self._line(line)
        if receipt.unapplied_minor:
            yield Entry(say(lang, "receipt.credit"), self._money(receipt.unapplied_minor))
        yield Sum(say(lang, "receipt.total"), self._money(receipt.amount_minor), total=True)
        yield Facts(tuple(self._after()))
        yield Note(say(lang, "receipt.order", parts=", ".join(self._part(part) for part in receipt.order).lower()))
        yield Small(say(lang, "paper.no_invoice"))
        if email:
            yield Small(say(lang, "paper.questions", email=email))

    def _facts(self) -> Iterator[tuple[str, str]]:
        receipt, lang = self.receipt, self.lang
        when = moment(receipt.at, receipt.time_zone, lang, date.min)
        yield say(lang, "paper.number"), receipt.number
        yield say(lang, "paper.date"), say(lang, "paper.zone", moment=when, zone=receipt.time_zone)
        method = method_label(lang, receipt.method) if receipt.method in METHODS else one_line(receipt.method, 60)
        if method:
            yield say(lang, "receipt.method"), method
        payer = ", ".join(filter(None, (one_line(receipt.payer.name), one_line(receipt.payer.tax_id, 30))))
        yield say(lang, "receipt.payer"), payer
        payee = ", ".join(filter(None, (one_line(receipt.payee.name), self._payee_id())))
        yield say(lang, "receipt.payee"), payee
        if receipt.reference:
            yield say(lang, "paper.reference"), one_line(receipt.reference, 60)
        if receipt.refers_to:
            yield say(lang, "receipt.refers_to"), receipt.refers_to

    def _payee_id(self) -> str:
        return identity(self.receipt.payee.country, self.receipt.payee.tax_id)

    def _line(self, line: ReceiptLine) -> Entry:
        number = say(self.lang, "mail.item", number=one_line(line.invoice, 40))
        title = f"{number} · {one_line(line.concept, 80)}" if line.concept else number
        rows = [Row(self._part(part), self._money(minor), minor) for part, minor in line.parts]
        return Entry(title, self._money(line.amount_minor), self._value(line), tuple(rows))

    def _value(self, line: ReceiptLine) -> str:
        """Of a debt in a unit: how much of it that was, at which value of which day."""
        if line.rate is None or line.rate_on is None:
            return ""
        paid = PaidValue(line.units_minor, line.unit, line.rate, line.rate_on, self.receipt.currency)
        return value_text(self.lang, paid, self.receipt.payee.country)

    def _after(self) -> Iterator[tuple[str, str]]:
        receipt, lang = self.receipt, self.lang
        kept = sum(line.kept_minor for line in receipt.lines)
        if kept:
            yield say(lang, "receipt.kept" if kept > 0 else "receipt.lost"), self._money(abs(kept))
        yield say(lang, "receipt.balance", date=dated(receipt.on, lang)), self._money(receipt.balance_minor)
        if receipt.next_due_on:
            yield say(lang, "receipt.next"), dated(receipt.next_due_on, lang)

    def _part(self, part: str) -> str:
        return say(self.lang, f"receipt.part.{part}")

    def _money(self, minor: int) -> str:
        return money(minor, self.receipt.currency, self.lang, self.receipt.payee.country, self.main)
