"""Stands between the functions and the cloud's SES and SNS: passes every call on, and writes down what was sent."""

import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from infra.local.control.web import Request, Response, Routes
from infra.local.home import REGION, Home
from infra.local.post.book import Book, Message
from infra.local.post.requests import email_sent, sms_sent

SES_ROOT, SNS_ROOT = "/local/aws/ses", "/local/aws/sns"
SEND_EMAIL = "/v2/email/outbound-emails"
LIMIT = 10 << 20  # SES takes 10 MB in a JSON request
_PASSED_ON = ("content-type", "x-amz-target")
Notices = Callable[[str], dict[str, Any]]


def endpoints(base_url: str) -> dict[str, str]:
    """The settings that make the functions' SDK send its mail through this office."""
    return {"AWS_ENDPOINT_URL_SESV2": base_url + SES_ROOT, "AWS_ENDPOINT_URL_SNS": base_url + SNS_ROOT}


class Office:
    """``facts_of`` tells of a notice, by its key, its business, debtor, purpose, step and invoices."""

    def __init__(self, home: Home, book: Book, facts_of: Notices) -> None:
        self._home = home
        self._book = book
        self._facts_of = facts_of

    def add_routes(self, routes: Routes) -> None:
        for method in ("GET", "POST", "PUT", "DELETE"):
            routes.add(method, f"{SES_ROOT}/{{path*}}", self.ses)
        routes.add("POST", f"{SNS_ROOT}/", self.sns)
        routes.add("POST", SNS_ROOT, self.sns)

    def ses(self, request: Request, path: str) -> Response:
        raw = request.bytes(LIMIT)
        response, answered = self._pass_on("ses", request, f"/{path}", raw)
        if response.status == 200 and f"/{path}" == SEND_EMAIL and request.method == "POST":
            self._keep(email_sent(raw, answered))
        return response

    def sns(self, request: Request) -> Response:
        raw = request.bytes(LIMIT)
        response, answered = self._pass_on("sns", request, "/", raw)
        sent = sms_sent(raw, answered) if response.status == 200 else None
        if sent:
            self._keep(sent)
        return response

    def _keep(self, sent: Message) -> None:
        sent_at = self._home.clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self._book.add(sent | self._facts_of(sent["notice"]) | {"sent_at": sent_at})

    def _signer(self, service: str) -> SigV4Auth:
        return SigV4Auth(self._home.session.get_credentials(), service, REGION)

    def _pass_on(self, service: str, request: Request, path: str, raw: bytes) -> tuple[Response, bytes]:
        url = self._home.endpoint_url + path
        headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
        signed = AWSRequest(request.method, url, headers, raw)
        self._signer(service).add_auth(signed)  # the SDK's own signature is for the address at which it found us
        onward = urllib.request.Request(url, raw or None, dict(signed.headers), method=request.method)
        try:
            with urllib.request.urlopen(onward, timeout=30) as answer:
                status, content, kind = answer.status, answer.read(), answer.headers["Content-Type"]
        except urllib.error.HTTPError as error:
            status, content, kind = error.code, error.read(), error.headers["Content-Type"]
        return Response(status, content, {"Content-Type": kind or "application/json"}), content
