"""What an import did, for the business: a file beside the inbox, the refused rows as a file, and an e-mail."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.gateways import files
from chalicelib.intake.records import Problem, Reading
from chalicelib.messages import report_mail
from chalicelib.messages.catalog import say
from chalicelib.messages.report_mail import ImportReport
from chalicelib.store.businesses import Import
from chalicelib.workflows.merge_rows import Outcome
from chalicelib.workflows.tell_business import tell_business

PROBLEMS_TOLD = 10
LINES_TOLD = 20


class ReportRow(msgspec.Struct, frozen=True):
    """One problem of one row, in the business's words."""

    line: int
    level: str  # rejected | warned
    reason_code: str
    reason: str
    field: str = ""
    value: str = ""


def report_import(record: Import, business: Business, reading: Reading | None, outcomes: Sequence[Outcome]) -> Import:
    """Write the report's files and plan its e-mail; returns the record to store."""
    rows = report_rows(record, business.language, reading, outcomes)
    place = report_place(record)
    body = {
        **msgspec.to_builtins(replace(record, params={})),
        "reason": reason(record, business.language),
        "rows": rows,
    }
    if reading is not None and record.rejected:
        files.write(
            f"{place}/rejected.csv", _rejected_csv(reading, outcomes, business.language), "text/csv; charset=utf-8"
        )
    files.write(f"{place}/report.json", msgspec.json.encode(body), "application/json")
    tell_business(
        business,
        "import",
        f"{record.id}-{record.state}",
        _mail(record, business, rows),
        record.finished_at or record.started_at,
    )
    return record


def report_place(record: Import) -> str:
    return f"reports/{record.business}/{record.id}"


def report_rows(record: Import, lang: str, reading: Reading | None, outcomes: Iterable[Outcome]) -> list[ReportRow]:
    """Every problem in the file's order: what reading refused or warned of, and what the accounts refused."""
    if reading is None:
        return []
    problems = [*reading.problems, *(line.problem for line in reading.refused if line.problem not in reading.problems)]
    if record.state == "done":
        problems += [Problem(one.line, "rejected", one.reason) for one in outcomes if one.outcome == "rejected"]
    problems.sort(key=lambda problem: (problem.line, problem.level))
    return [_row(problem, lang) for problem in problems]


def reason(record: Import, lang: str) -> str:
    """Why the whole file failed or waits, in a sentence; empty when it did not."""
    if record.state == "needs_confirmation":
        return say(lang, "report.import.lead.needs_confirmation", file=record.file)
    return say(lang, f"intake.{record.reason_code}", **record.params) if record.reason_code else ""


def _row(problem: Problem, lang: str) -> ReportRow:
    said = say(lang, f"intake.{problem.code}", value=problem.value, column=problem.column, **problem.params)
    return ReportRow(problem.line, problem.level, problem.code, said, problem.field, problem.value)


def _rejected_csv(reading: Reading, outcomes: Iterable[Outcome], lang: str) -> bytes:
    from chalicelib.intake.rejected import rejected_csv

    later = [Problem(one.line, "rejected", one.reason) for one in outcomes if one.outcome == "rejected"]
    return rejected_csv(reading, lang, say, later)


def _mail(record: Import, business: Business, rows: Sequence[ReportRow]) -> ImportReport:
    frequent = Counter(row.reason_code for row in rows).most_common(PROBLEMS_TOLD)
    problems = [_problem([row for row in rows if row.reason_code == code]) for code, _ in frequent]
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
        rejected_place=f"{report_place(record)}/rejected.csv" if record.rejected else "",
        report_place=f"{report_place(record)}/report.json",
    )


def _problem(rows: Sequence[ReportRow]) -> report_mail.Problem:
    return report_mail.Problem(rows[0].reason, tuple(row.line for row in rows[:LINES_TOLD]), len(rows))
