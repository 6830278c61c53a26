"""LibreDTE, Chile: the file with which documents are issued in bulk, a row per line and no totals.

A document begins where its type stands; the rows below it without one are its lines. Prices are net of VAT, save on
receipts (39, 41); lines marked ``IndExe`` and the types that are never taxed bear none.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from chalicelib.intake.cells import clean
from chalicelib.intake.formats.arithmetic import at, less, number, rounded
from chalicelib.intake.formats.format import NONE, Format, Record
from chalicelib.intake.records import Cell

_VAT = Decimal("0.19")
_UNTAXED = frozenset({"34", "41", "110", "111", "112"})
_TAX_INCLUDED = frozenset({"39"})
_EXPORTS = frozenset({"110", "111", "112"})
_PESO = frozenset({"", "CLP", "PESO CL"})
_Sums = tuple[Decimal, Decimal]  # taxed, untaxed


def _totals(records: Iterator[Record], places: Mapping[str, int]) -> Iterator[Record]:
    """One record a document, with its total; without one where a further tax or an odd number leaves it open."""
    group: list[Record] = []
    for record in records:
        if group and clean(at(record[1], places, "document_type")):
            yield _document(group, places)
            group = []
        group.append(record)
    if group:
        yield _document(group, places)


def _document(group: list[Record], places: Mapping[str, int]) -> Record:
    line, head = group[0]
    kind = clean(at(head, places, "document_type"))
    if kind in _EXPORTS and "currency" in places and not clean(head[places["currency"]]):
        head[places["currency"]] = "USD"  # what LibreDTE bills exports in unless told otherwise
    sums = _sums([cells for _, cells in group], kind, places)
    total = None if sums is None else _total(sums, kind, at(head, places, "discount_of_all"))
    if total is not None:
        currency = clean(at(head, places, "currency")).upper()
        head[-1] = rounded(total, 0 if currency in _PESO else 2)
    return line, head


def _sums(lines: list[list[Cell]], kind: str, places: Mapping[str, int]) -> _Sums | None:
    taxed = untaxed = Decimal(0)
    for cells in lines:
        price, quantity = (number(at(cells, places, field)) for field in ("unit_price", "quantity"))
        if price is None or clean(at(cells, places, "other_tax")):
            return None
        amount = less(price * (1 if quantity is None else quantity), at(cells, places, "discount"))
        if amount is None:
            return None
        if kind in _UNTAXED or clean(at(cells, places, "untaxed")):
            untaxed += amount
        else:
            taxed += amount
    return taxed, untaxed


def _total(sums: _Sums, kind: str, discount: Cell) -> Decimal | None:
    """The discount of a whole document comes off what is taxed, and off the rest where nothing is."""
    taxed, untaxed = sums
    is_percent = clean(discount).endswith("%")
    if taxed:
        reduced = less(taxed, discount)
        untaxed_left = less(untaxed, discount) if is_percent else untaxed
    else:
        reduced, untaxed_left = taxed, less(untaxed, discount)
    if reduced is None or untaxed_left is None:
        return None
    vat = Decimal(0) if kind in _TAX_INCLUDED else Decimal(rounded(Decimal(rounded(reduced, 0)) * _VAT, 0))
    return reduced + vat + untaxed_left


ISSUING = Format(
    name="LibreDTE",
    signs="tipo dte; folio; rut recep; rzn soc recep; nmb item; prc item",
    without="total",
    columns={
        "document_type": "tipo dte",
        "number": "folio",
        "issued_on": "fch emis",
        "due_on": "fch venc",
        "tax_id": "rut recep",
        "customer": "rzn soc recep",
        "email": "correo recep",
        "refers_to": "folio ref",
        "currency": "moneda",
        "concept": "nmb item",
        "quantity": "qty item",
        "unit_price": "prc item",
        "discount": "descuento",
        "discount_of_all": "dsc global",
        "untaxed": "ind exe",
        "other_tax": "cod imp adic",
        "per_line": NONE,
    },
    country="CL",
    currency="CLP",
    amounts=_totals,
    computed=("total", "Total"),
)
FORMATS = (ISSUING,)
