"""The bench's own count of write units follows DynamoDB's rules."""

from typing import Any

import pytest

from bench.billing import Table, read_units, size
from infra.package import merged_resources

Item = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def accounts() -> Table:
    return Table(merged_resources()["Resources"]["AccountsTable"]["Properties"])


def row(**more: str) -> Item:
    return {name: {"S": value} for name, value in {"pk": "acme#C-1", "sk": "DEBTOR", **more}.items()}


def test_an_item_weighs_its_names_and_values() -> None:
    assert size({"pk": {"S": "ñ"}}) == 2 + 2
    assert size({"n": {"N": "1234"}}) == 1 + 3
    assert size({"doc": {"M": {"ok": {"BOOL": True}, "all": {"L": [{"S": "ab"}]}}}}) == 3 + 3 + (1 + 2 + 1) + (
        1 + 3 + 6
    )


def test_a_write_costs_the_larger_image_and_twice_that_in_a_transaction(accounts: Table) -> None:
    assert accounts.write(None, row(), False) == {"table": 1}
    assert accounts.write(row(word="x" * 1100), row(), False) == {"table": 2}
    assert accounts.write(None, row(word="x" * 1100), True) == {"table": 4}


def test_an_index_costs_to_enter_to_leave_and_twice_to_move(accounts: Table) -> None:
    early, late = row(shard="1", due_at="2026-11-22"), row(shard="1", due_at="2026-11-23")
    assert accounts.write(None, early, False) == {"table": 1, "due": 1}
    assert accounts.write(early, late, False) == {"table": 1, "due": 2}
    assert accounts.write(late, row(), False) == {"table": 1, "due": 1}


def test_an_index_that_keeps_keys_only_does_not_see_other_changes(accounts: Table) -> None:
    waiting = row(shard="1", due_at="2026-11-22")
    assert accounts.write(waiting, waiting | row(word="new"), False) == {"table": 1}


def test_the_local_index_of_whole_items_is_counted_as_part_of_a_transaction(accounts: Table) -> None:
    assert accounts.write(row(live="0"), row(live="0", word="new"), True) == {"table": 2, "live": 2}


def test_a_read_costs_by_four_kilobytes_and_half_when_eventually_consistent() -> None:
    assert read_units([], True) == 1
    assert read_units([row(word="x" * 5000)], True) == 2
    assert read_units([row()], False) == 0.5
