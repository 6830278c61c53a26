"""Nothing is lost in silence: every asynchronous path ends in a queue that somebody hears of."""

from collections.abc import Iterator
from typing import Any


def events(functions: dict[str, dict[str, Any]], *kinds: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The functions that such events wake, each with the event's properties."""
    for function in functions.values():
        for event in function.get("Events", {}).values():
            if event["Type"] in kinds:
                yield function, event["Properties"]


def queue_of(arn: dict[str, Any], resources: dict[str, Any]) -> dict[str, Any]:
    name, attribute = arn["Fn::GetAtt"]
    assert attribute == "Arn"
    assert resources[name]["Type"] == "AWS::SQS::Queue"
    return dict(resources[name]["Properties"])


def test_every_kind_of_event_is_known_here(functions: dict[str, dict[str, Any]]) -> None:
    kinds = {event["Type"] for one in functions.values() for event in one.get("Events", {}).values()}
    assert kinds == {"CloudWatchEvent", "Schedule", "SQS", "DynamoDB"}


def test_an_event_that_cannot_be_delivered_or_fails_is_kept(
    functions: dict[str, dict[str, Any]], resources: dict[str, Any]
) -> None:
    for function, event in events(functions, "CloudWatchEvent", "Schedule"):
        queue_of(event["DeadLetterConfig"]["Arn"], resources)
        queue_of(function["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"], resources)


def test_a_message_that_keeps_failing_leaves_its_queue(
    functions: dict[str, dict[str, Any]], resources: dict[str, Any]
) -> None:
    for function, event in events(functions, "SQS"):
        queue = queue_of(event["Queue"], resources)
        queue_of(queue["RedrivePolicy"]["deadLetterTargetArn"], resources)
        assert queue["VisibilityTimeout"] > function["Timeout"]
        assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_a_stream_record_that_keeps_failing_is_set_aside(
    functions: dict[str, dict[str, Any]], resources: dict[str, Any]
) -> None:
    for _, event in events(functions, "DynamoDB"):
        queue_of(event["DestinationConfig"]["OnFailure"]["Destination"], resources)
        assert event["BisectBatchOnFunctionError"]
        assert event["MaximumRetryAttempts"] > 0
        assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_feedback_that_the_queue_refuses_is_kept(resources: dict[str, Any]) -> None:
    properties = [one["Properties"] for one in resources.values() if one["Type"] == "AWS::SNS::Subscription"]
    queues = [one for one in properties if one["Protocol"] == "sqs"]
    assert queues
    for subscription in queues:
        queue_of(subscription["RedrivePolicy"]["deadLetterTargetArn"], resources)


def test_somebody_hears_of_every_dead_letter(resources: dict[str, Any]) -> None:
    dead = {name for name in resources if name.endswith("DeadLetters")}
    alarms = [one["Properties"] for one in resources.values() if one["Type"] == "AWS::CloudWatch::Alarm"]
    watched = {
        dimension["Value"]["Fn::GetAtt"][0]
        for alarm in alarms
        if alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
        for dimension in alarm["Dimensions"]
    }
    assert dead
    assert watched == dead
    assert all(alarm["AlarmActions"] for alarm in alarms)


def test_the_errors_of_every_function_are_heard_of(
    functions: dict[str, dict[str, Any]], resources: dict[str, Any]
) -> None:
    alarms = [one["Properties"] for one in resources.values() if one["Type"] == "AWS::CloudWatch::Alarm"]
    errors = [alarm for alarm in alarms if alarm["MetricName"] == "Errors"]
    assert {alarm["Dimensions"][0]["Value"]["Ref"] for alarm in errors} == functions.keys()
