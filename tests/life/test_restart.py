"""A machine that is switched off for days in the middle of everything, and on again."""

import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from infra.local.clock import Clock
from tests.conftest import free_port
from tests.embedded import start
from tests.life.business import Business, new_business, table
from tests.life.client import Json, Run
from tests.life.cloud import Cloud
from tests.life.phone import Phone, token_of

FRIDAY = date(2027, 2, 5)  # no holiday in Mexico until the week after the next
OFF = timedelta(days=6)


@dataclass(frozen=True)
class Restarted:
    """The business after the second start, and what was seen before the first stop."""

    shop: Business
    messages: list[Json]
    account: Json
    running: str

    @property
    def thursday(self) -> date:
        return FRIDAY + OFF


@pytest.fixture(scope="module")
def restarted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Restarted]:
    """Off from Friday to Thursday. WARNED had a message already; C1's invoice fell due on the Sunday between."""
    home, port = tmp_path_factory.mktemp("restart"), free_port()
    first = start(home, port, CLOCK=f"{FRIDAY}T16:00:00Z", ENFORCE_PERMISSIONS="1")
    try:
        seen = _live_until_friday(Cloud(first), first.base_url)
    finally:
        first.stop()
    assert first.process.returncode == 0
    clock = Clock(home)
    clock.advance_to(clock.now() + OFF)
    began = time.monotonic()
    second = start(home, port, ENFORCE_PERMISSIONS="1")
    print(f"second start: {time.monotonic() - began:.1f} s")
    try:
        yield seen
    finally:
        second.stop()


def _live_until_friday(cloud: Cloud, base_url: str) -> Restarted:
    run = Run(base_url)
    shop = new_business(run, verify="none")
    due = FRIDAY + timedelta(days=2)
    warned = shop.invoice("F-1", FRIDAY - timedelta(days=1), "WARNED")
    shop.drop_invoices(warned, shop.invoice("F-2", due, issued_on=FRIDAY - timedelta(days=9)))
    run.do_what_is_due()
    shop.open_link("WARNED").pay()
    with cloud.inbox_stopped():
        key = f"inbox/{shop.id}/invoices/update/big.csv"
        later = FRIDAY + timedelta(days=60)
        rows = [shop.invoice(f"B-{n}", later, f"B{n % 10}", issued_on=FRIDAY - timedelta(days=9)) for n in range(30)]
        assert cloud.dying_import(key, cloud.put(key, table(rows).encode())) == -signal.SIGKILL
    running = shop.imports()[0]
    assert running["state"] == "running"
    assert 2 < len(run.get(f"/local/accounts/{shop.id}")) < 12  # it died between two accounts
    return Restarted(shop, run.get("/local/messages"), shop.account("WARNED"), running["id"])


def test_everything_is_there_again_and_the_clock_ran_on(restarted: Restarted) -> None:
    shop = restarted.shop
    assert shop.run.get("/local/messages")[: len(restarted.messages)] == restarted.messages
    account, before = shop.account("WARNED"), restarted.account
    assert account["invoices"][0]["total_minor"] == before["invoices"][0]["total_minor"]
    for part in ("entries", "attempts", "notices"):
        known = {one["id"] for one in before[part]}
        assert known and known <= {one["id"] for one in account[part]}
    assert shop.today() == restarted.thursday


def test_days_without_a_run_are_caught_up_by_one_message_and_not_the_harshest(restarted: Restarted) -> None:
    shop = restarted.shop
    shop.walk(restarted.thursday, 12)
    (only,) = shop.messages("C1")
    assert (only["step"], shop.said_at(only).date()) == ("overdue_1", restarted.thursday)
    assert shop.steps("WARNED") == ["overdue_1", "grace_over"]
    shop.walk(restarted.thursday + timedelta(days=1), 9)
    assert shop.steps("C1") == ["overdue_1"]


def test_an_import_that_died_with_the_machine_goes_on_where_it_was(restarted: Restarted) -> None:
    shop = restarted.shop
    found = shop.finished(restarted.running)
    assert (found["state"], found["rows_read"], found["created"]) == ("done", 30, 30)
    for number in range(10):
        account = shop.account(f"B{number}")
        assert sum(one["amount_minor"] for one in account["entries"]) == 3 * 100_000
    shop.run.do_what_is_due()
    assert len([one for one in shop.messages(None) if "big.csv" in one["subject"]]) == 1


def test_a_link_of_before_still_opens_and_pays(restarted: Restarted) -> None:
    shop = restarted.shop
    phone = Phone(shop.run)
    (link,) = [one["link"] for one in restarted.messages if one["debtor"] == "WARNED"]
    assert phone.open(token_of(link)).body["state"] == "open"
    shop.run.stripe(phone.pay()["next"]["session_id"], "paid")
    assert shop.invoices("WARNED")["F-1"]["state"] == "paid"
