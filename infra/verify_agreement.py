"""``python -m infra.verify_agreement FILE [--seal SEAL]``: is the record of a signed agreement as it was written?

FILE is the JSON of ``GET /api/plans/{id}/evidence`` or of the console's route of the same name; it needs no network, no
cloud and no key. SEAL is printed under the signature of the copy that both sides were sent: without it the command says
whether the record agrees with itself, with it whether it is the very record of that copy.
"""

import argparse
import sys
from pathlib import Path

import msgspec

from chalicelib.domain.agreeing.evidence import Evidence, what_is_wrong

SAID = {
    "text_changed": "The text is not the one whose SHA-256 was kept: it was changed after the signature.",
    "record_changed": "The record is not the one that was sealed: something in it was changed.",
    "other_copy": "The seal is another one than that of the copy you hold.",
}


def main(arguments: list[str] | None = None) -> int:
    """0: nothing was changed; 1: something was, and what; 2: the file is no such record."""
    asked = _parser().parse_args(arguments)
    try:
        evidence = msgspec.json.decode(Path(asked.file).read_bytes(), type=Evidence)
    except (OSError, msgspec.MsgspecError) as error:
        print(f"Not a record of a signed agreement: {error}", file=sys.stderr)
        return 2
    wrong = what_is_wrong(evidence, asked.seal)
    for code in wrong:
        print(SAID[code])
    if wrong:
        return 1
    print(f"Unchanged. {evidence.name} signed {evidence.id} at {evidence.signed_at.isoformat()}.")
    print(f"SHA-256 of the text: {evidence.text_sha256}")
    print(f"Seal of the record:  {evidence.seal}" + ("" if asked.seal else "  (compare it with the copy you hold)"))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m infra.verify_agreement", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("file", help="the record, as JSON")
    parser.add_argument("--seal", default="", help="the seal that is printed on the copy")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
