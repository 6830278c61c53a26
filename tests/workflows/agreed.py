"""A debtor at their page who agrees on something, and the post that brings them what was planned."""

import re
from datetime import datetime
from typing import Any

import pytest

from chalicelib.domain.agreeing.record import text_hash
from chalicelib.gateways import clock, email, sms
from chalicelib.store import notices
from chalicelib.store.rows import AccountRow
from chalicelib.workflows.contact.deliver import deliver
from tests.workflows.cases import NOW, PK
from tests.workflows.portal import ask


class Post:
    """What left: channel, address, subject, text; and the papers with it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[tuple[str, str, str, str]] = []
        self.papers: dict[str, bytes] = {}
        self.now = NOW
        monkeypatch.setattr(email, "send", self._email)
        monkeypatch.setattr(sms, "send", self._sms)
        monkeypatch.setattr(clock, "now", lambda: self.now)

    def bring(self) -> list[str]:
        """Deliver all that waits; the texts, in order."""
        before = len(self.sent)
        for row in AccountRow.query(PK, AccountRow.sk.startswith("NOTICE#")):
            notice = notices.load(PK, row.sk.removeprefix("NOTICE#"))
            if notice and notice.state == "planned":
                deliver(PK, notice, self.now)
        return [text for _, _, _, text in self.sent[before:]]

    def code(self, plan: str, **headers: str) -> str:
        status, said = ask("POST", "plans/{plan}/code", body={}, headers=headers, plan=plan)
        assert status == 202, said
        (text,) = [one for one in self.bring() if re.search(r"\b\d{6}\b", one)]
        code: str = re.findall(r"\b\d{6}\b", text)[0]
        return code

    def _email(
        self, _key: str, _purpose: str, _sender: object, to: str, subject: str, text: str, _html: str, _headers: object,
        _pictures: object = None, papers: dict[str, bytes] | None = None,
    ) -> str:  # fmt: skip
        self.papers |= papers or {}
        self.sent.append(("email", to, subject, text))
        return f"m-{len(self.sent)}"

    def _sms(self, _key: str, to: str, text: str) -> str:
        self.sent.append(("sms", to, "", text))
        return f"m-{len(self.sent)}"


def quote(**wanted: Any) -> dict[str, Any]:
    status, said = ask("POST", "plans/quote", body=wanted or {"offer": "short"})
    assert status == 201, said
    found: dict[str, Any] = said
    return found


def signature(plan: dict[str, Any], code: str, **changes: Any) -> dict[str, Any]:
    assert text_hash(plan["text"]) == plan["text_sha256"]
    said = {"name": "Ana López", "code": code, "consent": True, "text_sha256": plan["text_sha256"]}
    return said | changes


def sign(post: Post, plan: dict[str, Any], **changes: Any) -> tuple[int, Any]:
    body = signature(plan, changes.pop("code", "") or post.code(plan["id"]), **changes)
    return ask("POST", "plans/{plan}/sign", body=body, headers=FROM, plan=plan["id"])


def later(post: Post, now: datetime) -> None:
    post.now = now


FROM = {"x-forwarded-for": "198.51.100.7, 10.0.0.1", "user-agent": "A phone"}
