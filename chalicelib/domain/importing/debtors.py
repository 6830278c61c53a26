"""Who a debtor is, as the business's files tell it. A later file adds and corrects; a bounce is not forgotten. Pure."""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import replace

from chalicelib.domain.business import Business, EarlyDiscount
from chalicelib.domain.debtor import Contact, Debtor


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one row says of a debtor; empty means that it says nothing."""

    name: str = ""
    tax_id: str = ""
    type: str = ""
    email: str = ""
    phone: str = ""
    contact: str = ""
    role: str = ""
    language: str = ""
    time_zone: str = ""
    preferred_channel: str = ""
    hour_from: str = ""
    hour_to: str = ""
    terms_days: int | None = None
    discount: EarlyDiscount | None = None


FIELDS = ("name", "tax_id", "type", "language", "time_zone", "preferred_channel", "hour_from", "hour_to")


def first_met(business: Business, debtor: str) -> Debtor:
    """Until a file says more, a debtor lives where the business does; of unknown type, they count as a consumer."""
    return Debtor(
        business=business.id,
        id=debtor,
        name="",
        country=business.country,
        time_zone=business.time_zone,
        language=business.language,
    )


def learn(debtor: Debtor, told: Iterable[Told]) -> Debtor:
    """The debtor after these rows: what a row leaves empty stays as it was, the last word wins."""
    for row in told:
        named: dict[str, Any] = {field: value for field in FIELDS if (value := getattr(row, field))}
        if row.terms_days is not None:
            named["terms_days"] = row.terms_days
        if row.discount is not None:
            named["early_discount"] = row.discount
        debtor = replace(debtor, **named, contacts=_with(debtor.contacts, row))
    return debtor


def _with(contacts: tuple[Contact, ...], row: Told) -> tuple[Contact, ...]:
    """The contact of that name with the row's addresses; a new address starts unspoiled, an old one keeps its mark."""
    if not (row.email or row.phone):
        return contacts
    place = next((index for index, one in enumerate(contacts) if one.name == row.contact), None)
    known = Contact(name=row.contact) if place is None else contacts[place]
    changed = replace(
        known,
        role=row.role or known.role,
        email=row.email or known.email,
        phone=row.phone or known.phone,
        email_state="" if row.email and row.email != known.email else known.email_state,
        phone_state="" if row.phone and row.phone != known.phone else known.phone_state,
    )
    return (*contacts, changed) if place is None else (*contacts[:place], changed, *contacts[place + 1 :])
