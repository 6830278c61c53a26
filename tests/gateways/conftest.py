"""What the gateway tests share: botocore stubs that also check each request against the service's own model."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from botocore.model import OperationModel
from botocore.stub import Stubber
from botocore.validate import ParamValidator

from chalicelib.gateways import aws, secrets
from chalicelib.gateways.providers.stripe import client


@pytest.fixture(autouse=True)
def fresh_clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No client, key or endpoint of another test."""
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.delenv("STRIPE_API_BASE", raising=False)
    forget = (aws.client, aws._session, secrets._secret, client.client_of)
    for cached in forget:
        cached.cache_clear()
    yield
    for cached in forget:
        cached.cache_clear()


@pytest.fixture
def stub() -> Iterator[Callable[[str], Stubber]]:
    """``stub("sqs")`` → a Stubber on the gateway's own client; at the end every expected call must have been made."""
    with ExitStack() as stack:

        def start(service: str) -> Stubber:
            client = aws.client(service)
            client.meta.events.register("before-parameter-build", _check_request)
            stubber = stack.enter_context(Stubber(client))
            stack.callback(stubber.assert_no_pending_responses)
            return stubber

        yield start


def _check_request(params: dict[str, object], model: OperationModel, **_: object) -> None:
    """The gateways turn botocore's own validation off, for speed: here it is on."""
    report = ParamValidator().validate(params, model.input_shape)
    assert not report.has_errors(), report.generate_report()
