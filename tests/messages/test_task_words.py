"""Every kind of task that the code asks for has a title and a reason in three languages."""

import ast
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from chalicelib.domain.contact.channels import BY_A_PERSON
from chalicelib.domain.task import Task
from chalicelib.messages.catalog import LANGUAGES
from chalicelib.messages.task_words import task_title, task_why

ROOT = Path(__file__).parents[2] / "chalicelib"


def kinds() -> set[str]:
    found = set(BY_A_PERSON)
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                place = {"ask": 0, "Task": 1}.get(name)
                named = node.args[place] if place is not None and len(node.args) > place else None
                if isinstance(named, ast.Constant):
                    found.add(str(named.value))
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_has_its_words(lang: str) -> None:
    assert {"call", "letter", "escalate", "no_channel", "rate_missing"} <= kinds()
    for kind in kinds():
        task = Task(kind, kind, datetime(2026, 6, 3, tzinfo=UTC), "F1", on=date(2026, 6, 3), data={"unit": "UF"})
        assert task_title(lang, task)
        assert task_why(lang, task, date(2026, 6, 3))
