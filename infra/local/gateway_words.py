"""The API's own refusals in our words: the embedded cloud does not take them from the API's definition, AWS does."""

from typing import Any

from infra.local.home import Home


def put_gateway_words(home: Home, template: dict[str, Any], stage: str) -> None:
    """Say what ``x-amazon-apigateway-gateway-responses`` says, and deploy it."""
    definition = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    client, api = home.client("apigateway"), home.outputs["RestAPIId"]
    for kind, said in definition.get("x-amazon-apigateway-gateway-responses", {}).items():
        client.put_gateway_response(restApiId=api, responseType=kind, **said)
    client.create_deployment(restApiId=api, stageName=stage)
