"""The console's routes, asked as API Gateway asks them: who is answered, in which language, and what is never told."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from app import app
from chalicelib.store import businesses
from chalicelib.workflows import at_once
from chalicelib.workflows.importing.import_file import import_file
from tests.tables import BUCKET, Cloud
from tests.workflows.cases import NOW, created

HEADER = "aa;bb;cc;dd;ee\n"
ROWS = "".join(f"R-{n};Ana Ruiz {n};0{n}/05/2026;0{n}/06/2026;1.{n}00,50\n" for n in range(1, 6))
CONTEXT = type("Context", (), {"aws_request_id": "r-1", "function_name": "f", "invoked_function_arn": "arn"})()


@pytest.fixture
def waiting(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of an import of ``acme`` that waits for its mapping; ``other`` has none."""
    monkeypatch.setattr(at_once, "AT_ONCE", 1)
    monkeypatch.setenv("CONSOLE_CLIENT_ID", "client-1")
    businesses.create(replace(created(), id="other"))
    key = "inbox/acme/invoices/update/a.csv"
    version = cloud.s3.put_object(Bucket=BUCKET, Key=key, Body=(HEADER + ROWS).encode())["VersionId"]
    record = import_file(key, version, NOW)
    assert record and record.state == "needs_mapping"
    return record.id


def ask(verb: str, path: str, business: str | None = "acme", body: Any = None, **headers: str) -> tuple[int, Any]:
    """Status and body of ``verb /api/console/<path>``; ``path`` may hold one import id in braces."""
    route, names = path, {}
    if "{" in path:
        before, _, rest = path.partition("{")
        known, _, after = rest.partition("}")
        route, names = f"{before}{{import_id}}{after}", {"import_id": known}
    claims = {"token_use": "id", "aud": "client-1", "sub": "u-1", "custom:business": business}
    sent = {"content-type": "application/json", "x-language": "en"} | headers
    event = {
        "requestContext": {
            "httpMethod": verb,
            "resourcePath": f"/api/console/{route}",
            **({"authorizer": {"claims": claims}} if business is not None else {}),
        },
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "pathParameters": names or None,
        "multiValueQueryStringParameters": None,
        "body": None if body is None else json.dumps(body),
        "isBase64Encoded": False,
        "stageVariables": None,
    }
    answer = app(event, CONTEXT)
    text = answer["body"]
    return answer["statusCode"], json.loads(text) if text.startswith(("{", "[")) else text


def test_nobody_is_answered_without_a_business_of_theirs(waiting: str) -> None:
    for business in (None, "", "gone"):
        for path in ("imports", f"imports/{{{waiting}}}", f"imports/{{{waiting}}}/mapping"):
            status, body = ask("GET", path, business)
            assert (status, body["code"], body["message"]) == (401, "not_signed_in", "Sign in to continue.")


def test_a_foreign_import_looks_like_a_missing_one(waiting: str) -> None:
    assert ask("GET", "imports", "other") == (200, {"imports": []})
    for verb, rest in (("GET", ""), ("GET", "/mapping"), ("GET", "/rejected.csv"), ("POST", "/confirm")):
        foreign = ask(verb, f"imports/{{{waiting}}}{rest}", "other", {} if verb == "POST" else None)
        missing = ask(verb, f"imports/{{nothing}}{rest}", "other", {} if verb == "POST" else None)
        assert foreign == missing
        assert (foreign[0], foreign[1]["code"]) == (404, "unknown_import")
    status, body = ask("PUT", f"imports/{{{waiting}}}/mapping", "other", {"columns": {}})
    assert (status, body["code"]) == (404, "unknown_import")


def test_labels_and_reasons_are_in_the_language_of_who_asks(waiting: str) -> None:
    labels = {}
    for lang in ("es", "en", "pt"):
        status, view = ask("GET", f"imports/{{{waiting}}}/mapping", **{"x-language": lang})
        assert status == 200
        labels[lang] = {one["field"]: one["label"] for one in view["fields"]}
    assert [labels[lang]["due_on"] for lang in labels] == ["Fecha de vencimiento", "Due date", "Data de vencimento"]


def test_the_proposal_sent_back_is_taken_and_then_the_import_is_under_way(waiting: str) -> None:
    _, view = ask("GET", f"imports/{{{waiting}}}/mapping")
    status, body = ask("PUT", f"imports/{{{waiting}}}/mapping", body=view["mapping"])
    assert (status, body) == (202, {"id": waiting, "state": "queued"})
    status, body = ask("PUT", f"imports/{{{waiting}}}/mapping", body=view["mapping"])
    assert (status, body["code"]) == (409, "still_running")


def test_faults_of_a_mapping_have_paths_and_words(waiting: str) -> None:
    status, body = ask("PUT", f"imports/{{{waiting}}}/mapping", body={"columns": {"total": 1}})
    assert (status, body["code"]) == (422, "faulty")
    told = {one["path"]: one["message"] for one in body["faults"]}
    assert told["columns.total"] == "The values of “bb” cannot be used for this."
    assert told.keys() == {"columns.total", "columns.number", "columns.customer", "columns.issued_on"}


