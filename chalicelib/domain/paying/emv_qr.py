"""QR payment codes as EMVCo specifies them (merchant-presented mode 1.1): read, verify, and write PIX static codes."""

import re
import unicodedata
from collections.abc import Mapping

_PIX = "br.gov.bcb.pix"
_SAFE_TEXT = re.compile(r"[^ -~]")


def crc16(text: str) -> str:
    """CRC-16/CCITT-FALSE (polynomial 0x1021, start 0xFFFF) as four upper-case hex digits."""
    crc = 0xFFFF
    for byte in text.encode("ascii"):
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ (0x1021 if crc & 0x8000 else 0)
        crc &= 0xFFFF
    return f"{crc:04X}"


def parse(text: str) -> dict[str, str]:
    """Objects of one level by two-digit id, in order. Raises ValueError when a length runs past the end."""
    objects: dict[str, str] = {}
    at = 0
    while at < len(text):
        head = text[at : at + 4]
        if len(head) < 4 or not head.isascii() or not head.isdigit() or len(text) < at + 4 + int(head[2:]):
            raise ValueError(f"no EMV object at {at}")
        objects[head[:2]] = text[at + 4 : at + 4 + int(head[2:])]
        at += 4 + int(head[2:])
    return objects


def is_emv_qr(text: str) -> bool:
    """Whether a scanned text is a whole EMV code: starts with format 01, ends with the CRC of everything before it."""
    if not text.isascii() or not text.startswith("000201") or text[-8:-4] != "6304":
        return False
    try:
        parse(text)
    except ValueError:
        return False
    return crc16(text[:-4]) == text[-4:].upper()


def payee(text: str) -> tuple[str, str]:
    """(name, city) of whom a whole EMV code pays: what the payer's bank will show. "" where it says neither."""
    if not is_emv_qr(text):
        return "", ""
    objects = parse(text)
    return objects.get("59", "").strip(), objects.get("60", "").strip()


def pix_static(
    key: str, name: str, city: str, amount_minor: int | None = None, txid: str = "***", description: str = ""
) -> str:
    """The copy-and-paste payload of a static PIX charge (Bacen, Manual de Padrões para Iniciação do Pix).

    ``amount_minor`` is in centavos; None lets the payer type it. ``txid``, at most 25 letters and digits, comes back in
    the bank's statement. Accents are dropped: the code is ASCII only.
    """
    amount = "" if amount_minor is None else f"{amount_minor // 100}.{amount_minor % 100:02d}"
    account = _objects({"00": _PIX, "01": key, "02": ascii_text(description, 72 - len(key))})
    body = _objects(
        {
            "00": "01",
            "26": account,
            "52": "0000",
            "53": "986",
            "54": amount,
            "58": "BR",
            "59": ascii_text(name, 25),
            "60": ascii_text(city, 15),
            "62": _objects({"05": txid}),
        }
    )
    return f"{body}6304{crc16(body + '6304')}"


def ascii_text(text: str, most: int) -> str:
    """Printable ASCII of at most ``most`` characters: accents dropped, anything else left out."""
    plain = unicodedata.normalize("NFKD", text)
    return _SAFE_TEXT.sub("", plain)[: max(most, 0)].strip()


def _objects(values: Mapping[str, str]) -> str:
    return "".join(f"{tag}{len(value):02d}{value}" for tag, value in values.items() if value)
