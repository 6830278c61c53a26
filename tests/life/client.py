"""The running product by HTTP, and somebody who turns its clock."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from typing import Any, TypeVar

Json = dict[str, Any]
Found = TypeVar("Found")


@dataclass(frozen=True)
class Answer:
    """``body`` is decoded where it is JSON, text where it is not."""

    status: int
    body: Any
    headers: Message


@dataclass(frozen=True)
class Run:
    """One embedded run by its control surface."""

    base_url: str

    def ask(
        self, verb: str, path: str, body: object = None, raw: bytes | None = None, headers: Mapping[str, str] = {}
    ) -> Answer:
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        known = {"Content-Type": "application/json"} if body is not None else {}
        request = urllib.request.Request(f"{self.base_url}{path}", data, {**known, **headers}, method=verb)
        try:
            with _OPENER.open(request, timeout=600) as response:
                return Answer(response.status, _decoded(response.read()), response.headers)
        except urllib.error.HTTPError as refusal:
            return Answer(refusal.code, _decoded(refusal.read()), refusal.headers)

    def get(self, path: str) -> Any:
        answer = self.ask("GET", path)
        assert answer.status == 200, (path, answer)
        return answer.body

    def now(self) -> datetime:
        return datetime.fromisoformat(self.get("/local/clock")["now"])

    def walk(self, to: datetime) -> None:
        """Turn the clock: everything that is due on the way happens. A note tells of something that did not move."""
        answer = self.ask("POST", "/local/clock", {"now": to.isoformat()})
        assert answer.status == 200 and answer.body["notes"] == [], answer

    def do_what_is_due(self) -> None:
        self.walk(self.now())

    def stripe(self, session: str, outcome: str, **how: Any) -> Json:
        answer = self.ask("POST", f"/local/stripe/sessions/{session}", {"outcome": outcome, **how})
        assert answer.status == 200, answer
        found: Json = answer.body
        return found


def until(look: Callable[[], Found | None], what: str, seconds: float = 60) -> Found:
    """Wait for what happens by itself in the product's workers."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds:.0f} s: {what}")


class _StayHere(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer like any other."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_StayHere)


def _decoded(content: bytes) -> Any:
    try:
        return json.loads(content) if content else None
    except ValueError:
        return content.decode(errors="replace")