def test_a_page_of_somebody_else_may_not_write(waiting: str) -> None:
    status, body = ask("PUT", f"imports/{{{waiting}}}/mapping", body={"columns": {}}, origin="https://evil.example")
    assert (status, body["code"]) == (403, "bad_origin")


def test_an_import_shows_its_counts_and_the_first_problems(cloud: Cloud, waiting: str) -> None:
    text = "numero;cliente;fecha_vencimiento;total\nF1;Ana;2026-06-01;5\nF2;Ana;2026-06-01;x\n"
    version = cloud.s3.put_object(Bucket=BUCKET, Key="inbox/acme/invoices/update/b.csv", Body=text.encode())[
        "VersionId"
    ]
    record = import_file("inbox/acme/invoices/update/b.csv", version, NOW)
    assert record
    status, shown = ask("GET", f"imports/{{{record.id}}}")
    assert (status, shown["state"], shown["created"], shown["rejected"]) == (200, "done", 1, 1)
    assert [(one["line"], one["reason_code"]) for one in shown["problems"]] == [(3, "bad_amount")]
    assert not shown["problems_left_out"] and shown["recognized"] == []
    status, refused = ask("GET", f"imports/{{{record.id}}}/rejected.csv")
    assert status == 200 and "F2" in refused
    assert ask("GET", f"imports/{{{waiting}}}/rejected.csv")[1]["code"] == "nothing_rejected"
    assert ask("GET", f"imports/{{{record.id}}}/mapping")[1]["code"] == "nothing_to_map"
    listed = ask("GET", "imports")[1]["imports"]
    assert {one["file"] for one in listed} == {"a.csv", "b.csv"}


def test_the_same_confirmation_again_gets_the_first_answer(cloud: Cloud, waiting: str) -> None:
    empty = "numero;cliente;fecha_vencimiento;total\n"
    key = "inbox/acme/invoices/snapshot/c.csv"
    version = cloud.s3.put_object(Bucket=BUCKET, Key=key, Body=empty.encode())["VersionId"]
    record = import_file(key, version, NOW)
    assert record and record.state == "needs_confirmation"
    once = {"idempotency-key": "k-1"}
    first = ask("POST", f"imports/{{{record.id}}}/confirm", body={}, **once)
    assert first == (202, {"id": record.id, "state": "queued"})
    assert ask("POST", f"imports/{{{record.id}}}/confirm", body={}, **once) == first
    assert ask("POST", f"imports/{{{waiting}}}/confirm", body={}, **once)[1]["code"] == "idempotency_conflict"
    assert ask("POST", f"imports/{{{record.id}}}/confirm", body={})[1]["code"] == "nothing_to_confirm"


def test_an_import_is_taken_back_once_and_by_its_own_business_only(waiting: str, cloud: Cloud) -> None:
    key = "inbox/acme/invoices/update/b.csv"
    text = "numero;cliente_id;total;fecha_vencimiento\nF1;c1;100;2027-01-31\n"
    version = cloud.s3.put_object(Bucket=BUCKET, Key=key, Body=text.encode())["VersionId"]
    record = import_file(key, version, NOW)
    assert record and record.state == "done"
    path = f"imports/{{{record.id}}}"
    assert ask("GET", path)[1]["undo_until"] is not None

    assert ask("POST", f"{path}/undo", "other", {})[1]["code"] == "unknown_import"
    status, done = ask("POST", f"{path}/undo", body={}, **{"idempotency-key": "k1"})
    assert (status, done["state"], done["undo"]["state"]) == (202, "done", "undone")
    assert ask("POST", f"{path}/undo", body={}, **{"idempotency-key": "k1"}) == (status, done)
    assert ask("POST", f"{path}/undo", body={}, **{"idempotency-key": "k2"})[1] == done
    shown = ask("GET", path)[1]
    assert (shown["undone_at"], shown["undo_until"], shown["undo"]["moved"]) == (done["undone_at"], None, [])


def test_an_import_that_moved_says_which_invoices_in_the_asked_language(waiting: str, cloud: Cloud) -> None:
    text = "numero;cliente_id;total;fecha_vencimiento\nF1;c1;100;2027-01-31\n"
    paid = "numero;cliente_id;fecha;monto\nF1;c1;2026-05-20;10\n"
    records = []
    for folder, content in (("invoices/update", text), ("payments", paid)):
        key = f"inbox/acme/{folder}/b.csv"
        version = cloud.s3.put_object(Bucket=BUCKET, Key=key, Body=content.encode())["VersionId"]
        records.append(import_file(key, version, NOW))
    assert records[0] and records[1] and records[1].created == 1
    status, refused = ask("POST", f"imports/{{{records[0].id}}}/undo", body={}, **{"idempotency-key": "k"})
    assert (status, refused["code"]) == (409, "undo_moved")
    assert refused["message"].startswith("We undid nothing")
    assert refused["invoices"] == [{"debtor": "c1", "invoice": "F1", "reason": "changed"}]
    assert ask("POST", f"imports/{{{records[1].id}}}/undo", body={})[1]["code"] == "cannot_be_undone"
    assert ask("POST", f"imports/{{{waiting}}}/undo", body={})[1]["code"] == "nothing_to_undo"
