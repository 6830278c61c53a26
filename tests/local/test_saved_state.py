"""A restart must not make the functions deaf."""

import json
from pathlib import Path

from infra.local.saved_state import forget_stream_positions


def test_stream_positions_are_forgotten_and_nothing_else(tmp_path: Path) -> None:
    saved = {"payload": {"functions": {"data": {"f": 1}}, "dynamodb_stream_positions": {"data": {"mapping": 3626}}}}
    (tmp_path / "lambda.json").write_text(json.dumps(saved))
    forget_stream_positions(tmp_path)
    saved["payload"]["dynamodb_stream_positions"]["data"] = {}
    assert json.loads((tmp_path / "lambda.json").read_text()) == saved


def test_a_first_start_has_nothing_to_forget(tmp_path: Path) -> None:
    forget_stream_positions(tmp_path)
