"""The text of an installment agreement, from a versioned template: what is shown, signed, hashed and printed is one.

A change of the words below is a new version of ``TEMPLATE``. What a country's law adds is a key of the catalog.
"""

from collections.abc import Iterator
from datetime import date

import msgspec

from chalicelib.domain.agreeing.agreement import Agreement
from chalicelib.messages.catalog import language, say, say_count, words
from chalicelib.messages.explain import tax_id_label
from chalicelib.messages.formats import dated, money, percent
from chalicelib.messages.names import one_line

TEMPLATE = "installments-1"


class Parties(msgspec.Struct, frozen=True):
    """Who agrees, as the text names them; ``country`` of the business, ``main``: its own currency."""

    creditor: str
    creditor_tax_id: str
    debtor: str
    debtor_tax_id: str
    country: str
    main: str


class Part(msgspec.Struct, frozen=True):
    title: str
    lines: tuple[str, ...]


def template_of(lang: str, country: str) -> str:
    """``installments-1-es-MX``: the version, its language and the country whose clause it has."""
    return f"{TEMPLATE}-{language(lang)}-{country}"


def agreement_text(lang: str, agreement: Agreement, parties: Parties) -> str:
    """The whole text, with LF and a last one."""
    head = say(
        lang,
        "agreement.head",
        id=agreement.id,
        template=template_of(lang, parties.country),
        date=dated(agreement.quoted_on, lang),
    )
    told = [say(lang, "agreement.title"), head]
    for place, part in enumerate(agreement_parts(lang, agreement, parties), 1):
        told += ["", f"{place}. {part.title}", *part.lines]
    return "\n".join(told) + "\n"


def agreement_parts(lang: str, agreement: Agreement, parties: Parties) -> list[Part]:
    writer = _Writer(lang, agreement, parties)
    told = {
        "who": writer.who(),
        "what": writer.what(),
        "how_much": writer.how_much(),
        "when": writer.when(),
        "rules": writer.rules(),
        "late": writer.late(),
        "sign": writer.signature(),
    }
    return [Part(say(lang, f"agreement.{name}.title"), tuple(lines)) for name, lines in told.items()]


class _Writer:
    """One agreement in one language."""

    def __init__(self, lang: str, agreement: Agreement, parties: Parties) -> None:
        self.lang, self.agreement, self.parties = lang, agreement, parties

    def who(self) -> Iterator[str]:
        parties = self.parties
        yield self._say(
            "who",
            creditor=_named(parties.creditor, parties.country, parties.creditor_tax_id),
            debtor=_named(parties.debtor, parties.country, parties.debtor_tax_id),
        )

    def what(self) -> Iterator[str]:
        for one in self.agreement.covers:
            number = one_line(one.number, 60)
            yield self._say("what", number=number, date=self._day(one.due_on), amount=self._money(one.owed_minor))

    def how_much(self) -> Iterator[str]:
        agreement = self.agreement
        yield self._say("debt", date=self._day(agreement.quoted_on), amount=self._money(agreement.debt_minor))
        if agreement.forgiven_minor:
            yield self._say("forgiven", amount=self._money(agreement.forgiven_minor))
        if agreement.interest_minor:
            yield self._say("interest", amount=self._money(agreement.interest_minor), rate=self._rate())
        else:
            yield self._say("no_interest")
        yield self._say("total", amount=self._money(agreement.total_minor))

    def when(self) -> Iterator[str]:
        for one in self.agreement.installments:
            told = {"amount": self._money(one.amount_minor), "date": self._day(one.due_on)}
            yield self._say("part", number=one.number, **told) if one.number else self._say("down", **told)
        yield self._say("closed_day")

    def rules(self) -> Iterator[str]:
        yield from (self._say(name) for name in ("order", "rest", "early"))

    def late(self) -> Iterator[str]:
        rules = self.agreement.rules
        if rules.grace_days:
            yield say_count(self.lang, "agreement.late", rules.grace_days)
        yield self._say("breach")
        yield self._say("breach.return" if rules.charges_return else "breach.no_return")

    def signature(self) -> Iterator[str]:
        yield self._say("sign")
        clause = f"agreement.clause.{self.parties.country}"
        if clause in words(language(self.lang)):
            yield say(self.lang, clause)

    def _rate(self) -> str:
        rules = self.agreement.rules
        every = "month" if rules.kind == "simple_month_30" else "year"
        told = percent(rules.rate, self.lang, self.parties.country) if rules.rate else ""
        return say(self.lang, f"agreement.rate.{every}", percent=told)

    def _say(self, key: str, **params: object) -> str:
        return say(self.lang, f"agreement.{key}", **params)

    def _money(self, minor: int) -> str:
        return money(minor, self.agreement.currency, self.lang, self.parties.country, self.parties.main)

    def _day(self, value: date) -> str:
        return dated(value, self.lang)


def _named(name: str, country: str, tax_id: str) -> str:
    told = f" ({tax_id_label(country)} {one_line(tax_id, 30)})" if tax_id else ""
    return f"{one_line(name)}{told}"
