"""What an operator does to a deployed stack until there is a console: ``python -m infra.operate VERB …``.

``STACK`` names the stack (``puntual``); the AWS account and region are those of the environment. Answers are JSON.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

NEEDED = {
    "ACCOUNTS_TABLE": "AccountsTable",
    "BUSINESSES_TABLE": "BusinessesTable",
    "COLLECT_QUEUE_URL": "CollectQueueUrl",
    "CONSOLE_USER_POOL": "ConsoleUserPoolId",
    "FILES_BUCKET": "FilesBucket",
}
Verb = Callable[..., Any]


def connect(stack: str) -> None:
    """Point the product's code, in this process, at the tables of a stack."""
    import boto3

    found = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["Outputs"]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in found}
    os.environ.update({name: outputs[key] for name, key in NEEDED.items()})


def business(file: str) -> Any:
    """FILE: create the business that a JSON file describes, or change what the file names of a known one"""
    from chalicelib.domain.business_settings import business_json
    from chalicelib.domain.doubts import doubts
    from chalicelib.store import businesses
    from chalicelib.workflows.change_business import change_business, create_business

    told = json.loads(Path(file).read_text())
    known = {one.id for one in businesses.list_all()}
    is_known = isinstance(told, dict) and told.get("id") in known
    saved = change_business(told["id"], told) if is_known else create_business(told)
    for doubt in doubts(saved):
        print(f"warning: {doubt.path}: {doubt.code}", file=sys.stderr)
    return business_json(saved)


def invite(business_id: str, email: str) -> Any:
    """BUSINESS EMAIL: let a person sign in to the business's console; Cognito mails them a password for three days"""
    import boto3

    from chalicelib.store import businesses

    told = {"email": email, "email_verified": "true", "custom:business": businesses.load(business_id).id}
    client = boto3.client("cognito-idp")
    try:
        made = client.admin_create_user(
            UserPoolId=os.environ["CONSOLE_USER_POOL"],
            Username=email,
            UserAttributes=[{"Name": name, "Value": value} for name, value in told.items()],
            DesiredDeliveryMediums=["EMAIL"],
        )
    except client.exceptions.UsernameExistsException:
        sys.exit("user_exists")
    return {"invited": email, "business": business_id, "user": made["User"]["Username"]}


def imports(business_id: str) -> Any:
    """BUSINESS: its imports, newest first"""
    from chalicelib.store import businesses

    return _plain(businesses.list_imports(business_id))


def confirm(business_id: str, import_id: str) -> Any:
    """BUSINESS IMPORT: let a snapshot that waits settle what it does not list; the next sweep does it"""
    from chalicelib.workflows.importing.import_file import confirm as say_yes

    return _plain([say_yes(business_id, import_id)])


def undo(business_id: str, import_id: str) -> Any:
    """BUSINESS IMPORT: take an import of the last 24 hours back, unless one of its invoices has moved since"""
    from chalicelib.domain.errors import Conflict
    from chalicelib.gateways import clock
    from chalicelib.workflows.importing.undo_import import undo_import

    try:
        return _plain([undo_import(business_id, import_id, "operator", clock.now(), wait=True)])
    except Conflict as refusal:
        told = refusal.params.get("invoices")
        sys.exit(f"{refusal.code} {json.dumps(told)}" if told else refusal.code)


def parked(business_id: str) -> Any:
    """BUSINESS: payments that found no home; UNKNOWN for those that name no business we know"""
    from chalicelib.store import businesses

    return _plain(businesses.list_parked(business_id))


def unlock(business_id: str, debtor: str) -> Any:
    """BUSINESS DEBTOR: forget wrong identity answers, so that the debtor may try again now"""
    from chalicelib.store import sessions

    sessions.forget_tries(business_id, debtor)
    return {"unlocked": debtor}


def stop(reason: str) -> Any:
    """REASON: nothing leaves any more, to anybody, within 15 seconds; money that comes in is taken all the same"""
    return _turn(is_off=True, reason=reason)


def start() -> Any:
    """what waited goes on: messages of today leave, older ones are decided anew"""
    return _turn(is_off=False, reason="")


def _turn(is_off: bool, reason: str) -> Any:
    import msgspec

    from chalicelib.gateways import clock
    from chalicelib.store import switch

    switch.turn(switch.Switch(is_off, "operator", reason, clock.now()))
    return msgspec.to_builtins(switch.load())


def restore(table: str, business_id: str, debtor: str) -> Any:
    """TABLE BUSINESS DEBTOR: put one account back as a restored table has it; stop sending first"""
    import boto3

    from chalicelib.store.keys import account_key

    client, live = boto3.client("dynamodb"), os.environ["ACCOUNTS_TABLE"]
    before, now = (_rows(client, name, account_key(business_id, debtor)) for name in (table, live))
    if not before:
        sys.exit(f"{table} has no such account")
    gone = now.keys() - before.keys()
    for pk, sk in gone:
        client.delete_item(TableName=live, Key={"pk": {"S": pk}, "sk": {"S": sk}})
    for row in before.values():
        client.put_item(TableName=live, Item=row)
    return {"written": len(before), "removed": len(gone)}


def _rows(client: Any, table: str, pk: str) -> dict[tuple[str, str], dict[str, Any]]:
    """All rows of one account by their keys."""
    pages = client.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": pk}},
        ConsistentRead=True,
    )
    return {(row["pk"]["S"], row["sk"]["S"]): row for page in pages for row in page["Items"]}


VERBS: dict[str, Verb] = {
    verb.__name__: verb for verb in (business, invite, imports, confirm, undo, parked, unlock, stop, start, restore)
}


def main(arguments: list[str]) -> Any:
    """Run one verb; whatever the product refuses ends in one line for each fault."""
    from chalicelib.domain.errors import Faulty, Refusal

    verb = VERBS.get(arguments[0] if arguments else "")
    if verb is None or len(arguments) - 1 != verb.__code__.co_argcount:
        sys.exit("\n".join(f"python -m infra.operate {name} {one.__doc__}" for name, one in VERBS.items()))
    connect(os.environ.get("STACK", "puntual"))
    try:
        with redirect_stdout(sys.stderr):  # the product's log lines go there: standard output is the answer
            return verb(*arguments[1:])
    except Faulty as faulty:
        sys.exit("\n".join(f"{fault.path}: {fault.code}" for fault in faulty.faults))
    except Refusal as refusal:
        sys.exit(refusal.code)


def _plain(structs: Iterable[Any]) -> Any:
    import msgspec

    return msgspec.to_builtins(list(structs))


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:]), ensure_ascii=False, indent=2))
