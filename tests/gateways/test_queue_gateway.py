"""The collect queue: tens, failures within a batch, and no key left behind in silence."""

from collections.abc import Callable

import pytest
from botocore.stub import Stubber

from chalicelib.domain.errors import GiveUp, TryAgain
from chalicelib.gateways import queue

URL = "https://sqs.us-east-1.amazonaws.com/000000000000/collect"

Stub = Callable[[str], Stubber]


@pytest.fixture(autouse=True)
def queue_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLECT_QUEUE_URL", URL)


def expect(stubber: Stubber, keys: list[str], failed: tuple[int, ...] = (), sender_fault: bool = False) -> None:
    entries = [{"Id": str(index), "MessageBody": key} for index, key in enumerate(keys)]
    answer = {
        "Successful": [
            {"Id": str(index), "MessageId": key, "MD5OfMessageBody": ""}
            for index, key in enumerate(keys)
            if index not in failed
        ],
        "Failed": [{"Id": str(index), "Code": "InternalError", "SenderFault": sender_fault} for index in failed],
    }
    stubber.add_response("send_message_batch", answer, {"QueueUrl": URL, "Entries": entries})


def test_accounts_are_sent_in_tens_and_each_once(stub: Stub) -> None:
    keys = [f"ferreteria#{number}" for number in range(12)]
    sqs = stub("sqs")
    expect(sqs, keys[:10])
    expect(sqs, keys[10:])

    assert queue.send([*keys, keys[0]]) == 12


def test_nothing_to_send_asks_nothing(stub: Stub) -> None:
    stub("sqs")

    assert queue.send([]) == 0


def test_what_failed_in_a_batch_is_sent_again_alone(stub: Stub) -> None:
    sqs = stub("sqs")
    expect(sqs, ["a#1", "a#2", "a#3"], failed=(0, 2))
    expect(sqs, ["a#1", "a#3"])

    assert queue.send(["a#1", "a#2", "a#3"]) == 3


def test_what_keeps_failing_is_said(stub: Stub) -> None:
    sqs = stub("sqs")
    for _ in range(3):
        expect(sqs, ["a#1"], failed=(0,))

    with pytest.raises(TryAgain):
        queue.send(["a#1"])


def test_a_key_that_sqs_refuses_holds_up_no_other(stub: Stub) -> None:
    keys = ["a#\x00", *(f"a#{number}" for number in range(10))]
    sqs = stub("sqs")
    expect(sqs, keys[:10], failed=(0,), sender_fault=True)
    expect(sqs, keys[10:])

    with pytest.raises(GiveUp) as refusal:
        queue.send(keys)
    assert refusal.value.code == "bad_key"


def test_parts_of_files_have_a_queue_of_their_own(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPORT_PARTS_QUEUE_URL", "https://sqs.us-east-1.amazonaws.com/000000000000/parts")
    entries = [{"Id": "0", "MessageBody": "acme\nIMPORT#i1"}]
    stub("sqs").add_response(
        "send_message_batch",
        {"Successful": [], "Failed": []},
        {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/000000000000/parts", "Entries": entries},
    )

    assert queue.send(["acme\nIMPORT#i1"], queue.IMPORT_PARTS) == 1
