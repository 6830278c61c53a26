"""What a person sees who has to say what a file's columns are: the columns, what we would take them for, and why."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.business import Business
from chalicelib.intake.mapping.facts import Facts
from chalicelib.intake.mapping.proposal import Chance, FieldChoice, Previewed, Proposal, Reason
from chalicelib.intake.mapping.propose import fields_of
from chalicelib.intake.mapping.signature import own_names
from chalicelib.intake.records import Problem
from chalicelib.intake.template import COMPULSORY
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import money
from chalicelib.messages.problem_words import explained
from chalicelib.store.businesses import Import
from chalicelib.workflows.importing.keep_proposal import kept_proposal

View = dict[str, Any]


def view_mapping(record: Import, business: Business, lang: str) -> View:
    """The answer to ``GET …/mapping``; its ``mapping`` may be sent back as it is. Raises NotFound."""
    proposal = kept_proposal(record)
    names = _names(proposal, lang)
    return {
        "import": record.id,
        "file": record.file,
        "state": record.state,
        "header_line": proposal.line,
        "columns": [_column(at, names[at], one.facts, lang) for at, one in enumerate(proposal.columns)],
        "compulsory": _compulsory(proposal.kind),
        "fields": [_field(one, names, lang) for one in proposal.fields],
        "mapping": {"columns": proposal.chosen()},
        "preview": [_row(row, business, lang) for row in proposal.preview],
    }


def _compulsory(kind: str) -> list[list[str]]:
    """Of each list one field is needed."""
    mappable = fields_of(kind)
    return [[field for field in group if field in mappable] for group in COMPULSORY[kind]]


def field_label(field: str, lang: str) -> str:
    return say(lang, f"mapping.field.{field}")


def problem_view(problem: Problem, lang: str) -> View:
    """A problem of a row in words."""
    said = explained(lang, problem.code, value=problem.value, column=problem.column, **problem.params)
    return {"level": problem.level, "reason_code": problem.code, "reason": said, "field": problem.field}


def _names(proposal: Proposal, lang: str) -> list[str]:
    """The columns' names; a nameless one gets its number."""
    own = own_names(len(proposal.columns), lang)
    return [column.header or own[at] for at, column in enumerate(proposal.columns)]


def _column(at: int, name: str, facts: Facts, lang: str) -> View:
    return {
        "column": at,
        "header": name,
        "samples": facts.samples,
        "filled_percent": facts.filled,
        "looks_like": say(lang, f"mapping.looks.{_looks(facts)}"),
    }


def _looks(facts: Facts) -> str:
    """The kind of value that most cells of a column are."""
    if not facts.filled:
        return "blank"
    if facts.shape in {"date", "email"}:
        return facts.shape
    shares = {"tax_id": facts.tax_ids, "currency": facts.currencies, "amount": facts.amounts, "name": facts.names,
              "code": facts.codes}  # fmt: skip
    return next((kind for kind, share in shares.items() if share >= 60), "text")


def _field(one: FieldChoice, names: list[str], lang: str) -> View:
    chosen = _chance(one.chosen, names, lang) if one.chosen else {"column": None, "confidence": 0, "reasons": []}
    return {
        "field": one.field,
        "label": field_label(one.field, lang),
        **chosen,
        "contested": one.contested,
        "alternatives": [_chance(other, names, lang) for other in one.alternatives],
    }


def _chance(one: Chance, names: list[str], lang: str) -> View:
    return {
        "column": one.column,
        "header": names[one.column],
        "confidence": one.confidence,
        "reasons": [_reason(reason, lang) for reason in one.reasons],
    }


def _reason(reason: Reason, lang: str) -> str:
    return say(lang, f"mapping.reason.{reason.code}", **reason.params)


def _row(row: Previewed, business: Business, lang: str) -> View:
    return {
        "line": row.line,
        "cells": row.cells,
        "becomes": row.becomes | _texts(row.becomes, business, lang),
        "problems": [problem_view(problem, lang) for problem in row.problems],
    }


def _texts(becomes: Mapping[str, object], business: Business, lang: str) -> dict[str, str]:
    """Every amount in minor units also as text."""
    currency = str(becomes.get("currency") or business.currency)
    return {
        f"{name.removesuffix('_minor')}_text": money(value, currency, lang, business.country)
        for name, value in becomes.items()
        if name.endswith("_minor") and isinstance(value, int)
    }
