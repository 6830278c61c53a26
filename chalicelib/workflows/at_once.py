"""Several accounts at the same time: they do not touch each other."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from chalicelib.gateways.logs import bug

AT_ONCE = 8
One = TypeVar("One")
Found = TypeVar("Found")


def each(act: Callable[[One], Found], things: Iterable[One]) -> list[Found]:
    """What ``act`` finds for each, in order. A fault in one leaves the others done, then comes up."""
    faults: list[Exception] = []

    def careful(thing: One) -> list[Found]:
        try:
            return [act(thing)]
        except Exception as error:  # noqa: BLE001 - it comes up again below, after the others
            bug(error)
            faults.append(error)
            return []

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = [one for some in pool.map(careful, things) for one in some]
    if faults:
        raise faults[0]
    return found
