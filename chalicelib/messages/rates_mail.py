"""The e-mail to the business about a published rate or value that its debts need and that nobody has dropped."""

from datetime import date

import msgspec

from chalicelib.messages.blocks import Facts, Heading, Paragraph
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import day
from chalicelib.messages.letter import Rendered
from chalicelib.messages.report_mail import headline, rendered


class MissingRate(msgspec.Struct, frozen=True, kw_only=True):
    """``since``: the first day without a value; None where there never was one."""

    lang: str
    business: str
    series: str
    today: date
    since: date | None = None


def missing_rate(told: MissingRate) -> Rendered:
    """Which series, since when, what that means for the debts, and where to drop it."""
    lang = told.lang
    subject = say(lang, "report.rates.subject", series=told.series)
    since = day(told.since, lang, told.today) if told.since else say(lang, "report.rates.never")
    blocks = (
        Heading(headline(subject)),
        Paragraph(say(lang, "report.rates.lead", series=told.series)),
        Facts(((say(lang, "report.rates.series"), told.series), (say(lang, "report.rates.since"), since))),
        Paragraph(say(lang, "report.rates.next", series=told.series)),
    )
    return rendered(lang, told.business, subject, blocks)
