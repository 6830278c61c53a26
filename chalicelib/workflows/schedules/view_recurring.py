"""Recurring charges as the debtor sees them: what comes next, and what may be paid ahead for how much."""

from datetime import date
from typing import Any

from chalicelib.domain.account import Account
from chalicelib.domain.business import Business
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.schedules.advance import Offer, offers
from chalicelib.domain.schedules.schedule import ACTIVE, Schedule, next_charge
from chalicelib.messages.formats import money
from chalicelib.messages.recurring import (
    ahead_label,
    covers_text,
    every_text,
    next_charge_text,
    offer_text,
    saving_ahead_text,
)


class Recurring:
    """The schedules of one account in one language on one day."""

    def __init__(self, account: Account, business: Business, lang: str, today: date) -> None:
        self.account, self.business, self.lang, self.today = account, business, lang, today
        self.offers = offers(account, today) if _takes_money(business) else []

    def schedules(self) -> list[dict[str, Any]]:
        return [self._schedule(one) for one in self.account.schedules if one.state == ACTIVE]

    def announced(self, invoice: Invoice | None) -> tuple[str, ...]:
        """What paying ahead would save, said with the announcement of a schedule's invoice."""
        mine = [one for one in self.offers if invoice and one.schedule.id == invoice.schedule and one.saving_minor]
        return tuple(
            offer_text(
                self.lang,
                ahead_label(self.lang, one.schedule.every, one.periods),
                self._money(one.amount_minor, one.schedule.currency),
                self._money(one.saving_minor, one.schedule.currency),
            )
            for one in mine
        )

    def _schedule(self, schedule: Schedule) -> dict[str, Any]:
        coming = next_charge(schedule)
        amount = self._money(schedule.amount_minor, schedule.currency)
        return {
            "id": schedule.id,
            "concept": schedule.concept,
            "amount_text": amount,
            "every_text": every_text(self.lang, schedule.every),
            "next_text": next_charge_text(self.lang, amount, coming.due_on, self.today) if coming else None,
            "advance": [self._offer(one) for one in self.offers if one.schedule.id == schedule.id],
        }

    def _offer(self, offer: Offer) -> dict[str, Any]:
        currency, saving = offer.schedule.currency, offer.saving_minor
        return {
            "periods": offer.periods,
            "label": ahead_label(self.lang, offer.schedule.every, offer.periods),
            "amount_minor": offer.amount_minor,
            "amount_text": self._money(offer.amount_minor, currency),
            "saving_text": saving_ahead_text(self.lang, self._money(saving, currency)) if saving else None,
            "covers_text": covers_text(self.lang, offer.charges[0].due_on, offer.charges[-1].due_on, self.today),
        }

    def _money(self, minor: int, currency: str) -> str:
        return money(minor, currency, self.lang, self.business.country, self.business.currency)


def _takes_money(business: Business) -> bool:
    """Whether there is any way to pay: without one nothing is offered."""
    ways = business.payment_methods
    return bool(ways.stripe or ways.transfer or ways.pix or ways.cash or ways.uploaded_qr)
