"""Finding the header of a table and saying what each column is, by name. Names are data: templates and synonyms."""

import re
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from itertools import takewhile

import msgspec

from chalicelib.intake.cells import clean, folded
from chalicelib.intake.column_names import exact_name, plain_name
from chalicelib.intake.formats.format import Format
from chalicelib.intake.formats.registry import recognize
from chalicelib.intake.limits import HEADER_WITHIN, MAX_COLUMNS, MAX_TEXT
from chalicelib.intake.records import Cell, UnreadableFile
from chalicelib.intake.synonyms import STRONG, WEAK
from chalicelib.intake.template import COMPULSORY, LANGUAGE_ORDER, TEMPLATES

_ANYBODY = frozenset(
    {"razonsocial", "razaosocial", "nombre", "name", "nome", "denominacion", "company", "empresa", "account"}
)
_AGE = re.compile(
    r"(?:de )?\d{1,3} ?(?:-|–|a|al|to|ate) ?\d{1,3}(?: (?:dias|days))?|"
    r"(?:[+>≥]|mas de|mayor a|mayor de|over|acima de|>=) ?\d{1,3}(?: (?:dias|days))?|\d{1,3} ?\+|"
    r"corriente|current|por vencer|a vencer|no vencido|vigente"
)
_OTHER_FOLDER = {"invoices": "payments", "payments": "invoices"}
_WHERE = {"invoices": "invoices/update", "payments": "payments"}
_FEWEST = 2  # recognized columns that make a line a header


class Columns(msgspec.Struct, frozen=True):
    """A header that was found: where it is, and which column holds which field."""

    line: int
    header: tuple[str, ...]
    index: dict[str, int]  # field -> position of its column
    is_template: bool = False
    format: Format | None = None
    open_only: bool = False  # tells what is unpaid, not what the invoice was

    @property
    def made_by(self) -> str:
        """The name of a named format, ``template``, or "" for columns of any other making."""
        return self.format.name if self.format else "template" if self.is_template else ""

    def names(self) -> dict[str, str]:
        """Field → the file's own header."""
        return {field: self.header[at] for field, at in self.index.items()}


def find_header(records: Iterable[tuple[int, list[Cell]]], folder: str, language: str = "es") -> Columns:
    """The first line among the first 30 whose names cover what ``folder`` cannot do without.

    Raises UnreadableFile ``missing_columns`` for the closest line (``found``: its headers; ``missing``: names of our
    template in ``language``, alternatives joined by ``/``), ``purchases_not_sales``, ``wrong_folder``, ``no_header``.
    """
    closest: Columns | None = None
    for line, cells in takewhile(lambda record: record[0] <= HEADER_WITHIN, records):
        if len(cells) > MAX_COLUMNS:
            raise UnreadableFile("too_many_columns", limit=str(MAX_COLUMNS))
        columns = name_columns(line, cells, folder)
        _refuse_misplaced(columns, folder)
        if not missing_groups(columns, folder):
            return columns
        if len(columns.index) > (len(closest.index) if closest else _FEWEST - 1):
            closest = columns
    if closest is None:
        raise UnreadableFile("no_header", lines=str(HEADER_WITHIN))
    if is_bought(closest):
        raise UnreadableFile("purchases_not_sales")
    missing = ["/".join(_offered(group, folder, language)) for group in missing_groups(closest, folder)]
    raise UnreadableFile("missing_columns", found=", ".join(closest.names().values()), missing=", ".join(missing))


def _refuse_misplaced(columns: Columns, folder: str) -> None:
    """An invoice read as a payment, or the other way round, would be worse than a file that comes back."""
    known = columns.format
    if known and known.bought:
        raise UnreadableFile("purchases_not_sales")
    other = recognize(columns.header, _OTHER_FOLDER[folder]) if known is None and folder in _OTHER_FOLDER else None
    if other and other.unmistakable:
        raise UnreadableFile("wrong_folder", folder=_WHERE[other.folder])
    if folder == "invoices" and "method" in _template_columns(columns.header, "payments"):
        raise UnreadableFile("wrong_folder", folder=_WHERE["payments"])


