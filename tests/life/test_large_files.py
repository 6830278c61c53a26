"""Files too large for one worker: in parts, two at once, and with a worker that is killed in the middle."""

import signal
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from tests.life.business import Business, table
from tests.life.client import Json, Run, until
from tests.life.cloud import Cloud, at_once

Make = Callable[..., Business]
DEBTORS = 40
COUNTS = ("rows_read", "rows_used", "created", "changed", "unchanged", "rejected")


def many(shop: Business, first: int, last: int) -> list[Json]:
    due = shop.today() + timedelta(days=20)
    cells = {"total": "450.00", "tax_id": ""}
    return [shop.invoice(f"F-{number}", due, f"C{number % DEBTORS}", **cells) for number in range(first, last)]


def counts(imported: Json) -> dict[str, int]:
    return {name: imported[name] for name in COUNTS if imported[name]}


def each_invoice_once(shop: Business, total: int) -> bool:
    accounts = [shop.account(f"C{number}") for number in range(0, DEBTORS, 7)]
    owed = [sum(one["amount_minor"] for one in account["entries"]) for account in accounts]
    return owed == [total // DEBTORS * 45_000] * len(accounts)


def test_a_large_file_is_one_import_with_one_report_and_the_same_again_changes_nothing(
    run: Run, business: Make
) -> None:
    shop = business()
    rows = [*many(shop, 0, 8_000), shop.invoice("F-bad", shop.today(), "C3", total="x", tax_id="")]
    content = table(rows)
    first = shop.drop(content, file="large.csv")
    assert first["state"] == "done"
    assert counts(first) == {"rows_read": 8_001, "rows_used": 8_000, "created": 8_000, "rejected": 1}
    assert [(one["line"], one["reason_code"]) for one in first["rows"]] == [(8_002, "bad_amount")]
    rejected = run.ask("GET", f"/local/imports/{shop.id}/{first['id']}/rejected.csv")
    assert rejected.status == 200 and "F-bad" in str(rejected.body)
    assert each_invoice_once(shop, 8_000)
    before = shop.account("C7")

    again = shop.drop(content, file="large.csv")
    assert counts(again) == {"rows_read": 8_001, "rows_used": 8_000, "unchanged": 8_000, "rejected": 1}
    assert shop.account("C7") == before
    run.do_what_is_due()
    assert len([one for one in shop.messages(None) if "large.csv" in one["subject"]]) == 2


def test_two_large_files_at_once_that_overlap_lose_nothing(business: Make) -> None:
    shop = business()
    halves = [table(many(shop, 0, 5_000)), table(many(shop, 3_000, 8_000))]
    found = at_once([partial(shop.drop, halves[n], file=f"{n}.csv") for n in (0, 1)])
    assert [one["state"] for one in found] == ["done", "done"]
    assert sum(one["created"] for one in found) == 8_000 and sum(one["unchanged"] for one in found) == 2_000
    assert each_invoice_once(shop, 8_000)


def test_a_worker_killed_in_the_middle_of_a_part_leaves_nothing_to_be_seen(cloud: Cloud, business: Make) -> None:
    """Its message is lost with it, and so are those of the other parts: the sweep asks for all that are missing."""
    shop = business()
    with cloud.parts_stopped() as lost:
        key = f"inbox/{shop.id}/invoices/update/large.csv"
        cloud.put(key, table(many(shop, 0, 8_000)).encode())
        messages = until(lost, "the parts are asked for")
        assert cloud.dying_part(messages[0]) == -signal.SIGKILL
        assert 0 < sum(one["open_invoices"] for one in shop.run.get(f"/local/accounts/{shop.id}")) < 4_000
    running = shop.imports()[0]
    assert (running["state"], running["parts"], running["parts_done"]) == ("running", 2, 0)
    cloud.pass_over(timedelta(minutes=17))
    cloud.sweep()

    done = shop.finished(running["id"])
    assert counts(done) == {"rows_read": 8_000, "rows_used": 8_000, "created": 8_000}
    assert each_invoice_once(shop, 8_000)
