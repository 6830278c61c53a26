"""Signs events in PayPal's form and delivers them to the product's webhook."""

import hashlib
import json
import uuid
import zlib
from datetime import UTC, datetime

from infra.local.paypal import WEBHOOK_ID
from infra.local.stripe import courier
from infra.local.stripe.records import Object

CERT_URL = "https://api.paypal.com/v1/notifications/certs/CERT-embedded-fake"


def signature(payload: bytes, transmission: str, moment: str, webhook_id: str = WEBHOOK_ID) -> str:
    """Over what PayPal signs: the transmission, its time, the webhook's id and the CRC-32 of the body."""
    signed = f"{transmission}|{moment}|{webhook_id}|{zlib.crc32(payload)}"
    return hashlib.sha256(f"embedded-fake-key|{signed}".encode()).hexdigest()


def iso(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def new_event(kind: str, about: Object, now: int) -> Object:
    return {
        "id": f"WH-{uuid.uuid4().hex[:17].upper()}-{uuid.uuid4().hex[:17].upper()}",
        "event_version": "1.0",
        "create_time": iso(now),
        "resource_type": {"CHECKOUT": "checkout-order", "CUSTOMER": "dispute"}.get(kind.partition(".")[0], "capture"),
        "resource_version": "2.0",
        "type": kind,  # the courier's own name of it
        "event_type": kind,
        "resource": about,
    }


class Courier(courier.Courier):
    """The courier of the other double, with PayPal's headers."""

    def headers(self, payload: bytes) -> dict[str, str]:
        transmission, moment = str(uuid.uuid4()), iso(self._now())
        return {
            "Paypal-Auth-Algo": "SHA256withRSA",
            "Paypal-Cert-Url": CERT_URL,
            "Paypal-Transmission-Id": transmission,
            "Paypal-Transmission-Sig": signature(payload, transmission, moment),
            "Paypal-Transmission-Time": moment,
        }


def is_signed(told: Object, payload: bytes) -> bool:
    """What ``verify-webhook-signature`` finds out."""
    expected = signature(payload, told["transmission_id"], told["transmission_time"], told["webhook_id"])
    return bool(told["webhook_id"] == WEBHOOK_ID and told["transmission_sig"] == expected)


def raw_event(body: bytes) -> tuple[Object, bytes]:
    """The fields of a question about a signature, and the event in it byte for byte as it was sent."""
    told = json.loads(body)
    return told, body.partition(b'"webhook_event": ')[2][:-1]
