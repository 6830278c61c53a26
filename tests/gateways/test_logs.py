"""Log lines: one JSON object a fact, metrics CloudWatch can read, nobody's data."""

import json
from typing import Any

import pytest

from chalicelib.gateways import logs


def line(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    found: dict[str, Any] = json.loads(out)
    return found


def test_a_fact_is_one_line_of_json(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "outbox")
    logs.fact("notice_sent", business="ferreteria", notice="a|b\nc", channel="email")

    assert line(capsys) == {
        "fact": "notice_sent",
        "function": "outbox",
        "business": "ferreteria",
        "notice": "a|b\nc",
        "channel": "email",
    }


def test_a_fact_may_count(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "outbox")
    logs.fact("notice_sent", metrics={"NoticesSent": 3})
    found = line(capsys)

    assert found["NoticesSent"] == 3
    directive = found["_aws"]["CloudWatchMetrics"][0]
    assert directive["Namespace"] == "Puntual"
    assert directive["Dimensions"] == [["function"], []]
    assert directive["Metrics"] == [{"Name": "NoticesSent", "Unit": "Count"}]


@pytest.mark.parametrize("field", ["name", "email", "phone", "address", "token", "to"])
def test_personal_data_is_refused(field: str) -> None:
    personal: dict[str, Any] = {field: "x"}
    with pytest.raises(ValueError, match=field):
        logs.fact("notice_sent", **personal)


def test_a_bug_is_told_by_type_and_place_and_not_by_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        dict[str, str]()["ana@cliente.example"]
    except KeyError as error:
        logs.bug(error, route="/api/account")
    found = line(capsys)

    assert found["error"] == "KeyError"
    assert found["route"] == "/api/account"
    assert "test_logs.py" in str(found["trail"])
    assert "ana@" not in json.dumps(found)
