"""Accounts: what is written comes back as it was, a decision is all or nothing, the version is the lock."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.books.claim import Claim
from chalicelib.domain.debtor import Contact, Debtor, Reached, Rest
from chalicelib.domain.entry import Entry
from chalicelib.domain.errors import Conflict
from chalicelib.domain.invoice import Invoice, Terms
from chalicelib.domain.notice import Notice
from chalicelib.domain.task import Task
from chalicelib.store import accounts, notices
from chalicelib.store.account_rows import STUCK_AFTER
from chalicelib.store.changes import Changes, Pointer
from chalicelib.store.keys import account_key, account_of
from tests.domain.cases import DUE, at, debtor, invoice

pytestmark = pytest.mark.usefixtures("cloud")
NOW = at(DUE)
FULL_DEBTOR = Debtor(
    business="acme",
    id="C-1#2|ñ",
    name="true",
    country="CO",
    time_zone="America/Bogota",
    language="es",
    tax_id="null",
    type="company",
    contacts=(
        Contact("Ana", "owner", "ana@x.example", "+573001234567", "bounced", "failed"),
        Contact(email="b@x.example"),
    ),
    opted_out=("sms",),
    preferred_channel="email",
    hour_from="09:00",
    hour_to="12:00",
    terms_days=45,
    rests=(Rest("pause", "paused", at(DUE), "on a journey", "u-1"),),
    reached=(Reached(DUE, "email", "collection", "2026-06-03#overdue_1#email"),),
    unapplied={"COP": 12, "USD": -3},
    due_at=datetime(2026, 6, 4, 12, 0, 0, 123000, tzinfo=UTC),
)
FULL_INVOICE = Invoice(
    number="null",
    currency="CLF",
    total_minor=10**15,
    principal_minor=7,
    issued_on=date(2026, 1, 31),
    due_on=date(2028, 2, 29),
    state="partly_paid",
    concept="Ñandú – “agosto”",
    terms=Terms(True, 3, 5, Decimal("0.020"), Decimal("0.2552"), "effective_year", Decimal("0.03"), date(2028, 2, 24)),
    fee_minor=1,
    interest_minor=2,
    fee_charged=True,
    interest_from=date(2028, 3, 1),
    interest_carried=Decimal("18687.59123456789012345678901234567890"),
    interest_posted_minor=18688,
    steps=("invoice", "due_today"),
    escalated=True,
    file_balance_minor=0,
    import_id="i1",
    import_outcome="created",
    due_computed=True,
)
ATTEMPT = Attempt(
    id="pa_1",
    reference="P-2222-2222",
    method="card",
    currency="COP",
    amount_minor=10,
    lines=(QuoteLine("null", 10),),
    quoted_on=DUE,
    created_at=NOW,
    expires_at=NOW + timedelta(minutes=40),
    provider="stripe",
    provider_id="cs_1",
    url="https://checkout.example/cs_1",
)
NOTICE = Notice(
    id="2026-06-03#overdue_1#email",
    purpose="collection",
    tone="friendly",
    channel="email",
    planned_at=NOW,
    step="overdue_1",
    anchor="F1",
    invoices=("F1", "F2"),
    data={"a": "1"},
)
ENTRY = Entry("i1.issue.principal", "issue", 100, "COP", DUE, NOW, invoice="null", payment="pa_1")
TASK = Task("call#F1", "call", NOW, "F1", "step call")


def create(**changes: object) -> Account:
    accounts.save(None, replace(Changes(debtor(), invoices=(invoice(),)), **changes))
    found = accounts.load("acme", "c1")
    assert found
    return found


def test_everything_comes_back_as_it_was_written() -> None:
    accounts.save(None, Changes(FULL_DEBTOR, (FULL_INVOICE,), (ATTEMPT,), (ENTRY,), (NOTICE,), (), (TASK,)))

    found = accounts.load("acme", FULL_DEBTOR.id)
    assert found == Account(replace(FULL_DEBTOR, version=1), (FULL_INVOICE,), (ATTEMPT,), tasks=(TASK,))
    whole = accounts.load_whole("acme", FULL_DEBTOR.id)
    assert whole
    assert (whole.entries, whole.notices, whole.tasks) == ((ENTRY,), (NOTICE,), (TASK,))
    assert accounts.load_entries("acme", FULL_DEBTOR.id, "pa_1") == [ENTRY]


def test_an_account_that_nobody_wrote_is_none() -> None:
    assert accounts.load("acme", "nobody") is None
    assert accounts.load_whole("acme", "nobody") is None
    assert accounts.load_attempt("acme", "nobody", "pa_1") is None


def test_a_decision_over_a_moved_account_is_refused_and_writes_nothing() -> None:
    before = create()
    accounts.save(before, Changes(replace(before.debtor, name="first")))

    with pytest.raises(Conflict) as refused:
        accounts.save(before, Changes(replace(before.debtor, name="second"), notices=(NOTICE,), tasks=(TASK,)))

    assert refused.value.code == "account_changed"
    after = accounts.load_whole("acme", "c1")
    assert after
    assert (after.debtor.name, after.debtor.version, after.notices, after.tasks) == ("first", 2, (), ())


def test_an_account_is_created_once() -> None:
    create()
    with pytest.raises(Conflict) as refused:
        accounts.save(None, Changes(debtor()))
    assert refused.value.code == "account_changed"


def test_a_fact_from_outside_is_claimed_once() -> None:
    claim = Claim("stripe", "pi_1", 100, "MXN", NOW, "pa_1")
    before = create(claims=(claim,))
    assert accounts.was_claimed("acme", "c1", "stripe", "pi_1")
    assert accounts.claimed_by("acme", "c1", "stripe", "pi_1") == "pa_1"
    assert not accounts.was_claimed("acme", "c1", "stripe", "pi_2")

    with pytest.raises(Conflict):
        accounts.save(before, Changes(before.debtor, claims=(claim,)))
    again = accounts.load("acme", "c1")
    assert again
    assert again.debtor.version == 1


def test_a_notice_is_planned_once_but_one_that_never_reached_the_debtor_gives_way() -> None:
    before = create(notices=(NOTICE,))
    with pytest.raises(Conflict):
        accounts.save(before, Changes(before.debtor, notices=(NOTICE,)))

    for state in ("withheld", "failed", "bounced"):
        notices.claim("acme#c1", NOTICE, NOW, {})
        now = accounts.load("acme", "c1")
        assert now
        accounts.save(now, Changes(now.debtor, taken_back=(replace(NOTICE, state=state),)))
        now = accounts.load("acme", "c1")
        assert now
        accounts.save(now, Changes(now.debtor, notices=(NOTICE,)))
        found = notices.load("acme#c1", NOTICE.id)
        assert found
        assert found.state == "planned"


def test_settled_invoices_and_ended_attempts_are_not_loaded_for_a_decision() -> None:
    settled = [invoice(f"S{n}", state=state) for n, state in enumerate(("paid", "withdrawn", "written_off"))]
    kept = [invoice(f"K{n}", state=state) for n, state in enumerate(("open", "paying", "disputed", "promised"))]
    ended = [replace(ATTEMPT, id=f"pa_{state}", state=state) for state in ("paid", "failed", "expired", "refunded")]
    accounts.save(None, Changes(debtor(), (*settled, *kept), (ATTEMPT, *ended)))

    found = accounts.load("acme", "c1")
    assert found
    assert [one.number for one in found.invoices] == ["K0", "K1", "K2", "K3"]
    assert [one.id for one in found.attempts] == ["pa_1"]
    assert accounts.load_invoices("acme", "c1", ["S0", "K1", "none"]) == {"S0": settled[0], "K1": kept[1]}
    assert len(accounts.load_history("acme", "c1")[0]) == 7


def test_an_invoice_that_is_settled_leaves_and_one_that_is_reopened_returns() -> None:
    before = create()
    accounts.save(before, Changes(before.debtor, (invoice(state="paid", principal_minor=0),)))
    settled = accounts.load("acme", "c1")
    assert settled
    assert settled.invoices == ()

    accounts.save(settled, Changes(settled.debtor, (invoice(),)))
    again = accounts.load("acme", "c1")
    assert again
    assert again.invoices == (invoice(),)


def test_what_is_due_is_found_by_time_and_leaves_the_list_when_it_is_done() -> None:
    before = create(debtor=debtor(due_at=NOW), notices=(NOTICE,))
    soon = NOW + STUCK_AFTER

    assert set(accounts.all_due(NOW)) == {("acme#c1", "DEBTOR")}
    assert set(accounts.all_due(NOW - timedelta(seconds=1))) == set()
    assert set(accounts.all_due(soon)) == {("acme#c1", "DEBTOR"), ("acme#c1", f"NOTICE#{NOTICE.id}")}

    accounts.save(before, Changes(replace(before.debtor, due_at=None)))
    notices.claim("acme#c1", NOTICE, NOW, {})
    assert set(accounts.all_due(soon)) == {("acme#c1", f"NOTICE#{NOTICE.id}")}, "a silent claim is looked at again"
    notices.record_sent("acme#c1", NOTICE.id, NOW, "m1", "ana@x.example", soon)
    assert set(accounts.all_due(NOW + timedelta(days=90))) == set()


def test_a_held_back_notice_waits_for_nothing() -> None:
    create(debtor=debtor(), notices=(replace(NOTICE, state="withheld", reason="holiday"),))

    assert set(accounts.all_due(NOW + timedelta(days=90))) == set()


def test_a_business_lists_its_accounts_with_what_is_open_by_currency() -> None:
    create(invoices=(invoice("F1"), invoice("F2", currency="USD"), invoice("F3", state="paid", principal_minor=0)))
    accounts.save(None, Changes(debtor(id="c0", name="Bea")))
    accounts.save(None, Changes(debtor(business="other")))

    assert [(one.debtor, one.name, one.open, one.principal) for one in accounts.list_accounts("acme")] == [
        ("c0", "Bea", 0, {}),
        ("c1", "Ana López", 2, {"MXN": 100_000, "USD": 100_000}),
    ]


def test_a_pointer_leads_from_the_providers_name_to_the_attempt() -> None:
    create(attempts=(ATTEMPT,), pointers={"pi_1": "pa_1"})

    found = accounts.pointed("pi_1")
    assert found == Pointer("acme", "c1", "pa_1")
    assert accounts.pointed("pi_2") is None


def test_nobodys_debtor_id_reaches_into_another_partition() -> None:
    assert account_of(account_key("acme", "x#y")) == ("acme", "x#y")
