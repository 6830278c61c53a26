"""Businesses: settings and their policy versions, imports, and payments that found no home."""

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from chalicelib.domain.business import EarlyDiscount, Interest, LateFee, PaymentMethods, Pix, Transfer
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.store import businesses
from chalicelib.store.businesses import Import, Parked
from chalicelib.store.rows import BusinessRow
from tests.domain.cases import DUE, at, business, with_policy

pytestmark = pytest.mark.usefixtures("cloud")
NOW = at(DUE)
ACME = replace(
    with_policy(
        business(),
        late_fee=LateFee(500, Decimal("0.02"), Interest(Decimal("0.2552"), "effective_year")),
        early_discount=EarlyDiscount(Decimal("0.03"), 5),
    ),
    payment_methods=PaymentMethods(transfer=Transfer("clabe", "032180000118359719"), pix=Pix("k", "Rio")),
)
IMPORT = Import("i1", "acme", "inbox/acme/invoices/update/a.csv", "a.csv", "invoices/update", NOW, totals={"MXN": 5})


def test_settings_come_back_as_they_were_written() -> None:
    businesses.create(ACME)

    assert businesses.load("acme") == ACME
    assert list(businesses.list_all()) == [ACME]


def test_a_taken_id_is_refused_and_an_unknown_one_not_found() -> None:
    businesses.create(ACME)
    with pytest.raises(Conflict) as refused:
        businesses.create(replace(ACME, name="Other"))
    assert refused.value.code == "business_exists"
    assert businesses.load("acme").name == "Acme"
    with pytest.raises(NotFound) as missing:
        businesses.load("other")
    assert missing.value.code == "unknown_business"


def test_every_policy_version_is_kept() -> None:
    businesses.create(ACME)
    businesses.change(with_policy(ACME, version=2, grace_days=9))

    assert businesses.load("acme").policy.grace_days == 9
    assert [row.doc.get("version", 1) for row in BusinessRow.query("acme")][:2] == [1, 2]


def test_an_import_is_queued_once_and_its_silence_is_noticed() -> None:
    soon = NOW + timedelta(minutes=16)
    assert businesses.save_import(IMPORT, due_at=soon, over="")
    assert not businesses.save_import(replace(IMPORT, state="running"), over="")
    assert not businesses.save_import(replace(IMPORT, state="done"), over="running")

    assert businesses.load_import("acme", "i1") == IMPORT
    assert list(businesses.all_due(NOW)) == []
    assert list(businesses.all_due(soon)) == [("acme", "IMPORT#i1")]

    businesses.save_import(replace(IMPORT, state="done"))
    assert list(businesses.all_due(soon)) == []


def test_imports_are_listed_newest_first() -> None:
    for index in range(3):
        businesses.save_import(replace(IMPORT, id=f"i{index}", started_at=NOW + timedelta(minutes=index % 2)))

    assert [one.id for one in businesses.list_imports("acme")] == ["i1", "i2", "i0"]


def test_money_without_a_home_is_parked_once_and_stays_in_sight() -> None:
    parked = Parked("stripe", "pi_1.paid", "amount_mismatch", 500, "MXN", NOW, "pa_1", "c1")
    assert businesses.park("acme", parked)
    assert not businesses.park("acme", replace(parked, amount_minor=1))

    assert businesses.list_parked("acme") == [parked]
