"""The import of a bank statement: matched in one go, and reported as every other import."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from chalicelib.domain.bank.bank_payment import BankPayment
from chalicelib.domain.business import Business
from chalicelib.gateways import clock
from chalicelib.intake.bank.lines import BankLine
from chalicelib.intake.faults import shown
from chalicelib.intake.records import Problem, RejectedLine
from chalicelib.store.businesses import Import
from chalicelib.workflows.bank.match_statement import Matched, match_statement
from chalicelib.workflows.importing.finish_import import understood
from chalicelib.workflows.importing.report_import import Tally, report_import, report_rejected

_APPLIED = frozenset({"applied", "accepted"})
_ASKED = {"proposed": "payment_proposed", "unmatched": "payment_unmatched"}


def import_statement(record: Import, business: Business, now: datetime) -> Import:
    """The import as it ends. Raises UnreadableFile when nothing of the file can be used."""
    matched = match_statement(record, business, now)
    tally = Tally(business.language)
    for problem in sorted(_problems(matched), key=lambda one: one.line):
        tally.add([problem])
    done = _counted(record, matched, tally)
    refused = _refused(matched)
    if refused:
        with TemporaryDirectory() as scratch:
            rows = ((line.problem, line.cells) for line in refused)
            report_rejected(done, business, matched.statement.reading.source, rows, Path(scratch) / "rejected.csv")
    report_import(done, business, tally)
    return done


def _counted(record: Import, matched: Matched, tally: Tally) -> Import:
    applied: Counter[str] = Counter()
    for one in matched.payments:
        if one.state in _APPLIED:
            applied[one.currency] += one.amount_minor
    states = Counter(one.state for one in matched.payments)
    reading = matched.statement.reading
    return replace(
        record,
        state="done",
        finished_at=clock.now(),
        understood=understood(reading.source),
        rows_read=reading.rows_read,
        rows_used=reading.rows_read - tally.rejected,
        rejected=tally.rejected,
        warnings=tally.warnings,
        created=sum(states[state] for state in _APPLIED),
        unchanged=matched.unchanged + states["rejected"],
        proposed=states["proposed"] + states["accepting"] + len(matched.returned),
        unmatched=states["unmatched"],
        ignored=matched.ignored,
        totals=dict(applied),
        amounts={"applied": dict(applied)} if applied else {},
    )


def _problems(matched: Matched) -> Iterator[Problem]:
    yield from (line.problem for line in _refused(matched))
    yield from (_asked(one, _ASKED[one.state]) for one in matched.payments if one.state in _ASKED)
    yield from (_asked(one, "payment_taken_back") for one in matched.returned)


def _refused(matched: Matched) -> list[RejectedLine]:
    """What could not be read, and what is said to come on a day that has not come."""
    refused = [*matched.statement.reading.refused, *map(_ahead, matched.ahead)]
    return sorted(refused, key=lambda line: line.problem.line)


def _ahead(line: BankLine) -> RejectedLine:
    problem = Problem(line.line, "rejected", "paid_in_future", "paid_on", "", str(line.on))
    return RejectedLine(problem, (str(line.on), line.text))


def _asked(payment: BankPayment, code: str) -> Problem:
    """A line that waits for a person, or that nobody fits: told by what the bank says of it."""
    return Problem(payment.line, "warned", code, "text", "", shown(payment.name or payment.text))
