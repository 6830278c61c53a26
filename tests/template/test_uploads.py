"""Browsers may send proofs to the files bucket by a signed form, from the portal's page, and nothing else."""

from typing import Any


def test_only_the_portals_page_may_and_only_by_a_form(resources: dict[str, Any]) -> None:
    condition, config, none = resources["FilesBucket"]["Properties"]["CorsConfiguration"]["Fn::If"]
    (rule,) = config["CorsRules"]

    assert (condition, none) == ("HasPortal", {"Ref": "AWS::NoValue"})
    assert rule["AllowedMethods"] == ["POST"]
    assert rule["AllowedOrigins"] == [
        {"Fn::If": ["HasPortalUrl", {"Ref": "PortalUrl"}, {"Fn::Sub": "https://${PortalDomain}"}]}
    ]
    others = [name for name, one in resources.items() if "CorsConfiguration" in one.get("Properties", {})]
    assert others == ["FilesBucket"]


def test_only_the_api_reaches_proofs(resources: dict[str, Any], functions: dict[str, dict[str, Any]]) -> None:
    may = {
        name: one["Action"]
        for name, function in functions.items()
        for policy in resources[function["Role"]["Fn::GetAtt"][0]]["Properties"]["Policies"]
        for one in policy["PolicyDocument"]["Statement"]
        if "/proofs/" in str(one.get("Resource"))
    }
    assert may.keys() == {"APIHandler"}
    assert "s3:ListBucket" not in may["APIHandler"]


def test_proofs_end_after_two_years(resources: dict[str, Any]) -> None:
    rules = resources["FilesBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    assert [one["ExpirationInDays"] for one in rules if one.get("Prefix") == "proofs/"] == [730]
