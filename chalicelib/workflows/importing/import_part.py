"""One part of a dealt file: gathered, compared, merged account by account. Again changes nothing and tells the same."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter

import msgspec

from chalicelib.domain.business import Business
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.intake.dealing import Dealt, Numbers
from chalicelib.intake.gathering import Gathered
from chalicelib.intake.records import DebtorRow, InvoiceRow, PaymentRow, Problem, RateRow, Row, ScheduleRow
from chalicelib.intake.spool import ROWS, append_all, read_back
from chalicelib.store import accounts
from chalicelib.store.businesses import Import
from chalicelib.store.glances import Glance, Wanted, batches, glance
from chalicelib.workflows.at_once import each
from chalicelib.workflows.importing.deal_file import DEALT, EINVOICE, OWING_ROWS, SNAPSHOT, UNREAD, owing_of, rows_of
from chalicelib.workflows.importing.desk import Desk
from chalicelib.workflows.importing.draft import Outcome
from chalicelib.workflows.importing.merge_debtors import merge_debtors
from chalicelib.workflows.importing.merge_einvoices import merge_einvoices
from chalicelib.workflows.importing.merge_invoices import merge_invoices
from chalicelib.workflows.importing.merge_payments import merge_payments
from chalicelib.workflows.importing.merge_rates import merge_rates
from chalicelib.workflows.importing.merge_rows import settle_absent
from chalicelib.workflows.importing.merge_schedules import merge_schedules
from chalicelib.workflows.importing.touched_accounts import note_touched

COMPARE, MERGE = "compare", "merge"
COUNTED = ("created", "changed", "settled")  # the outcomes whose money is told


class Compared(msgspec.Struct, frozen=True):
    """What a part of a snapshot would settle: the open invoices it does not list, by debtor. ``rows``: that it has."""

    rows: int
    absent: dict[str, list[str]] = {}


class PartResult(msgspec.Struct, frozen=True):
    """What became of a part: counts, and ``amounts``: one of ``COUNTED`` -> currency -> minor units."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    settled: int = 0
    due_computed: int = 0
    amounts: dict[str, dict[str, int]] = {}
    accounts: int = 0  # how many have an invoice that is new, changed or settled
    payments: int = 0  # that were applied


def result_of(step: str, part: int) -> str:
    """The file of what became of a part in one step."""
    return f"{step}-{part:03}"


def problems_of(part: int) -> str:
    """The file of the problems that a part's rows had beyond their reading, by line."""
    return f"problems-{part:03}"


def do_part(record: Import, business: Business, desk: Desk, step: str, part: int, now: datetime) -> None:
    """One step of one part, from the desk to the desk."""
    dealt = desk.noted(DEALT, Dealt)
    gathered = Gathered(dealt.gathering)
    with desk.reading(rows_of(part)) as opened:
        for row in read_back(opened, ROWS):
            gathered.add(row)
    if step == COMPARE:
        desk.note(result_of(COMPARE, part), _compare(business, desk, gathered, part))
    else:
        _merge(record, business, desk, gathered, dealt.kind, part, now)


def _compare(business: Business, desk: Desk, gathered: Gathered, part: int) -> Compared:
    """A row that could not be used still says that its invoice is there."""
    listed: dict[str, set[str]] = {}
    for debtor, number in gathered.named():
        listed.setdefault(debtor, set()).add(number)
    unread = Numbers(desk.path(UNREAD).read_bytes())

    def absent(owing: Sequence[Wanted]) -> dict[str, list[str]]:
        known = glance(business.id, owing)
        return {one.debtor: _absent(business, one, known, unread) for one in owing}

    with desk.reading(owing_of(part)) as opened:
        wanted = [Wanted(one.debtor, frozenset(listed.get(one.debtor, ()))) for one in read_back(opened, OWING_ROWS)]
    found = {debtor: gone for some in each(absent, batches(wanted)) for debtor, gone in some.items() if gone}
    return Compared(len(gathered.rows()), found)


def _absent(business: Business, listed: Wanted, known: dict[str, Glance], unread: Numbers) -> list[str]:
    met = known.get(listed.debtor)
    if met is None or met.open == met.named_open:
        return []
    account = accounts.load(business.id, listed.debtor)
    theirs = [one for one in account.invoices if not one.schedule] if account else []  # ours the business cannot list
    open_numbers = [one.number for one in theirs if one.state not in SETTLED]
    return [number for number in open_numbers if number not in listed.numbers and number not in unread]


def _merge(
    record: Import, business: Business, desk: Desk, gathered: Gathered, kind: str, part: int, now: datetime
) -> None:
    rows = gathered.rows()
    outcomes = _outcomes(business, rows, kind, record.id, now)
    absent = desk.noted(result_of(COMPARE, part), Compared).absent if record.folder == SNAPSHOT else {}
    settled = _settle(record, business, absent, now)
    refused = [Problem(one.line, "rejected", one.reason) for one in outcomes if one.outcome == "rejected"]
    problems = [*gathered.problems, *gathered.contradictions(), *refused]
    problems.sort(key=attrgetter("line"))
    with desk.writing(problems_of(part)) as out:
        append_all(out, problems)
    owners = {one.debtor for one in outcomes if one.outcome in {"created", "changed"} and one.debtor} | absent.keys()
    note_touched(record, part, owners)
    result = msgspec.structs.replace(
        _counted(outcomes, settled),
        due_computed=sum(row.due_computed for row in rows if isinstance(row, InvoiceRow)),
        accounts=len(owners),
        payments=_applied(rows, outcomes),
    )
    desk.note(result_of(MERGE, part), result)


def _applied(rows: Sequence[Row], outcomes: Sequence[Outcome]) -> int:
    lines = {row.line for row in rows if isinstance(row, PaymentRow)}
    return sum(one.outcome == "created" and one.line in lines for one in outcomes)


def _outcomes(business: Business, rows: Sequence[Row], kind: str, import_id: str, now: datetime) -> list[Outcome]:
    """Invoices before the payments that a file may list among them."""
    if kind == EINVOICE:
        return merge_einvoices(business, rows, import_id, now)
    outcomes = merge_invoices(business, [row for row in rows if isinstance(row, InvoiceRow)], import_id, now)
    outcomes += merge_payments(business, [row for row in rows if isinstance(row, PaymentRow)], import_id, now)
    outcomes += merge_debtors(business, [row for row in rows if isinstance(row, DebtorRow)], now)
    outcomes += merge_rates(business, [row for row in rows if isinstance(row, RateRow)])
    return outcomes + merge_schedules(business, [row for row in rows if isinstance(row, ScheduleRow)], now)


def _settle(
    record: Import, business: Business, absent: Mapping[str, list[str]], now: datetime
) -> list[tuple[str, int]]:
    """Currency and principal of each invoice that is settled."""
    by_debtor = each(lambda debtor: settle_absent(business, debtor, absent[debtor], record.id, now), absent)
    return [one for settled in by_debtor for one in settled]


def _counted(outcomes: Sequence[Outcome], settled: Sequence[tuple[str, int]]) -> PartResult:
    count = Counter(one.outcome for one in outcomes)
    amounts: dict[str, Counter[str]] = {outcome: Counter() for outcome in COUNTED}
    for one in outcomes:
        if one.outcome in amounts:
            amounts[one.outcome][one.currency] += one.total_minor
    for currency, minor in settled:
        amounts["settled"][currency] += minor
    return PartResult(count["created"], count["changed"], count["unchanged"], len(settled), amounts=dict(amounts))
