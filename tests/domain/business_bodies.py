"""Bodies of a business as its JSON comes, and what reading one says."""

import pytest

from chalicelib.domain.business import Business
from chalicelib.domain.business_settings import parse_business
from chalicelib.domain.errors import Faulty

MINIMAL = {"id": "acme", "name": "Acme SpA", "country": "CL", "sender": {"email": "cobros@acme.example"}}


STEP = {"step": "soon", "days": -3, "purpose": "pre_due", "tone": "friendly", "channels": ["email", "sms"]}


CHILEAN = {
    "kind": "cl_account",
    "account": "00-123-45678-9",
    "bank": "Banco Sur",
    "holder": "Acme SpA",
    "tax_id": "76086428-5",
}


def parse(raw: object, known: Business | None = None) -> Business:
    return parse_business(raw, known, lambda _country, text: text != "wrong")


def faults(raw: object, known: Business | None = None) -> set[tuple[str, str]]:
    with pytest.raises(Faulty) as refused:
        parse(raw, known)
    return {(fault.path, fault.code) for fault in refused.value.faults}


def policy(**parts: object) -> dict[str, object]:
    return {**MINIMAL, "policy": parts}
