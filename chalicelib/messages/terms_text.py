"""The terms clause by clause, as they are shown, accepted, hashed and printed: the same words everywhere."""

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from chalicelib.domain.agreeing.acceptance import Acceptance
from chalicelib.domain.agreeing.terms import TEMPLATE, terms_id
from chalicelib.domain.business import Business, Policy
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.frozen_terms import is_noted
from chalicelib.domain.charging.late_rules import PARTS
from chalicelib.messages.blocks import Facts, Heading, Paragraph, Small
from chalicelib.messages.catalog import language, say, say_count
from chalicelib.messages.charge_texts import rule_texts
from chalicelib.messages.documents.blocks import Paper, PaperBlock, paper_size
from chalicelib.messages.explain import fee_rule, tax_id_label
from chalicelib.messages.formats import dated, day, moment, money, percent
from chalicelib.messages.names import one_line


class Clause(msgspec.Struct, frozen=True):
    """``id`` is stable; ``lines`` are whole sentences."""

    id: str
    title: str
    lines: tuple[str, ...]


def clauses(lang: str, business: Business) -> tuple[Clause, ...]:
    """What is agreed, in the order in which it matters to whoever pays."""
    writer = _Writer(lang, business)
    told = {
        "due": writer.due(),
        "discount": writer.discount(),
        "late": writer.late(),
        "check": writer.check(),
        "units": writer.units(),
        "order": writer.order(),
        "process": writer.process(),
        "disagree": writer.disagree(),
        "data": writer.data(),
    }
    found = ((name, tuple(lines)) for name, lines in told.items())
    return tuple(Clause(name, say(lang, f"terms.{name}.title"), lines) for name, lines in found if lines)


def terms_text(lang: str, business: Business) -> str:
    """The whole text, with LF and a last one."""
    told = [say(lang, "terms.title", creditor=one_line(business.name)), version_text(lang, business)]
    for place, clause in enumerate(clauses(lang, business), 1):
        told += ["", f"{place}. {clause.title}", *clause.lines]
    return "\n".join(told) + "\n"


def version_text(lang: str, business: Business) -> str:
    return say(lang, "terms.version", version=terms_id(business), template=f"{TEMPLATE}-{language(lang)}")


def terms_paper(lang: str, business: Business, text: str, said: str, made_at: datetime) -> Paper:
    """The terms of now on paper; ``said``: that the business declares them, or that nobody accepted them yet."""
    return _paper(lang, business, text, terms_id(business), (Small(said),), made_at)


def accepted_paper(business: Business, kept: Acceptance, zone: str) -> Paper:
    """The text as it was shown and accepted, with the proof of it. ``zone``: of the hour that it tells."""
    lang = kept.language
    on = dated(local_date(kept.accepted_at, zone), lang)
    when = say(lang, "paper.zone", moment=moment(kept.accepted_at, zone, lang, date.min), zone=zone)
    proof = (
        (say(lang, "agreement.signed_at"), when),
        (say(lang, "agreement.signed_from"), kept.address),
        (say(lang, "agreement.hash"), kept.text_sha256),
        (say(lang, "agreement.seal"), kept.seal),
    )
    end = (Paragraph(say(lang, "terms.accepted", date=on)), Facts(proof))
    return _paper(lang, business, kept.text, kept.version, end, kept.accepted_at)


def _paper(
    lang: str, business: Business, text: str, number: str, end: tuple[PaperBlock, ...], made_at: datetime
) -> Paper:
    title, version, *rest = text.splitlines()
    body = [Heading(line) if line[:1].isdigit() and ". " in line[:4] else Paragraph(line) for line in rest if line]
    return Paper(
        lang=language(lang),
        title=title,
        number=number,
        sender=one_line(business.name),
        sender_id=f"{tax_id_label(business.country)} {one_line(business.tax_id, 30)}" if business.tax_id else "",
        page_text=say(lang, "paper.page", page="{page}", pages="{pages}"),
        made_at=made_at,
        size=paper_size(business.country),
        body=(Small(version), *body, *end),
        file_name=f"terms-{number}",
    )


class _Writer:
    """The clauses of one business in one language."""

    def __init__(self, lang: str, business: Business) -> None:
        self.lang, self.business = lang, business
        self.policy: Policy = business.policy

    def due(self) -> Iterator[str]:
        yield self._say("due")
        yield say_count(self.lang, "terms.due.days", self.policy.terms_days)

    def discount(self) -> Iterator[str]:
        early = self.policy.early_discount
        if early is None or not (early.percent or early.amount_minor):
            return
        what = self._percent(early.percent) if early.percent else self._money(early.amount_minor)
        if early.until:
            yield self._say("discount.until", what=what, date=day(early.until, self.lang))
        else:
            yield say_count(self.lang, "terms.discount.before", early.days_before_due, what=what)
        if is_noted(self.business.country) if early.credit_note is None else early.credit_note:
            yield self._say("discount.noted")

    def late(self) -> Iterator[str]:
        fee, country, currency = self.policy.late_fee, self.business.country, self.business.currency
        rules = [*fee_rule(self.lang, currency, fee.flat_minor, fee.percent, country)]
        if fee.interest and fee.interest.rate and not fee.rules.series:
            rules.append(say(self.lang, f"why.interest.{fee.interest.kind}", percent=self._percent(fee.interest.rate)))
        rules += rule_texts(self.lang, currency, fee.rules, country)
        if not rules:
            yield self._say("late.none")
            return
        yield say_count(self.lang, "terms.late.grace", self.policy.grace_days)
        yield from rules
        if not fee.rules.compound_months:
            yield self._say("late.simple")

    def check(self) -> Iterator[str]:
        fee = self.policy.bounced_check_fee
        if fee is None:
            return
        flat = [self._money(fee.flat_minor)] if fee.flat_minor else []
        what = " + ".join([*flat, *([self._percent(fee.percent)] if fee.percent else [])])
        most = self._say("check.most", most=self._money(fee.most_minor)) if fee.most_minor else ""
        yield f"{self._say('check', what=what)} {most}".rstrip()

    def units(self) -> Iterator[str]:
        if self.policy.indexation:
            units = ", ".join(self.policy.indexation.units)
            yield self._say("units", units=units, currency=self.business.currency)

    def order(self) -> Iterator[str]:
        parts = (say(self.lang, f"terms.part.{part}") for part in self.policy.allocation or PARTS)
        yield self._say("order", parts=", ".join(parts))

    def process(self) -> Iterator[str]:
        yield self._say("process")
        yield self._say("process.stop")

    def disagree(self) -> Iterator[str]:
        yield self._say("disagree", email=one_line(self.business.sender.email, 254))

    def data(self) -> Iterator[str]:
        yield self._say("data", creditor=one_line(self.business.name))

    def _say(self, key: str, **params: object) -> str:
        return say(self.lang, f"terms.{key}", **params)

    def _percent(self, share: object) -> str:
        return percent(share, self.lang, self.business.country)  # type: ignore[arg-type]

    def _money(self, minor: int) -> str:
        return money(minor, self.business.currency, self.lang, self.business.country)
