"""The best choice of one column for each field: the greatest total, no column twice (Kuhn-Munkres)."""

from collections.abc import Mapping, Sequence


def assign(weights: Mapping[tuple[str, int], int], fields: Sequence[str]) -> dict[str, int]:
    """Field → column such that the weights add up to the most. Pairs without a positive weight are never chosen."""
    columns = sorted({at for (field, at), weight in weights.items() if weight > 0})
    costs = [[-max(weights.get((field, at), 0), 0) for at in columns] + [0] * len(fields) for field in fields]
    chosen = _cheapest(costs)
    return {
        field: columns[place]
        for field, place in zip(fields, chosen, strict=True)
        if place < len(columns) and weights.get((field, columns[place]), 0) > 0
    }


def _cheapest(costs: Sequence[Sequence[int]]) -> list[int]:
    """For each row its column, at the least total cost; rows are not more than columns.

    The shortest augmenting path with potentials, one row at a time: rows² × columns steps.
    """
    width = len(costs[0]) if costs else 0
    row_price, column_price = [0] * (len(costs) + 1), [0] * (width + 1)
    row_of, came_from = [0] * (width + 1), [0] * (width + 1)
    for row in range(1, len(costs) + 1):
        row_of[0], at = row, 0
        least = [None] * (width + 1)  # type: list[int | None]
        seen = [False] * (width + 1)
        while row_of[at]:
            seen[at] = True
            at = _step(costs, row_of[at], at, row_price, column_price, row_of, came_from, least, seen)
        while at:
            row_of[at], at = row_of[came_from[at]], came_from[at]
    return [row_of.index(row, 1) - 1 for row in range(1, len(costs) + 1)]


def _step(
    costs: Sequence[Sequence[int]],
    row: int,
    at: int,
    row_price: list[int],
    column_price: list[int],
    row_of: list[int],
    came_from: list[int],
    least: list[int | None],
    seen: list[bool],
) -> int:
    """Reach the nearest column that was not reached yet, and move the prices of those that were."""
    for column in range(1, len(seen)):
        if not seen[column]:
            cost = costs[row - 1][column - 1] - row_price[row] - column_price[column]
            known = least[column]
            if known is None or cost < known:
                least[column], came_from[column] = cost, at
    delta, nearest = min((cost, column) for column, cost in enumerate(least) if cost is not None and not seen[column])
    for column, reached in enumerate(seen):
        known = least[column]
        if reached:
            row_price[row_of[column]] += delta
            column_price[column] -= delta
        elif known is not None:
            least[column] = known - delta
    return nearest
