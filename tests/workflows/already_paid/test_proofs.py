"""The proof of a payment: a form for one file, a look at what really came, and nothing evil kept."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.already_paid.proofs import LARGEST
from chalicelib.domain.errors import Conflict, NotFound, Refusal
from chalicelib.gateways import aws
from chalicelib.store import businesses
from chalicelib.workflows.already_paid.attach_proof import Wanted, ask_upload, check_upload, upload
from chalicelib.workflows.already_paid.list_reports import open_report
from chalicelib.workflows.already_paid.refuse_report import refuse_report
from tests.domain.cases import invoice
from tests.domain.proof_files import EVIL, GOOD, jpeg
from tests.tables import BUCKET, Cloud
from tests.workflows.cases import NOW, created, owing
from tests.workflows.reported import JPEG, arrives, kept, tell


@pytest.fixture(autouse=True)
def owed(cloud: Cloud) -> None:
    created()
    owing(invoice("F1"))


@pytest.fixture
def told() -> str:
    """The id of a report that waits for its file."""
    return str(tell(proof=JPEG)["id"])


def policy(form: dict[str, Any]) -> list[Any]:
    found: list[Any] = json.loads(base64.b64decode(form["fields"]["policy"]))["conditions"]
    return found


def opened(report_id: str) -> dict[str, Any]:
    return open_report(businesses.load("acme"), report_id, "es", NOW)


def in_bucket(key: str) -> list[Any]:
    found: list[Any] = aws.client("s3").list_object_versions(Bucket=BUCKET, Prefix=key).get("Versions", [])
    return found


def test_the_form_lets_in_one_file_of_one_kind_and_size_under_one_name() -> None:
    answer = tell(proof=JPEG)
    form, proof = answer["upload"], kept(answer["id"]).proof

    assert proof and proof.key.startswith("proofs/acme/") and f"/{answer['id']}/" in proof.key
    assert "c1" not in proof.key.split("/"), "the place does not tell whose it is"
    conditions = policy(form)
    assert {"bucket": BUCKET} in conditions and {"key": proof.key} in conditions
    assert ["content-length-range", 1, LARGEST] in conditions
    assert {"Content-Type": "image/jpeg"} in conditions and {"x-amz-server-side-encryption": "AES256"} in conditions
    assert form["url"] == "https://files.s3.us-east-1.amazonaws.com/"
    assert form["expires_at"] == NOW + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted("image/jpeg", 50 << 20), "proof_too_large"),
        (Wanted("image/jpeg", 0), "proof_empty"),
        (Wanted("image/svg+xml", 9), "proof_wrong_type"),
        (Wanted("text/html", 9), "proof_wrong_type"),
    ],
)
def test_what_cannot_be_used_is_said_before_anything_is_sent(wanted: Wanted, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        tell(proof=wanted)


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_file_is_kept_as_what_it_is(told: str, kind: str) -> None:
    arrives(told, GOOD[kind])
    proof = check_upload("acme", "c1", told).proof

    assert proof and (proof.state, proof.type, proof.size) == ("kept", kind, len(GOOD[kind]))
    assert len(proof.sha256) == 64
    assert check_upload("acme", "c1", told).proof == proof


@pytest.mark.parametrize("name", EVIL)
def test_an_evil_file_is_deleted_and_the_report_stays(told: str, name: str) -> None:
    content, code = EVIL[name]
    arrives(told, content)
    for _ in range(2):
        with pytest.raises(Refusal) as refused:
            check_upload("acme", "c1", told)
        assert refused.value.code == code

    report = kept(told)
    assert report.proof and (report.state, report.proof.state, report.proof.reason) == ("pending", "refused", code)
    assert in_bucket(report.proof.key) == []
    assert opened(told)["proof_link"] is None


def test_before_it_came_there_is_nothing_to_look_at(told: str) -> None:
    with pytest.raises(Conflict, match="proof_missing"):
        check_upload("acme", "c1", told)
    with pytest.raises(NotFound):
        check_upload("acme", "c1", str(tell(amount=5)["id"]))
    assert kept(told).proof is not None


def test_a_file_that_nobody_said_was_sent_is_looked_at_before_the_business_gets_it(told: str) -> None:
    arrives(told, EVIL["a pdf with a script"][0])
    assert (opened(told)["proof"]["state"], opened(told)["proof_link"]) == ("refused", None)

    again = ask_upload("acme", "c1", told, JPEG, NOW)
    arrives(told, jpeg())
    assert again.proofs == 2
    assert opened(told)["proof"]["state"] == "kept"


def test_the_link_saves_the_very_bytes_that_were_looked_at(told: str) -> None:
    arrives(told, jpeg())
    check_upload("acme", "c1", told)
    arrives(told, EVIL["a page named jpg"][0])  # the form is still good for a while
    link = opened(told)["proof_link"]
    proof = kept(told).proof

    assert proof and f"versionId={proof.version}" in link
    assert "response-content-disposition=attachment" in link and "X-Amz-Expires=300" in link
    assert f"{told}.jpg" in link and "response-content-type=image%2Fjpeg" in link
    read = aws.client("s3").get_object(Bucket=BUCKET, Key=proof.key, VersionId=proof.version)["Body"].read()
    assert read == jpeg()


def test_five_files_a_report_at_most_and_none_once_it_is_decided(told: str) -> None:
    for _ in range(4):
        ask_upload("acme", "c1", told, JPEG, NOW)
    with pytest.raises(Conflict, match="too_many_proofs"):
        ask_upload("acme", "c1", told, JPEG, NOW)
    other = str(tell(amount=5)["id"])
    refuse_report("acme", "c1", other, "not_received", "", "u-1", NOW)
    with pytest.raises(Conflict, match="report_decided"):
        ask_upload("acme", "c1", other, JPEG, NOW)
    with pytest.raises(NotFound):
        ask_upload("acme", "c1", "rp_0", JPEG, NOW)


def test_a_look_that_took_long_says_nothing_of_the_file_that_was_asked_for_meanwhile(
    told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.gateways import files

    arrives(told, EVIL["a drawing"][0])
    really = files.read

    def meanwhile(*args: Any) -> bytes:
        ask_upload("acme", "c1", told, JPEG, NOW)
        return really(*args)

    monkeypatch.setattr(files, "read", meanwhile)
    with pytest.raises(Refusal, match="proof_wrong_type"):
        check_upload("acme", "c1", told)
    proof = kept(told).proof
    assert proof and proof.state == "awaited"


def test_the_form_is_for_the_named_type() -> None:
    report = kept(tell(proof=Wanted("application/pdf", 10))["id"])
    assert {"Content-Type": "application/pdf"} in policy(upload(report.proof, Wanted("application/pdf", 10)))
