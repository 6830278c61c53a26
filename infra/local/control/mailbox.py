"""The mailbox for people: every message as it was sent, and what its reader may do with it."""

from html import escape

from infra.local.control.pages import document
from infra.local.control.web import Refused, Request, Response, Routes, page, see_other
from infra.local.post.book import Book, Message
from infra.local.post.events import BY_READER
from infra.local.post.feedback import Feedback

ROOT = "/local/mailbox"
SHOWN = 200
_FRAMED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
_ACTS = {"opened": "Open it", "clicked": "Click its link", "bounced": "Let it bounce", "complained": "Call it spam"}


def add_routes(routes: Routes, book: Book, feedback: Feedback) -> None:
    routes.add("GET", ROOT, lambda request: listing(book, request))
    routes.add("GET", f"{ROOT}/{{key}}", lambda request, key: one(book, key))
    routes.add("GET", f"{ROOT}/{{key}}/html", lambda request, key: html_part(book, key))
    routes.add("POST", f"{ROOT}/{{key}}", lambda request, key: act(book, feedback, request, key))


def listing(book: Book, request: Request) -> Response:
    """The newest messages first, of one business or debtor where the query names it."""
    wanted = {name: request.query[name] for name in ("business", "debtor") if request.query.get(name)}
    found = [message for message in book.all() if all(message[name] == wanted[name] for name in wanted)]
    rows = "".join(_row(message) for message in reversed(found[-SHOWN:]))
    head = "<tr><th>Sent<th>To<th>Subject<th>Purpose<th>Business"
    table = f"<table>{head}{rows}</table>" if rows else "<p>Nothing was sent yet.</p>"
    return page(document("Mailbox", f"<p>{len(found)} messages, the newest first.</p>{table}"))


def _row(message: Message) -> str:
    title = escape(message["subject"] or message["text"][:60])
    what = f"{message['purpose']} {message['step'] or ''}"
    cells = (_moment(message), escape(message["to"]), f'<a href="{ROOT}/{message["id"]}">{title}</a>', escape(what))
    return "<tr><td>" + "<td>".join((*cells, escape(message["business"])))


def one(book: Book, key: str) -> Response:
    message = _found(book, key)
    facts = {"To": message["to"], "Channel": message["channel"], "Sent": _moment(message), **(message["headers"] or {})}
    listed = "".join(f"<dt>{escape(name)}<dd>{escape(str(value))}" for name, value in facts.items())
    parts = [f"<dl>{listed}</dl>"]
    if message["link"]:
        parts.append(f'<p><a href="{escape(message["link"])}">Open the portal as this debtor</a></p>')
    if message["html"]:
        parts.append(f'<iframe title="HTML part" sandbox src="{ROOT}/{key}/html"></iframe>')
    parts.append(f"<h2>Text</h2><pre>{escape(message['text'])}</pre>")
    if message["channel"] == "email":
        buttons = "".join(f'<button name="act" value="{name}">{label}</button>' for name, label in _ACTS.items())
        parts.append(f'<h2>As its reader</h2><form method="post">{buttons}</form>')
    return page(document(message["subject"] or f"SMS to {message['to']}", "".join(parts)))


def html_part(book: Book, key: str) -> Response:
    """The HTML part alone, for the frame: no script runs in it, and its own inline style is allowed there only."""
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": _FRAMED,
    }
    message = _found(book, key)
    html = message["html"] or ""
    for content_id, picture in (message.get("pictures") or {}).items():
        html = html.replace(f"cid:{content_id}", f"data:image/png;base64,{picture}")
    return Response(200, html.encode(), headers)


def act(book: Book, feedback: Feedback, request: Request, key: str) -> Response:
    """The reader opens, clicks, complains: the provider's event is published as it would be."""
    message, chosen = _found(book, key), request.form().get("act", "")
    if chosen not in BY_READER or message["channel"] != "email":
        raise Refused(422, "unknown_act")
    feedback.publish(BY_READER[chosen](message))
    return see_other(f"{ROOT}/{key}")


def _found(book: Book, key: str) -> Message:
    message = book.find(key)
    if message is None:
        raise Refused(404, "unknown_message")
    return message


def _moment(message: Message) -> str:
    return str(message["sent_at"]).replace("T", " ")[:16]
