"""Counts every request that leaves this process, and the capacity that DynamoDB says, and we say, it took."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any
from unittest.mock import patch

from bench.billing import Table, read_units
from bench.cloud import Place
from chalicelib.gateways import aws, ses
from chalicelib.store.rows import AccountRow

_GATEWAYS = ("sns", "sqs", "s3")


@dataclass
class Count:
    """``requests`` by service and operation; ``answered``: units as the cloud told; ``billed``: as we count them."""

    requests: Counter[str] = field(default_factory=Counter)
    answered: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    billed: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    lock: Any = field(default_factory=Lock)

    def note(self, model: Any, **_: object) -> None:
        """One request of a gateway's client."""
        with self.lock:
            self.requests[f"{model.service_model.service_name}.{model.name}"] += 1

    @property
    def written(self) -> float:
        return sum(units for where, units in self.billed.items() if where != "read")

    @property
    def to_dynamodb(self) -> int:
        return sum(count for name, count in self.requests.items() if name.startswith("dynamodb."))


@contextmanager
def counting(place: Place) -> Iterator[Count]:
    """Count what happens inside. It reads every written item before and after by a client of its own: never time it."""
    count = Count()
    tables = AccountRow._get_connection().connection
    clients = [aws.client(service) for service in _GATEWAYS]
    probe, mail = _Probe(count, place, tables._make_api_call), partial(_counted_mail, count, ses.send_email)
    for client in clients:
        client.meta.events.register("before-call", count.note)
    try:
        with patch.object(tables, "_make_api_call", probe), patch.object(ses, "send_email", mail):
            yield count
    finally:
        for client in clients:
            client.meta.events.unregister("before-call", count.note)


def _counted_mail(count: Count, send: Callable[..., str], *request: Any) -> str:
    with count.lock:
        count.requests["ses.SendEmail"] += 1
    return send(*request)


def cpu_ms(work: Callable[[], object]) -> float:
    """CPU that this process spends on a piece of work, milliseconds."""
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


class _Probe:
    """Stands where PynamoDB hands its requests over."""

    def __init__(self, count: Count, place: Place, ask: Callable[[str, dict[str, Any]], dict[str, Any]]) -> None:
        self._count, self._tables, self._ask = count, place.tables, ask
        self._get = partial(place.home.client("dynamodb").get_item, ConsistentRead=True)

    def __call__(self, operation: str, params: dict[str, Any]) -> dict[str, Any]:
        writes = list(_writes(operation, params, self._tables))
        olds = [self._item(*write) for write in writes]
        answer = self._ask(operation, params | {"ReturnConsumedCapacity": "INDEXES"})
        news = [self._item(*write) for write in writes]
        with self._count.lock:
            self._count.requests[f"dynamodb.{operation}"] += 1
            self._note_answer(operation, answer)
            if not writes:
                self._count.billed["read"] += _read(operation, params, answer)
            for (table, _), old, new in zip(writes, olds, news, strict=True):
                for where, units in self._tables[table].write(old, new, operation == "TransactWriteItems").items():
                    self._count.billed[where] += units
        return answer

    def _item(self, table: str, key: Mapping[str, Any]) -> Mapping[str, Any] | None:
        found: Mapping[str, Any] | None = self._get(TableName=table, Key=dict(key)).get("Item")
        return found

    def _note_answer(self, operation: str, parsed: Mapping[str, Any]) -> None:
        told = parsed.get("ConsumedCapacity") or []
        kind = "write" if operation in _WRITES else "read"
        for one in told if isinstance(told, list) else [told]:
            self._count.answered[kind] += one["CapacityUnits"]
            indexes = {**one.get("GlobalSecondaryIndexes", {}), **one.get("LocalSecondaryIndexes", {})}
            self._count.answered[f"{kind} indexes"] += sum(index["CapacityUnits"] for index in indexes.values())


_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"}


def _writes(operation: str, params: Mapping[str, Any], tables: Mapping[str, Table]) -> Iterable[tuple[str, Any]]:
    """Table and key of every item that a request writes."""
    if operation == "TransactWriteItems":
        actions = [(one["TableName"], one) for action in params["TransactItems"] for one in action.values()]
    elif operation in _WRITES:
        actions = [(params["TableName"], params)]
    else:
        return
    for table, action in actions:
        yield table, action.get("Key") or {name: action["Item"][name] for name in tables[table].keys}


def _read(operation: str, params: Mapping[str, Any], parsed: Mapping[str, Any]) -> float:
    if operation == "BatchGetItem":
        found = [item for items in parsed["Responses"].values() for item in items]
        return sum(read_units([item], True) for item in found)
    items = parsed.get("Items") or ([parsed["Item"]] if "Item" in parsed else [])
    return read_units(items, bool(params.get("ConsistentRead")))
