"""The operator's commands, against a deployed stack."""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.embedded import ROOT, Embedded
from tests.life.client import until

SHOP: dict[str, Any] = {
    "id": "operated-shop",
    "name": "Shop",
    "country": "PE",
    "sender": {"email": "cobros@shop.example", "name": "Shop"},
}


def told(run: Embedded, path: str) -> Any:
    with urllib.request.urlopen(run.base_url + path, timeout=60) as response:
        return json.load(response)


def operate(run: Embedded, *arguments: str) -> subprocess.CompletedProcess[str]:
    cloud = told(run, "/local/s3")
    reach = {
        "AWS_ENDPOINT_URL": cloud["endpoint"],
        "AWS_DEFAULT_REGION": cloud["region"],
        "AWS_REGION": cloud["region"],
        "AWS_ACCESS_KEY_ID": cloud["access_key"],
        "AWS_SECRET_ACCESS_KEY": cloud["secret_key"],
    }
    command = [sys.executable, "-m", "infra.operate", *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ | reach, capture_output=True, text=True, check=False)


def written(folder: Path, settings: object) -> str:
    file = folder / "business.json"
    file.write_text(json.dumps(settings))
    return str(file)


def test_a_file_creates_a_business_and_the_next_one_changes_what_it_names(embedded: Embedded, tmp_path: Path) -> None:
    assert operate(embedded, "business", written(tmp_path, SHOP)).returncode == 0
    stopped = operate(embedded, "business", written(tmp_path, {"id": SHOP["id"], "live": False}))
    assert json.loads(stopped.stdout)["live"] is False
    assert told(embedded, f"/local/businesses/{SHOP['id']}")["name"] == SHOP["name"]


def test_every_fault_of_a_file_is_named(embedded: Embedded, tmp_path: Path) -> None:
    refused = operate(embedded, "business", written(tmp_path, SHOP | {"country": "ZZ", "verify": "never"}))
    assert refused.returncode == 1
    assert {"country: unknown_country", "verify: unknown_verify"} <= set(refused.stderr.splitlines())


@pytest.mark.parametrize("arguments", [(), ("nothing",), ("confirm", "operated-shop")])
def test_a_wrong_command_tells_the_right_ones(embedded: Embedded, arguments: tuple[str, ...]) -> None:
    refused = operate(embedded, *arguments)
    assert refused.returncode == 1
    assert "confirm BUSINESS IMPORT" in refused.stderr


def test_an_account_is_put_back_as_a_restored_table_has_it(embedded: Embedded) -> None:
    cloud = told(embedded, "/local/s3")
    session = boto3.Session(cloud["access_key"], cloud["secret_key"], region_name=cloud["region"])
    tables = session.client("dynamodb", endpoint_url=cloud["endpoint"])
    stack = session.client("cloudformation", endpoint_url=cloud["endpoint"]).describe_stacks(StackName="puntual")
    live = next(one["OutputValue"] for one in stack["Stacks"][0]["Outputs"] if one["OutputKey"] == "AccountsTable")
    keys = [("pk", "HASH"), ("sk", "RANGE")]
    tables.create_table(
        TableName="restored",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name, _ in keys],
    )
    pk, was = {"S": "operated-shop#C-1"}, {"S": "as it was"}
    tables.put_item(TableName="restored", Item={"pk": pk, "sk": {"S": "TASK#kept"}, "note": was})
    for name in ("kept", "later"):
        tables.put_item(TableName=live, Item={"pk": pk, "sk": {"S": f"TASK#{name}"}, "note": {"S": "spoiled"}})

    done = operate(embedded, "restore", "restored", "operated-shop", "C-1")

    assert json.loads(done.stdout) == {"written": 1, "removed": 1}
    found = tables.query(
        TableName=live, KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": pk}, ConsistentRead=True
    )
    assert [(row["sk"]["S"], row["note"]) for row in found["Items"]] == [("TASK#kept", was)]


def test_what_is_not_there_is_said_by_its_code(embedded: Embedded) -> None:
    refused = operate(embedded, "confirm", "operated-shop", "nothing")
    assert (refused.returncode, refused.stderr.splitlines()[-1]) == (1, "unknown_import")
    assert json.loads(operate(embedded, "parked", "operated-shop").stdout) == []


def test_an_import_is_taken_back(embedded: Embedded, tmp_path: Path) -> None:
    operate(embedded, "business", written(tmp_path, SHOP))
    rows = b"numero;cliente_id;total;fecha_vencimiento\nF1;c9;100;2030-01-31\n"
    path = f"/local/inbox/{SHOP['id']}/invoices/update/wrong.csv"
    asked = urllib.request.Request(embedded.base_url + path, rows, method="PUT")
    with urllib.request.urlopen(asked, timeout=60) as response:
        record = json.load(response)["import"]

    def state() -> str:
        listed = told(embedded, f"/local/imports/{SHOP['id']}")
        return next((one["state"] for one in listed if one["id"] == record), "")

    until(lambda: state() == "done", "the import ends")
    done = json.loads(operate(embedded, "undo", SHOP["id"], record).stdout)
    assert [(one["state"], one["by"]) for one in done] == [("undone", "operator")]
    account = told(embedded, f"/local/account/{SHOP['id']}/c9")
    assert [one["state"] for one in account["invoices"]] == ["withdrawn"]


def test_a_person_is_invited_to_the_console_of_one_business_once(embedded: Embedded, tmp_path: Path) -> None:
    operate(embedded, "business", written(tmp_path, SHOP))
    invited = operate(embedded, "invite", SHOP["id"], "rosa@shop.example")
    assert json.loads(invited.stdout)["business"] == SHOP["id"]
    assert operate(embedded, "invite", SHOP["id"], "rosa@shop.example").stderr.strip() == "user_exists"
    assert operate(embedded, "invite", "nobody", "rosa@shop.example").stderr.strip() == "unknown_business"
