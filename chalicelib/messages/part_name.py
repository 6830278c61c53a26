"""What people call one part of an agreement."""

from chalicelib.messages.catalog import say


def part_name(lang: str, number: int) -> str:
    """``Cuota 2``; number 0 is the down payment."""
    return say(lang, "plan.part.name" if number else "plan.down.amount", number=number)
