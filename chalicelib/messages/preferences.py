"""The words of the debtor's preferences. What is agreed to or stopped is kept as it was said."""

from chalicelib.messages.catalog import say


def channel_label(lang: str, channel: str) -> str:
    return say(lang, f"preferences.channel.{channel}")


def consent_text(lang: str, channel: str, *, given: bool) -> str:
    """The sentence that a debtor agrees to, or stops with."""
    return say(lang, f"preferences.{'consent' if given else 'stop'}.{channel}")


def hours_text(lang: str, first: str, last: str) -> str:
    """Within which hours the law lets reminders come."""
    return say(lang, "preferences.hours", first=first, last=last)
