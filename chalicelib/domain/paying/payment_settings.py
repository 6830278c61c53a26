"""The ways in which a business takes money, as JSON, in and out."""

import re

import msgspec

from chalicelib.domain.business import Cash, PaymentMethods, Pix, Transfer
from chalicelib.domain.by_hand.pickup_settings import parse_pickup_offer
from chalicelib.domain.fields import Fields, is_email
from chalicelib.domain.paying.bank_accounts import (
    ACCOUNT_TYPES,
    TRANSFER_KINDS,
    is_account,
    is_alias,
    is_pix_key,
    is_rut,
)
from chalicelib.domain.paying.emv_qr import is_emv_qr
from chalicelib.domain.paying.providers import names

_SELDOM = frozenset({"alias", "account_type", "email"})
_WITH_ALIAS = frozenset({"cbu", "cvu"})
_COMPLETE_KINDS = frozenset({"cl_account"})  # no bank of the country takes a transfer without all four


def parse_methods(fields: Fields) -> PaymentMethods:
    part = fields.part("payment_methods")
    if part is None:
        return PaymentMethods()
    methods = PaymentMethods(
        stripe=part.flag("stripe", True),
        transfer=_transfer(part),
        pix=_pix(part),
        cash=_cash(part),
        pickup=parse_pickup_offer(part),
        uploaded_qr=part.checked("uploaded_qr", _is_qr, "bad_qr", "") or None,
        providers=tuple(name for name in _others() if part.flag(name, False)),
    )
    part.close()
    return methods


def methods_json(methods: PaymentMethods) -> dict[str, object]:
    found: dict[str, object] = {name: methods.takes(name) for name in names()}
    for key in ("transfer", "pix", "cash"):
        part = getattr(methods, key)
        told = part and msgspec.structs.asdict(part)
        found[key] = told and {name: value for name, value in told.items() if value or name not in _SELDOM}
    if methods.pickup:
        found["pickup"] = msgspec.structs.asdict(methods.pickup) | {"days": list(methods.pickup.days)}
    return found | {"uploaded_qr": methods.uploaded_qr}


def _others() -> list[str]:
    return [name for name in names() if name != "stripe"]


def _transfer(methods: Fields) -> Transfer | None:
    part = methods.part("transfer")
    if part is None:
        return None
    kind = part.one_of("kind", TRANSFER_KINDS, "unknown_kind")
    account = part.checked("account", lambda text: not kind or is_account(kind, text), "bad_account")
    optional = None if kind in _COMPLETE_KINDS else ""
    bank, holder = (part.text(key, optional) for key in ("bank", "holder"))
    tax_id = part.checked("tax_id", lambda text: kind != "cl_account" or is_rut(text), "bad_tax_id", optional)
    alias = part.checked("alias", lambda text: kind in _WITH_ALIAS and is_alias(text), "bad_account", "")
    account_type = part.one_of("account_type", ACCOUNT_TYPES, "unknown_kind", "")
    email = part.checked("email", is_email, "bad_email", "")
    part.close()
    return Transfer(kind, account, bank, holder, tax_id, alias, account_type, email)


def _pix(methods: Fields) -> Pix | None:
    part = methods.part("pix")
    if part is None:
        return None
    pix = Pix(part.checked("key", is_pix_key, "bad_pix_key"), part.text("city"))
    part.close()
    return pix


def _cash(methods: Fields) -> Cash | None:
    part = methods.part("cash")
    if part is None:
        return None
    cash = Cash(part.text("place"), part.text("hours", ""))
    part.close()
    return cash


def _is_qr(text: str) -> bool:
    """An EMV code must be whole; anything else (a link, a wallet's own format) is shown as it is."""
    return is_emv_qr(text) if re.match(r"0002[0-9]{2}", text) else True
