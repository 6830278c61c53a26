"""Importing a gateway costs nothing: what is heavy is imported by the call that needs it."""

import subprocess
import sys
from pathlib import Path

import pytest

import chalicelib.gateways

ROOT = Path(chalicelib.gateways.__file__).parents[2]
GATEWAYS = sorted(
    path.stem for path in Path(chalicelib.gateways.__file__).parent.glob("*.py") if path.stem != "__init__"
)
HEAVY = {"boto3", "botocore", "phonenumbers", "requests", "segno", "stdnum", "stripe", "urllib3"}


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_a_gateway_imports_nothing_heavy(gateway: str) -> None:
    program = f"import sys, chalicelib.gateways.{gateway}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)

    assert HEAVY.isdisjoint(run.stdout.split())
