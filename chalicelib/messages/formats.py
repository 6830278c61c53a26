"""Money, dates and percentages as text, the same in every message, page and document.

A no-break space joins a symbol to its number so that a narrow screen never parts them.
"""

from datetime import date, datetime
from decimal import Decimal

from chalicelib.domain.calendar import local
from chalicelib.domain.money import EXPONENT
from chalicelib.messages.catalog import language

_SPACE = "\u00a0"
_MINUS = "\u2212"
_SYMBOLS = {
    "ARS": "$", "BOB": "Bs", "BRL": "R$", "CAD": "CA$", "CLF": "UF", "CLP": "$", "COP": "$", "COU": "UVR",
    "CRC": "₡", "CUP": "$", "DOP": "RD$", "EUR": "€", "GBP": "£", "GTQ": "Q", "HNL": "L", "MXN": "$", "MXV": "UDI",
    "NIO": "C$", "PAB": "B/.", "PEN": "S/", "PYG": "₲", "USD": "US$", "UYU": "$U", "UYW": "UP", "VES": "Bs.",
}  # fmt: skip
_DOT_COUNTRIES = frozenset(("MX", "PE", "US", "DO", "GT", "HN", "NI", "PA", "SV"))  # contract, Files: decimal dot
_MONTHS = {
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio",
           "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    "en": ("January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December"),
    "pt": ("janeiro", "fevereiro", "março", "abril", "maio", "junho",
           "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
}  # fmt: skip
_WEEKDAYS = {
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "pt": ("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"),
}


def symbol(currency: str) -> str:
    """What people write before an amount; currencies without a symbol of their own show their ISO code."""
    return _SYMBOLS.get(currency, currency)


def unit_name(currency: str) -> str:
    """What people call the unit of a debt: ``UF`` for CLF; a sign such as US$ is no name, its code is."""
    told = symbol(currency)
    return told if told.isalpha() else currency


def marks(lang: str, country: str | None = None) -> tuple[str, str]:
    """Group and decimal marks: English and the countries of the decimal dot read ``1,363.50``, others ``1.363,50``."""
    return (",", ".") if language(lang) == "en" or country in _DOT_COUNTRIES else (".", ",")


def money(minor: int, currency: str, lang: str, country: str | None = None, main: str | None = None) -> str:
    """``$ 1.363,50``. ``main`` is the account's main currency: another one with the same symbol also shows its code."""
    whole, cents = divmod(abs(minor), 10 ** EXPONENT[currency])
    group, decimal = marks(lang, country)
    number = f"{whole:,}".replace(",", group)
    if EXPONENT[currency]:
        number += f"{decimal}{cents:0{EXPONENT[currency]}d}"
    return f"{_MINUS if minor < 0 else ''}{symbol(currency)}{_SPACE}{number}{_code(currency, main)}"


def count_text(count: int, lang: str, country: str | None = None) -> str:
    """``1.200`` things."""
    return f"{count:,}".replace(",", marks(lang, country)[0])


def _code(currency: str, main: str | None) -> str:
    """What tells a currency from the main one where their symbols do not."""
    alike = main is not None and main != currency and symbol(currency) == symbol(main)
    return f"{_SPACE}{currency}" if alike else ""


def fmt(currency: str, lang: str, country: str | None = None, main: str | None = None) -> dict[str, str | int]:
    """How the portal writes what a person picks or types, as ``money`` would; the rest comes as text from here."""
    group, decimal = marks(lang, country)
    return {
        "symbol": symbol(currency),
        "group": group,
        "decimal": decimal,
        "digits": EXPONENT[currency],
        "code": _code(currency, main),
        "currency": currency,
    }


def percent(fraction: Decimal, lang: str, country: str | None = None) -> str:
    """``Decimal("0.025")`` as ``2,5 %`` in Spanish and ``2.5%`` in English, with no trailing zeros."""
    number = f"{(fraction * 100).normalize():f}".replace(".", marks(lang, country)[1])
    return f"{number}{_SPACE if language(lang) == 'es' else ''}%"


def day(value: date, lang: str, today: date | None = None) -> str:
    """``4 de septiembre``; with its year when ``today`` is given and lies in another one."""
    lang = language(lang)
    month = _MONTHS[lang][value.month - 1]
    joint = " " if lang == "en" else " de "
    number = "1º" if lang == "pt" and value.day == 1 else str(value.day)
    year = f"{joint}{value.year}" if today and today.year != value.year else ""
    return f"{number}{joint}{month}{year}"


def dated(value: date, lang: str) -> str:
    """``4 de septiembre de 2026``: where it is read in another year too."""
    return day(value, lang, date.min)


def short_day(value: date, lang: str) -> str:
    """``4 sep 2026``, for a narrow column."""
    return f"{value.day} {_MONTHS[language(lang)][value.month - 1][:3]} {value.year}"


def long_day(value: date, lang: str) -> str:
    """``viernes 4 de septiembre de 2026``: for what is printed and kept."""
    lang = language(lang)
    weekday = _WEEKDAYS[lang][value.weekday()]
    return f"{weekday}{', ' if lang == 'pt' else ' '}{day(value, lang, date.min)}"


def named_day(value: date, lang: str, today: date | None = None) -> str:
    """``viernes 4 de septiembre``: for a day somebody has to choose or remember."""
    lang = language(lang)
    return f"{_WEEKDAYS[lang][value.weekday()]}{', ' if lang == 'pt' else ' '}{day(value, lang, today)}"


def clock(value: datetime, time_zone: str) -> str:
    """The local time of an instant, ``10:41``."""
    return f"{local(value, time_zone):%H:%M}"


def moment(value: datetime, time_zone: str, lang: str, today: date | None = None) -> str:
    """The local day and time of an instant, ``21 de noviembre, 10:41``."""
    return f"{day(local(value, time_zone).date(), lang, today)}, {clock(value, time_zone)}"
