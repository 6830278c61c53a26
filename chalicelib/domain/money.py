"""Money: whole minor units beside an ISO 4217 code. No float anywhere near it; rates are ``Decimal``."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

# ISO 4217, active codes (list one, 2026) without metals, test codes and bond units; by exponent.
_CODES = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
        CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD
        HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK
        MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
        RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH
        USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
# With UVA, Argentina's unit of account, which has no ISO code.
EXPONENT = {"UVA": 2} | {code: exponent for exponent, codes in _CODES.items() for code in codes.split()}


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
