"""Our signature is the one that AWS's own library makes of the same request."""

from datetime import UTC, datetime

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from chalicelib.wire.signing import Keys, signed_headers

NOW = datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC)


OWN = {"x-amz-target": "DynamoDB_20120810.Query", "content-type": "application/x-amz-json-1.0"}


@pytest.mark.parametrize("token", ["", "a/session+token=="])
@pytest.mark.parametrize("body", [b"{}", '{"Item":{"pk":{"S":"ñ"}}}'.encode()])
@pytest.mark.parametrize(
    ("service", "host", "path"),
    [
        ("dynamodb", "dynamodb.sa-east-1.amazonaws.com", "/"),
        ("ses", "email.sa-east-1.amazonaws.com", "/v2/email/outbound-emails"),
        ("ses", "127.0.0.1:4566", "/v2/email/outbound-emails"),
    ],
)
def test_a_signature_is_botocores(token: str, body: bytes, service: str, host: str, path: str) -> None:
    found = signed_headers(Keys("AKID", "secret", token), ("sa-east-1", service), (host, path), OWN, body, NOW)

    told = {name: value for name, value in found.items() if name != "authorization"}
    again = AWSRequest("POST", f"https://{host}{path}", told, body)
    again.context["timestamp"] = "20260203T040506Z"
    signer = SigV4Auth(Credentials("AKID", "secret", token or None), service, "sa-east-1")
    signature = signer.signature(signer.string_to_sign(again, signer.canonical_request(again)), again)
    assert found["x-amz-date"] == "20260203T040506Z"
    assert found["authorization"] == (
        f"AWS4-HMAC-SHA256 Credential=AKID/20260203/sa-east-1/{service}/aws4_request, "
        f"SignedHeaders={';'.join(sorted(told))}, Signature={signature}"
    )


def test_a_new_day_has_a_new_key() -> None:
    one, other = (
        signed_headers(Keys("AKID", "secret"), ("us-east-1", "ses"), ("h", "/"), OWN, b"{}", NOW.replace(day=day))
        for day in (3, 4)
    )
    assert one["authorization"] != other["authorization"]
