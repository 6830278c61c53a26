"""Proposes which column is which field: names and values weighed, columns compared, the best assignment chosen."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from chalicelib.intake.mapping.assignment import assign
from chalicelib.intake.mapping.facts import Facts
from chalicelib.intake.mapping.fit import AMOUNTS, DATES, alone, fit
from chalicelib.intake.mapping.names import name_scores
from chalicelib.intake.mapping.proposal import Chance, FieldChoice, Reason
from chalicelib.intake.mapping.relations import Relation
from chalicelib.intake.mapping.vocabulary import RULES
from chalicelib.intake.template import COMPULSORY, TEMPLATES

BAR = 80  # percent from which a field is sure
MARGIN = 15  # by which the next best column must lie below
_NAME, _VALUES = 60, 40  # of a hundred: what a name and what values weigh
_CONTRADICTED = 50  # percent of fitting values below which a name is not believed
_UNNAMED = 78  # the most that values alone say of a field whose like is in many columns
_CLEAR = 84  # a name this clear needs no other column to explain it
_LEAST = 25  # below, nothing is proposed
_DOUBT = 50  # below, a proposal is a guess that may be left out without asking
_ALTERNATIVES = 3
_FIRST = 4  # how much more a compulsory field weighs in the assignment
# Fields of which a wrong column would do harm: the import goes on by itself only when all that it has are sure.
_GRAVE = frozenset({"number", "customer", "customer_id", "tax_id", "email", "phone", "currency", "document_type",
                    "status", "reference", "contact"}) | DATES | AMOUNTS  # fmt: skip

# (kind of relation, which of its columns, field) → (points, reason): what a relation adds to a column for a field.
_ADDS: dict[tuple[str, str, str], tuple[int, str]] = {
    ("later", "one", "due_on"): (18, "later"),
    ("later", "other", "issued_on"): (18, "earlier"),
    ("within", "one", "balance"): (18, "within"),
    ("within", "other", "total"): (12, "above"),
    ("share", "other", "total"): (12, "whole_of_share"),
    ("sum", "third", "total"): (20, "sum"),
}
_TAKES: dict[tuple[str, str, str], int] = {
    ("later", "one", "issued_on"): 25,
    ("later", "other", "due_on"): 25,
    ("within", "one", "total"): 20,
    ("within", "other", "balance"): 30,
    ("share", "one", "total"): 40,
    ("share", "one", "balance"): 40,
    ("share", "other", "balance"): 30,
    ("sum", "one", "total"): 30,
    ("sum", "other", "total"): 30,
    ("sum", "third", "balance"): 30,
}


def propose(
    kind: str, header: tuple[str, ...], columns: Mapping[int, Facts], related: Sequence[Relation]
) -> tuple[FieldChoice, ...]:
    """A choice for every field of ``kind`` that a file may have, those of our template first."""
    chances = _chances(kind, header, columns, related)
    compulsory = {field for group in COMPULSORY[kind] for field in group}
    weights = {
        (field, at): chance.confidence * (_FIRST if field in compulsory else 1)
        for (field, at), chance in chances.items()
    }
    assigned = assign(weights, list(RULES[kind]))
    return tuple(_choice(field, assigned, chances) for field in fields_of(kind))


def fields_of(kind: str) -> list[str]:
    """The fields that a column may be mapped to."""
    return list(dict.fromkeys((*TEMPLATES[kind], *RULES[kind])))


def is_sure(kind: str, choices: Sequence[FieldChoice]) -> bool:
    """Whether nobody need be asked: all that is compulsory, and all that could do harm, is clear by itself."""
    sure = {one.field for one in choices if one.chosen and one.chosen.confidence >= BAR and not one.contested}
    doubtful = {one.field for one in choices if one.chosen and one.chosen.confidence >= _DOUBT} - sure
    return not doubtful & _GRAVE and all(any(field in sure for field in group) for group in COMPULSORY[kind])


def _chances(
    kind: str, header: tuple[str, ...], columns: Mapping[int, Facts], related: Sequence[Relation]
) -> dict[tuple[str, int], Chance]:
    names = name_scores(header, kind)
    told = _told_by_others(related, header)
    found = {
        (field, at): _chance(field, at, facts, names.get((field, at), 0), told[at])
        for at, facts in columns.items()
        for field in RULES[kind]
    }
    return {pair: chance for pair, chance in found.items() if chance.confidence >= _LEAST}


def _chance(field: str, at: int, facts: Facts, name: int, told: dict[str, tuple[int, list[Reason]]]) -> Chance:
    if name >= BAR and not facts.filled:
        return Chance(at, name, (Reason("named"), Reason("blank")))
    fits, by_values = fit(field, facts, is_named=name > 0), alone(field, facts)
    if not fits or (name and fits < _CONTRADICTED):
        return Chance(at, 0)
    points, reasons = told.get(field, (0, []))
    if name >= _CLEAR:
        points = max(points, 0)
    base = max((_NAME * name + _VALUES * fits) // 100 if name else 0, by_values)
    most = 99 if name or base >= BAR else _UNNAMED
    confidence = max(min(base + points, most), 0)
    return Chance(at, confidence, (*_named(name), *_valued(field, fits), *reasons))


def _named(name: int) -> tuple[Reason, ...]:
    return (Reason("named" if name >= _CLEAR else "resembles"),) if name else ()


def _valued(field: str, fits: int) -> tuple[Reason, ...]:
    return (Reason(_SPEAKS[field], {"percent": str(fits)}),) if field in _SPEAKS else ()


_SPEAKS = {
    **dict.fromkeys(DATES, "dates"),
    **dict.fromkeys(AMOUNTS, "amounts"),
    "email": "emails",
    "phone": "phones",
    "tax_id": "tax_ids",
    "currency": "currencies",
    "customer": "words",
    "contact": "words",
    "number": "codes",
    "customer_id": "codes",
}


def _told_by_others(
    related: Sequence[Relation], header: tuple[str, ...]
) -> defaultdict[int, dict[str, tuple[int, list[Reason]]]]:
    """Column → field → what the other columns add or take, with the reasons. Each kind of relation counts once."""
    told: defaultdict[int, dict[str, tuple[int, list[Reason]]]] = defaultdict(dict)
    seen: set[tuple[str, str, int, str]] = set()
    for relation in related:
        places = {"one": relation.one, "other": relation.other, "third": relation.third}
        for key in (*_ADDS, *_TAKES):
            kind, place, field = key
            at = places[place]
            if kind != relation.kind or at < 0 or (kind, place, at, field) in seen:
                continue
            seen.add((kind, place, at, field))
            points, reasons = told[at].get(field, (0, []))
            if key in _ADDS:
                added, code = _ADDS[key]
                points, reasons = points + added, [*reasons, Reason(code, _others(places, place, header))]
            else:
                points -= _TAKES[key]
            told[at][field] = points, reasons
    return told


def _others(places: Mapping[str, int], place: str, header: tuple[str, ...]) -> dict[str, str]:
    """The names of the relation's other columns."""
    others = [at for name, at in places.items() if name != place and at >= 0]
    return {f"column{number or ''}": header[at] for number, at in enumerate(others)}


def _choice(field: str, assigned: Mapping[str, int], chances: Mapping[tuple[str, int], Chance]) -> FieldChoice:
    every = sorted((one for (name, _), one in chances.items() if name == field), key=lambda one: -one.confidence)
    at = assigned.get(field)
    chosen = chances[field, at] if at is not None else None
    others = [one for one in every if one.column != at]
    contested = chosen is not None and any(_rivals(one, chosen, assigned, chances) for one in others)
    return FieldChoice(field, chosen, tuple(others[:_ALTERNATIVES]), contested)


def _rivals(
    one: Chance, chosen: Chance, assigned: Mapping[str, int], chances: Mapping[tuple[str, int], Chance]
) -> bool:
    """Whether a column is nearly as likely as the chosen one, and not surely something else."""
    if one.confidence <= chosen.confidence - MARGIN:
        return False
    return not any(
        at == one.column and chances[field, at].confidence > one.confidence for field, at in assigned.items()
    )
