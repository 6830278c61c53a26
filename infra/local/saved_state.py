"""What the embedded cloud saved of itself, where it must be put right before it starts again."""

import json
from pathlib import Path


def forget_stream_positions(state: Path) -> None:
    """Let every stream be read from its beginning.

    MiniStack 1.5.33 keeps how far each function has read a table's stream, but not the records: after a restart the
    numbering begins at zero, and no function would hear of anything until it has passed the old position.
    """
    path = state / "lambda.json"
    if not path.exists():
        return
    saved = json.loads(path.read_text())
    positions = saved.get("payload", {}).get("dynamodb_stream_positions", {})
    if positions.get("data"):
        positions["data"] = {}
        fresh = path.with_suffix(".tmp")
        fresh.write_text(json.dumps(saved))
        fresh.replace(path)
