"""What an import did, for the business: a file beside the inbox, the refused rows as a file, and an e-mail."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.gateways import files
from chalicelib.intake.records import Problem, Source
from chalicelib.intake.rejected import Wording, write_rejected
from chalicelib.messages import import_mail
from chalicelib.messages.catalog import say, say_count
from chalicelib.messages.formats import moment
from chalicelib.messages.import_mail import ImportReport
from chalicelib.messages.problem_words import advice, explained, wrong
from chalicelib.store.businesses import Import
from chalicelib.workflows.contact.tell_business import tell_business
from chalicelib.workflows.importing.undo_import import undo_until

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


class Frequent(msgspec.Struct, frozen=True):
    """Rows with the same reason in the same column: how many, the first ones, and what to do about them."""

    reason_code: str
    level: str
    reason: str
    advice: str
    count: int
    lines: tuple[int, ...] = ()
    column: str = ""


class Tally:
    """All problems of a file, counted as they go by. ``rejected`` and ``warnings`` count rows."""

    def __init__(self, lang: str) -> None:
        self.rejected = self.warnings = 0
        self.rows: list[ReportRow] = []
        self._lang = lang
        self._kinds: dict[tuple[str, str], _Kind] = {}

    def add(self, problems: Iterable[Problem]) -> None:
        """The problems of one line, by ``intake.findings``: one refusal, or warnings."""
        refused = 0
        for problem in problems:
            refused += problem.level == "rejected"
            kind = _kind_of(problem)
            if kind not in self._kinds:
                self._kinds[kind] = _Kind(problem)
            self._kinds[kind].add(problem.line)
            if len(self.rows) < ROWS_TOLD:
                self.rows.append(_row(problem, self._lang))
        self.rejected += refused
        self.warnings += not refused

    def frequent(self) -> list[Frequent]:
        """The most frequent kinds of problems, each with its first lines."""
        kinds = sorted(self._kinds.values(), key=lambda kind: -kind.count)
        return [kind.told(self._lang) for kind in kinds[:PROBLEMS_TOLD]]


class _Kind:
    def __init__(self, first: Problem) -> None:
        self.first, self.count, self.lines = first, 0, list[int]()

    def add(self, line: int) -> None:
        self.count += 1
        if len(self.lines) < LINES_TOLD:
            self.lines.append(line)

    def told(self, lang: str) -> Frequent:
        one, facts = self.first, _facts(self.first)
        said = wrong(lang, one.code, **facts), advice(lang, one.code, **facts)
        return Frequent(one.code, one.level, *said, self.count, tuple(self.lines), one.column)


def _kind_of(problem: Problem) -> tuple[str, str]:
    """In an archive the column is the name of one of its files, and tells no kinds apart."""
    return problem.code, problem.column if problem.field else ""


def report_import(record: Import, business: Business, tally: Tally) -> None:
    """Write the report and plan its e-mail. Again writes the same and plans nothing."""
    body = {
        **msgspec.to_builtins(replace(record, params={}, accounts=())),
        "reason": reason(record, business.language),
        "problems": tally.frequent(),
        "rows": tally.rows,
    }
    files.write(f"{report_place(record)}/report.json", msgspec.json.encode(body), "application/json")
    at = record.finished_at or record.started_at
    tell_business(business, "import", f"{record.id}-{record.state}", _mail(record, business, tally), at)


def report_rejected(
    record: Import,
    business: Business,
    source: Source,
    refused: Iterator[tuple[Problem, tuple[str, ...]]],
    scratch: Path,
) -> None:
    """Write every refused row with its own cells, by way of the file ``scratch``."""
    lang = business.language
    line, its_reason = say(lang, "intake.column.line"), say(lang, "intake.column.reason")
    wording = Wording(line, its_reason, lambda problem: explained(lang, problem.code, **_facts(problem)))
    with scratch.open("wb") as out:
        write_rejected(out, source, refused, business.country, wording)
    files.send(f"{report_place(record)}/rejected.csv", scratch, "text/csv; charset=utf-8")


def _columns(record: Import, lang: str) -> Iterator[str]:
    """What each field is read from, for files whose columns names alone did not tell."""
    for field, one in record.recognized.items():
        label = say(lang, f"mapping.field.{field}")
        yield say(lang, "report.import.column", label=label, column=one.column, percent=one.confidence)


def report_place(record: Import) -> str:
    return f"reports/{record.business}/{record.id}"


def reason(record: Import, lang: str) -> str:
    """Why the whole file failed or waits, and what to do; empty when it did not."""
    if record.state == "needs_confirmation":
        return say_count(lang, "report.import.lead.needs_confirmation", _would_settle(record))
    return explained(lang, record.reason_code, **record.params) if record.reason_code else ""


def _would_settle(record: Import) -> int:
    return int(record.params.get("absent", 0)) if record.state == "needs_confirmation" else 0


def _facts(problem: Problem) -> dict[str, str]:
    return {"value": problem.value, "column": problem.column, **problem.params}


def _row(problem: Problem, lang: str) -> ReportRow:
    said = explained(lang, problem.code, **_facts(problem))
    return ReportRow(problem.line, problem.level, problem.code, said, problem.field, problem.value)


def _mail(record: Import, business: Business, tally: Tally) -> ImportReport:
    lang = business.language
    problems = [
        import_mail.Problem(one.reason, one.lines, one.count, one.advice, one.level) for one in tally.frequent()
    ]
    if record.reason_code:
        said = wrong(lang, record.reason_code, **record.params), advice(lang, record.reason_code, **record.params)
        problems.insert(0, import_mail.Problem(said[0], advice=said[1]))
    return ImportReport(
        lang=lang,
        business=business.name,
        file=record.file,
        state=record.state,
        country=business.country,
        rows_read=record.rows_read,
        created=0 if record.folder == "bank" else record.created,
        applied=record.created if record.folder == "bank" else 0,
        proposed=record.proposed,
        unmatched=record.unmatched,
        ignored=record.ignored,
        changed=record.changed,
        unchanged=record.unchanged,
        settled=record.settled,
        rejected=record.rejected,
        warnings=record.warnings,
        due_computed=record.due_computed,
        would_settle=_would_settle(record),
        amounts=tuple((outcome, tuple(money.items())) for outcome, money in record.amounts.items() if money),
        understood=record.understood,
        problems=tuple(problems),
        columns=tuple(_columns(record, lang)),
        rejected_place=f"{report_place(record)}/rejected.csv" if record.rejected else "",
        report_place=f"{report_place(record)}/report.json",
        undo_until=_undo_until(record, business),
    )


def _undo_until(record: Import, business: Business) -> str:
    until = undo_until(record)
    return moment(until, business.time_zone, business.language) if until else ""
