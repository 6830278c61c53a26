"""The money of a row: which currency, and each amount in its minor units."""

from collections.abc import Mapping

from chalicelib.domain.money import EXPONENT
from chalicelib.intake.amounts import Written, minor_units, settle
from chalicelib.intake.cells import folded, optional
from chalicelib.intake.faults import Fault, RowRefused
from chalicelib.intake.records import Cell
from chalicelib.intake.words import CURRENCY_SIGNS, CURRENCY_WORDS, OWN_CURRENCY


class Currencies(dict[Cell, str | Fault]):
    """Cell → ISO 4217 code, "" when it is blank or a bare sign, or ``unknown_currency``. ``words``: a format's own."""

    def __init__(self, own: str, words: Mapping[str, str] | None = None) -> None:
        super().__init__({"": ""})
        self._own, self._words = own, words or {}

    def __missing__(self, cell: Cell) -> str | Fault:
        if len(self) > 10_000:
            self.clear()
        found = self[cell] = self._read(optional(cell))
        return found

    def _read(self, text: str) -> str | Fault:
        code = text.upper()
        if own := self._words.get(folded(text)):
            return own
        if code in EXPONENT:
            return code
        if code in CURRENCY_SIGNS:
            return CURRENCY_SIGNS[code]
        word = folded(text)
        if word in OWN_CURRENCY:
            return self._own
        return CURRENCY_WORDS.get(word) or Fault("unknown_currency")


class Purse:
    """Reads the amounts of a file: each column by its own decimal mark, each row in its own currency."""

    def __init__(self, own: str, marks: dict[str, str], words: Mapping[str, str] | None = None) -> None:
        self.own, self._marks = own, marks
        self._currencies = Currencies(own, words)

    def currency(self, cell: Cell) -> str:
        """The currency that the row states, or "". Raises RowRefused ``unknown_currency``."""
        found = self._currencies[cell]
        if type(found) is Fault:
            raise RowRefused(found, "currency", cell)
        return found  # type: ignore[return-value]

    def amount(self, cell: Cell, field: str, stated: str) -> tuple[int | None, str]:
        """(minor units or None for a blank, currency). A sign such as ``US$`` names the currency when no column does.

        Raises RowRefused ``bad_amount``, ``formula_cell``, ``currency_conflict``.
        """
        currency = stated or self.own
        amount = minor_units(cell, self._marks.get(field, "."), EXPONENT[currency])
        if amount is None or type(amount) is int:
            return amount, currency
        if isinstance(amount, Written):
            if amount.currency and stated and amount.currency != stated:
                raise RowRefused(Fault("currency_conflict", {"currency": stated}), field, cell)
            currency = amount.currency or currency
            amount = settle(amount, EXPONENT[currency])
        if isinstance(amount, Fault):
            raise RowRefused(amount, field, cell)
        return amount, currency
