"""The console's door: every one of its routes is behind the authorizer, and the pool lets nobody in by themselves."""

from typing import Any

from app import app
from chalicelib.gateways.console_user import CONSOLE


def test_every_route_of_the_console_asks_for_a_token_of_the_pool(resources: dict[str, Any]) -> None:
    definition = resources["RestAPI"]["Properties"]["DefinitionBody"]
    routes = {path: methods for path, methods in definition["paths"].items() if path.startswith("/api/console")}
    assert len(routes) >= 5
    asked = [one["security"] for methods in routes.values() for one in methods.values()]
    assert asked == [[{"console": []}]] * len(asked)
    told = definition["securityDefinitions"]["console"]["x-amazon-apigateway-authorizer"]
    assert told == {"type": "cognito_user_pools", "providerARNs": [{"Fn::GetAtt": ["ConsoleUsers", "Arn"]}]}


def test_the_code_says_the_same_as_the_template() -> None:
    console = [
        one for path, methods in app.routes.items() if path.startswith("/api/console") for one in methods.values()
    ]
    assert console and all(one.authorizer is CONSOLE for one in console)


def test_a_refusal_of_the_gateway_has_the_shape_of_every_other(resources: dict[str, Any]) -> None:
    said = resources["RestAPI"]["Properties"]["DefinitionBody"]["x-amazon-apigateway-gateway-responses"]["UNAUTHORIZED"]
    assert said["statusCode"] == "401"
    assert '"code": "not_signed_in", "message": ' in said["responseTemplates"]["application/json"]


def test_only_operators_invite_and_nobody_chooses_or_changes_a_business(resources: dict[str, Any]) -> None:
    pool, client = (resources[name]["Properties"] for name in ("ConsoleUsers", "ConsoleClient"))
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    (business,) = pool["Schema"]
    assert (business["Name"], business["Mutable"]) == ("business", False)
    assert "custom:business" in client["ReadAttributes"]
    assert client["WriteAttributes"] == ["name"]
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] >= 12
    assert pool["MfaConfiguration"] == "OPTIONAL"


def test_people_stay_when_the_stack_is_deleted(resources: dict[str, Any]) -> None:
    assert resources["ConsoleUsers"]["DeletionPolicy"] == "Retain"
    assert resources["ConsoleUsers"]["Properties"]["DeletionProtection"] == "ACTIVE"


def test_the_api_knows_which_client_is_its_own(functions: dict[str, dict[str, Any]]) -> None:
    assert functions["APIHandler"]["Environment"]["Variables"]["CONSOLE_CLIENT_ID"] == {"Ref": "ConsoleClient"}
    others = [one for name, one in functions.items() if name != "APIHandler"]
    assert not [one for one in others if "CONSOLE_CLIENT_ID" in one.get("Environment", {}).get("Variables", {})]
