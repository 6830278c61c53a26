"""What a person says of a file's columns, checked against the file: every fault at once, with its path."""

from typing import Any

from chalicelib.domain.errors import Fault, Faulty
from chalicelib.domain.fields import Fields
from chalicelib.domain.importing.file_mapping import DATE_ORDERS, DECIMALS, EVERY_ROW, FileMapping
from chalicelib.domain.money import EXPONENT
from chalicelib.intake.mapping.facts import Facts
from chalicelib.intake.mapping.fit import AMOUNTS, DATES, fit
from chalicelib.intake.mapping.proposal import Proposal
from chalicelib.intake.mapping.propose import fields_of
from chalicelib.intake.mapping.signature import plain_header, shapes_of
from chalicelib.intake.template import COMPULSORY

_ENOUGH = 50  # percent of a column's values that must be what the field needs
_SHOWN = 80
_NEEDED = DATES | AMOUNTS  # fields that cannot be read out of anything else


def parse_mapping(raw: Any, proposal: Proposal) -> FileMapping:
    """``{"columns": {field: position or header}, "date_order", "decimal", "currency", "every_row"}`` as a mapping.

    Raises Faulty: fields that do not exist, columns that do not, one column for two fields, a compulsory field left
    out, a date or an amount from a column that holds none.
    """
    faults: list[Fault] = []
    told = Fields(raw, "", faults)
    columns = _columns(told, proposal)
    mapping = FileMapping(
        kind=proposal.kind,
        columns=columns,
        width=len(proposal.columns),
        header=plain_header([column.header for column in proposal.columns]) if proposal.line else (),
        shapes={} if proposal.line or faults else shapes_of(columns.values(), _facts(proposal)),
        date_order=_one_of(told, "date_order", DATE_ORDERS),
        decimal=_one_of(told, "decimal", DECIMALS),
        currency=told.one_of("currency", EXPONENT, "unknown_currency", default=""),
        every_row=_one_of(told, "every_row", EVERY_ROW),
    )
    for option, field in (("currency", "currency"), ("every_row", "document_type")):
        if getattr(mapping, option) and field in columns:
            told.fault(option, "told_by_a_column")
    told.close()
    if faults:
        raise Faulty(faults)
    return mapping


def _one_of(told: Fields, key: str, options: tuple[str, ...]) -> str:
    return told.one_of(key, options, "bad_value", default="")


def _columns(told: Fields, proposal: Proposal) -> dict[str, int]:
    """Field → position; -1 for one that has a fault."""
    asked = told.part("columns")
    if asked is None:
        told.fault("columns", "required")
        return {}
    found: dict[str, int] = {}
    for field in fields_of(proposal.kind):
        if (value := asked.get(field)) is not None:
            found[field] = _column(asked, field, value, proposal, found)
    asked.close()
    for group in COMPULSORY[proposal.kind]:
        if not any(field in found for field in group):
            asked.fault(group[0], "required")
    return found


def _column(asked: Fields, field: str, value: object, proposal: Proposal, taken: dict[str, int]) -> int:
    at = _position(value, proposal)
    if at is None:
        asked.fault(field, "unknown_column", value=str(value)[:_SHOWN])
        return -1
    name = proposal.columns[at].header or str(at)
    if at in taken.values():
        asked.fault(field, "repeated", value=name)
        return -1
    if field in _NEEDED and not _holds(field, proposal.columns[at].facts):
        asked.fault(field, "column_does_not_fit", column=name)
    return at


def _position(value: object, proposal: Proposal) -> int | None:
    """A column by its position, or by its header where only one column has it."""
    if isinstance(value, str):
        same = [at for at, column in enumerate(proposal.columns) if column.header == value]
        return same[0] if len(same) == 1 else None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(proposal.columns):
        return value
    return None


def _holds(field: str, facts: Facts) -> bool:
    """A blank column may be mapped: it is blank today."""
    return not facts.filled or fit(field, facts, is_named=True) >= _ENOUGH


def _facts(proposal: Proposal) -> dict[int, Facts]:
    return {at: column.facts for at, column in enumerate(proposal.columns)}
