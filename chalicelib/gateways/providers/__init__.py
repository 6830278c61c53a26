"""The door to payment providers. Each is one module with the functions of ``Provider``, imported when it is used.

Who they are stands in ``domain.providers``; everybody else names a provider only by what an attempt remembers of it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib import import_module
from typing import NamedTuple, Protocol, cast

import msgspec
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.business import Business
from chalicelib.domain.paying.mandate import Card, Mandate
from chalicelib.domain.paying.provider_news import ProviderNews


class Page(msgspec.Struct, frozen=True):
    """What a payment page is opened for. ``labels``: what the payer reads and minor units, the attempt's in sum."""

    attempt: Attempt
    business: Business
    labels: tuple[tuple[str, int], ...]
    language: str
    success_url: str
    cancel_url: str
    email: str | None = None
    customer: str = ""  # the debtor's name at the provider, where it has one


class CardPage(msgspec.Struct, frozen=True):
    """The page on which the debtor gives the card of a mandate. ``reference``: the debtor's own, as on transfers."""

    mandate: Mandate
    reference: str
    language: str
    expires_at: datetime
    success_url: str
    cancel_url: str
    email: str | None = None
    customer: str = ""


class Opened(NamedTuple):
    """The page's name at the provider, and where the payer finds it."""

    id: str
    url: str
    customer: str = ""


class Provider(Protocol):
    """What a provider's module offers. Each call may raise TryAgain (busy), or GiveUp(code) (no, for good)."""

    LIFE: timedelta
    """How long a page of it is kept open: the life of the attempt."""

    def methods(self, country: str, currency: str) -> tuple[str, ...]:
        """The ways to pay that a business of ``country`` can offer through it for a debt in ``currency``."""

    def open_page(self, page: Page, now: datetime) -> Opened:
        """Open the page in which an attempt is paid; the same attempt again opens the same page.

        GiveUp: ``attempt_expiring``, ``amount_too_small``, ``amount_too_large``, ``currency_not_supported``,
        ``provider_refused``.
        """

    def ask(self, attempt: Attempt) -> ProviderNews:
        """What became of an attempt; takes the money where the payer agreed and only our word is missing.

        ``ignored`` while nothing happened.
        """

    def close(self, attempt: Attempt) -> bool:
        """From now on nobody can pay in the attempt's page. False: somebody did, or it was closed; ask about it."""

    def refund(self, attempt: Attempt, amount_minor: int, request: str) -> ProviderNews:
        """Give back a part of a payment, or all. ``request``: the asker's own id of it, the same one refunds once.

        ``processing`` when the provider will tell later. GiveUp: ``refund_refused``.
        """

    def read_webhook(self, payload: bytes, headers: Mapping[str, str], now: datetime) -> ProviderNews:
        """The news in a webhook. Raises Refusal: ``bad_signature``, ``stale_signature``, ``bad_json``."""


class Cards(Protocol):
    """What a provider offers in its module ``cards`` when it keeps cards (``domain.providers``). Errors as above."""

    def open_card_page(self, page: CardPage) -> Opened:
        """Where a card is given; the same mandate again opens the same page."""

    def ask_card(self, mandate: Mandate) -> ProviderNews:
        """What became of the page: ``card_given``, ``card_not_given``, or ``ignored`` while it is open."""

    def read_card(self, setup_id: str) -> Card:
        """The card that was given. GiveUp: ``no_card``."""

    def charge(self, attempt: Attempt, mandate: Mandate) -> ProviderNews:
        """Charge it with nobody there; the same attempt again is the same charge. A bank's no is ``failed`` news."""

    def find_charge(self, attempt: Attempt, mandate: Mandate) -> ProviderNews | None:
        """What became of a charge whose answer was lost; None where none was begun."""

    def forget_card(self, mandate: Mandate) -> None:
        """Keep it no longer."""


def cards_of(provider: str) -> Cards:
    return cast(Cards, import_module(f"{__name__}.{provider}.cards"))


def named(provider: str) -> Provider:
    """The module of a provider, by its name in ``domain.providers``."""
    return cast(Provider, import_module(f"{__name__}.{provider}"))


def page_offers(provider: str, country: str, currency: str) -> tuple[str, ...]:
    """What a card page offers, cards first, by name; empty where the provider does not say."""
    told = getattr(named(provider), "page_offers", None) if provider else None
    return told(country, currency) if told else ()


def ask(attempt: Attempt) -> ProviderNews:
    return _told_by(attempt.provider, named(attempt.provider).ask(attempt))


def close(attempt: Attempt) -> bool:
    return named(attempt.provider).close(attempt)


def refund(attempt: Attempt, amount_minor: int, request: str) -> ProviderNews:
    return _told_by(attempt.provider, named(attempt.provider).refund(attempt, amount_minor, request))


def read_webhook(provider: str, payload: bytes, headers: Mapping[str, str], now: datetime) -> ProviderNews:
    return _told_by(provider, named(provider).read_webhook(payload, headers, now))


def ask_card(mandate: Mandate) -> ProviderNews:
    return _told_by(mandate.provider, cards_of(mandate.provider).ask_card(mandate))


def charge(attempt: Attempt, mandate: Mandate) -> ProviderNews:
    return _told_by(attempt.provider, cards_of(attempt.provider).charge(attempt, mandate))


def find_charge(attempt: Attempt, mandate: Mandate) -> ProviderNews | None:
    found = cards_of(attempt.provider).find_charge(attempt, mandate)
    return _told_by(attempt.provider, found) if found else None


def _told_by(provider: str, news: ProviderNews) -> ProviderNews:
    return replace(news, provider=provider)
