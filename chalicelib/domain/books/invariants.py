"""What is true of every account's books at every moment, whatever happened. Pure, named, and told in figures only.

Each function yields one sentence a breach: nothing when all is well. They name invoice numbers and minor units, never
a person, so that a nightly check may log them.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.books.claim import Claim
from chalicelib.domain.books.entry_kinds import KINDS, is_cash
from chalicelib.domain.books.ledger import owed, owed_by_entries
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.charging.indexation import cash_of
from chalicelib.domain.charging.late_rules import PARTS
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice

CHARGED = frozenset({"fee", "collection_fee", "bounced_check_fee", "interest", "tax"})
NOT_CASH_ALONE = frozenset({"person", "credit_note", "agreement", "document"})
"""Who claims what is no money, or more than was still unpaid: a document tells of what other files have settled."""
DECIDED = frozenset({"write_off", "write_off_reversal", "waiver_reversal"})


class Books(msgspec.Struct, frozen=True):
    """All that was ever written of one account, settled invoices and ended attempts too.

    ``claims``: what was told from outside, each fact once.
    """

    debtor: Debtor
    invoices: tuple[Invoice, ...] = ()
    entries: tuple[Entry, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    claims: tuple[Claim, ...] = ()


def breaches(books: Books) -> dict[str, list[str]]:
    """Every rule that does not hold, with what it found; empty when the books are in order."""
    found = {rule.__name__: list(rule(books)) for rule in RULES}
    return {name: told for name, told in found.items() if told}


def entries_sum_to_the_balances(books: Books) -> Iterator[str]:
    for one in books.invoices:
        said, kept = owed_by_entries(books.entries, one.number), owed(one)
        if said != kept:
            yield f"{one.number}: entries say {said}, balances {kept}"


def each_part_sums_to_its_balance(books: Books) -> Iterator[str]:
    """What was charged as interest is paid, waived or owed as interest; the same for fee and principal."""
    sums: Counter[tuple[str | None, str]] = Counter()
    for line in books.entries:
        sums[line.invoice, "principal" if line.part == "due_on" else line.part] += line.amount_minor
    for one in books.invoices:
        parts = {part: getattr(one, f"{part}_minor") for part in PARTS}
        for part, kept in parts.items():
            if sums[one.number, part] != kept:
                yield f"{one.number}: {part} entries say {sums[one.number, part]}, balance {kept}"


def no_balance_is_negative(books: Books) -> Iterator[str]:
    for one in books.invoices:
        kept = (one.principal_minor, one.fee_minor, one.interest_minor, one.tax_minor, one.interest_posted_minor)
        if min(kept) < 0:
            yield f"{one.number}: {kept}"


def a_settled_invoice_owes_nothing(books: Books) -> Iterator[str]:
    for one in books.invoices:
        if one.state in SETTLED and owed(one):
            yield f"{one.number}: {one.state} and owes {owed(one)}"


def the_state_agrees_with_the_balances(books: Books) -> Iterator[str]:
    for one in books.invoices:
        if one.state not in SETTLED and not owed(one):
            yield f"{one.number}: {one.state} and owes nothing"
        if one.state in {"open", "partly_paid"} and (one.state == "partly_paid") != (
            one.principal_minor < one.total_minor
        ):
            yield f"{one.number}: {one.state} with {one.principal_minor} of {one.total_minor}"


def a_discount_is_given_only_when_it_settles(books: Books) -> Iterator[str]:
    """At the instant of a discount its invoice owes nothing any more."""
    for line in books.entries:
        if line.kind == "discount" and line.invoice:
            so_far = [one for one in books.entries if one.at <= line.at]
            if left := owed_by_entries(so_far, line.invoice):
                yield f"{line.invoice}: a discount of {-line.amount_minor} and {left} still owed"


def unapplied_cash_is_what_its_entries_say(books: Books) -> Iterator[str]:
    sums: Counter[str] = Counter()
    for line in books.entries:
        if line.part == "unapplied":
            sums[line.currency] -= line.amount_minor
    for currency in {*sums, *books.debtor.unapplied}:
        if sums[currency] != books.debtor.unapplied.get(currency, 0):
            yield f"{currency}: entries say {sums[currency]}, debtor {books.debtor.unapplied.get(currency, 0)}"


def money_in_is_applied_unapplied_or_given_back(books: Books) -> Iterator[str]:
    """Of every paid attempt, what it brought is on invoices or unapplied, less what went back."""
    for attempt in books.attempts:
        if attempt.paid_at is None:
            continue
        mine = [line for line in books.entries if line.payment == attempt.id and is_cash(line)]
        placed = sum(cash_of(line) for line in mine)
        if placed + attempt.refunded_minor != attempt.amount_minor:
            yield f"{attempt.id}: brought {attempt.amount_minor}, placed {placed}, back {attempt.refunded_minor}"


def every_fact_from_outside_is_booked_as_it_was_told(books: Books) -> Iterator[str]:
    """What a provider, a bank, a file or the counter told of came to, or left, the account in exactly that amount.

    A bank's line of money that a person had confirmed before says nothing new.
    """
    placed: Counter[str] = Counter()
    for line in books.entries:
        if is_cash(line):
            placed[line.id.rpartition(f".{line.kind}.")[0]] += cash_of(line)
    confirmed = {claim.attempt for claim in books.claims if claim.provider == "report"}
    for claim in books.claims:
        found = placed[f"{claim.provider}-{claim.fact}"]
        told_before = claim.provider == "bank" and claim.attempt in confirmed and not found
        if claim.provider not in NOT_CASH_ALONE and not told_before and abs(found) != claim.amount_minor:
            yield f"{claim.provider}-{claim.fact}: told {claim.amount_minor}, booked {found}"


def every_payment_pays_no_more_than_it_brought(books: Books) -> Iterator[str]:
    """Nothing is given back of a payment that did not bring it, and no attempt counts for more than its amount."""
    for attempt in books.attempts:
        if not 0 <= attempt.refunded_minor <= attempt.amount_minor:
            yield f"{attempt.id}: {attempt.refunded_minor} back of {attempt.amount_minor}"
        if attempt.paid_at is None and any(is_cash(line) and line.payment == attempt.id for line in books.entries):
            yield f"{attempt.id}: {attempt.state} and has entries"


def what_leaves_unapplied_cash_reaches_an_invoice(books: Books) -> Iterator[str]:
    """Of every transfer, what goes out here comes in there; in the money that was paid."""
    moved: Counter[tuple[str, datetime]] = Counter()
    for line in books.entries:
        if line.kind in {"transfer_in", "transfer_out"}:
            moved[line.cash_currency or line.currency, line.at] += cash_of(line)
    yield from (f"{currency} at {at}: {left} on the way" for (currency, at), left in moved.items() if left)


def every_kind_is_in_the_table(books: Books) -> Iterator[str]:
    """No entry of an unknown kind, on a balance that its kind does not move, or against its direction."""
    for line in books.entries:
        kind = KINDS.get(line.kind)
        if kind is None or line.part not in kind.parts or line.amount_minor * kind.sign < 0:
            yield f"{line.invoice}: {line.id} of {line.amount_minor} on {line.part}"


def rounding_settles_and_is_less_than_anybody_can_pay(books: Books) -> Iterator[str]:
    """Within what the invoice's terms allow, or worth less than half a minor unit of the money it is paid in."""
    invoices = {one.number: one for one in books.invoices}
    off: Counter[tuple[str | None, datetime]] = Counter()
    for line in books.entries:
        if line.kind == "rounding":
            off[line.invoice, line.at] -= line.amount_minor if not line.cash_currency or line.cash_minor else 0
    for (number, at), minor in off.items():
        if minor > (invoices[number].terms.rounding_minor if number in invoices else 0):
            yield f"{number}: rounded by {minor}"
        if left := sum(line.amount_minor for line in books.entries if line.invoice == number and line.at <= at):
            yield f"{number}: rounded and {left} still owed"


