"""Our signature is the one that AWS's own library makes of the same request."""

from datetime import UTC, datetime

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from chalicelib.store.signing import Keys, signed_headers

NOW = datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC)


@pytest.mark.parametrize("token", ["", "a/session+token=="])
@pytest.mark.parametrize("body", [b"{}", '{"Item":{"pk":{"S":"ñ"}}}'.encode()])
@pytest.mark.parametrize("host", ["dynamodb.sa-east-1.amazonaws.com", "127.0.0.1:4566"])
def test_a_signature_is_botocores(token: str, body: bytes, host: str) -> None:
    found = signed_headers(Keys("AKID", "secret", token), "sa-east-1", host, "DynamoDB_20120810.Query", body, NOW)

    told = {name: value for name, value in found.items() if name != "authorization"}
    again = AWSRequest("POST", f"https://{host}/", told, body)
    again.context["timestamp"] = "20260203T040506Z"
    signer = SigV4Auth(Credentials("AKID", "secret", token or None), "dynamodb", "sa-east-1")
    signature = signer.signature(signer.string_to_sign(again, signer.canonical_request(again)), again)
    assert found["x-amz-date"] == "20260203T040506Z"
    assert found["authorization"] == (
        f"AWS4-HMAC-SHA256 Credential=AKID/20260203/sa-east-1/dynamodb/aws4_request, "
        f"SignedHeaders={';'.join(sorted(told))}, Signature={signature}"
    )


def test_a_new_day_has_a_new_key() -> None:
    one, other = (
        signed_headers(Keys("AKID", "secret"), "us-east-1", "h", "t", b"{}", NOW.replace(day=day)) for day in (3, 4)
    )
    assert one["authorization"] != other["authorization"]
