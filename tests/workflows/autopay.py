"""A debtor who gave a card, and a provider that keeps it: as far as autopay goes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.errors import GiveUp, TryAgain
from chalicelib.domain.paying.mandate import Card, Mandate, Planned
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways.providers import CardPage, Opened
from chalicelib.gateways.providers.stripe import cards
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.workflows.paying.view_autopay import view_autopay
from tests.domain import autopay_cases
from tests.domain.cases import DUE, at
from tests.workflows.cases import SESSION

CHARGED = at(DUE, "09:00")
CARD = Card("pm_1", "visa", "4242", 12, 2031)


@dataclass
class Keeper:
    """Stripe, as far as kept cards go. ``says``: what a charge comes to; a code of a bank, or ``silent``.

    ``page``: what came of a card page, or ``silent``.
    """

    says: str = "paid"
    page: str = "card_given"
    asked: int = 0
    charged: list[Attempt] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    pages: list[CardPage] = field(default_factory=list)
    done: dict[str, ProviderNews] = field(default_factory=dict)

    def open_card_page(self, page: CardPage) -> Opened:
        if self.says == "refuses":
            raise GiveUp("provider_refused")
        self.pages.append(page)
        return Opened("cs_card", "https://checkout.example/cs_card", page.customer or "cus_1")

    def read_card(self, setup_id: str) -> Card:
        if setup_id != "seti_1":
            raise GiveUp("no_card")
        return CARD

    def ask_card(self, mandate: Mandate) -> ProviderNews:
        self.asked += 1
        if self.page == "silent":
            raise TryAgain("timed out")
        return replace(given(mandate.id), kind=self.page)

    def charge(self, attempt: Attempt, mandate: Mandate) -> ProviderNews:
        self.charged.append(attempt)
        news = ProviderNews("paid", attempt.id, payment_id=f"pi_{attempt.id}", amount_minor=attempt.amount_minor,
                            currency=attempt.currency)  # fmt: skip
        if self.says not in {"paid", "silent", "processing"}:
            news = replace(news, kind="failed", code=self.says)
        if self.says == "processing":
            news = replace(news, kind="processing")
        self.done[attempt.id] = news
        if self.says == "silent":
            raise TryAgain("timed out")
        return news

    def find_charge(self, attempt: Attempt, mandate: Mandate) -> ProviderNews | None:
        return self.done.get(attempt.id)

    def forget_card(self, mandate: Mandate) -> None:
        if self.says == "silent":
            raise TryAgain("timed out")
        self.forgotten.append(mandate.card_id)


def keeper(monkeypatch: pytest.MonkeyPatch) -> Keeper:
    found = Keeper()
    for name in ("open_card_page", "read_card", "ask_card", "charge", "find_charge", "forget_card"):
        monkeypatch.setattr(cards, name, getattr(found, name))
    return found


def given(mandate_id: str) -> ProviderNews:
    return ProviderNews(
        "card_given", mandate_id=mandate_id, session_id="cs_card", customer_id="cus_1", setup_id="seti_1",
        provider="stripe",
    )  # fmt: skip


def agreed(*numbers: str, **changes: Any) -> Mandate:
    """An active mandate that has told of these invoices: they are to be charged on ``DUE``."""
    account = accounts.load("acme", "c1")
    assert account
    owed = {one.number: one.principal_minor for one in account.invoices}
    plans = tuple(Planned(one, DUE, DUE - timedelta(days=5), owed[one], "n1") for one in numbers)
    mandate = autopay_cases.mandate(planned=plans, **changes)
    head = replace(account.debtor, due_at=CHARGED)
    accounts.save(account, Changes(head, mandates=(mandate,), pointers={mandate.id: mandate.id, "pm_1": mandate.id}))
    return mandate


def text_hash(now: datetime, limit: int = 0) -> str:
    return str(view_autopay(SESSION, now, limit)["text_hash"])
