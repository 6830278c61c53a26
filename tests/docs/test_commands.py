"""Every command, path and name that the pages tell exists, and what exists is told."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

from infra.local.settings import Settings, from_environment
from infra.operate import VERBS
from infra.package import merged_resources
from tests.docs.pages import PAGES, ROOT, codes, headings, table, text

ALL = "\n".join(page.read_text() for page in PAGES)
GIVEN_BY_CHALICE = {"APIHandlerName"}


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    return merged_resources()


def test_the_readme_lists_the_make_targets() -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", text("Makefile"), re.MULTILINE))
    assert {codes(row[0])[0] for row in table("README.md", "command")} | {"make run"} == {
        f"make {one}" for one in targets
    }
    assert set(re.findall(r"`make ([a-z]+)", ALL)) <= targets


def test_modules_that_are_run_exist() -> None:
    modules = set(re.findall(r"python -m ([a-z._]+)", ALL))
    assert modules == {"infra.operate", "infra.public_holidays", "infra.verify_agreement"}
    assert all(importlib.util.find_spec(one) for one in modules)


def test_the_operators_verbs_are_told_and_exist() -> None:
    assert set(re.findall(r"-m infra\.operate ([a-z]+)", ALL)) == VERBS.keys()


def test_every_alarm_has_its_page_in_the_runbook(template: dict[str, Any]) -> None:
    alarms = {name for name, one in template["Resources"].items() if one.get("Type") == "AWS::CloudWatch::Alarm"}
    told = {one for one in headings(ROOT / "docs" / "runbook.md") if re.fullmatch(r"[A-Z][a-z]+(?:[A-Z][a-z]+)*", one)}
    assert told - {"Runbook", "Alarms", "Functions", "Reputation"} == alarms


def test_the_parameters_of_the_stack_are_those_that_deploying_tells(template: dict[str, Any]) -> None:
    assert [codes(row[0])[0] for row in table("docs/deploy.md", "parameter")] == list(template["Parameters"])


def test_outputs_that_commands_ask_for_exist(template: dict[str, Any]) -> None:
    asked = set(re.findall(r"\$\(out (\w+)\)", ALL)) | set(re.findall(r"logs (\w+) '", ALL))
    assert asked <= template["Outputs"].keys() | GIVEN_BY_CHALICE


def test_the_settings_of_the_embedded_run_are_told_with_their_defaults() -> None:
    told = {codes(name)[0]: default for name, _, default in table("docs/embedded.md", "setting")}
    assert told.keys() == {"PORT", "HOME_DIR", "DEMO", "CLOCK", "ENFORCE_PERMISSIONS"}
    port, folder = codes(told["PORT"])[0], codes(told["HOME_DIR"])[0]
    assert from_environment({}) == Settings(int(port), Path(folder).resolve(), True, None)


def test_the_tree_in_the_readme_is_the_repository() -> None:
    tree = re.search(r"^app\.py .*?(?=^```)", text("README.md"), re.MULTILINE | re.DOTALL)
    assert tree
    folder = ""
    for line in tree[0].splitlines():
        name = line.split()[0]
        folder = folder if line.startswith("  ") else name if name.endswith("/") else ""
        assert (ROOT / (folder + name if line.startswith("  ") else name)).exists(), line


def test_files_that_are_named_exist() -> None:
    for name in set(
        re.findall(r"`((?:infra|domain|store|workflows|gateways|messages|intake|\.chalice)/[\w./-]+\.\w+)", ALL)
    ):
        assert (ROOT / name).exists() or (ROOT / "chalicelib" / name).exists(), name
