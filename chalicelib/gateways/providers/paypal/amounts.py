"""Amounts as PayPal writes them: decimal text, with the decimals that PayPal takes. By text alone, never by a float."""

import re

from chalicelib.domain.errors import GiveUp
from chalicelib.domain.money import EXPONENT

# https://developer.paypal.com/api/rest/reference/currency-codes/
_WITH_CENTS = "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD ILS MXN MYR NOK NZD PHP PLN SEK SGD THB USD"
_WITHOUT = "HUF JPY TWD"  # whatever ISO says of them
_DECIMALS = dict.fromkeys(_WITH_CENTS.split(), 2) | dict.fromkeys(_WITHOUT.split(), 0)
_AT_HOME = {"BRL": "BR", "CNY": "CN", "MYR": "MY"}  # only between accounts of that country
_AMOUNT = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,4}))?")


def is_taken(currency: str, country: str) -> bool:
    """Whether a business of ``country`` is paid in ``currency`` through PayPal."""
    return currency in _DECIMALS and _AT_HOME.get(currency, country) == country


def text_of(minor: int, currency: str) -> str:
    """``150050`` MXN as ``1500.50``. Raises GiveUp("currency_not_supported"), also for cents where PayPal has none."""
    if currency not in _DECIMALS or minor < 0:
        raise GiveUp("currency_not_supported")
    exponent, decimals = EXPONENT[currency], _DECIMALS[currency]
    digits = str(minor).zfill(exponent + 1)
    whole, rest = (digits[:-exponent], digits[-exponent:]) if exponent else (digits, "")
    if rest[decimals:].strip("0"):
        raise GiveUp("currency_not_supported")
    return f"{whole}.{rest[:decimals]}" if decimals else whole


def minor_of(text: str, currency: str) -> int:
    """``1500.50`` MXN as ``150050``. Raises ValueError for what is no such amount."""
    found = _AMOUNT.fullmatch(text)
    if found is None or currency not in EXPONENT:
        raise ValueError("no amount")
    whole, rest = found[1], found[2] or ""
    exponent = EXPONENT[currency]
    if rest[exponent:].strip("0"):
        raise ValueError("more decimals than the currency has")
    return int(whole + rest[:exponent].ljust(exponent, "0"))
