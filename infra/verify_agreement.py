"""``python -m infra.verify_agreement FILE [--seal SEAL]``: is a record of what was agreed as it was written?

FILE is the JSON of ``GET /api/plans/{id}/evidence`` or of the console's route of the same name, or one record of
``GET /api/terms/evidence`` or of the console's; it needs no network, no cloud and no key. SEAL is printed at the end of
the copy: without it the command says whether the record agrees with itself, with it whether it is the record of that
very copy.
"""

import argparse
import sys
from pathlib import Path

import msgspec

from chalicelib.domain.agreeing.acceptance import Acceptance
from chalicelib.domain.agreeing.evidence import Evidence
from chalicelib.domain.agreeing.record import what_is_wrong

SAID = {
    "text_changed": "The text is not the one whose SHA-256 was kept: it was changed afterwards.",
    "record_changed": "The record is not the one that was sealed: something in it was changed.",
    "other_copy": "The seal is another one than that of the copy you hold.",
}


def main(arguments: list[str] | None = None) -> int:
    """0: nothing was changed; 1: something was, and what; 2: the file is no such record."""
    asked = _parser().parse_args(arguments)
    try:
        record = read(Path(asked.file).read_bytes())
    except (OSError, msgspec.MsgspecError) as error:
        print(f"Not a record of a signed agreement or of accepted terms: {error}", file=sys.stderr)
        return 2
    wrong = what_is_wrong(record, asked.seal)
    for code in wrong:
        print(SAID[code])
    if wrong:
        return 1
    print(f"Unchanged. {said(record)}")
    print(f"SHA-256 of the text: {record.text_sha256}")
    print(f"Seal of the record:  {record.seal}" + ("" if asked.seal else "  (compare it with the copy you hold)"))
    return 0


def read(told: bytes) -> Evidence | Acceptance:
    """Raises MsgspecError: neither."""
    try:
        return msgspec.json.decode(told, type=Acceptance)
    except msgspec.ValidationError:
        return msgspec.json.decode(told, type=Evidence)


def said(record: Evidence | Acceptance) -> str:
    if isinstance(record, Evidence):
        return f"{record.name} signed {record.id} at {record.signed_at.isoformat()}."
    return f"Debtor {record.debtor} accepted the terms {record.version} at {record.accepted_at.isoformat()}."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m infra.verify_agreement", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("file", help="the record, as JSON")
    parser.add_argument("--seal", default="", help="the seal that is printed on the copy")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
