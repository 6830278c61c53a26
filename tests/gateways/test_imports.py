"""Importing a gateway costs nothing: what is heavy is imported by the call that needs it."""

import subprocess
import sys
from pathlib import Path

import pytest

import chalicelib.gateways

FOLDER = Path(chalicelib.gateways.__file__).parent
ROOT = FOLDER.parents[1]
GATEWAYS = sorted(
    ".".join(path.relative_to(FOLDER).with_suffix("").parts) for path in FOLDER.rglob("*.py") if path.stem != "__init__"
)
HEAVY = {"boto3", "botocore", "phonenumbers", "pydyf", "requests", "segno", "stdnum", "stripe", "urllib3"}


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_a_gateway_imports_nothing_heavy(gateway: str) -> None:
    program = f"import sys, chalicelib.gateways.{gateway}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)

    assert HEAVY.isdisjoint(run.stdout.split())
