"""The record of a signature: every change shows, offline, in the command that a lawyer's clerk would run."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chalicelib.domain.agreeing.evidence import Evidence
from chalicelib.domain.agreeing.record import sealed, what_is_wrong
from infra.verify_agreement import main

SIGNED = sealed(
    Evidence(
        id="ag_1", business="acme", debtor="c1", template="installments-1-es-MX", language="es", text="Acuerdo\nñ\n",
        text_sha256="", name="Ana López", consent="Leí", signed_at=datetime(2026, 6, 3, 18, tzinfo=UTC),
        address="198.51.100.7", device="d", session="s", link="l", code_channel="sms", code_to="•••5678",
        total_minor=100_000, currency="MXN",
    )
)  # fmt: skip


def record(tmp_path: Path, **changes: Any) -> str:
    path = tmp_path / "record.json"
    path.write_text(json.dumps(json.loads(msgspec.json.encode(SIGNED)) | changes, ensure_ascii=False))
    return str(path)


def test_a_record_that_nobody_touched_is_unchanged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([record(tmp_path)]) == 0
    assert main([record(tmp_path), "--seal", SIGNED.seal.upper()]) == 0
    assert SIGNED.seal in capsys.readouterr().out


@pytest.mark.parametrize("field", [name for name in Evidence.__struct_fields__ if name != "seal"])
def test_every_field_is_under_the_seal(field: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other: Any = {"total_minor": 99_999, "signed_at": "2026-06-03T18:00:01Z"}.get(field, "another")
    assert main([record(tmp_path, **{field: other})]) == 1
    assert "changed" in capsys.readouterr().out


def test_a_record_that_was_sealed_anew_is_found_by_the_printed_copy(tmp_path: Path) -> None:
    forged = sealed(msgspec.structs.replace(SIGNED, total_minor=1))
    told = json.loads(msgspec.json.encode(forged))
    assert what_is_wrong(forged) == ()
    assert main([record(tmp_path, **told), "--seal", SIGNED.seal]) == 1


def test_what_is_no_record_is_said_to_be_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.json").write_text("{}")
    assert main([str(tmp_path / "x.json")]) == main([str(tmp_path / "absent.json")]) == 2
    assert "Not a record" in capsys.readouterr().err
