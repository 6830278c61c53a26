"""What a cold start pays for imports: each function of the package in a fresh process, beside the bare libraries."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from bench import Figure
from infra import package

_RUNS = 7
_ANSWERS = 5
_BARE = {
    "import boto3, pynamodb": "import boto3, pynamodb",
    "import botocore.session, pynamodb": "import botocore.session, pynamodb",
}
_WORK = {"functions.inbox": "import_file", "functions.parts": "import_file, undo_import"}  # imported with their event
_TIMED = "import time; wall, cpu = time.perf_counter(), time.process_time()\n{code}\n"
_TOLD = "print(time.perf_counter() - wall, time.process_time() - cpu, len(__import__('sys').modules))"


def figures() -> list[Figure]:
    package.package()
    template = json.loads((package.OUT / "sam.json").read_text())
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as name,
        zipfile.ZipFile(package.OUT / "deployment.zip") as zipped,
    ):
        zipped.extractall(name)
        cases = {**_BARE, **_handlers(template)}
        # One run of each in turn, so that a busy minute of the machine falls on all of them.
        rounds = [{case: _run(code, Path(name)) for case, code in cases.items()} for _ in range(_RUNS)]
    bare = _median(rounds, next(iter(_BARE)), 1)
    return [_figure(case, rounds, bare) for case in cases]


def first_answers() -> list[Figure]:
    """A whole cold start of the sweep with nothing due: imports, eight requests to the tables, an answer."""
    plain = {name: value for name, value in os.environ.items() if name != "AWS_LAMBDA_FUNCTION_NAME"}
    ways = {"as on Lambda": dict(os.environ), "through botocore's client": plain}
    rounds = [{way: _answer(environment) for way, environment in ways.items()} for _ in range(_ANSWERS)]
    return [
        (
            f"Cold start to first answer, sweep, {way}",
            f"{statistics.median(one[way] for one in rounds):.0f} ms",
            f"CPU of a fresh process after the interpreter's own start, median of {_ANSWERS}",
        )
        for way in ways
    ]


def _answer(environment: dict[str, str]) -> float:
    event = (package.ROOT / "tests" / "events" / "minute.json").read_text()
    code = "import json, sys\nfrom functions.sweep import sweep\nassert sweep(json.load(sys.stdin), None) == {'due': 0}"
    script = _TIMED.format(code=code) + "print(time.process_time() - cpu)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=package.ROOT,
        env=environment,
        input=event,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout) * 1000


def _handlers(template: dict[str, dict[str, dict[str, Any]]]) -> dict[str, str]:
    """``function name: import of its handler's module`` for every function of the template."""
    functions = {
        name: resource["Properties"]["Handler"]
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }
    return {f"function {name}": _import(handler.rpartition(".")[0]) for name, handler in sorted(functions.items())}


def _import(module: str) -> str:
    work = _WORK.get(module)
    return f"import {module}" + (f"; from chalicelib.workflows.importing import {work}" if work else "")


def _run(code: str, folder: Path) -> tuple[float, float, float]:
    """Wall and CPU milliseconds, and modules loaded. The package's libraries come first, as on Lambda."""
    before = f"import sys; sys.path.insert(0, {str(folder)!r})\n"
    script = before + _TIMED.format(code=code) + _TOLD
    done = subprocess.run([sys.executable, "-B", "-c", script], cwd=folder, capture_output=True, text=True, check=True)
    wall, cpu, modules = done.stdout.split()
    return float(wall) * 1000, float(cpu) * 1000, float(modules)


def _median(rounds: list[dict[str, tuple[float, float, float]]], case: str, which: int) -> float:
    return statistics.median(one[case][which] for one in rounds)


def _figure(case: str, rounds: list[dict[str, tuple[float, float, float]]], bare: float) -> Figure:
    wall, cpu, modules = (_median(rounds, case, which) for which in range(3))
    return (
        f"Cold import, {case}",
        f"{cpu:.0f} ms",
        (
            f"CPU, median of {_RUNS} fresh processes from the unzipped package; {cpu / bare:.2f} × bare; "
            f"wall {wall:.0f} ms, {modules:.0f} modules"
        ),
    )
