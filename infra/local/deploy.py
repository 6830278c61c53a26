"""Deploys the package on the embedded cloud as CloudFormation would on AWS, and only when it changed."""

import hashlib
import json
import time
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from infra.local.home import Home

STACK = "puntual"
ARTIFACTS = "puntual-artifacts"
_TAG = "package"
_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]


class DeploymentFailed(Exception):
    """The stack was not made: ``args`` are the reasons, one a resource."""


def deploy(home: Home, template: dict[str, Any], archive: bytes, parameters: Mapping[str, str]) -> dict[str, str]:
    """Make the stack what the package's template and archive say; returns its outputs. Raises DeploymentFailed."""
    version = _version(template, archive, parameters)
    stack = _stack(home)
    if stack is None or _deployed_version(stack) != version:
        archive_key, template_key = f"{version}.zip", f"{version}.json"
        _point_to(template, archive_key)
        _upload(home, {archive_key: archive, template_key: json.dumps(template).encode()})
        stack = _apply(home, template_key, parameters, version, exists=stack is not None)
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def _version(template: object, archive: bytes, parameters: Mapping[str, str]) -> str:
    described = json.dumps([template, dict(parameters)], sort_keys=True).encode()
    return hashlib.sha256(described + hashlib.sha256(archive).digest()).hexdigest()


def _stack(home: Home) -> dict[str, Any] | None:
    try:
        stacks: list[dict[str, Any]] = home.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
    except ClientError:  # it says so when there is none
        return None
    return stacks[0]


def _deployed_version(stack: Mapping[str, Any]) -> str | None:
    """The version that the stack carries. It is kept with the stack: after a crash both are of the same moment."""
    if stack["StackStatus"] not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        return None
    return next((tag["Value"] for tag in stack.get("Tags", []) if tag["Key"] == _TAG), None)


def _upload(home: Home, files: Mapping[str, bytes]) -> None:
    """Put archive and template where CloudFormation takes them from; only the present ones are kept."""
    s3 = home.client("s3")
    s3.create_bucket(Bucket=ARTIFACTS)
    for old in s3.list_objects_v2(Bucket=ARTIFACTS).get("Contents", []):
        s3.delete_object(Bucket=ARTIFACTS, Key=old["Key"])
    for key, content in files.items():
        s3.put_object(Bucket=ARTIFACTS, Key=key, Body=content)


def _point_to(template: dict[str, Any], archive_key: str) -> None:
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = f"s3://{ARTIFACTS}/{archive_key}"


def _apply(
    home: Home, template_key: str, parameters: Mapping[str, str], version: str, *, exists: bool
) -> dict[str, Any]:
    formation = home.client("cloudformation")
    (formation.update_stack if exists else formation.create_stack)(
        StackName=STACK,
        TemplateURL=f"{home.endpoint_url}/{ARTIFACTS}/{template_key}",
        Capabilities=_CAPABILITIES,
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Tags=[{"Key": _TAG, "Value": version}],
    )
    stack = _wait(home)
    if _deployed_version(stack) != version:
        raise DeploymentFailed(stack["StackStatus"], *_reasons(formation))
    return stack


def _wait(home: Home) -> dict[str, Any]:
    while (stack := _stack(home)) and stack["StackStatus"].endswith("_IN_PROGRESS"):
        time.sleep(0.1)
    if stack is None:
        raise DeploymentFailed("the stack is gone")
    return stack


def _reasons(formation: Any) -> list[str]:
    events = formation.describe_stack_events(StackName=STACK)["StackEvents"]
    failed = [event for event in events if event["ResourceStatus"].endswith("_FAILED")]
    return [f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}" for event in failed]
