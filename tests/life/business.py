"""A business of a run: its folder, its messages, its debtors' accounts."""

import csv
import io
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from functools import cache
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import holidays

from tests.life.client import Answer, Json, Run, until
from tests.life.phone import ANSWER, TAX_ID, Phone, token_of

QUIET_DAYS = 12
FINISHED = {"done", "failed", "needs_mapping", "needs_confirmation"}


def new_business(run: Run, country: str = "MX", **settings: Any) -> "Business":
    """A new business: late fee 2%, two days of grace, cards, and the product's own ladder."""
    key = f"b-{secrets.token_hex(4)}"
    asked: Json = {
        "id": key,
        "name": "Academia Andina",
        "country": country,
        "sender": {"email": f"cobros@{key}.example", "name": "Academia Andina"},
        "policy": {"terms_accepted": True, "late_fee": {"percent": "0.02"}},
    }
    answer = run.ask("POST", "/local/businesses", asked | settings)
    assert answer.status == 201, answer
    return Business(run, key, answer.body["country"], ZoneInfo(answer.body["time_zone"]), answer.body["currency"])


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


def table(rows: Sequence[Json]) -> str:
    """Rows as a CSV with the template's English headers."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@cache
def public_holidays(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)
