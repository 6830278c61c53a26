"""Every refusal in the debtor's language, by its stable code. A code without words is a bug that a test finds."""

from collections.abc import Mapping
from datetime import date

from chalicelib.messages.catalog import language, say, say_count, words
from chalicelib.messages.formats import day, money, unit_name


def refusal_text(lang: str, code: str, params: Mapping[str, object]) -> str:
    """The sentence for a code; days in ``params`` become text, and amounts: ``minor`` and ``currency``, as ``country``
    writes them."""
    filled = {name: day(one, lang) if isinstance(one, date) else one for name, one in params.items()}
    if "minor" in filled:
        country = str(filled.get("country") or "")
        amount = money(int(str(filled["minor"])), str(filled["currency"]), lang, country)
        filled |= {"minimum": amount, "balance": amount}
    if "unit" in filled:
        filled["unit"] = unit_name(str(filled["unit"]))
    if code == "wrong_answer":
        return say_count(lang, "error.wrong_answer", int(str(filled.pop("tries_left"))), **filled)
    known = words(language(lang))
    for key in (f"error.{code}", f"fault.{code}"):
        if key in known:
            return say(lang, key, **filled)
    return say(lang, "error.faulty")
