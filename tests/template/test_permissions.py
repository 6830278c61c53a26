"""Least privilege: each function has a role of its own, and no statement reaches further than it must."""

from collections.abc import Iterator
from typing import Any

import pytest

# IAM knows no narrower resource for these.
UNAVOIDABLE = {("Outbox", "dynamodb:ListStreams")}
# A sender's identity is verified while the stack stands, so its name is not known here.
OPEN_ENDS = {"identity/*", "/documents/*", "/inbox/*", "/proofs/*", "/reports/*", "/work/*"}


@pytest.fixture(scope="session")
def roles(resources: dict[str, Any], functions: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The role's properties by the function that has it."""
    return {name: resources[one["Role"]["Fn::GetAtt"][0]]["Properties"] for name, one in functions.items()}


def statements(role: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for policy in role["Policies"]:
        yield from policy["PolicyDocument"]["Statement"]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_no_two_functions_share_a_role(functions: dict[str, dict[str, Any]]) -> None:
    roles = [one["Role"]["Fn::GetAtt"][0] for one in functions.values()]
    assert len(set(roles)) == len(roles)


def test_no_role_has_a_policy_of_somebody_else(roles: dict[str, dict[str, Any]]) -> None:
    assert not [name for name, role in roles.items() if "ManagedPolicyArns" in role]


def test_no_action_is_a_pattern(roles: dict[str, dict[str, Any]]) -> None:
    actions = [action for role in roles.values() for one in statements(role) for action in as_list(one["Action"])]
    assert actions
    assert not [action for action in actions if "*" in action]


def test_no_statement_is_about_everything(roles: dict[str, dict[str, Any]]) -> None:
    open_to_all = {
        (name, action)
        for name, role in roles.items()
        for one in statements(role)
        for action in as_list(one["Action"])
        if "*" in as_list(one.get("Resource"))
    }
    assert open_to_all <= UNAVOIDABLE


def test_only_text_messages_are_sent_to_what_has_no_name(roles: dict[str, dict[str, Any]]) -> None:
    excepted = [one for role in roles.values() for one in statements(role) if "NotResource" in one]
    assert [one["Action"] for one in excepted] == [["sns:Publish"]] * len(excepted)


def test_a_resource_is_open_only_at_its_end(roles: dict[str, dict[str, Any]]) -> None:
    texts = [
        resource["Fn::Sub"]
        for role in roles.values()
        for one in statements(role)
        for resource in as_list(one.get("Resource"))
        if isinstance(resource, dict) and "*" in resource.get("Fn::Sub", "")
    ]
    unknown = [text for text in texts if "log-group:/aws/lambda/" not in text and not text.endswith(tuple(OPEN_ENDS))]
    assert texts
    assert not unknown


def test_a_function_writes_only_its_own_log(roles: dict[str, dict[str, Any]]) -> None:
    for name, role in roles.items():
        logs = [one for one in statements(role) if as_list(one["Action"])[0].startswith("logs:")]
        assert [one["Resource"]["Fn::Sub"].endswith(f"/aws/lambda/${{AWS::StackName}}-{name}-*") for one in logs] == [
            True
        ]
