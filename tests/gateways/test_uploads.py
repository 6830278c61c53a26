"""Files that a browser sends itself: the form's limits, what is not there yet, and a link that only saves."""

import base64
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.domain.errors import TryAgain
from chalicelib.gateways import aws, uploads
from tests.gateways.test_files_gateway import Stub

KEY = "proofs/acme/abc/rp_1/xyz"


@pytest.fixture(autouse=True)
def bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "FILES_BUCKET": "files", "AWS_REGION": "sa-east-1", "AWS_DEFAULT_REGION": "sa-east-1",
        "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(name, raising=False)
    aws.client.cache_clear()
    aws._session.cache_clear()


def told(form: uploads.Form) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64.b64decode(form.fields["policy"]))
    return found


def test_the_policy_says_all_that_the_form_sends_and_nothing_is_left_open() -> None:
    form = uploads.form(KEY, "image/png", 1000, 900)
    policy = told(form)

    exact = {name: value for one in policy["conditions"] if isinstance(one, dict) for name, value in one.items()}
    assert exact["key"] == KEY and exact["bucket"] == "files" and exact["Content-Type"] == "image/png"
    assert exact["Content-Disposition"] == "attachment"
    assert exact["x-amz-server-side-encryption"] == "AES256" and exact["success_action_status"] == "201"
    assert [one for one in policy["conditions"] if isinstance(one, list)] == [["content-length-range", 1, 1000]]
    assert set(form.fields) - {"policy", "x-amz-signature"} <= exact.keys()
    lives = datetime.fromisoformat(policy["expiration"]) - datetime.now(UTC)
    assert 880 < lives.total_seconds() <= 901


def test_it_goes_to_the_bucket_in_its_region_as_the_pages_policy_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert uploads.form(KEY, "image/png", 9, 9).url == "https://files.s3.sa-east-1.amazonaws.com/"
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    aws.client.cache_clear()
    assert uploads.form(KEY, "image/png", 9, 9).url == "http://127.0.0.1:4566/files/"


def test_the_link_saves_that_version_and_shows_nothing() -> None:
    asked = parse_qs(urlsplit(uploads.save_link(KEY, "v1", "application/pdf", "a.pdf", 300)).query)

    assert asked["versionId"] == ["v1"] and asked["X-Amz-Expires"] == ["300"]
    assert asked["response-content-disposition"] == ['attachment; filename="a.pdf"']
    assert asked["response-content-type"] == ["application/pdf"]


@pytest.mark.parametrize(("code", "status"), [("404", 404), ("403", 403)])
def test_what_did_not_come_is_nothing(stub: Stub, code: str, status: int) -> None:
    stub("s3").add_client_error("head_object", code, "no", http_status_code=status)
    assert uploads.arrived(KEY) is None


def test_a_busy_bucket_may_be_asked_again(stub: Stub) -> None:
    stub("s3").add_client_error("head_object", "503", "slow", http_status_code=503)
    with pytest.raises(TryAgain):
        uploads.arrived(KEY)


def test_what_is_refused_is_deleted_in_the_version_that_was_looked_at(stub: Stub) -> None:
    stub("s3").add_response("delete_object", {}, {"Bucket": "files", "Key": KEY, "VersionId": "v1"})
    uploads.drop(KEY, "v1")
