"""The e-mail about an import: the outcome in the subject, then counts, money, how the file was read, what to do."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from chalicelib.domain.importing.file_mapping import Understood
from chalicelib.messages.blocks import Block, Bullets, Facts, Finding, Heading, Paragraph
from chalicelib.messages.catalog import say, say_count
from chalicelib.messages.formats import count_text, money
from chalicelib.messages.letter import Rendered
from chalicelib.messages.names import one_line
from chalicelib.messages.report_mail import headline, rendered

_LINES_SHOWN = 8
_PROBLEMS_SHOWN = 10
_ALWAYS = ("rows_read",)
_IF_ANY = (
    "created", "changed", "applied", "proposed", "unmatched", "ignored", "unchanged", "settled", "rejected", "warnings",
)  # fmt: skip
_IN_WORDS = frozenset({"template", "columns", "recognized", "remembered", "einvoice", "bank"})
_BY_OURSELVES = frozenset({"template", "einvoice", ""})  # whose dates and amounts are written one way only
_REJECTED_AS = {"einvoice": "einvoice", "OFX": "statement", "MT940": "statement", "CAMT": "statement"}
_DECIMALS = {",": "comma", ".": "dot"}


class Problem(msgspec.Struct, frozen=True):
    """Rows of a file with the same reason, or the whole file (no lines). ``advice``: what to do, in a sentence.

    ``count``: how many rows there are, when ``lines`` names only the first ones.
    """

    reason: str
    lines: tuple[int, ...] = ()
    count: int = 0
    advice: str = ""
    level: str = "rejected"  # rejected | warned

    @property
    def rows(self) -> int:
        return max(self.count, len(self.lines))


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did. ``amounts``: created, changed or settled, with its currencies and minor units."""

    lang: str
    business: str
    file: str
    state: str  # done | failed | needs_confirmation | needs_mapping
    country: str = ""
    rows_read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    settled: int = 0
    applied: int = 0  # of a bank statement: payments applied, proposed to a person, nobody's, no debtor's
    proposed: int = 0
    unmatched: int = 0
    ignored: int = 0
    rejected: int = 0
    warnings: int = 0
    due_computed: int = 0
    would_settle: int = 0  # open invoices that a snapshot does not list, while it waits
    amounts: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    understood: Understood = Understood()
    problems: tuple[Problem, ...] = ()
    columns: tuple[str, ...] = ()  # what each column was, or would be, read as, where the names did not tell
    rejected_place: str = ""  # s3://…/rejected.csv
    report_place: str = ""
    undo_until: str = ""  # a local day and time; "" for what cannot be undone


def import_report(report: ImportReport) -> Rendered:
    """The result of an import: outcome, counts, totals, what to check first, where the files are."""
    subject = say_count(report.lang, f"report.import.subject.{_kind(report)}", _told(report), **_names(report))
    blocks = (
        Heading(headline(subject)),
        Paragraph(_lead(report)),
        *_problems(report, "file"),
        *_counts(report),
        *_amounts(report),
        *_problems(report, "rejected"),
        *_rejected_file(report),
        *_problems(report, "warned"),
        *_reading(report),
        *_columns(report),
        *_closing(report),
    )
    return rendered(report.lang, report.business, subject, blocks)


def _kind(report: ImportReport) -> str:
    """The outcome in one word: what the subject and the first sentence are about."""
    if report.state != "done":
        return report.state
    if report.rejected:
        return "rejected" if report.rejected < report.rows_read else "none"
    if report.warnings:
        return "warned"
    return "done" if report.created or report.changed or report.settled or report.applied else "unchanged"


def _told(report: ImportReport) -> int:
    """The figure that tells the outcome."""
    by_kind = {"rejected": report.rejected, "warned": report.warnings}
    return by_kind.get(_kind(report), report.rows_read)


def _lead(report: ImportReport) -> str:
    if _kind(report) == "needs_confirmation":
        return say_count(report.lang, "report.import.lead.needs_confirmation", report.would_settle)
    return say(report.lang, f"report.import.lead.{_kind(report)}")


def _names(report: ImportReport) -> dict[str, object]:
    return {"file": one_line(report.file, 60), "rows": report.rows_read}


