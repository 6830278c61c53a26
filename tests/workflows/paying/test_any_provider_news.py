"""Whatever two providers tell, in whatever order and however often: no cent is lost, none is counted twice."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.errors import TryAgain
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways.providers import paypal
from chalicelib.store import accounts, businesses
from chalicelib.store.changes import Changes
from chalicelib.workflows.paying.hear_provider import hear_provider
from chalicelib.workflows.paying.park_payment import NOBODY
from tests.domain.cases import invoice
from tests.tables import Cloud
from tests.workflows.cases import NOW, books_are_in_order, created, owing, pending, whole

AMOUNT = 100_000
LATER = NOW + timedelta(days=5)  # long after the events: what follows nothing is not waited for any more
PAYMENTS = {"stripe": "pi_1", "paypal": "CAP1"}


def life(provider: str, attempt: Attempt) -> st.SearchStrategy[list[ProviderNews]]:
    """What a provider may tell of one attempt: of the payment, of another one, of a page that we never opened."""
    base = ProviderNews("paid", attempt.id, provider=provider, currency="MXN", created=NOW)
    ours: dict[str, Any] = {"session_id": f"page-{provider}", "payment_id": PAYMENTS[provider], "amount_minor": AMOUNT}
    paid = replace(base, **ours)
    back = replace(base, kind="refunded", payment_id=PAYMENTS[provider], amount_minor=AMOUNT)
    refunds = [
        replace(back, amount_minor=part, refund_id=f"RE-{part}")
        if provider == "paypal"
        else replace(back, refunded_total_minor=part)
        for part in (30_000, 70_000)
    ]
    dispute = replace(
        base, attempt_id="", payment_id=PAYMENTS[provider], dispute_id=f"dispute-{provider}", amount_minor=AMOUNT
    )
    told = [
        paid,
        replace(paid, event_id="another"),
        replace(paid, kind="processing"),
        replace(paid, kind="failed"),
        replace(paid, kind="expired", payment_id=""),
        *refunds,
        replace(back, kind="refund_failed", attempt_id="", amount_minor=30_000, refund_id="RE-30000"),
        replace(dispute, kind="disputed"),
        replace(dispute, kind="dispute_won"),
        replace(dispute, kind="dispute_lost"),
        replace(paid, payment_id="second-payment"),
        replace(paid, amount_minor=AMOUNT - 1, payment_id="too-little"),
        replace(paid, currency="USD", payment_id="in-dollars"),
        replace(paid, session_id="not-our-page", payment_id="of-another-page"),
        replace(paid, provider={"stripe": "paypal", "paypal": "stripe"}[provider], payment_id="of-another-provider"),
        replace(paid, attempt_id="att_nobody", payment_id="nobodys"),
        replace(base, kind="refunded", payment_id="second-payment", amount_minor=10, refunded_total_minor=10),
    ]
    return st.lists(st.sampled_from(told), min_size=1, max_size=9)


def a_debtor_at_two_pages() -> dict[str, Attempt]:
    created()
    owing(invoice("F1", total_minor=AMOUNT), invoice("F2", total_minor=AMOUNT))
    made = pending(("F1", AMOUNT), provider="stripe", provider_id="page-stripe")
    account = accounts.load("acme", "c1")
    assert account
    other = replace(
        made, id="att_paypal", provider="paypal", provider_id="page-paypal", method="paypal",
        lines=(replace(made.lines[0], invoice="F2"),),
    )  # fmt: skip
    accounts.save(account, Changes(account.debtor, attempts=(other,), pointers={other.id: other.id}))
    return {"stripe": made, "paypal": other}


def hear(told: ProviderNews, now: datetime) -> None:
    """As the provider does: what is not taken now is told again later, and in the end no more."""
    with suppress(TryAgain):
        hear_provider(told, now)


def money_in(heard: list[ProviderNews]) -> dict[tuple[str, str, str], int]:
    """Every payment that was told, once: by who told it, its id and currency."""
    return {(one.provider, one.payment_id, one.currency): one.amount_minor for one in heard if one.kind == "paid"}


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)  # fmt: skip
@given(data=st.data())
def test_what_came_in_is_applied_unapplied_parked_or_given_back(cloud: Cloud, data: st.DataObject) -> None:
    cloud.empty()
    attempts = a_debtor_at_two_pages()
    streams = [data.draw(life(provider, attempt)) for provider, attempt in attempts.items()]
    heard = data.draw(st.permutations([*streams[0], *streams[1]]))
    for _ in range(2):  # everything is told twice over
        for told in heard:
            hear(told, LATER)

    assert books_are_in_order()
    found = whole()
    parked = [one for business in ("acme", NOBODY) for one in businesses.list_parked(business)]
    kept = {(one.provider, one.fact) for one in parked}
    assert len(kept) == len(parked), "each is in sight once"
    for (provider, payment, currency), minor in money_in(heard).items():
        applied = [one for one in found.attempts if (one.provider, one.payment_id) == (provider, payment)]
        in_sight = [one for one in parked if one.fact == f"{payment}.paid" and one.provider == provider]
        assert bool(applied) != bool(in_sight), f"{payment} is in one place"
        assert [one.amount_minor for one in (applied or in_sight)] == [minor]
        assert [one.currency for one in (applied or in_sight)] == [currency]
    for attempt in found.attempts:
        assert 0 <= attempt.refunded_minor <= attempt.amount_minor
        assert (attempt.state == "paid" and attempt.refunded_minor < attempt.amount_minor) or attempt.state != "paid"


@pytest.mark.parametrize("state", ["expired", "failed", "paid"])
def test_what_a_payer_agrees_to_too_late_is_never_taken(
    cloud: Cloud, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paypal, "ask", lambda _: pytest.fail("taken"))
    created()
    owing(invoice("F1", total_minor=AMOUNT))
    attempt = pending(provider="paypal", provider_id="ORDER1", state=state)
    told = ProviderNews("approved", attempt.id, "ORDER1", amount_minor=AMOUNT, currency="MXN", provider="paypal")

    assert hear_provider(told, NOW) == "ignored"
    assert whole().attempts[0].state == state


@pytest.mark.parametrize("changes", [{"session_id": "ANOTHER"}, {"provider": "stripe"}])
def test_an_order_that_we_did_not_open_is_never_taken(
    cloud: Cloud, changes: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paypal, "ask", lambda _: pytest.fail("taken"))
    created()
    owing(invoice("F1", total_minor=AMOUNT))
    attempt = pending(provider="paypal", provider_id="ORDER1")
    told = ProviderNews("approved", attempt.id, "ORDER1", amount_minor=AMOUNT, currency="MXN", provider="paypal")

    assert hear_provider(replace(told, **changes), NOW) == "ignored"
    assert whole().attempts[0].state == "pending"
