"""Reads a JSON object field by field and collects every fault with its path, instead of stopping at the first."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from chalicelib.domain.errors import Fault

Day = TypeVar("Day", date, date | None)
_DECIMAL = re.compile(r"(-?)[0-9]{1,9}(\.[0-9]{1,12})?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_EMAIL = re.compile(r"""[^@\s<>,;:"()\[\]\\]{1,64}@(?=.{3,190}$)([^@\s<>,;:"()\[\]\\.]+\.)+[^@\s<>,;:"()\[\]\\.]{2,}""")


class Fields:
    """One JSON object under ``path``. A wrong field reads as its default, so that reading goes on; null is absent."""

    def __init__(self, raw: object, path: str, faults: list[Fault]) -> None:
        self.path = path
        self.faults = faults
        self._raw: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
        self._asked: set[str] = set()
        if not isinstance(raw, dict):
            self.fault("", "not_object")
            self.faults = []  # what such a thing lacks says nothing more

    def fault(self, key: str, code: str, **params: object) -> None:
        self.faults.append(Fault(self._under(key), code, params))

    def close(self) -> None:
        """Report the keys that nobody asked for."""
        for key in self._raw:
            if key not in self._asked:
                self.fault(key, "unknown_field")

    def get(self, key: str) -> Any:
        self._asked.add(key)
        return self._raw.get(key)

    def text(self, key: str, default: str | None = None, most: int = 200) -> str:
        """Text of one line, trimmed. Compulsory when there is no default."""
        value = self.get(key)
        if value is None or (default is None and value == ""):
            self._required(key, default)
        elif not isinstance(value, str):
            self.fault(key, "not_text")
        elif _CONTROL.search(value) or (value and not value.strip()):
            self.fault(key, "bad_text")
        elif len(value) > most:
            self.fault(key, "too_long", most=most)
        else:
            return value.strip()
        return default or ""

    def checked(self, key: str, is_good: Callable[[str], bool], bad: str, default: str | None = None) -> str:
        """Text that passes a check; ``bad`` is the fault's code."""
        before = len(self.faults)
        value = self.text(key, default)
        if len(self.faults) == before and value != default and not is_good(value):
            self.fault(key, bad, value=value)
            return default or ""
        return value

    def one_of(self, key: str, options: Collection[str], unknown: str, default: str | None = None) -> str:
        return self.checked(key, options.__contains__, unknown, default)

    def whole(self, key: str, default: int | None = None, least: int = 0, most: int = 10**12) -> int:
        """A whole number from ``least`` to ``most``: no fraction, no text, no truth value."""
        value = self.get(key)
        if value is None:
            self._required(key, default)
        elif isinstance(value, bool) or not isinstance(value, int):
            self.fault(key, "not_whole")
        elif value < 0 == least:
            self.fault(key, "negative")
        elif not least <= value <= most:
            self.fault(key, "out_of_range", least=least, most=most)
        else:
            return value
        return default or 0

    def decimal(self, key: str, most: int = 1, compulsory: bool = False) -> Decimal | None:
        """A fraction written as text (``"0.02"``), from zero to ``most``. Zero means none, and so does absent."""
        value = self.get(key)
        if value is None:
            self._required(key, None if compulsory else 0)
            return None
        found = _DECIMAL.fullmatch(str(value))
        if isinstance(value, bool | float) or not found:
            self.fault(key, "not_decimal_text")
        elif found[1]:
            self.fault(key, "negative")
        elif Decimal(found[0]) > most:
            self.fault(key, "out_of_range", least=0, most=most)
        else:
            return Decimal(found[0]) or None
        return None

    def date(self, key: str, default: Day) -> Day:
        """A local day as ``2026-11-30``."""
        text = self.text(key, "")
        try:
            return date.fromisoformat(text) if text else default
        except ValueError:
            self.fault(key, "bad_date", value=text)
            return default

    def texts(self, key: str, most: int) -> tuple[str, ...]:
        """Texts of a list, none twice; none where there is no list."""
        items = self._list(key, most) or []
        for place, item in enumerate(items):
            if not isinstance(item, str):
                self.fault(f"{key}[{place}]", "not_text")
        return tuple(dict.fromkeys(item for item in items if isinstance(item, str)))

    def flag(self, key: str, default: bool) -> bool:
        value = self.get(key)
        if isinstance(value, bool):
            return value
        if value is not None:
            self.fault(key, "not_true_or_false")
        return default

    def part(self, key: str) -> "Fields | None":
        """The object under ``key``; None when there is none."""
        value = self.get(key)
        return None if value is None else Fields(value, self._under(key), self.faults)

    def parts(self, key: str, most: int = 50) -> "list[Fields] | None":
        """The objects of a list; None when there is none."""
        items = self._list(key, most)
        return items and [Fields(item, f"{self._under(key)}[{place}]", self.faults) for place, item in enumerate(items)]

    def choices(self, key: str, options: Collection[str], unknown: str) -> tuple[str, ...] | None:
        """At least one of a closed list, none twice, in order; None when there is no list."""
        items = self._list(key, len(options))
        if items is None:
            return None
        if not items:
            self.fault(key, "empty")
        for place, item in enumerate(items):
            if item not in options:
                self.fault(f"{key}[{place}]", unknown, value=str(item))
            elif item in items[:place]:
                self.fault(f"{key}[{place}]", "repeated", value=item)
        return tuple(items)

    def _list(self, key: str, most: int) -> list[Any] | None:
        value = self.get(key)
        if value is None or (isinstance(value, list) and len(value) <= most):
            return value
        if isinstance(value, list):
            self.fault(key, "too_long", most=most)
        else:
            self.fault(key, "not_list")
        return None

    def _required(self, key: str, default: object) -> None:
        if default is None:
            self.fault(key, "required")

    def _under(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path and key else self.path or key


def is_email(text: str) -> bool:
    """Whether ``text`` can be an e-mail address; only sending tells whether it is one."""
    return _EMAIL.fullmatch(text) is not None
