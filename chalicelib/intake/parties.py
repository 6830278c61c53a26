"""The debtor of a row: who, and how to reach them. Each distinct set of cells is read once, then remembered."""

from collections.abc import Callable
from functools import cache, lru_cache

import msgspec

from chalicelib.domain.business import Business
from chalicelib.domain.calendar import zone
from chalicelib.intake.cells import clean, folded, identifier, optional
from chalicelib.intake.contacts import Phones, read_email
from chalicelib.intake.faults import Doubt, Fault, RowRefused
from chalicelib.intake.identity import debtor_id, normalized_tax_id, same_tax_id
from chalicelib.intake.limits import MAX_TEXT
from chalicelib.intake.records import Cell
from chalicelib.intake.tax_ids import is_anybodys, is_plausible_tax_id
from chalicelib.intake.words import CUSTOMER_TYPES, LANGUAGES

PARTY_FIELDS = ("customer_id", "customer", "tax_id", "customer_type", "email", "phone", "language", "time_zone")
_REMEMBERED = 20_000


class Party(msgspec.Struct, frozen=True):
    debtor: str
    customer_id: str
    customer: str
    tax_id: str
    customer_type: str
    email: str
    phone: str
    language: str
    time_zone: str
    doubts: tuple[Doubt, ...] = ()
    is_business: bool = False  # the business itself: it bought what the row tells of


class Unclear(msgspec.Struct, frozen=True):
    """Cells from which no debtor can be told."""

    fault: Fault
    field: str
    cell: Cell


class Parties(dict[tuple[Cell, ...], Party | Unclear]):
    """Cells of ``PARTY_FIELDS`` → the party, or why there is none. A row that names nobody has debtor "".

    ``country``: whose tax ids the file holds, when that is not the business's own.
    """

    def __init__(self, business: Business, country: str = "") -> None:
        super().__init__()
        self._country, self._own = country or business.country, normalized_tax_id(business.tax_id)
        self._phones: Callable[[], Phones] = cache(lambda: Phones(business.country))

    def __missing__(self, cells: tuple[Cell, ...]) -> Party | Unclear:
        if len(self) > _REMEMBERED:
            self.clear()
        found = self[cells] = self._read(cells)
        return found

    def _read(self, cells: tuple[Cell, ...]) -> Party | Unclear:
        id_cell, name_cell, tax_cell, *others = cells
        customer_id, tax_id = identifier(id_cell), identifier(tax_cell)
        if isinstance(customer_id, Fault):
            return Unclear(customer_id, "customer_id", id_cell)
        if isinstance(tax_id, Fault):
            return Unclear(tax_id, "tax_id", tax_cell)
        name = optional(name_cell)[:MAX_TEXT]
        doubts: list[Doubt] = []
        if is_anybodys(tax_id, self._country):
            tax_id = ""  # what the register writes for whoever gave none: no account may gather them
        elif tax_id and not is_plausible_tax_id(tax_id, self._country):
            doubts.append(Doubt("bad_tax_id", "tax_id", tax_cell))
        rest = self._reach(others, doubts)
        is_business = bool(self._own) and same_tax_id(normalized_tax_id(tax_id), self._own, self._country)
        return Party(debtor_id(customer_id, tax_id, name), customer_id, name, tax_id, *rest, tuple(doubts), is_business)

    def _reach(self, cells: list[Cell], doubts: list[Doubt]) -> tuple[str, str, str, str, str]:
        """(customer type, e-mail, phone, language, time zone), each "" when it is missing or doubtful."""
        type_cell, email_cell, phone_cell, language_cell, zone_cell = cells
        kind, kind_ok = read_customer_type(type_cell)
        email, email_ok = read_email(email_cell)
        phone, phone_ok = self._phones().read(phone_cell) if phone_cell else ("", True)
        language, language_ok = read_language(language_cell)
        place, place_ok = read_time_zone(zone_cell)
        for ok, code, field, cell in (
            (kind_ok, "unknown_customer_type", "customer_type", type_cell),
            (email_ok, "bad_email", "email", email_cell),
            (phone_ok, "bad_phone", "phone", phone_cell),
            (language_ok, "unknown_language", "language", language_cell),
            (place_ok, "unknown_time_zone", "time_zone", zone_cell),
        ):
            if not ok:
                doubts.append(Doubt(code, field, cell))
        return kind, email, phone, language, place


def party_of(found: Party | Unclear) -> Party:
    """The party, or RowRefused with the reason why the cells tell none."""
    if isinstance(found, Unclear):
        raise RowRefused(found.fault, found.field, found.cell)
    return found


def read_word(cell: Cell, table: dict[str, str]) -> tuple[str, bool]:
    """(what the word means, whether it is known); a blank means nothing and is fine."""
    text = optional(cell)
    if not text:
        return "", True
    meaning = table.get(folded(text), "")
    return meaning, bool(meaning)


@lru_cache(maxsize=1024)
def read_customer_type(cell: Cell) -> tuple[str, bool]:
    return read_word(cell, CUSTOMER_TYPES)


@lru_cache(maxsize=1024)
def read_language(cell: Cell) -> tuple[str, bool]:
    """``es-MX``, ``Español``, ``por`` → es, pt."""
    text = optional(cell)
    return read_word(text.replace("_", "-").partition("-")[0], LANGUAGES) if text else ("", True)


@lru_cache(maxsize=1024)
def read_time_zone(cell: Cell) -> tuple[str, bool]:
    """An IANA name, as it is."""
    name = clean(cell)
    if not name:
        return "", True
    try:
        zone(name)
    except (KeyError, ValueError, OSError):
        return "", False
    return name, True
