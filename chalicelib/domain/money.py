"""Money: whole minor units beside an ISO 4217 code. No float anywhere near it; rates are ``Decimal``."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

# ISO 4217 currencies of the Americas, Spain and the inflation-indexed units, by exponent.
_EXPONENTS = {
    0: ("CLP", "PYG"),
    2: (
        "ARS", "AWG", "BBD", "BMD", "BOB", "BRL", "BSD", "BZD", "CAD", "COP", "COU", "CRC", "CUP", "DOP", "EUR", "FKP",
        "GBP", "GTQ", "GYD", "HNL", "HTG", "JMD", "KYD", "MXN", "MXV", "NIO", "PAB", "PEN", "SRD", "SVC", "TTD", "USD",
        "UYU", "VES", "XCD", "XCG", "CHF",
    ),
    4: ("CLF", "UYW"),
}  # fmt: skip
EXPONENT = {currency: exponent for exponent, currencies in _EXPONENTS.items() for currency in currencies}


def to_minor(amount: Decimal, currency: str) -> int:
    """Exact minor units of a decimal amount. Raises ValueError when it has digits beyond the exponent."""
    scaled = amount.scaleb(EXPONENT[currency])
    if scaled != scaled.to_integral_value():
        raise ValueError("more decimals than the currency has")
    return int(scaled)


def to_decimal(minor: int, currency: str) -> Decimal:
    """The amount in major units, with exactly the currency's decimals."""
    return Decimal(minor).scaleb(-EXPONENT[currency])


def half_up(amount: Decimal) -> int:
    """Round minor units once, half away from zero: the one rounding rule of every charge."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def split(total_minor: int, parts: int) -> list[int]:
    """Equal parts that sum back exactly; the odd cents go to the first parts."""
    each, odd = divmod(total_minor, parts)
    return [each + (1 if index < odd else 0) for index in range(parts)]


def allocate(total_minor: int, weights: Sequence[int]) -> list[int]:
    """Parts in proportion to ``weights`` that sum back exactly (largest remainder, earlier part first)."""
    whole = sum(weights)
    parts = [total_minor * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total_minor * weights[i] % whole), i))
    for index in by_remainder[: total_minor - sum(parts)]:
        parts[index] += 1
    return parts
