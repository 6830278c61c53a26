"""A reason that intake gives, in words: what is wrong, and what to do about it."""

from chalicelib.messages.catalog import say


def wrong(lang: str, code: str, /, **params: object) -> str:
    """What is wrong, in a sentence."""
    return say(lang, f"intake.{code}", **params)


def advice(lang: str, code: str, /, **params: object) -> str:
    """What to do about it, in a sentence that can stand after the first one."""
    return say(lang, f"advice.{code}", **params)


def explained(lang: str, code: str, /, **params: object) -> str:
    """Both, for whoever looks at one row only."""
    return f"{wrong(lang, code, **params)} {advice(lang, code, **params)}"
