"""Which delimiter a file uses: each candidate reads the first rows, the steadiest and widest reading wins.

The quote-aware vote of the design's measurements: as good as csv.Sniffer and clevercsv, and it costs nothing to import.
"""

import csv
from collections import Counter
from collections.abc import Sequence

CANDIDATES = (",", ";", "\t", "|", "~")
_ROWS = 60


def rank_delimiters(lines: Sequence[str]) -> list[str]:
    """All candidates, the most likely first. ``lines`` are the first physical lines, line ends kept."""
    return sorted(CANDIDATES, key=lambda delimiter: -_score(lines, delimiter))


def _score(lines: Sequence[str], delimiter: str) -> float:
    """Share of the rows that have the modal width, weighted by that width; one column counts as nothing."""
    widths: Counter[int] = Counter()
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            if row:
                widths[len(row)] += 1
            if widths.total() == _ROWS:
                break
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    width, rows = max(widths.items(), key=lambda item: (item[1], item[0]))
    return rows / widths.total() * (1 + 0.1 * width) if width > 1 else 0.0
