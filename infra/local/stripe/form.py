"""The form encoding that Stripe's API takes: ``line_items[0][price_data][currency]=mxn``."""

import re
from typing import Any
from urllib.parse import parse_qsl

_PART = re.compile(r"\[([^\]]*)\]")


def decode(body: bytes) -> dict[str, Any]:
    """Nested dictionaries and lists of text; a list is any level whose keys are all numbers or empty."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(body.decode(), keep_blank_values=True):
        head, _, _ = name.partition("[")
        keys = [head, *_PART.findall(name)]
        _place(tree, keys, value)
    return {name: _lists(branch) for name, branch in tree.items()}


def _place(tree: dict[str, Any], keys: list[str], value: str) -> None:
    for key in keys[:-1]:
        tree = tree.setdefault(key, {})
    last = keys[-1] or str(len(tree))
    tree[last] = value


def _lists(branch: Any) -> Any:
    if not isinstance(branch, dict):
        return branch
    whole = {key: _lists(value) for key, value in branch.items()}
    if whole and all(key.isdigit() for key in whole):
        return [whole[key] for key in sorted(whole, key=int)]
    return whole
