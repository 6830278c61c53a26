"""The running product as a business and its debtors see it from outside: files in, messages out, a clock to turn."""

import csv
import io
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

TRANSFER = {"kind": "clabe", "account": "012180001234567899", "bank": "BBVA", "holder": "Academia Andina SC"}
SCHOOL = {
    "id": "journeys-academia",
    "name": "Academia Andina",
    "tax_id": "AAN010101AB1",
    "country": "MX",
    "time_zone": "America/Mexico_City",
    "currency": "MXN",
    "language": "es",
    "sender": {"email": "cuentas@academia.example", "name": "Academia Andina"},
    "payment_methods": {
        "stripe": True,
        "transfer": TRANSFER,
        "cash": {"place": "Av. Central 12", "hours": "8:30 a 17:30"},
    },
    "policy": {"terms_accepted": True, "late_fee": {"percent": "0.02"}},
}
SHOP = SCHOOL | {
    "id": "journeys-loja",
    "name": "Loja Horizonte",
    "tax_id": "",
    "country": "BR",
    "time_zone": "America/Sao_Paulo",
    "currency": "BRL",
    "language": "pt",
    "sender": {"email": "contas@loja.example", "name": "Loja Horizonte"},
    "payment_methods": {"stripe": False, "pix": {"key": "contas@loja.example", "city": "Recife"}},
}
COLUMNS = "numero cliente_id cliente documento correo fecha_emision fecha_vencimiento moneda total concepto".split()
CONCEPTS = ("Mensualidad agosto", "Mensualidad septiembre", "Mensualidad octubre")
ANSWER = "6785"
BATCH = 8


@dataclass(frozen=True)
class Debtor:
    """Somebody with three open invoices of 450.00 and a first message in the mailbox."""

    business: str
    id: str
    link: str
    short_code: str
    written_at: datetime

    @property
    def token(self) -> str:
        return self.link.partition("#t=")[2]

    def in_language(self, lang: str) -> str:
        return f"{self.link.rpartition('/')[0].rpartition('/')[0]}/{lang}/#t={self.token}"


class Product:
    """Debtors come in batches: one file, one walk of the clock, one message each."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._ready: dict[str, list[Debtor]] = {}
        self._batches = 0
        self._run = secrets.token_hex(2)

    def call(self, verb: str, path: str, body: object = None, raw: bytes | None = None) -> Any:
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.base_url}{path}", data=data, method=verb)
        if raw is None and body is not None:
            request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=600) as response:
            return json.loads(response.read() or b"null")

    def debtor(self, business: dict[str, Any] = SCHOOL) -> Debtor:
        """A debtor nobody else uses, whose link is fresh."""
        now = self.now()
        ready = [one for one in self._ready.get(business["id"], ()) if now - one.written_at < timedelta(days=2)]
        self._ready[business["id"]] = ready or self._batch(business)
        return self._ready[business["id"]].pop()

    def enrolled(self, business: dict[str, Any] = SCHOOL) -> Debtor:
        """Somebody who owes nothing but a monthly fee of 450.00, just announced, with discounts for paying ahead."""
        self._create(business)
        self._batches += 1
        debtor, start = f"R{self._run}-{self._batches}", self.now().date() + timedelta(days=4)
        header = "cliente_id,cliente,documento,correo,concepto,monto,desde,avisar_dias,descuento_3,descuento_12"
        row = f"{debtor},María Quispe Rojas,12345678-5,{debtor.lower()}@example.com,Mensualidad,450.00,{start},9,5,10"
        self._drop(business, f"recurring/{debtor}.csv", f"{header}\n{row}\n")
        return self._first_messages(business, [debtor])[0]

    def now(self) -> datetime:
        return datetime.fromisoformat(self.call("GET", "/local/clock")["now"])

    def turn_clock(self, to: datetime) -> None:
        self.call("POST", "/local/clock", {"now": to.isoformat()})

    def messages(self, debtor: Debtor) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.call("GET", f"/local/messages?business={debtor.business}&debtor={debtor.id}")
        return found

    def settle(self, session_id: str, outcome: str) -> None:
        self.call("POST", f"/local/stripe/sessions/{session_id}", {"outcome": outcome})

    def _batch(self, business: dict[str, Any]) -> list[Debtor]:
        self._create(business)
        self._batches += 1
        ids = [f"C{self._run}-{self._batches}-{number}" for number in range(BATCH)]
        self._import(business, ids)
        return self._first_messages(business, ids)

    def _create(self, business: dict[str, Any]) -> None:
        try:
            self.call("POST", "/local/businesses", business)
        except urllib.error.HTTPError as refusal:
            if refusal.code != 409:
                raise

    def _first_messages(self, business: dict[str, Any], ids: list[str]) -> list[Debtor]:
        noon = self.now().replace(hour=17, minute=0, second=0, microsecond=0)
        for day in range(1, 8):
            self.turn_clock(noon + timedelta(days=day))
            found = [self._written_to(business["id"], one) for one in ids]
            if all(found):
                return [one for one in found if one]
        raise AssertionError(f"no first message within a week to some of {ids}")

    def _import(self, business: dict[str, Any], ids: Iterable[str]) -> None:
        due_on = self.now().date() - timedelta(days=60)
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        for debtor in ids:
            for month, concept in enumerate(CONCEPTS):
                due = due_on + timedelta(days=20 * month)
                email = f"{debtor.lower()}@example.com"
                row = (f"F-{debtor}-{month}", debtor, "María Quispe Rojas", "12345678-5", email)
                writer.writerow((*row, due - timedelta(days=30), due, business["currency"], "450.00", concept))
        self._drop(business, f"invoices/update/{self._run}-{self._batches}.csv", text.getvalue())

    def _drop(self, business: dict[str, Any], place: str, text: str) -> None:
        arrived = self.call("PUT", f"/local/inbox/{business['id']}/{place}", raw=text.encode())["import"]
        until(lambda: self._import_state(business["id"], arrived) == "done", "the import ends")

    def _import_state(self, business: str, arrived: str) -> str:
        imports = self.call("GET", f"/local/imports/{business}")
        return next((one["state"] for one in imports if one["id"] == arrived), "")

    def _written_to(self, business: str, debtor: str) -> Debtor | None:
        told = self.call("GET", f"/local/messages?business={business}&debtor={debtor}")
        links = [one for one in told if one.get("link")]
        return Debtor(business, debtor, links[-1]["link"], links[-1]["short_code"], self.now()) if links else None


def until(seen: Callable[[], Any], what: str, seconds: float = 60) -> Any:
    """Wait for something that happens by itself in the product's workers."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := seen():
            return found
        time.sleep(0.25)
    raise AssertionError(f"not within {seconds:.0f} s: {what}")
