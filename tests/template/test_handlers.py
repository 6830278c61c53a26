"""Every handler of the template, imported by a bare interpreter from the package alone, answers a recorded event."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.template.empty_cloud import serving

EVENTS = Path(__file__).parents[1] / "events"
RECORDED = {
    "APIHandler": "api_lite",
    "Inbox": "object_created",
    "Parts": "part_due",
    "Sweep": "minute",
    "Nightly": "midnight",
    "Collect": "account_due",
    "Outbox": "notice_planned",
    "Feedback": "mail_delivered",
}
# There is no such business: its account is handed back alone. The others find that there is nothing to do.
ANSWERS = {
    "Inbox": {"import": None},
    "Parts": {"batchItemFailures": []},
    "Sweep": {"due": 0},
    "Nightly": {"accounts": 0},
    "Collect": {"batchItemFailures": [{"itemIdentifier": "059f36b4-87a3-44ab-83d2-661975830a7d"}]},
    "Outbox": {"batchItemFailures": []},
    "Feedback": {"batchItemFailures": []},
}
CALL = """
import importlib, json, sys, time
folder, handler, event = sys.argv[1:]
sys.path.insert(0, folder)
module, _, name = handler.rpartition(".")
began = time.perf_counter()
function = getattr(importlib.import_module(module), name)
took = time.perf_counter() - began
context = type("Context", (), {"aws_request_id": "r-1", "function_name": "f", "invoked_function_arn": "arn"})()
answer = function(json.loads(event), context)
print(json.dumps({"import_ms": round(took * 1000), "answer": answer}))
"""


@pytest.fixture(scope="module")
def environment(functions: dict[str, dict[str, Any]], template: dict[str, Any]) -> Iterator[dict[str, str]]:
    """A function's environment as the template makes it, in a cloud in which nothing exists."""
    names = template["Globals"]["Function"]["Environment"]["Variables"]
    with serving() as endpoint:
        yield {
            **dict.fromkeys(names, "nothing"),
            "LINK_DAYS": "7",
            "PORTAL_URL": "https://portal.example.com",
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "fake",
            "AWS_SECRET_ACCESS_KEY": "fake",
            "PATH": os.environ["PATH"],
        }


def call(unpacked: Path, environment: dict[str, str], handler: str, event: str) -> dict[str, Any]:
    """Without site-packages: what the package does not bring is not there."""
    command = [sys.executable, "-I", "-S", "-c", CALL, str(unpacked), handler, event]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_every_function_has_a_recorded_event(functions: dict[str, dict[str, Any]]) -> None:
    assert functions.keys() == RECORDED.keys()


@pytest.mark.parametrize("name", RECORDED)
def test_a_handler_answers(
    name: str, unpacked: Path, environment: dict[str, str], functions: dict[str, dict[str, Any]]
) -> None:
    event = (EVENTS / f"{RECORDED[name]}.json").read_text()
    told = call(unpacked, environment, functions[name]["Handler"], event)
    print(f"{name}: imported in {told['import_ms']} ms")
    answer = told["answer"]
    if name == "APIHandler":
        assert answer["statusCode"] == 200
        assert '<html lang="pt"' in answer["body"]
    else:
        assert answer == ANSWERS[name]
