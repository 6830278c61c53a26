"""The problems of a whole file in the order of its lines, put together from what its parts found."""

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby
from operator import attrgetter

from chalicelib.intake.records import Problem

_LINE = attrgetter("line")


def by_line(found: Iterable[Iterable[Problem]]) -> Iterator[list[Problem]]:
    """All problems of one line at a time. Where a row was refused, only why: it was not used.

    Each of ``found`` is in the order of its lines.
    """
    for _, group in groupby(merge(*found, key=_LINE), _LINE):
        problems = list(group)
        yield [problem for problem in problems if problem.level == "rejected"] or problems


def beside(
    problems: Iterable[Problem], cells: Iterable[tuple[int, tuple[str, ...]]]
) -> Iterator[tuple[Problem, tuple[str, ...]]]:
    """Each problem beside its line's own cells, both in the order of lines; none where the file has no such line."""
    lines = iter(cells)
    line, own = next(lines, (0, ()))
    for problem in problems:
        while line < problem.line and (found := next(lines, None)):
            line, own = found
        yield problem, own if line == problem.line else ()
