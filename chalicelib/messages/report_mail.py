"""E-mails to the business itself: what an import did and what to check, and a payment that needs a person."""

from collections.abc import Iterable

import msgspec

from chalicelib.messages.blocks import Block, Bullets, Document, Facts, Heading, Paragraph, Small
from chalicelib.messages.catalog import language, say, say_count
from chalicelib.messages.formats import money
from chalicelib.messages.letter import Rendered
from chalicelib.messages.mail_html import html
from chalicelib.messages.mail_text import plain
from chalicelib.messages.names import one_line

_SENDER = "Puntual"
_LINES_SHOWN = 8
_PROBLEMS_SHOWN = 10
PARKED_REASONS = frozenset(("unknown_payment", "paid_twice", "amount_mismatch", "currency_mismatch"))


class Problem(msgspec.Struct, frozen=True):
    """Rows of a file with the same reason, or the whole file (no lines). ``reason`` is a sentence that says what to do.

    ``count``: how many rows there are, when ``lines`` names only the first ones.
    """

    reason: str
    lines: tuple[int, ...] = ()
    count: int = 0

    @property
    def rows(self) -> int:
        return max(self.count, len(self.lines))


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did. ``totals``: currency and minor units of the invoices created or changed."""

    lang: str
    business: str
    file: str
    state: str  # done | failed | needs_confirmation | needs_mapping
    country: str = ""
    rows_read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    warnings: int = 0
    totals: tuple[tuple[str, int], ...] = ()
    problems: tuple[Problem, ...] = ()
    columns: tuple[str, ...] = ()  # what each column was, or would be, read as, where the names did not tell
    rejected_place: str = ""  # s3://…/rejected.csv
    report_place: str = ""


class ParkedPayment(msgspec.Struct, frozen=True, kw_only=True):
    """A payment that could not be applied. ``reason``: one of ``PARKED_REASONS``; any other reads as a mismatch."""

    lang: str
    business: str
    reason: str
    amount_minor: int
    currency: str
    provider_id: str
    country: str = ""
    expected_minor: int | None = None
    debtor: str = ""


def import_report(report: ImportReport) -> Rendered:
    """The result of an import: outcome, counts, totals, what to check first, where the files are."""
    kind = "problems" if report.state == "done" and (report.rejected or report.warnings) else report.state
    file = one_line(report.file, 80)
    subject = say(report.lang, f"report.import.subject.{kind}", file=file)
    blocks = (
        Heading(_headline(subject)),
        Paragraph(say(report.lang, f"report.import.lead.{kind}", file=file)),
        Facts(_counts(report)),
        *_totals(report),
        *_columns(report),
        *_problems(report),
        *(Paragraph(text) for text in _places(report)),
    )
    return _rendered(report.lang, report.business, subject, blocks)


def parked_payment(parked: ParkedPayment) -> Rendered:
    """A payment to look at: why it was not applied, how much, and what to do."""
    lang, reason = parked.lang, parked.reason if parked.reason in PARKED_REASONS else "other"
    subject = say(lang, "report.parked.subject")
    blocks = (
        Heading(_headline(subject)),
        Paragraph(say(lang, "report.parked.lead")),
        Paragraph(say(lang, f"report.parked.reason.{reason}"), strong=True),
        Facts(tuple(_parked_facts(parked))),
        Paragraph(say(lang, "report.parked.next")),
    )
    return _rendered(lang, parked.business, subject, blocks)


def _headline(subject: str) -> str:
    """The subject without the sender's name, as a title."""
    title = subject.removeprefix(f"{_SENDER}: ")
    return title[:1].upper() + title[1:]


def _rendered(lang: str, business: str, subject: str, body: tuple[Block, ...]) -> Rendered:
    document = Document(
        lang=language(lang),
        subject=one_line(subject, 150),
        preview=say(lang, "report.preview"),
        sender=_SENDER,
        body=body,
        foot=(Small(say(lang, "report.foot", business=one_line(business))),),
    )
    return Rendered(document.subject, plain(document), html(document), {})


def _counts(report: ImportReport) -> tuple[tuple[str, str], ...]:
    names = ("rows_read", "created", "changed", "unchanged", "rejected", "warnings")
    return tuple((say(report.lang, f"report.import.{name}"), str(getattr(report, name))) for name in names)


def _totals(report: ImportReport) -> Iterable[Facts]:
    main = report.totals[0][0] if report.totals else ""
    label = say(report.lang, "report.import.total")
    if report.totals:
        yield Facts(
            tuple((label, money(minor, code, report.lang, report.country, main)) for code, minor in report.totals)
        )


def _columns(report: ImportReport) -> Iterable[Block]:
    if report.columns:
        title = "asked" if report.state == "needs_mapping" else "recognized"
        yield Paragraph(say(report.lang, f"report.import.columns.{title}"), strong=True)
        yield Bullets(tuple(one_line(text, 200) for text in report.columns))


def _problems(report: ImportReport) -> Iterable[Block]:
    if report.problems:
        worst = sorted(report.problems, key=lambda problem: (problem.rows > 0, -problem.rows))[:_PROBLEMS_SHOWN]
        yield Paragraph(say(report.lang, "report.import.problems_title"), strong=True)
        yield Bullets(tuple(_problem(report.lang, problem) for problem in worst))


def _problem(lang: str, problem: Problem) -> str:
    reason = one_line(problem.reason, 300)
    if not problem.lines:
        return reason
    shown = ", ".join(str(line) for line in problem.lines[:_LINES_SHOWN])
    lines = shown + ("…" if problem.rows > _LINES_SHOWN else "")
    return say_count(lang, "report.import.problem", problem.rows, reason=reason, lines=lines)


def _places(report: ImportReport) -> Iterable[str]:
    if report.rejected and report.rejected_place:
        yield say(report.lang, "report.import.rejected_file", place=one_line(report.rejected_place, 500))
    if report.report_place:
        yield say(report.lang, "report.import.report_file", place=one_line(report.report_place, 500))
    yield say(report.lang, "report.import.nothing_sent")


def _parked_facts(parked: ParkedPayment) -> Iterable[tuple[str, str]]:
    lang = parked.lang
    yield say(lang, "report.parked.amount"), money(parked.amount_minor, parked.currency, lang, parked.country)
    if parked.expected_minor is not None:
        expected = money(parked.expected_minor, parked.currency, lang, parked.country)
        yield say(lang, "report.parked.expected"), expected
    if parked.debtor:
        yield say(lang, "report.parked.debtor"), one_line(parked.debtor)
    yield say(lang, "report.parked.provider"), one_line(parked.provider_id)
