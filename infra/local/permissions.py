"""Lets the embedded cloud enforce the functions' policies: what one may not do fails here as it would on AWS."""

from collections.abc import Iterator
from typing import Any

SETTING = {"AUTH": "true"}
# AWS checks a batch as its single action; the embedded cloud asks for one of its own.
_ALSO = {"sqs:SendMessage": "sqs:SendMessageBatch"}


def adapt(template: dict[str, Any]) -> None:
    """Change a template so that its policies mean here what they mean on AWS, where requests come over TLS."""
    resources = template["Resources"]
    for name in [name for name, resource in resources.items() if resource["Type"] == "AWS::S3::BucketPolicy"]:
        del resources[name]
    for statement in statements(template):
        actions = statement["Action"]
        actions += [_ALSO[action] for action in actions if action in _ALSO]


def statements(template: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The statements of every role's own policies."""
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::IAM::Role":
            for policy in resource["Properties"]["Policies"]:
                yield from policy["PolicyDocument"]["Statement"]
