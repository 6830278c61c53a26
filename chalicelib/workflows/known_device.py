"""A phone that is nobody else's: whoever asked for it answers the identity question of their account once a month."""

import secrets
from datetime import datetime, timedelta

from chalicelib.domain import links
from chalicelib.store import devices
from chalicelib.store.devices import Device
from chalicelib.store.sessions import Session

LIFE = timedelta(days=30)


def remember(session: Session, now: datetime) -> str:
    """The token of a new cookie for the device of an open session; the last account remembered on it is the one."""
    token = secrets.token_urlsafe(32)
    devices.save(Device(links.token_hash(token), session.business, session.debtor, now + LIFE))
    return token


def is_known(token: str, business: str, debtor: str, now: datetime) -> bool:
    device = devices.load(links.token_hash(token)) if token else None
    return device is not None and (device.business, device.debtor) == (business, debtor) and now < device.expires_at


def forget(token: str) -> None:
    if token:
        devices.forget(links.token_hash(token))
