"""The identity question: before any figure, something only the debtor knows. It keeps the debt from whoever else opens
the link. Pure."""

import hmac
from datetime import datetime, timedelta

from chalicelib.domain.business import Business
from chalicelib.domain.debtor import Debtor

TRIES = 5
LOCKED_FOR = timedelta(hours=24)
SHOWN = 4


def question(business: Business, debtor: Debtor) -> str | None:
    """``tax_id_last4`` or ``phone_last4``, whichever the business chose and we can check; None: nothing to ask."""
    if business.verify == "none":
        return None
    known = {"tax_id_last4": _last(debtor.tax_id), "phone_last4": _last(_phone(debtor))}
    order = sorted(known, key=lambda kind: kind != business.verify)
    return next((kind for kind in order if known[kind]), None)


def is_right(business: Business, debtor: Debtor, answer: str) -> bool:
    """Compare the last four letters or digits, check digit included, any case (``12345678-5`` is ``6785``)."""
    kind = question(business, debtor)
    expected = _last(debtor.tax_id if kind == "tax_id_last4" else _phone(debtor))
    given = _last(answer) if len(_plain(answer)) == SHOWN else ""
    return bool(kind) and hmac.compare_digest(given.encode(), expected.encode())


def _phone(debtor: Debtor) -> str:
    return next((contact.phone for contact in debtor.contacts if contact.phone), "")


def _last(text: str) -> str:
    plain = _plain(text)
    return plain[-SHOWN:] if len(plain) >= SHOWN else ""


def _plain(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isalnum())


def is_locked(locked_until: datetime | None, now: datetime) -> bool:
    return locked_until is not None and locked_until > now
