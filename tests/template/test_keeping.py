"""What is kept is encrypted, private, and can be brought back."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any


def of_type(resources: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    found = {name: one for name, one in resources.items() if one["Type"] == kind}
    assert found
    return found


def test_the_template_passes_the_linter(package: Path) -> None:
    linter = shutil.which("cfn-lint", path=str(Path(sys.executable).parent))
    assert linter
    done = subprocess.run([linter, str(package / "sam.json")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_tables_are_encrypted_kept_and_restorable_to_any_second(resources: dict[str, Any]) -> None:
    for table in of_type(resources, "AWS::DynamoDB::Table").values():
        assert table["Properties"]["SSESpecification"] == {"SSEEnabled": True}
        assert table["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == "Retain"


def test_buckets_are_encrypted_private_and_reached_by_tls_only(resources: dict[str, Any]) -> None:
    policies = of_type(resources, "AWS::S3::BucketPolicy").values()
    guarded = {
        policy["Properties"]["Bucket"]["Ref"]
        for policy in policies
        for one in policy["Properties"]["PolicyDocument"]["Statement"]
        if one["Effect"] == "Deny" and one["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    }
    for name, bucket in of_type(resources, "AWS::S3::Bucket").items():
        assert all(bucket["Properties"]["PublicAccessBlockConfiguration"].values())
        assert bucket["Properties"]["BucketEncryption"]
        assert bucket["Properties"]["VersioningConfiguration"] == {"Status": "Enabled"}
        assert name in guarded


def test_queues_and_topics_are_encrypted(resources: dict[str, Any]) -> None:
    for queue in of_type(resources, "AWS::SQS::Queue").values():
        assert queue["Properties"]["SqsManagedSseEnabled"] is True
    for topic in of_type(resources, "AWS::SNS::Topic").values():
        assert topic["Properties"]["KmsMasterKeyId"]


def test_every_function_logs_for_a_known_time(resources: dict[str, Any], functions: dict[str, dict[str, Any]]) -> None:
    groups = [one["Properties"] for one in of_type(resources, "AWS::Logs::LogGroup").values()]
    assert {group["LogGroupName"]["Fn::Sub"] for group in groups} == {f"/aws/lambda/${{{name}}}" for name in functions}
    assert all(group["RetentionInDays"] for group in groups)
