"""Counts every request that leaves this process, and the capacity that DynamoDB says, and we say, it took."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any

from bench.billing import Table, read_units
from bench.cloud import Place
from chalicelib.gateways import aws
from chalicelib.store.rows import AccountRow, BusinessRow

_GATEWAYS = ("sesv2", "sns", "sqs", "s3")


@dataclass
class Count:
    """``requests`` by service and operation; ``answered``: units as the cloud told; ``billed``: as we count them."""

    requests: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    billed: Counter[str] = field(default_factory=Counter)

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
    probe = _Probe(count, place)
    clients = [row._get_connection().connection.client for row in (AccountRow, BusinessRow)]
    clients += [aws.client(service) for service in _GATEWAYS]
    hooks: list[tuple[Any, str, Callable[..., None]]] = []
    for client in {id(one): one for one in clients}.values():
        service = client.meta.service_model.service_name
        hooks.append((client, f"before-parameter-build.{service}", probe.before))
        hooks.append((client, f"after-call.{service}", probe.after))
    for client, event, hook in hooks:
        client.meta.events.register(event, hook)
    try:
        yield count
    finally:
        for client, event, hook in hooks:
            client.meta.events.unregister(event, hook)


def cpu_ms(work: Callable[[], object]) -> float:
    """CPU that this process spends on a piece of work, milliseconds."""
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


class _Probe:
    def __init__(self, count: Count, place: Place) -> None:
        self._count, self._tables, self._counting = count, place.tables, Lock()
        self._get = partial(place.home.client("dynamodb").get_item, ConsistentRead=True)

    def before(self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: object) -> None:
        with self._counting:
            self._count.requests[f"{model.service_model.service_name}.{model.name}"] += 1
        if model.service_model.service_name == "dynamodb":
            params["ReturnConsumedCapacity"] = "INDEXES"
            writes = list(_writes(model.name, params, self._tables))
            context["bench"] = params, writes, [self._item(*write) for write in writes]

    def after(self, parsed: dict[str, Any], model: Any, context: dict[str, Any], **_: object) -> None:
        if "bench" not in context:
            return
        params, writes, olds = context["bench"]
        news = [self._item(*write) for write in writes]
        with self._counting:
            self._note_answer(model.name, parsed)
            if not writes:
                self._count.billed["read"] += _read(model.name, params, parsed)
            for (table, _), old, new in zip(writes, olds, news, strict=True):
                self._count.billed.update(self._tables[table].write(old, new, model.name == "TransactWriteItems"))

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
