"""What a debtor agrees to when they turn autopay on, and how their card and its charges are named."""

from datetime import date

from chalicelib.messages.catalog import say, say_count
from chalicelib.messages.formats import day
from chalicelib.messages.names import one_line

TEXT_VERSION = "2026-11-22"  # of the paragraphs below in every catalog; a changed word is a new version
_BRANDS = {"visa": "Visa", "mastercard": "Mastercard", "amex": "American Express", "carnet": "Carnet", "elo": "Elo"}


def mandate_text(
    lang: str, creditor: str, provider: str, currency: str, notice_days: int, retries: int, gap_days: int, limit: str
) -> tuple[str, ...]:
    """The paragraphs of a mandate: who charges what, how much, when, told how long before, what a refusal leads to,
    and how it ends. ``limit``: the most of one charge as text, empty where there is none.
    """
    name = one_line(creditor)
    retry = (
        say_count(lang, "autopay.mandate.retry", retries, days=gap_days)
        if retries
        else say(lang, "autopay.mandate.no_retry")
    )
    return (
        say(lang, "autopay.mandate.what", creditor=name, currency=currency),
        say(lang, "autopay.mandate.amount"),
        *((say(lang, "autopay.mandate.limit", limit=limit),) if limit else ()),
        say(lang, "autopay.mandate.when"),
        say_count(lang, "autopay.mandate.notice", notice_days),
        retry,
        say(lang, "autopay.mandate.stop"),
        say(lang, "autopay.mandate.data", creditor=name, provider=provider),
    )


def card_text(lang: str, brand: str, last4: str) -> str:
    """``Visa ···4242``."""
    named = _BRANDS.get(brand, brand.title()) if brand not in {"", "unknown"} else say(lang, "autopay.card")
    return f"{named} ···{last4}"


def coming_text(lang: str, on: date, last4: str, today: date) -> str:
    """``Se cobrará el 30 de noviembre a tu tarjeta ···4242``."""
    return say(lang, "autopay.coming", date=day(on, lang, today), last4=last4)


def charging_text(lang: str, last4: str) -> str:
    return say(lang, "autopay.charging", last4=last4)


def expires_text(lang: str, month: int, year: int) -> str:
    return say(lang, "autopay.expires", month=f"{month:02d}/{year}") if year else ""


def state_text(lang: str, state: str) -> str:
    return say(lang, f"autopay.state.{state}")
