"""Records one by one: one that fails is handed back alone, and the rest is done."""

from collections.abc import Callable, Iterable
from typing import Any

from chalicelib.domain.errors import Refusal, TryAgain
from chalicelib.gateways.logs import bug, fact


def each(records: Iterable[dict[str, Any]], take: Callable[[dict[str, Any]], None], identifier: str) -> dict[str, Any]:
    """The answer of Lambda's partial batch protocol (``ReportBatchItemFailures``).

    Busy (``TryAgain``) is handed back quietly; a bug or a refusal is logged, handed back, and ends in the dead letters.
    """
    failed = []
    for record in records:
        try:
            take(record)
        except TryAgain as busy:
            fact("try_again", reason=str(busy))
            failed.append(_identity(record, identifier))
        except Refusal as refusal:
            fact("refused", code=refusal.code, metrics={"Refused": 1})
            failed.append(_identity(record, identifier))
        except Exception as error:  # noqa: BLE001 - logged, and this record alone is handed back
            bug(error)
            failed.append(_identity(record, identifier))
    return {"batchItemFailures": [{"itemIdentifier": one} for one in failed]}


def _identity(record: dict[str, Any], identifier: str) -> str:
    """Of a stream record Lambda wants the sequence number, of a queue message its id."""
    stream = record.get("dynamodb")
    return str(stream["SequenceNumber"] if stream else record[identifier])
