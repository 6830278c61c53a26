"""One structured line per business fact, with CloudWatch metrics inside it (embedded metric format)."""

import json
import os
import time
from collections.abc import Mapping
from traceback import extract_tb
from typing import TextIO

NAMESPACE = "Puntual"
out: TextIO | None = None  # elsewhere than standard output, where a process has a terminal to keep clean
_PERSONAL = {"name", "email", "phone", "address", "token", "to"}


def fact(event: str, *, metrics: Mapping[str, int | float] | None = None, **fields: object) -> None:
    """Print one JSON line: what happened and the ids it concerns; ``metrics`` are counted under the fact's function.

    Who a debtor is never reaches a log: a field named like personal data raises ValueError.
    """
    if personal := _PERSONAL & fields.keys():
        raise ValueError(f"personal data in a log line: {sorted(personal)}")
    line: dict[str, object] = {"fact": event, **_where(), **fields}
    if metrics:
        line |= {**metrics, "_aws": _metric_directive(metrics)}
    text = json.dumps(line, default=str, ensure_ascii=False, separators=(",", ":"))
    print(text, file=out, flush=True)


def bug(error: BaseException, **fields: object) -> None:
    """An exception nobody expected: its type and its place. Its text stays out: it may quote a person's data."""
    trail = [
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__)
    ]
    fact("bug", error=type(error).__name__, trail=trail[-8:], metrics={"Bugs": 1}, **fields)


def _where() -> dict[str, str]:
    names = {"function": "AWS_LAMBDA_FUNCTION_NAME", "trace": "_X_AMZN_TRACE_ID"}
    return {field: value for field, name in names.items() if (value := os.environ.get(name))}


def _metric_directive(metrics: Mapping[str, int | float]) -> dict[str, object]:
    dimensions: list[list[str]] = [["function"], []] if "AWS_LAMBDA_FUNCTION_NAME" in os.environ else [[]]
    names = [{"Name": name, "Unit": "Count"} for name in metrics]
    directive = {"Namespace": NAMESPACE, "Dimensions": dimensions, "Metrics": names}
    return {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]}
