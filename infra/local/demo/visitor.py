"""Somebody of the outside: posts businesses, puts files, and pays by the link of a message, all over HTTP."""

import json
import re
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

PAUSE, PATIENCE = 0.1, 300.0  # seconds
FINISHED = {"done", "failed", "needs_mapping", "needs_confirmation"}


class Unexpected(Exception):
    """An answer that the demo cannot go on from: ``args`` are the request and what came back."""


class Visitor:
    """``origin`` is the run's base URL."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._cookie = ""

    def post_business(self, settings: Mapping[str, Any]) -> None:
        """Create it, or leave it when it is there."""
        self._call("POST", "/local/businesses", json.dumps(settings).encode(), fine=(201, 409))

    def put_file(self, business: str, folder: str, name: str, content: bytes) -> str:
        answer = self._call("PUT", f"/local/inbox/{business}/{folder}/{quote(name)}", content, fine=(202,))
        return str(answer["import"])

    def wait_for_import(self, business: str, key: str) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for one in self._call("GET", f"/local/imports/{business}"):
                if one["id"] == key and one["state"] in FINISHED:
                    return dict(one)
            time.sleep(PAUSE)
        raise Unexpected("import", business, key)

    def walk_to(self, moment: str) -> None:
        self._call("POST", "/local/clock", json.dumps({"now": moment}).encode())

    def newest_link(self, business: str, debtor: str) -> str | None:
        """The link of the last message that carried one."""
        found = self._call("GET", f"/local/messages?business={business}&debtor={quote(debtor)}")
        return next((str(message["link"]) for message in reversed(found) if message["link"]), None)

    def pay_by_link(self, link: str, tax_id: str) -> None:
        """As the debtor does: open the link, answer the question, pay everything by card. An old link opens nothing."""
        self._cookie = ""
        opened = self._ask("/api/session", {"token": link.partition("#t=")[2]})
        if opened.get("code") == "link_expired":
            return
        if opened["state"] == "verify":
            self._ask("/api/session/verify", {"answer": re.sub(r"\W", "", tax_id)[-4:]})
        account = self._call("GET", "/api/account")
        debts = [debt["id"] for debt in account["debts"] if debt["payable"]]
        if debts:
            begun = self._ask("/api/payments", {"debt_ids": debts, "method": "card"})
            paid = json.dumps({"outcome": "paid"}).encode()
            self._call("POST", f"/local/stripe/sessions/{begun['next']['session_id']}", paid)

    def _ask(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._call("POST", path, json.dumps(body).encode(), fine=(200, 201, 410))

    def _call(self, method: str, path: str, body: bytes | None = None, fine: tuple[int, ...] = (200,)) -> Any:
        headers = {"Content-Type": "application/json", "Origin": self._origin, "Cookie": self._cookie}
        headers |= {"Idempotency-Key": str(uuid.uuid4())} if method == "POST" else {}
        request = urllib.request.Request(self._origin + path, body, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=900) as response:
                status, content = response.status, response.read()
                self._cookie = (response.headers["Set-Cookie"] or self._cookie).partition(";")[0]
        except urllib.error.HTTPError as error:
            status, content = error.code, error.read()
        if status not in fine:
            raise Unexpected(f"{method} {path}", status, content[:2000].decode(errors="replace"))
        return json.loads(content) if content else None
