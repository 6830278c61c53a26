"""Files of ten thousand to a million rows, read and dealt into parts as the inbox does, each in a process of its own.

``python bench/large.py`` prints it; ``python bench/large.py template FILE`` is one such process.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import formats, intake
from chalicelib.domain.business import Business
from chalicelib.intake.blob import OnDisk
from chalicelib.intake.dealing import Numbers, deal, parts_for
from chalicelib.intake.read import open_file

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 10_000, 100_000, 1_000_000)


def xero_lines(rows: int) -> Iterator[str]:
    """44 columns, two lines an invoice, a customer for every five: short enough for a million in the largest file."""
    yield formats._XERO
    for number in range(rows):
        invoice, day = number // 2, 1 + number // 2 % 28
        yield (
            f"Cliente {number // 10},{',' * 16},INV-{invoice},,{day}/10/2026,{day}/11/2026,,1840.00,240.00,840.00,"
            "1000.00,,Café,1,1600.00,,1600.00,200,IVA,240.00,,,,,USD,Sales invoice,Sent,Awaiting Payment"
        )


KINDS: dict[str, tuple[str, Callable[[int], Iterator[str]], Business]] = {
    "template": ("the template, 17 columns", intake.template_lines, intake._BUSINESS),
    "xero": ("Xero, 44 columns", xero_lines, formats._BUSINESS),
}


def figures() -> list[tuple[str, str, str]]:
    """(metric, value, how it was measured)."""
    found = []
    for kind, (name, lines, _) in KINDS.items():
        for rows in SIZES:
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                file = Path(folder) / "file.csv"
                with file.open("w", encoding="utf-8") as out:
                    out.writelines(f"{line}\n" for line in lines(rows))
                run = subprocess.run(
                    [sys.executable, __file__, kind, file], cwd=ROOT, capture_output=True, text=True, check=True
                )
                told = json.loads(run.stdout)
            if told["rows"] != rows or told["problems"]:
                raise RuntimeError(f"the bench file must be read without a problem: {told}")
            how = f"{name}, {told['megabytes']} MB, read and dealt into {told['parts']} parts; CPU, one core"
            found.append((f"Rows per second, {rows:,} rows", f"{rows / told['seconds']:,.0f}", how))
            found.append((f"Peak memory, {rows:,} rows", f"{told['peak']} MB", "of that process, Python included"))
    return found


def measure(kind: str, file: Path) -> dict[str, int | float]:
    """Open, survey, convert and deal one file, as this process's only work."""
    business = KINDS[kind][2]
    began = time.process_time()
    content = open_file(OnDisk(file), folder="invoices", business=business, today=intake._TODAY)
    parts = parts_for(content.found.rows)
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        rows = [opened.enter_context((folder / str(part)).open("wb", buffering=16 * 1024)) for part in range(parts)]
        problems = opened.enter_context((folder / "problems").open("wb"))
        dealt = deal(content, rows, problems, Numbers())
        found = problems.tell()
    seconds = time.process_time() - began
    return {
        "rows": dealt.rows_read, "parts": parts, "problems": found, "seconds": seconds, "peak": _peak(),
        "megabytes": file.stat().st_size // 1_000_000,
    }  # fmt: skip


def _peak() -> int:
    """Megabytes that this process has had at most."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return round(int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024)


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
    else:
        for metric, value, how in figures():
            print(f"{metric:50} {value:>12}   {how}")