def _counts(report: ImportReport) -> Iterable[Facts]:
    """Zeros are left out, for nobody looks for them."""
    if report.state == "done":
        names = (*_ALWAYS, *(name for name in _IF_ANY if getattr(report, name)))
        yield Facts(tuple((say(report.lang, f"report.import.{name}"), _number(report, name)) for name in names))


def _number(report: ImportReport, name: str) -> str:
    return count_text(getattr(report, name), report.lang, report.country)


def _amounts(report: ImportReport) -> Iterable[Facts]:
    """One line an outcome and currency; the first currency is the one that needs no code beside its symbol."""
    main = next((code for _, money_of in report.amounts for code, _ in money_of), "")
    pairs = tuple(
        (say(report.lang, f"report.import.amount.{outcome}"), money(minor, code, report.lang, report.country, main))
        for outcome, money_of in report.amounts
        for code, minor in money_of
    )
    if pairs:
        yield Facts(pairs)


def _problems(report: ImportReport, level: str) -> Iterator[Block]:
    """The most frequent reasons first. A reason of the whole file (no rows) stands by itself."""
    found = [one for one in _most_frequent(report.problems) if (one.level if one.rows else "file") == level]
    if found and level != "file":
        yield Paragraph(say(report.lang, f"report.import.problems.{level}"), strong=True)
    yield from (
        Finding(one_line(one.reason, 300), _place(report.lang, one), one_line(one.advice, 300)) for one in found
    )


def _most_frequent(problems: Sequence[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda one: (one.rows > 0, -one.rows))[:_PROBLEMS_SHOWN]


def _place(lang: str, problem: Problem) -> str:
    """``5 filas: 2, 3, 7, 8, 9``; of many only the first."""
    if not problem.lines:
        return ""
    shown = problem.lines[:_LINES_SHOWN]
    more = "…" if problem.rows > len(shown) else ""
    return say_count(lang, "report.import.place", problem.rows, lines=", ".join(map(str, shown)) + more)


def _rejected_file(report: ImportReport) -> Iterable[Paragraph]:
    if report.rejected and report.rejected_place:
        how = _REJECTED_AS.get(report.understood.format, "table")
        place = one_line(report.rejected_place, 500)
        yield Paragraph(say(report.lang, f"report.import.rejected_file.{how}", place=place))


def _reading(report: ImportReport) -> Iterable[Block]:
    """As what the file was recognized, and how what can be read two ways was read."""
    told = tuple(_read_as(report)) if report.state in {"done", "needs_confirmation"} else ()
    if told:
        yield Paragraph(say(report.lang, "report.import.reading"), strong=True)
        yield Bullets(told)


def _read_as(report: ImportReport) -> Iterator[str]:
    lang, understood = report.lang, report.understood
    if understood.format:
        known = understood.format in _IN_WORDS
        name = say(lang, f"report.import.format.{understood.format}") if known else understood.format
        yield say(lang, "report.import.format", name=name)
    if understood.format not in _BY_OURSELVES:
        yield from _each_way(lang, "dates", understood.dates)
        marks = {_DECIMALS[mark]: columns for mark, columns in understood.decimals.items()}
        yield from _each_way(lang, "decimals", marks)
    if report.due_computed:
        yield say_count(lang, "report.import.due_computed", report.due_computed)


def _each_way(lang: str, what: str, columns: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """One sentence; where columns differ, one for each way, with the columns that are written so."""
    for way, names in columns.items():
        sentence = say(lang, f"report.import.{what}.{way}")
        told = ", ".join(one_line(name, 40) for name in names)
        yield say(lang, "report.import.in_columns", sentence=sentence, columns=told) if len(columns) > 1 else sentence


def _columns(report: ImportReport) -> Iterable[Block]:
    if report.columns:
        title = "asked" if report.state == "needs_mapping" else "recognized"
        yield Paragraph(say(report.lang, f"report.import.columns.{title}"), strong=True)
        yield Bullets(tuple(one_line(text, 200) for text in report.columns))


def _closing(report: ImportReport) -> Iterable[Paragraph]:
    if report.report_place and report.state == "done":
        yield Paragraph(say(report.lang, "report.import.report_file", place=one_line(report.report_place, 500)))
    if report.undo_until:
        yield Paragraph(say(report.lang, "report.import.undo_until", moment=report.undo_until))
    if report.created or report.changed:
        yield Paragraph(say(report.lang, "report.import.nothing_sent"))
    if report.applied:
        yield Paragraph(say(report.lang, "report.import.receipts"))
