"""Phones that a debtor asked us to remember, each for one account. Tokens are stored as hashes only."""

from datetime import datetime

import msgspec

from chalicelib.store.rows import AccountRow, pack, unpack


class Device(msgspec.Struct, frozen=True, omit_defaults=True):
    """A device that answered the identity question of one account, and need not until ``expires_at``."""

    id: str  # hash of the cookie's token
    business: str
    debtor: str
    expires_at: datetime


def save(device: Device) -> None:
    AccountRow(f"device#{device.id}", "DEVICE", doc=pack(device), expires=int(device.expires_at.timestamp())).save()


def load(device: str) -> Device | None:
    try:
        return unpack(AccountRow.get(f"device#{device}", "DEVICE", consistent_read=True).doc, Device)
    except AccountRow.DoesNotExist:
        return None


def forget(device: str) -> None:
    AccountRow(f"device#{device}", "DEVICE").delete()
