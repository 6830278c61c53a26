"""What the parts of a file found, put together: counts, one report, one file of refused rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime

from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.domain.importing.file_mapping import Understood
from chalicelib.gateways import clock
from chalicelib.intake.dealing import Dealt
from chalicelib.intake.findings import beside, by_line
from chalicelib.intake.read import OpenFile
from chalicelib.intake.records import Problem, Reading, Source, UnreadableFile
from chalicelib.intake.spool import PROBLEMS as PROBLEM
from chalicelib.intake.spool import read_back
from chalicelib.store.businesses import Import
from chalicelib.workflows.importing.deal_file import DEALT, PROBLEMS, open_source
from chalicelib.workflows.importing.desk import Desk
from chalicelib.workflows.importing.import_part import (
    COMPARE,
    COUNTED,
    MERGE,
    Compared,
    PartResult,
    problems_of,
    result_of,
)
from chalicelib.workflows.importing.keep_proposal import keep_proposal
from chalicelib.workflows.importing.report_import import Tally, report_import, report_rejected

TRUSTED_WITHOUT_ASKING = 20  # a snapshot over fewer open invoices settles what is absent without a question


def is_suspicious(rows: int, gone: int, open_before: int) -> bool:
    """An empty snapshot, or one that would settle more than half of twenty open invoices or more, asks first."""
    return not rows or (open_before >= TRUSTED_WITHOUT_ASKING and gone * 2 > open_before)


def question(record: Import, business: Business, desk: Desk) -> Import | None:
    """The import as it waits for a person's yes; None when nothing needs one."""
    dealt = desk.noted(DEALT, Dealt)
    desk.fetch(result_of(COMPARE, part) for part in range(dealt.parts))
    rows = gone = 0
    for part in range(dealt.parts):
        compared = desk.noted(result_of(COMPARE, part), Compared)
        rows, gone = rows + compared.rows, gone + sum(map(len, compared.absent.values()))
    if record.confirmed or not is_suspicious(rows, gone, dealt.open_before):
        return None
    params = {"absent": str(gone)}
    asking = _ended(record, state="needs_confirmation", rows_read=dealt.rows_read, params=params)
    asking = replace(asking, understood=understood(dealt.source))
    report_import(asking, business, _tally(desk, [PROBLEMS], business.language))
    return asking


def finished(record: Import, business: Business, desk: Desk, now: datetime) -> Import:
    """The import as it ends when every part is merged."""
    dealt = desk.noted(DEALT, Dealt)
    desk.fetch(result_of(MERGE, part) for part in range(dealt.parts))
    results = [desk.noted(result_of(MERGE, part), PartResult) for part in range(dealt.parts)]
    found = [PROBLEMS, *(problems_of(part) for part in range(dealt.parts))]
    desk.fetch(found)
    tally = _tally(desk, found, business.language)
    done = _counted(_ended(record, state="done"), dealt, results, tally)
    if tally.rejected:
        _report_rejected(done, business, desk, dealt, found, now)
    report_import(done, business, tally)
    return done


def failed(record: Import, business: Business, fault: UnreadableFile) -> Import:
    """The import of a file of which nothing can be used, or whose columns a person has to name first."""
    from chalicelib.intake.mapping.recognize import NeedsMapping

    params = {name: str(value) for name, value in fault.params.items()}
    ended = _ended(record, state="failed", reason_code=fault.code, params=params)
    if isinstance(fault, NeedsMapping):
        ended = keep_proposal(replace(ended, state="needs_mapping"), fault.proposal)
    report_import(ended, business, Tally(business.language))
    return ended


def _ended(record: Import, **facts: object) -> Import:
    return replace(record, finished_at=clock.now(), **facts)


def _counted(record: Import, dealt: Dealt, results: Sequence[PartResult], tally: Tally) -> Import:
    amounts = {outcome: _summed(one.amounts.get(outcome, {}) for one in results) for outcome in COUNTED}
    return replace(
        record,
        recognized=dealt.source.recognized,
        understood=understood(dealt.source),
        rows_read=dealt.rows_read,
        rows_used=dealt.rows_read - tally.rejected,
        rejected=tally.rejected,
        warnings=tally.warnings,
        created=sum(one.created for one in results),
        changed=sum(one.changed for one in results),
        unchanged=sum(one.unchanged for one in results),
        settled=sum(one.settled for one in results),
        due_computed=sum(one.due_computed for one in results),
        totals=_summed((amounts["created"], amounts["changed"])),
        amounts={outcome: money for outcome, money in amounts.items() if money},
        accounts=tuple(one.accounts for one in results),
        payments=sum(one.payments for one in results),
    )


def _summed(some: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Minor units by currency, added up; zeros left out."""
    total: Counter[str] = Counter()
    for money in some:
        total.update(money)
    return {currency: minor for currency, minor in total.items() if minor}


def understood(source: Source) -> Understood:
    """As what a file was read, for its report."""
    return Understood(
        source.format, source.header_line, _by_way(source.date_order, source), _by_way(source.decimal, source)
    )


def _by_way(ways: Mapping[str, str], source: Source) -> dict[str, tuple[str, ...]]:
    """A way of writing → the file's columns written so."""
    found: dict[str, tuple[str, ...]] = {}
    for field, way in ways.items():
        found[way] = (*found.get(way, ()), source.columns.get(field, field))
    return found


def _tally(desk: Desk, names: Sequence[str], lang: str) -> Tally:
    tally = Tally(lang)
    for problems in _problems(desk, names):
        tally.add(problems)
    return tally


def _problems(desk: Desk, names: Sequence[str]) -> Iterator[list[Problem]]:
    """The problems in these files, a line's at a time, none of them held."""
    with ExitStack() as opened:
        yield from by_line([read_back(opened.enter_context(desk.reading(name)), PROBLEM) for name in names])


def _report_rejected(
    record: Import, business: Business, desk: Desk, dealt: Dealt, names: Sequence[str], now: datetime
) -> None:
    """Another pass over the file, for the cells of the rows that are to be corrected."""
    content = open_source(record, business, desk, now)
    refused = (problem for line in _problems(desk, names) for problem in line if problem.level == "rejected")
    rows = beside(refused, content.cells()) if isinstance(content, OpenFile) else _held_beside(list(refused), content)
    report_rejected(record, business, dealt.source, rows, desk.own / "rejected.csv")


def _held_beside(refused: list[Problem], reading: Reading) -> Iterator[tuple[Problem, tuple[str, ...]]]:
    cells = reading.reread({problem.line for problem in refused})
    cells |= {line.problem.line: line.cells for line in reading.refused}
    return ((problem, cells.get(problem.line, ())) for problem in refused)
