"""The running product from outside: a business with its folder, a debtor with a phone, somebody who turns the clock."""

import csv
import io
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from functools import cache
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import holidays

Json = dict[str, Any]
QUIET_DAYS = 12
FINISHED = {"done", "failed", "needs_mapping", "needs_confirmation"}
ANSWER = "6785"  # to the identity question about TAX_ID
TAX_ID = "12345678-5"


@dataclass(frozen=True)
class Answer:
    """``body`` is decoded where it is JSON, text where it is not."""

    status: int
    body: Any
    headers: Mapping[str, str]


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

    def business(self, country: str = "MX", **settings: Any) -> "Business":
        """A new business: late fee 2%, two days of grace, cards, and the product's own ladder."""
        key = f"b-{secrets.token_hex(4)}"
        asked: Json = {
            "id": key,
            "name": "Academia Andina",
            "country": country,
            "sender": {"email": f"cobros@{key}.example", "name": "Academia Andina"},
            "policy": {"terms_accepted": True, "late_fee": {"percent": "0.02"}},
        }
        answer = self.ask("POST", "/local/businesses", asked | settings)
        assert answer.status == 201, answer
        return Business(self, key, answer.body["country"], ZoneInfo(answer.body["time_zone"]), answer.body["currency"])

    def stripe(self, session: str, outcome: str, **how: Any) -> Json:
        answer = self.ask("POST", f"/local/stripe/sessions/{session}", {"outcome": outcome, **how})
        assert answer.status == 200, answer
        found: Json = answer.body
        return found


@dataclass(frozen=True)
class Business:
    """One business of a run. Dates and hours are its own local ones."""

    run: Run
    id: str
    country: str
    zone: ZoneInfo
    currency: str

    def today(self) -> date:
        return self.run.now().astimezone(self.zone).date()

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day, clock_time(hour, minute), self.zone)

    def quiet_monday(self) -> date:
        """A Monday to come before days without public holidays."""
        day = self.today() + timedelta(days=1)
        closed = public_holidays(self.country)
        while day.weekday() or any(day + timedelta(days=ahead) in closed for ahead in range(QUIET_DAYS)):
            day += timedelta(days=1)
        return day

    def walk(self, day: date, hour: int, minute: int = 0) -> None:
        self.run.walk(self.at(day, hour, minute))

    def invoice(self, number: str, due: date, debtor: str = "C1", **cells: object) -> Json:
        """A row of an invoice file: a person with e-mail, 1,000.00 of the business's own currency, a month to pay."""
        row: Json = {
            "number": number,
            "customer_id": debtor,
            "customer": "María Quispe Rojas",
            "tax_id": TAX_ID,
            "customer_type": "person",
            "email": f"{debtor.lower()}@{self.id}.example",
            "phone": "",
            "issued_on": due - timedelta(days=30),
            "due_on": due,
            "currency": self.currency,
            "total": "1000.00",
            "concept": "Mensualidad",
        }
        return row | cells

    def drop(self, content: str | bytes, folder: str = "invoices/update", file: str = "a.csv") -> Json:
        """Put a file into the inbox and wait for what becomes of it."""
        raw = content.encode() if isinstance(content, str) else content
        answer = self.run.ask("PUT", f"/local/inbox/{self.id}/{folder}/{quote(file)}", raw=raw)
        assert answer.status == 202, answer
        return self.finished(answer.body["import"])

    def finished(self, key: str) -> Json:
        def look() -> Json | None:
            return next((one for one in self.imports() if one["id"] == key and one["state"] in FINISHED), None)

        return until(look, f"import {key} ends")

    def drop_invoices(self, *rows: Json, **how: Any) -> Json:
        found = self.drop(table(rows), **how)
        assert found["state"] == "done" and found["rejected"] == 0, found
        return found

    def imports(self) -> list[Json]:
        found: list[Json] = self.run.get(f"/local/imports/{self.id}")
        return found

    def messages(self, debtor: str | None = "C1") -> list[Json]:
        """What was sent to a debtor; to the business itself for None."""
        every = self.run.get(f"/local/messages?business={self.id}")
        return [one for one in every if one["debtor"] == debtor]

    def steps(self, debtor: str = "C1") -> list[str]:
        return [one["step"] for one in self.messages(debtor) if one["step"]]

    def purposes(self, debtor: str = "C1") -> list[str]:
        return [one["purpose"] for one in self.messages(debtor)]

    def said_at(self, message: Json) -> datetime:
        return datetime.fromisoformat(message["sent_at"]).astimezone(self.zone)

    def account(self, debtor: str = "C1") -> Json:
        found: Json = self.run.get(f"/local/account/{self.id}/{debtor}")
        return found

    def invoices(self, debtor: str = "C1") -> dict[str, Json]:
        return {one["number"]: one for one in self.account(debtor)["invoices"]}

    def notices(self, debtor: str = "C1", **wanted: object) -> list[Json]:
        every = self.account(debtor)["notices"]
        return [one for one in every if all(one[name] == value for name, value in wanted.items())]

    def change(self, **settings: Any) -> Answer:
        return self.run.ask("PUT", f"/local/businesses/{self.id}", settings)

    def rest(self) -> None:
        """Nothing of this business is due any more, so that other tests turn the clock past it at no cost."""
        self.change(live=False)

    def open_link(self, debtor: str = "C1") -> "Phone":
        """A phone on which the debtor opened the newest link and answered the question."""
        phone = Phone(self.run)
        link = [one["link"] for one in self.messages(debtor) if one["link"]][-1]
        opened = phone.open(token_of(link))
        assert opened.status == 200, opened
        if opened.body["state"] == "verify":
            verified = phone.post("/api/session/verify", {"answer": ANSWER})
            assert verified.status == 200, verified
        return phone


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


def table(rows: Sequence[Json]) -> str:
    """Rows as a CSV with the template's English headers."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def token_of(link: str) -> str:
    return link.partition("#t=")[2]


@cache
def public_holidays(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)


def until(look: Callable[[], Any], what: str, seconds: float = 60) -> Any:
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
