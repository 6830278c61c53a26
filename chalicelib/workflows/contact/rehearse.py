"""A message of a business in test mode: written as for the debtor, marked, and sent to the business itself."""

from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.domain.notice import Notice
from chalicelib.gateways import email, qr
from chalicelib.messages import mail
from chalicelib.messages import sms as short
from chalicelib.messages.letter import Content, Envelope


def rehearse(key: str, notice: Notice, business: Business, envelope: Envelope, content: Content, to: str) -> str:
    """Send it in place of a message to ``to``; returns the provider's id. Raises as ``email.send`` does.

    There is no way in it to stop reminders: whoever tries their ladder out must not stop a debtor's.
    """
    text = short.sms(envelope, content) if notice.channel == "sms" else ""
    marked = replace(envelope, unsubscribe_url="", rehearsed_for=to, rehearsed_sms=text)
    letter = mail.write(marked, content)
    pictures = {} if text else {content_id: qr.png(code) for content_id, code in letter.codes.items()}
    return email.send(
        key, notice.purpose, business.sender, business.sender.email, letter.subject, letter.text, letter.html,
        letter.headers, pictures,
    )  # fmt: skip
