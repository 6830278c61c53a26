"""The parts in which a document is to be paid: amounts that sum exactly to what it asks for. Pure."""

import msgspec

from chalicelib.intake.faults import Fault, RowRefused


class Part(msgspec.Struct, frozen=True):
    """``id`` "" for a document that is paid at once; ``balance_minor`` None: all of it is unpaid."""

    id: str
    due_on: str
    total_minor: int
    balance_minor: int | None = None


def parts_of(total_minor: int, payable_minor: int, given: list[Part]) -> list[Part]:
    """``payable_minor``: what is to be collected of the total. A single installment is the document itself.

    Amounts that miss the sum by less than a unit each were rounded: the last one takes the difference. Installments of
    less than the total leave out what is paid another way. Raises RowRefused ``installments_mismatch`` for more.
    """
    given = [part for part in given if part.total_minor > 0]
    if not given:
        return [Part("", "", total_minor, payable_minor if payable_minor < total_minor else None)]
    given = _rounded(given, (total_minor, payable_minor))
    asked = sum(part.total_minor for part in given)
    if asked > total_minor:
        raise RowRefused(Fault("installments_mismatch"), "total", "")
    if len(given) == 1:
        return [Part("", given[0].due_on, total_minor, asked if asked < total_minor else None)]
    return _named_apart(given)


def _rounded(given: list[Part], sums: tuple[int, ...]) -> list[Part]:
    off = min((goal - sum(part.total_minor for part in given) for goal in sums), key=abs)
    last = given[-1]
    if not off or abs(off) > len(given) or last.total_minor + off <= 0:
        return given
    return [*given[:-1], msgspec.structs.replace(last, total_minor=last.total_minor + off)]


def _named_apart(given: list[Part]) -> list[Part]:
    if len({part.id for part in given}) == len(given):
        return given
    return [msgspec.structs.replace(part, id=str(at)) for at, part in enumerate(given, 1)]
