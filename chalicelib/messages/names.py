"""Text that came from files and settings, made fit for a greeting, a subject or a page: one line, no tricks."""

import re
import unicodedata

# Controls, line and paragraph separators, and the marks that turn the reading direction around (spoofing).
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]+")
_SPACES = re.compile(r"\s+")
_COMPANY = re.compile(
    r"\b(s\.?\s?a\.?(\s?s\.?|\s?c\.?)?|s\.?\s?r\.?\s?l\.?|s\.?\s?p\.?\s?a\.?|ltda|limitada|e\.?i\.?r\.?l\.?|eireli"
    r"|mei?|epp|s\.? de r\.?l\.?|c\.? ?v\.?|inc|llc|ltd|corp|cooperativa|coop|asociaci[oó]n|fundaci[oó]n|municipalidad"
    r"|comercial(izadora)?|distribuidora|constructora|importadora|servicios|transportes?|hotel|colegio|cl[ií]nica"
    r"|restaurante|supermercados?|ferreter[ií]a|farmacias?|grupo|empresas?|cia|compa[nñ][ií]a|hnos|hermanos)\b\.?",
    re.IGNORECASE,
)


def one_line(text: str, limit: int = 120) -> str:
    """``text`` on one line, without controls, invisible or direction marks, cut at ``limit`` with an ellipsis."""
    plain = _SPACES.sub(" ", _UNSAFE.sub(" ", unicodedata.normalize("NFC", text[: 8 * limit]))).strip()
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + "…"


def looks_like_company(name: str) -> bool:
    """Whether a name reads as a company's. Decides only how to greet; privacy follows the debtor's declared type."""
    return bool(_COMPANY.search(name)) or any(mark.isdigit() for mark in name)


def greeted(name: str, debtor_type: str = "unknown") -> str:
    """Whom a message greets: a person by the first name (``PÉREZ, MARÍA`` is María), a company by its whole name.

    Without a final dot, since the greeting has its own.
    """
    name = one_line(name, 60)
    if debtor_type == "company" or (debtor_type != "person" and looks_like_company(name)):
        return name.rstrip(".")
    surname, _, given = name.partition(",")
    return _capitalized((given.strip() or surname.strip()).split(" ")[0].rstrip("."))


def _capitalized(word: str) -> str:
    return word.capitalize() if word.isupper() or word.islower() else word


def hidden(address: str) -> str:
    """An address that its owner knows again and nobody else learns: ``a•••@cliente.example``, ``••• 5678``."""
    local, at, domain = one_line(address, 254).rpartition("@")
    return f"{local[:1]}•••@{domain}" if at else f"••• {address[-4:]}"


def initial(name: str) -> str:
    """The letter that stands for the creditor beside its name."""
    return next((mark.upper() for mark in one_line(name) if mark.isalnum()), "·")
