"""A business as JSON, in and out, in the contract's shape. Every fault of a body is found before it is refused.

Fault codes: ``required`` ``unknown_field`` ``not_object`` ``not_list`` ``not_text`` ``not_whole`` ``not_decimal_text``
``not_true_or_false`` ``negative`` ``out_of_range`` ``too_long`` ``empty`` ``repeated`` ``bad_text`` ``bad_id``
``bad_email`` ``bad_tax_id`` ``bad_account`` ``bad_pix_key`` ``bad_qr`` ``bad_step`` ``not_changeable`` ``tone_falls``
``one_of_two`` ``not_rising`` ``part_missing`` ``bad_date``, and ``unknown_`` + ``country zone currency language channel
purpose tone counts_from kind verify rules part``.
"""

import re
from collections.abc import Callable
from zoneinfo import ZoneInfoNotFoundError

from msgspec.structs import replace

from chalicelib.domain.business import Business, Policy, Sender, WhatsApp
from chalicelib.domain.calendar import zone
from chalicelib.domain.countries import COUNTRIES, HOMES, LANGUAGES, Home
from chalicelib.domain.default_policy import DEFAULT_POLICY
from chalicelib.domain.errors import Fault, Faulty
from chalicelib.domain.fields import Fields, is_email
from chalicelib.domain.money import EXPONENT
from chalicelib.domain.paying.payment_settings import methods_json, parse_methods
from chalicelib.domain.policy_settings import parse_policy, policy_json

VERIFY = ("tax_id_last4", "phone_last4", "none")
ValidTaxId = Callable[[str, str], bool]


def parse_business(raw: object, known: Business | None, valid_tax_id: ValidTaxId) -> Business:
    """The business that a body describes; raises ``Faulty`` with every fault.

    Over a ``known`` business the body changes what it names: an absent key, or an absent part of ``policy``, stays as
    it is, and ``null`` goes back to the default. A policy that differs is a new version. ``valid_tax_id`` answers for
    country and text.
    """
    faults: list[Fault] = []
    fields = Fields(_over(raw, known) if known else raw, "", faults)
    found = _read(fields, known, valid_tax_id)
    fields.close()
    if faults:
        raise Faulty(faults)
    return found


def business_json(business: Business) -> dict[str, object]:
    """The contract's JSON: what ``parse_business`` reads back to the same business."""
    return {
        "id": business.id,
        "name": business.name,
        "tax_id": business.tax_id,
        "country": business.country,
        "time_zone": business.time_zone,
        "currency": business.currency,
        "language": business.language,
        "sender": {"email": business.sender.email, "name": business.sender.name},
        "live": business.live,
        "test_mode": business.test_mode,
        "verify": business.verify,
        "payment_methods": methods_json(business.payment_methods),
        "whatsapp": {"enabled": business.whatsapp.enabled},
        "policy": policy_json(business.policy),
    }


def _over(raw: object, known: Business) -> object:
    if not isinstance(raw, dict):
        return raw
    merged = business_json(known) | raw
    if isinstance(raw.get("policy"), dict):
        merged["policy"] = policy_json(known.policy) | raw["policy"]
    return merged


def _read(fields: Fields, known: Business | None, valid_tax_id: ValidTaxId) -> Business:
    name = fields.text("name")
    country = fields.one_of("country", COUNTRIES, "unknown_country")
    home = HOMES.get(country, Home("", "", "") if country else Home("UTC", "USD"))  # one fault for one cause
    return Business(
        id=_id(fields, known),
        name=name,
        tax_id=fields.checked("tax_id", lambda text: not country or valid_tax_id(country, text), "bad_tax_id", ""),
        country=country,
        time_zone=fields.checked("time_zone", _is_zone, "unknown_zone", home.time_zone or None),
        currency=fields.one_of("currency", EXPONENT, "unknown_currency", home.currency or None),
        language=fields.one_of("language", LANGUAGES, "unknown_language", home.language or None),
        sender=_sender(fields, name),
        live=fields.flag("live", True),
        test_mode=fields.flag("test_mode", False),
        verify=fields.one_of("verify", VERIFY, "unknown_verify", "tax_id_last4"),
        payment_methods=parse_methods(fields),
        whatsapp=_whatsapp(fields),
        policy=_policy(fields, known),
    )


def _id(fields: Fields, known: Business | None) -> str:
    found = fields.checked("id", lambda text: re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", text) is not None, "bad_id")
    if known and found and found != known.id:
        fields.fault("id", "not_changeable")
    return found


def _sender(fields: Fields, name: str) -> Sender:
    part = fields.part("sender")
    if part is None:
        fields.fault("sender", "required")
        return Sender("", name)
    sender = Sender(part.checked("email", is_email, "bad_email"), part.text("name", name))
    part.close()
    return sender


def _whatsapp(fields: Fields) -> WhatsApp:
    part = fields.part("whatsapp")
    if part is None:
        return WhatsApp()
    whatsapp = WhatsApp(part.flag("enabled", False))
    part.close()
    return whatsapp


def _policy(fields: Fields, known: Business | None) -> Policy:
    part = fields.part("policy")
    policy = parse_policy(part) if part else DEFAULT_POLICY
    if known is None:
        return policy
    unchanged = replace(policy, version=known.policy.version)
    return unchanged if unchanged == known.policy else replace(policy, version=known.policy.version + 1)


def _is_zone(name: str) -> bool:
    try:
        zone(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