def is_bought(columns: Columns) -> bool:
    """Whether the names alone tell a list of purchases: they name the seller, and no buyer."""
    index = columns.index
    buyer_named = "customer" in index and plain_name(columns.header[index["customer"]]) not in _ANYBODY
    return "bought" in index or (not buyer_named and ("seller" in index or "seller_tax_id" in index))


def name_columns(line: int, cells: list[Cell], folder: str) -> Columns:
    """What each cell of a supposed header names. Of two columns with one name the left one counts."""
    header = tuple(clean(cell)[:MAX_TEXT] for cell in cells)
    if known := recognize(header, folder):
        return _of_format(known, line, header)
    template = _template_columns(header, folder)
    index = dict(template)
    for names in (_synonyms(folder, "strong"), _synonyms(folder, "weak")):
        _fill(index, names, header)
    complete = not missing_groups(Columns(line, header, template), folder)
    if open_only := folder == "invoices" and _is_aging_list(index, header):
        index["total"] = index.pop("balance")
    return Columns(line, header, index, complete, open_only=open_only)


def _is_aging_list(index: dict[str, int], header: tuple[str, ...]) -> bool:
    """A report of what is unpaid by age, which leaves out what the invoices were."""
    if "balance" not in index or "total" in index or "line_total" in index:
        return False
    return sum(bool(_AGE.fullmatch(folded(text))) for text in header) >= _FEWEST


def _of_format(known: Format, line: int, header: tuple[str, ...]) -> Columns:
    """What the format says of its columns first; the rest by names, except what it says it has not."""
    places = _places(header, plain_name)
    pins = known.pins()
    index = {field: places[name] for field, names in pins.items() for name in names[::-1] if name in places}
    for trust in ("strong", "weak"):
        _fill(
            index,
            {field: names for field, names in _synonyms(known.folder, trust).items() if field not in pins},
            header,
        )
    return Columns(line, header, index, format=known, open_only=known.open_only)


def _fill(index: dict[str, int], names: dict[str, tuple[str, ...]], header: tuple[str, ...]) -> None:
    """Adds the fields that ``index`` lacks, each from the most trusted name among columns not taken yet."""
    places = _places(header, plain_name, taken=index.values())
    for field, candidates in names.items():
        if field in index:
            continue
        for name in candidates:
            if name in places:
                index[field] = places.pop(name)
                break


def _places(header: tuple[str, ...], named: Callable[[str], str], taken: Collection[int] = ()) -> dict[str, int]:
    """Name → the leftmost column that carries it."""
    places: dict[str, int] = {}
    for at, text in enumerate(header):
        if text and at not in taken:
            places.setdefault(named(text), at)
    return places


def _template_columns(header: tuple[str, ...], folder: str) -> dict[str, int]:
    """The columns that carry template names, in the language that explains most of them."""
    places = _places(header, exact_name)
    by_language = (
        {
            field: places[exact_name(names[at])]
            for field, names in TEMPLATES[folder].items()
            if exact_name(names[at]) in places
        }
        for at in range(len(LANGUAGE_ORDER))
    )
    best = max(by_language, key=len)
    return best if not missing_groups(Columns(0, header, best), folder) else {}


def missing_groups(columns: Columns, folder: str) -> list[tuple[str, ...]]:
    """The groups of fields of which a file of ``folder`` needs one, and has none."""
    computes = bool(columns.format and columns.format.amounts)
    return [
        group
        for group in COMPULSORY[folder]
        if not any(field in columns.index for field in group) and not (computes and "line_total" in group)
    ]


def _offered(group: tuple[str, ...], folder: str, language: str) -> list[str]:
    at = LANGUAGE_ORDER.index(language) if language in LANGUAGE_ORDER else 0
    return [TEMPLATES[folder][field][at] for field in group if field in TEMPLATES[folder]]


@lru_cache(maxsize=8)
def _synonyms(folder: str, trust: str) -> dict[str, tuple[str, ...]]:
    names = (STRONG if trust == "strong" else WEAK)[folder]
    return {field: tuple(plain_name(name) for name in text.split(";")) for field, text in names.items()}
