"""Who could have paid: from what a bank's line says to the few debtors worth a closer look. Built once a statement."""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from chalicelib.domain.bank.bank_words import codes, is_of_a_name, name_words, same_name, tax_keys, words
from chalicelib.domain.bank.matching import Credit, read_text
from chalicelib.domain.bank.weights import RULES
from chalicelib.domain.paying.references import debtor_reference, find_references

MOST = 12  # debtors whose names are compared for one line
LOOKED_AT = 4  # of these, accounts that are loaded
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
        self._business = business
        self._all: dict[str, Suspect] = {}
        self._by_code: dict[str, list[str]] = {}
        self._by_word: dict[str, list[str]] = {}
        self._by_amount: dict[tuple[str, int], list[str]] = {}
        for one in debtors:
            self._all[one.debtor] = one
            self._by_code[debtor_reference(business, one.debtor)] = [one.debtor]
            for key in tax_keys(one.tax_id):
                self._by_code.setdefault(key, []).append(one.debtor)
            for word in set(name_words(one.name)):
                self._by_word.setdefault(word, []).append(one.debtor)
            for currency, amounts in one.amounts.items():
                for minor in set(amounts):
                    self._by_amount.setdefault((currency, minor), []).append(one.debtor)

    def of(self, credit: Credit) -> list[str]:
        """The debtors whose accounts are worth loading, the likeliest first; for one list and one line always the same.

        So nothing here goes by the order of a set: who is cut off could be the rival that makes a match doubtful.
        """
        hinted = [self._all[debtor] for debtor, _ in self._hints(credit).most_common(MOST)]
        found = [(points, one.debtor) for one in hinted if (points := self._points(credit, one))]
        return [debtor for _, debtor in sorted(found, key=lambda one: (-one[0], one[1]))[:LOOKED_AT]]

    def _hints(self, credit: Credit) -> Counter[str]:
        hints: Counter[str] = Counter()
        for debtor in self._told(credit):
            hints[debtor] += 10
        for sharing in self._sharing(credit):
            hints.update(sharing)
        owing = self._by_amount.get((credit.currency, credit.amount_minor), ())
        if len(owing) > COMMON_AMOUNT:
            owing = [debtor for debtor in owing if debtor in hints]
        hints.update(dict.fromkeys(owing, 2))
        return hints

    def _sharing(self, credit: Credit) -> Iterator[Iterable[str]]:
        """Debtors by the rare words of a name; where all are common, those who share the two rarest."""
        told = sorted({word for word in words(credit.text) if is_of_a_name(word)})
        found = sorted((self._by_word[word] for word in told if word in self._by_word), key=len)
        rare = [sharing for sharing in found if len(sharing) <= COMMON_WORD]
        yield from rare
        if not rare and len(found) > 1:
            second = set(found[1])
            yield [debtor for debtor in found[0] if debtor in second]

    def _points(self, credit: Credit, one: Suspect) -> int:
        """What matching will find, as far as the list knows it; charges and numbers come with the account."""
        said, told = read_text(credit.text), RULES.weights
        points = told["payer"] if credit.payer_of == one.debtor else 0
        points += told["reference"] if debtor_reference(self._business, one.debtor) in said.references else 0
        points += 0 if said.codes.isdisjoint(tax_keys(one.tax_id)) else told["tax_id"]
        if how := same_name(one.name, credit.name, credit.text):
            points += told[how]
        if credit.amount_minor in one.amounts.get(credit.currency, ()):
            points += told["amount_one"]
        return points

    def is_common(self, credit: Credit) -> bool:
        """Whether so many owe this very amount that it hardly says who pays."""
        return len(self._by_amount.get((credit.currency, credit.amount_minor), ())) > COMMON_AMOUNT

    def _told(self, credit: Credit) -> Iterator[str]:
        if credit.payer_of in self._all:
            yield credit.payer_of
        for code in sorted({*find_references(credit.text), *codes(credit.text)}):
            yield from self._by_code.get(code, ())[:MOST]
