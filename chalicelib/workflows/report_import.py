"""What an import did, for the business: a file beside the inbox, the refused rows as a file, and an e-mail."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.gateways import files
from chalicelib.intake.records import Problem, Source
from chalicelib.intake.rejected import write_rejected
from chalicelib.messages import report_mail
from chalicelib.messages.catalog import say
from chalicelib.messages.report_mail import ImportReport
from chalicelib.store.businesses import Import
from chalicelib.workflows.tell_business import tell_business

PROBLEMS_TOLD = 10
LINES_TOLD = 20
ROWS_TOLD = 10_000  # problems that the report lists one by one; all are counted, and rejected.csv has every refused row


class ReportRow(msgspec.Struct, frozen=True):
    """One problem of one row, in the business's words."""

    line: int
    level: str  # rejected | warned
    reason_code: str
    reason: str
    field: str = ""
    value: str = ""


class Tally:
    """All problems of a file, counted as they go by. ``rejected`` and ``warnings`` count rows."""

    def __init__(self, lang: str) -> None:
        self.rejected = self.warnings = 0
        self.rows: list[ReportRow] = []
        self._lang = lang
        self._kinds: dict[str, _Kind] = {}

    def add(self, problems: Iterable[Problem]) -> None:
        """The problems of one line, by ``intake.findings``: one refusal, or warnings."""
        refused = 0
        for problem in problems:
            refused += problem.level == "rejected"
            if problem.code not in self._kinds:
                self._kinds[problem.code] = _Kind(_row(problem, self._lang).reason)
            self._kinds[problem.code].add(problem.line)
            if len(self.rows) < ROWS_TOLD:
                self.rows.append(_row(problem, self._lang))
        self.rejected += refused
        self.warnings += not refused

    def frequent(self) -> list[report_mail.Problem]:
        """The most frequent kinds of problems, each with its first lines."""
        kinds = sorted(self._kinds.values(), key=lambda kind: -kind.count)
        return [report_mail.Problem(kind.reason, tuple(kind.lines), kind.count) for kind in kinds[:PROBLEMS_TOLD]]


class _Kind:
    def __init__(self, reason: str) -> None:
        self.reason, self.count, self.lines = reason, 0, list[int]()

    def add(self, line: int) -> None:
        self.count += 1
        if len(self.lines) < LINES_TOLD:
            self.lines.append(line)


def report_import(record: Import, business: Business, tally: Tally) -> None:
    """Write the report and plan its e-mail. Again writes the same and plans nothing."""
    body = {
        **msgspec.to_builtins(replace(record, params={})),
        "reason": reason(record, business.language),
        "rows": tally.rows,
    }
    files.write(f"{report_place(record)}/report.json", msgspec.json.encode(body), "application/json")
    at = record.finished_at or record.started_at
    tell_business(business, "import", f"{record.id}-{record.state}", _mail(record, business, tally), at)


def report_rejected(
    record: Import, lang: str, source: Source, refused: Iterator[tuple[Problem, tuple[str, ...]]], scratch: Path
) -> None:
    """Write every refused row with its own cells, by way of the file ``scratch``."""
    with scratch.open("wb") as out:
        write_rejected(out, source, refused, lang, say)
    files.send(f"{report_place(record)}/rejected.csv", scratch, "text/csv; charset=utf-8")


def _columns(record: Import, lang: str) -> Iterator[str]:
    """What each field is read from, for files whose columns names alone did not tell."""
    for field, one in record.recognized.items():
        label = say(lang, f"mapping.field.{field}")
        yield say(lang, "report.import.column", label=label, column=one.column, percent=one.confidence)


def report_place(record: Import) -> str:
    return f"reports/{record.business}/{record.id}"


def reason(record: Import, lang: str) -> str:
    """Why the whole file failed or waits, in a sentence; empty when it did not."""
    if record.state == "needs_confirmation":
        return say(lang, "report.import.lead.needs_confirmation", file=record.file)
    return say(lang, f"intake.{record.reason_code}", **record.params) if record.reason_code else ""


def _row(problem: Problem, lang: str) -> ReportRow:
    said = say(lang, f"intake.{problem.code}", value=problem.value, column=problem.column, **problem.params)
    return ReportRow(problem.line, problem.level, problem.code, said, problem.field, problem.value)


def _mail(record: Import, business: Business, tally: Tally) -> ImportReport:
    problems = tally.frequent()
    if record.reason_code:
        problems.insert(0, report_mail.Problem(reason(record, business.language), ()))
    return ImportReport(
        lang=business.language,
        business=business.name,
        file=record.file,
        state=record.state,
        country=business.country,
        rows_read=record.rows_read,
        created=record.created,
        changed=record.changed,
        unchanged=record.unchanged,
        rejected=record.rejected,
        warnings=record.warnings,
        totals=tuple(record.totals.items()),
        problems=tuple(problems),
        columns=tuple(_columns(record, business.language)),
        rejected_place=f"{report_place(record)}/rejected.csv" if record.rejected else "",
        report_place=f"{report_place(record)}/report.json",
    )
