"""What one reminder costs, from the account that falls due to the message that left, beside many that are quiet.

The functions of the stack are called as Lambda calls them, ten records at a time, in this process; the cloud is another
process, so that the CPU counted is ours alone.
"""

import io
from collections.abc import Sequence
from contextlib import redirect_stdout
from datetime import UTC, date, datetime
from functools import partial
from statistics import median
from typing import Any, TypeVar

from bench import Figure
from bench.billing import size
from bench.cloud import Place
from bench.meter import Count, counting, cpu_ms
from bench.portfolio import BUSINESS, copied, lived, start_business
from chalicelib.domain.business import Business
from chalicelib.store.keys import account_key
from chalicelib.workflows.sweep_due import sweep_due, wake_up
from functions.collect import collect
from functions.outbox import outbox

NOW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Mexico City
TODAY = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)  # when that day begins there: nothing is due yet
BATCH = 10
METERED, TIMED = 20, 210
SWEEPS = 20
QUIET = (100, 10_000)
Record = TypeVar("Record")


def figures(place: Place) -> list[Figure]:
    business = start_business()
    with redirect_stdout(io.StringIO()):
        _templates(business)
    found = [_sizes(place)]
    quiet = 0
    for wanted in QUIET:
        copied(place, "QUIET0", [f"Q{number:05}" for number in range(quiet, wanted)])
        quiet = wanted
        found += _reminder(place, quiet)
        found += _sweep(place, quiet)
    return found


def _templates(business: Business) -> None:
    """QUIET0 has time until it is reminded; DUE000 had its friendly notes and a call, and owes the firm one today."""
    begin = datetime(2026, 11, 3, 16, 0, tzinfo=UTC)
    lived(business, "QUIET0", [(date(2026, 11, 1), date(2026, 12, 15))], begin, TODAY)
    owed = [(date(2026, 10, 14), date(2026, 11, 14)), (date(2026, 11, 1), date(2026, 12, 15))]
    lived(business, "DUE000", owed, begin, TODAY)


def _sizes(place: Place) -> Figure:
    """What a row weighs decides what it costs: a started KB is a write unit."""
    rows = place.home.client("dynamodb").query(
        TableName="accounts",
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": account_key(BUSINESS, "DUE000")}},
    )["Items"]
    bytes_of = {row["sk"]["S"].partition("#")[0].lower(): size(row) for row in rows}
    told = ", ".join(f"{kind} {nbytes}" for kind, nbytes in bytes_of.items())
    return "Bytes of a debtor's row", f"{bytes_of['debtor']} B", f"after three weeks; beside it: {told}"


def _reminder(place: Place, quiet: int) -> list[Figure]:
    metered = [f"M{quiet:05}"[:4] + f"{number:02}" for number in range(METERED)]
    timed = [f"{'T' if quiet == QUIET[0] else 'U'}{number:05}" for number in range(TIMED)]
    copied(place, "DUE000", metered + timed)
    with counting(place) as count:
        _run(place, metered)
    warm, *batches = _batches(timed)
    _run(place, warm)
    decided = [cpu_ms(partial(_decide, batch)) / BATCH for batch in batches]
    sent = [cpu_ms(partial(_send, _stream(place, batch))) / BATCH for batch in batches]
    beside = f"{quiet:,} quiet accounts"
    return [
        (
            f"CPU per reminder, {beside}",
            f"{min(decided) + min(sent):.1f} ms",
            (
                f"decide {min(decided):.1f} + send {min(sent):.1f}; collect and outbox, {BATCH} a call; "
                f"CPU of this process, the best of {len(batches)} calls (medians {median(decided) + median(sent):.1f})"
            ),
        ),
        *_counted(f"per reminder, {beside}", count, METERED),
    ]


def _counted(what: str, count: Count, times: int) -> list[Figure]:
    by_operation = ", ".join(f"{name.split('.')[1]} {n / times:.3g}" for name, n in sorted(count.requests.items()))
    parts = ", ".join(f"{where} {units / times:.3g}" for where, units in count.billed.items() if where != "read")
    told = count.answered
    return [
        (f"DynamoDB requests {what}", f"{count.to_dynamodb / times:.1f}", f"with the others: {by_operation}"),
        (f"Write units {what}", f"{count.written / times:.1f}", f"counted from the items by AWS's rules: {parts}"),
        (
            "  as the embedded cloud answers",
            f"{told['write'] / times:.1f}",
            f"TOTAL; of these {told['write indexes'] / times:.1f} by INDEXES",
        ),
        (
            f"Read units {what}",
            f"{count.billed['read'] / times:.1f}",
            f"counted from the items; the embedded cloud answers {told['read'] / times:.1f}",
        ),
    ]


def _sweep(place: Place, quiet: int) -> list[Figure]:
    with counting(place) as count:
        if sweep_due(TODAY):
            raise RuntimeError("the sweep found work among the quiet")
    cpu = [cpu_ms(partial(sweep_due, TODAY)) for _ in range(SWEEPS)]
    return [
        (
            f"Sweep with nothing due, {quiet:,} quiet accounts",
            f"{count.to_dynamodb} requests",
            f"{count.billed['read']:.1f} read units, {min(cpu):.1f} ms CPU at best (median {median(cpu):.1f})",
        )
    ]


def _run(place: Place, debtors: Sequence[str]) -> None:
    _decide(debtors)
    _send(_stream(place, debtors))


def _decide(debtors: Sequence[str]) -> None:
    bodies = [wake_up(account_key(BUSINESS, debtor), "DEBTOR") for debtor in debtors]
    for batch in _batches([{"messageId": body, "body": body} for body in bodies]):
        _succeed(collect, batch)


def _send(records: Sequence[dict[str, Any]]) -> None:
    for batch in _batches(records):
        _succeed(outbox, batch)


def _succeed(function: Any, records: Sequence[dict[str, Any]]) -> None:
    with redirect_stdout(io.StringIO()):
        answer = function({"Records": records}, None)
    if answer["batchItemFailures"]:
        raise RuntimeError(f"{function.name}: {answer}")


def _stream(place: Place, debtors: Sequence[str]) -> list[dict[str, Any]]:
    """The records that the table's stream hands to the outbox: one planned notice a debtor."""
    records = []
    for debtor in debtors:
        found = place.home.client("dynamodb").query(
            TableName="accounts",
            KeyConditionExpression="pk = :pk AND begins_with(sk, :notice)",
            ExpressionAttributeValues={
                ":pk": {"S": account_key(BUSINESS, debtor)},
                ":notice": {"S": f"NOTICE#{NOW:%Y-%m-%d}"},
            },
        )["Items"]
        if [item["doc"]["M"]["state"]["S"] for item in found] != ["planned"]:
            raise RuntimeError(f"{debtor}: expected one planned notice, found {found}")
        records.append({"eventID": debtor, "eventName": "INSERT", "dynamodb": {"NewImage": found[0]}})
    return records


def _batches(records: Sequence[Record]) -> list[Sequence[Record]]:
    return [records[start : start + BATCH] for start in range(0, len(records), BATCH)]
