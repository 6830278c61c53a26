"""A refund that the payer's bank sends back: in sight, told to the business, and nothing is booked by guessing."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.gateways.providers.stripe.events import read_event
from chalicelib.store import businesses, notices
from chalicelib.workflows.contact.tell_business import own_partition
from chalicelib.workflows.paying.hear_provider import hear_provider
from tests.domain.cases import invoice
from tests.workflows.cases import NOW, books_are_in_order, created, owing, pending, recorded, whole

pytestmark = pytest.mark.usefixtures("cloud")
LATER = NOW + timedelta(days=4)


@pytest.fixture(autouse=True)
def a_payment_that_was_given_back(cloud: object) -> None:
    created()
    owing(invoice("F1", total_minor=1_000_000), invoice("F2", total_minor=250_050))
    pending()
    hear_provider(recorded("checkout.session.completed.paid"), NOW)
    hear_provider(recorded("charge.refunded.rest"), NOW + timedelta(hours=1))


def failed(event: str = "evt_1") -> str:
    payment = recorded("checkout.session.completed.paid").payment_id
    refund = {"id": "re_1", "amount": 1_250_050, "currency": "mxn", "payment_intent": payment, "status": "failed"}
    told = {"id": event, "type": "refund.failed", "created": int(LATER.timestamp()), "data": {"object": refund}}
    return hear_provider(replace(read_event(told), provider="stripe"), LATER)


def test_it_is_kept_in_sight_and_the_business_is_told_once() -> None:
    before = whole()
    assert failed() == failed("evt_2") == "parked"

    (parked,) = businesses.list_parked("acme")
    assert (parked.reason, parked.amount_minor, parked.debtor) == ("refund_failed", 1_250_050, "c1")
    mail = notices.load(own_partition("acme"), f"{LATER:%Y-%m-%d}#parked-{parked.fact}#email")
    assert mail and mail.purpose == "report"
    assert whole() == before, "what was given back stays owed until a person has decided"
    assert books_are_in_order()
