"""A refusal in words: the sentence for a code, and for each fault of a body."""

from chalicelib.messages.catalog import say, say_count


def refusal_text(lang: str, code: str, /, **params: object) -> str:
    """The sentence for a refusal's ``code``. ``wrong_answer`` needs ``tries_left``, ``locked`` the ``creditor``,
    ``server_error`` a ``ref``; amounts come as text (``minimum``, ``balance``). Raises KeyError without words for it.
    """
    if code == "wrong_answer":
        return say_count(lang, "error.wrong_answer", _whole(params["tries_left"]))
    return say(lang, f"error.{code}", **params)


def fault_text(lang: str, code: str, /, **params: object) -> str:
    """The sentence for one fault of a body; ``params`` as its ``Fault`` carries them."""
    return say(lang, f"fault.{code}", **params)


def _whole(value: object) -> int:
    return value if isinstance(value, int) else int(str(value))
