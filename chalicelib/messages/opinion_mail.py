"""The two questions about satisfaction in a message, and the business's words to whoever was unhappy."""

from chalicelib.messages.blocks import Block, Button, Note, Paragraph
from chalicelib.messages.catalog import say
from chalicelib.messages.letter import Envelope, OpinionNews
from chalicelib.messages.names import one_line


def body(envelope: Envelope, news: OpinionNews) -> tuple[Block, ...]:
    """A question leads to a page of its own: looking at it changes nothing, one tap does."""
    lang, creditor = envelope.lang, one_line(envelope.creditor.name)
    if news.answer:
        return (
            Paragraph(say(lang, "opinion.answered.lead", creditor=creditor)),
            Note(one_line(news.answer, 500)),
            Paragraph(say(lang, "opinion.answered.next")),
            Button(say(lang, "opinion.answered.button"), envelope.link),
        )
    return (
        Paragraph(say(lang, "opinion.mail.lead", creditor=creditor)),
        Paragraph(say(lang, "opinion.mail.what")),
        Button(say(lang, "opinion.mail.button"), envelope.satisfied_url),
    )
