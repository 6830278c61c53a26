"""The signed copy of an installment agreement: the very text, and who signed it when, with the seal on every page."""

from collections.abc import Iterator
from datetime import date

from chalicelib.domain.agreeing.evidence import Evidence
from chalicelib.messages.agreement_text import Parties
from chalicelib.messages.blocks import Facts, Heading, Paragraph, Small
from chalicelib.messages.catalog import language, say
from chalicelib.messages.documents.blocks import Paper, PaperBlock, paper_size
from chalicelib.messages.documents.receipt_paper import identity
from chalicelib.messages.formats import moment
from chalicelib.messages.names import one_line

_SHOWN = 16  # signs of the seal at the foot of each page; all of it stands under the signature


def agreement_paper(evidence: Evidence, parties: Parties, zone: str, email: str = "") -> Paper:
    """In the language in which it was signed, whoever reads it. ``zone``: of the hour that it tells."""
    lang = evidence.language
    pages = say(lang, "paper.page", page="{page}", pages="{pages}")
    return Paper(
        lang=language(lang),
        title=say(lang, "agreement.title"),
        number=evidence.id,
        sender=one_line(parties.creditor),
        sender_id=identity(parties.country, parties.creditor_tax_id),
        page_text=f"{pages} · {say(lang, 'agreement.footer', seal=evidence.seal[:_SHOWN])}",
        made_at=evidence.signed_at,
        size=paper_size(parties.country),
        body=(*_text(evidence.text), *_signature(evidence, zone), *_questions(lang, email)),
        file_name=f"agreement-{evidence.id}",
    )


def _text(text: str) -> Iterator[PaperBlock]:
    """The lines of the text as they are; its own title heads the paper already."""
    lines = text.splitlines()
    after_blank = False
    for line in lines[1:]:
        if line:
            yield Heading(line) if after_blank else Paragraph(line)
        after_blank = not line


def _signature(evidence: Evidence, zone: str) -> Iterator[PaperBlock]:
    lang = evidence.language
    when = say(lang, "paper.zone", moment=moment(evidence.signed_at, zone, lang, date.min), zone=zone)
    yield Heading(say(lang, "agreement.signature.title"))
    yield Paragraph(say(lang, "agreement.signed_by", name=evidence.name), strong=True)
    yield Paragraph(evidence.consent)
    yield Facts(
        (
            (say(lang, "agreement.signed_at"), when),
            (say(lang, "agreement.signed_code"), evidence.code_to),
            (say(lang, "agreement.signed_from"), evidence.address),
            (say(lang, "agreement.hash"), evidence.text_sha256),
            (say(lang, "agreement.seal"), evidence.seal),
        )
    )


def _questions(lang: str, email: str) -> Iterator[PaperBlock]:
    if email:
        yield Small(say(lang, "paper.questions", email=email))
