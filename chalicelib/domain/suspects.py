"""Who could have paid: from what a bank's line says to the few debtors worth a closer look. Built once a statement."""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from chalicelib.domain.bank_words import codes, is_of_a_name, name_words, tax_keys, words
from chalicelib.domain.matching import Credit
from chalicelib.domain.references import debtor_reference, find_references

MOST = 12  # debtors looked at for one line
COMMON_WORD = 400  # debtors that share a word: it then only confirms
COMMON_AMOUNT = 25  # debtors who owe the same: it then says nothing


class Suspect(msgspec.Struct, frozen=True):
    """A line of the business's list. ``amounts``: minor units by currency, of single invoices and of all together."""

    debtor: str
    name: str
    tax_id: str = ""
    amounts: dict[str, tuple[int, ...]] = {}


class Suspects:
    """The business's debtors by everything that a bank's line may say of them."""

    def __init__(self, business: str, debtors: Iterable[Suspect]) -> None:
        self._by_code: dict[str, list[str]] = {}
        self._by_word: dict[str, list[str]] = {}
        self._by_amount: dict[tuple[str, int], list[str]] = {}
        for one in debtors:
            self._by_code[debtor_reference(business, one.debtor)] = [one.debtor]
            for key in tax_keys(one.tax_id):
                self._by_code.setdefault(key, []).append(one.debtor)
            for word in set(name_words(one.name)):
                self._by_word.setdefault(word, []).append(one.debtor)
            for currency, amounts in one.amounts.items():
                for minor in set(amounts):
                    self._by_amount.setdefault((currency, minor), []).append(one.debtor)

    def of(self, credit: Credit) -> list[str]:
        """The debtors to look at, the likeliest first."""
        hints: Counter[str] = Counter()
        for debtor in self._told(credit):
            hints[debtor] += 10
        for word in {word for word in words(credit.text) if is_of_a_name(word)}:
            sharing = self._by_word.get(word, ())
            if len(sharing) <= COMMON_WORD:
                hints.update(sharing)
        owing = self._by_amount.get((credit.currency, credit.amount_minor), ())
        if len(owing) <= COMMON_AMOUNT:
            hints.update(dict.fromkeys(owing, 2))
        else:
            hints.update(dict.fromkeys(hints.keys() & set(owing), 2))
        return [debtor for debtor, _ in hints.most_common(MOST)]

    def is_common(self, credit: Credit) -> bool:
        """Whether so many owe this very amount that it hardly says who pays."""
        return len(self._by_amount.get((credit.currency, credit.amount_minor), ())) > COMMON_AMOUNT

    def _told(self, credit: Credit) -> Iterator[str]:
        if credit.payer_of:
            yield credit.payer_of
        for code in (*find_references(credit.text), *codes(credit.text)):
            yield from self._by_code.get(code, ())[:MOST]