def what_people_decide_names_who_and_why(books: Books) -> Iterator[str]:
    """A waiver, a debt given up and money handed back name a person and a reason; a late payment heard in time none."""
    for line in books.entries:
        if (line.kind in DECIDED or line.by) and not (line.by.strip() and line.reason.strip()):
            yield f"{line.invoice}: {line.id} without who or why"


def no_entry_is_written_twice(books: Books) -> Iterator[str]:
    """An entry's key is its invoice, instant and id: two alike would be one row, and one of them lost."""
    keys = Counter((line.invoice, line.at, line.id) for line in books.entries)
    yield from (f"{invoice}: {name}" for (invoice, _, name), count in keys.items() if count > 1)


def what_is_booked_is_remembered(books: Books) -> Iterator[str]:
    """Interest, its tax and fees that were ever booked: the memory that keeps a charge from being made twice."""
    sums: Counter[tuple[str | None, str]] = Counter()
    for line in books.entries:
        if line.kind in CHARGED:
            sums[line.invoice, line.part] += line.amount_minor
    for one in books.invoices:
        kept = {"interest": one.interest_posted_minor, "tax": one.tax_posted_minor, "fee": one.fee_posted_minor}
        for part, posted in kept.items():
            if sums[one.number, part] != posted:
                yield f"{one.number}: {part} entries charge {sums[one.number, part]}, remembered {posted}"


def charges_stay_within_their_limit(books: Books) -> Iterator[str]:
    for one in books.invoices:
        rules, charged = one.terms.rules, one.fee_posted_minor + one.interest_posted_minor
        if rules.most_minor and charged > rules.most_minor:
            yield f"{one.number}: charged {charged}, at most {rules.most_minor}"


def currencies_do_not_mix(books: Books) -> Iterator[str]:
    currency = {one.number: one.currency for one in books.invoices}
    for line in books.entries:
        if line.invoice and currency.get(line.invoice, line.currency) != line.currency:
            yield f"{line.invoice}: {line.id} in {line.currency}"


RULES: tuple[Callable[[Books], Iterator[str]], ...] = (
    entries_sum_to_the_balances,
    each_part_sums_to_its_balance,
    no_balance_is_negative,
    a_settled_invoice_owes_nothing,
    the_state_agrees_with_the_balances,
    a_discount_is_given_only_when_it_settles,
    unapplied_cash_is_what_its_entries_say,
    money_in_is_applied_unapplied_or_given_back,
    every_fact_from_outside_is_booked_as_it_was_told,
    every_payment_pays_no_more_than_it_brought,
    what_leaves_unapplied_cash_reaches_an_invoice,
    every_kind_is_in_the_table,
    rounding_settles_and_is_less_than_anybody_can_pay,
    what_people_decide_names_who_and_why,
    no_entry_is_written_twice,
    what_is_booked_is_remembered,
    charges_stay_within_their_limit,
    currencies_do_not_mix,
)
