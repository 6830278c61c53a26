"""Whose the lines of a statement may be: by reference, by the business's list, by invoice number. Few requests a line.

A line with a reference and what its debtor owes costs one index entry and one account. Only what is left makes us read
the business's list, once a statement, and then a handful of accounts.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from chalicelib.domain.account import Account
from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.already_paid.reports_settled import is_money
from chalicelib.domain.bank.matching import Credit, Known, fit, match, read_text, settles_itself
from chalicelib.domain.bank.parts import parts_of
from chalicelib.domain.bank.suspects import Suspect, Suspects
from chalicelib.domain.books.settling import Owed
from chalicelib.domain.business import Business
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.charging.indexation import Due, due_on, in_cash
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.store import accounts
from chalicelib.store.accounts import Listed
from chalicelib.store.glances import owners_of
from chalicelib.store.things import list_things
from chalicelib.workflows.at_once import each

_NUMBER = re.compile(r"(?<![\w-])(?=[\w/-]{4,20}(?![\w-]))[\w/-]*\d[\w/-]*")
_NUMBERS_ASKED = 3  # words of a line that may be invoice numbers
_MOST_TOLD = 1000  # payments that debtors told of, looked through for each line


class BankClues:
    """Everything that is asked of the tables is asked before the matching, many lines at once."""

    def __init__(self, business: Business, received: Sequence[Credit]) -> None:
        self._business = business
        self._accounts: dict[str, Account | None] = {}
        self._owners: dict[str, str] = {}
        self._suspects: dict[Credit, tuple[str, ...]] = {}
        self._list: Suspects | None = None
        self._by_reference(received)
        left = [credit for credit in received if not self._is_settled(credit)]
        if left:
            self._by_list(left)
            self._by_number([credit for credit in left if match(credit, self._all_known(credit)).state != "sure"])

    def suspects(self, credit: Credit) -> Sequence[str]:
        return self._suspects.get(credit, ())

    def is_common(self, credit: Credit) -> bool:
        return self._list is not None and self._list.is_common(credit)

    def known(self, debtor: str, on: date) -> Known | None:
        account = self._accounts.get(debtor)
        return known_of(account, on) if account else None

    def _by_reference(self, received: Sequence[Credit]) -> None:
        told = {credit: read_text(credit.text).references for credit in received}
        wanted = list({reference for references in told.values() for reference in references})
        owners = each(lambda reference: accounts.owner_of_reference(self._business.id, reference), wanted)
        self._owners = {reference: owner for reference, owner in zip(wanted, owners, strict=True) if owner}
        for credit, references in told.items():
            self._suspect(credit, (self._owners[one] for one in references if one in self._owners))
        self._load()

    def _is_settled(self, credit: Credit) -> bool:
        found = [fit(credit, read_text(credit.text), known) for known in self._all_known(credit)]
        return len(found) == 1 and settles_itself(found[0])

    def _by_list(self, left: Sequence[Credit]) -> None:
        listed = (_suspect(one) for one in accounts.list_accounts(self._business.id))
        self._list = Suspects(self._business.id, listed)
        told = list_things(self._business.id, PaymentReport, _MOST_TOLD, "pending")
        for credit in left:
            self._suspect(credit, self._list.of(credit))
            same = (one for one in told if is_money(one.thing, credit.amount_minor, credit.currency, credit.on))
            self._suspect(credit, (one.debtor for one in same))
        self._load()

    def _by_number(self, left: Sequence[Credit]) -> None:
        """An invoice's number alone leads to its debtor; words that are none are asked for in vain."""
        told = {credit: _NUMBER.findall(credit.text.upper())[:_NUMBERS_ASKED] for credit in left}
        wanted = list({number for numbers in told.values() for number in numbers})
        found = dict(zip(wanted, each(lambda number: owners_of(self._business.id, number), wanted), strict=True))
        for credit, numbers in told.items():
            self._suspect(credit, (owner for number in numbers for owner in found[number]))
        self._load()

    def _suspect(self, credit: Credit, debtors: Iterable[str]) -> None:
        self._suspects[credit] = tuple(dict.fromkeys((*self._suspects.get(credit, ()), *debtors)))

    def _load(self) -> None:
        """The accounts that are suspected and not known yet."""
        wanted = {debtor for debtors in self._suspects.values() for debtor in debtors} - self._accounts.keys()
        missing = sorted(wanted)
        found = each(lambda debtor: accounts.load(self._business.id, debtor), missing)
        self._accounts |= dict(zip(missing, found, strict=True))

    def _all_known(self, credit: Credit) -> list[Known]:
        found = (self.known(debtor, credit.on) for debtor in self.suspects(credit))
        return [known for known in found if known]


def known_of(account: Account, on: date) -> Known:
    """An account as a payment of that day meets it: with the charges and discounts of the day."""
    debtor = account.debtor
    owed = tuple(_owed(one, due_on(one, on, account.rates)) for one in account.invoices if one.state not in SETTLED)
    reference = debtor_reference(debtor.business, debtor.id)
    return Known(debtor.id, reference, debtor.name, debtor.tax_id, owed, account.reports, parts_of(account, on))


def _owed(invoice: Invoice, due: Due) -> Owed:
    """In the money that it is paid in: a debt in UF waits for pesos."""
    principal = in_cash(invoice.principal_minor, invoice, due.value) if due.value else invoice.principal_minor
    return Owed(invoice.number, due.currency, due.balance_minor, principal, invoice.issued_on, invoice.due_on)


def _suspect(one: Listed) -> Suspect:
    amounts = {
        currency: (*one.amounts.get(currency, ()), minor) for currency, minor in one.principal.items() if minor > 0
    }
    return Suspect(one.debtor, one.name, one.tax_id, amounts)
