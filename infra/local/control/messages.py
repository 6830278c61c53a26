"""``/local/messages``: what was sent to whom, in order."""

from infra.local.control.web import Request, Response, Routes, answer
from infra.local.post.book import Book, Message

SHOWN = (
    "id",
    "headers",
    "business",
    "debtor",
    "channel",
    "to",
    "subject",
    "text",
    "html",
    "link",
    "short_code",
    "purpose",
    "step",
    "invoices",
    "sent_at",
)
ENCLOSED = ("pictures", "papers")  # of an e-mail, in base64: PNG by content id, PDF by file name
FILTERS = ("business", "debtor", "channel", "purpose", "to")


def add_routes(routes: Routes, book: Book) -> None:
    routes.add("GET", "/local/messages", lambda request: listed(book, request))


def listed(book: Book, request: Request) -> Response:
    wanted = {name: request.query[name] for name in FILTERS if name in request.query}
    found = (message for message in book.all() if all(message[name] == value for name, value in wanted.items()))
    return answer([shown(message) for message in found])


def shown(message: Message) -> Message:
    enclosed = {name: message[name] for name in ENCLOSED if message.get(name)}
    return {name: message[name] for name in SHOWN} | enclosed
