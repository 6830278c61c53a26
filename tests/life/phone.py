"""A debtor's phone."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from tests.life.client import Answer, Json, Run

ANSWER = "6785"  # to the identity question about TAX_ID
TAX_ID = "12345678-5"


@dataclass
class Phone:
    """A debtor's browser: keeps the session cookie, speaks a language, says where its writes come from."""

    run: Run
    language: str = "es"
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def open(self, token: str) -> Answer:
        answer = self.post("/api/session", {"token": token})
        self.cookie = (answer.headers.get("Set-Cookie") or "").partition(";")[0]
        return answer

    def get(self, path: str) -> Answer:
        return self.run.ask("GET", path, headers=self._headers())

    def post(self, path: str, body: object = None, key: str = "", raw: bytes | None = None, **headers: str) -> Answer:
        """``key``: the Idempotency-Key, a fresh one unless given. ``headers``: others, ``_`` for ``-``."""
        added = {name.replace("_", "-"): value for name, value in headers.items()}
        key = key or secrets.token_hex(8)
        known = {"Idempotency-Key": key, "Origin": self.run.base_url, "Content-Type": "application/json"}
        return self.run.ask("POST", path, body, raw, self._headers() | known | added)

    def account(self) -> Json:
        answer = self.get("/api/account")
        assert answer.status == 200, answer
        found: Json = answer.body
        return found

    def pay(self, *numbers: str, **how: Any) -> Json:
        """Start a payment by card of these invoices (all when none is named); the API's answer."""
        debts = list(numbers) or [one["id"] for one in self.account()["debts"]]
        answer = self.post("/api/payments", {"debt_ids": debts, "method": "card"} | how)
        assert answer.status == 201, answer
        found: Json = answer.body
        return found

    def _headers(self) -> dict[str, str]:
        kept = {"Cookie": self.cookie} if self.cookie else {}
        return {"Accept-Language": self.language, **kept, **self.headers}


def token_of(link: str) -> str:
    return link.partition("#t=")[2]
