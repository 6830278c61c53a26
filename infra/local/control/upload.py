"""The upload page and the page of links, for people. An uploaded file goes on to the inbox like any other."""

from email.parser import BytesFeedParser
from email.policy import HTTP
from html import escape
from io import BytesIO

from infra.local.console_users import PASSWORD, email_of
from infra.local.control import inbox, product
from infra.local.control.pages import document
from infra.local.control.web import Refused, Request, Response, Routes, page
from infra.local.home import Home

LIMIT = 32 << 20  # a browser's form; larger files go by PUT or any S3 client
LINKS = {
    "/local/mailbox": "Mailbox: every e-mail and text message that was sent",
    "/local/upload": "Upload a file",
    "/local/businesses": "Businesses (JSON)",
    "/local/clock": "The product's clock (JSON)",
    "/local/s3": "Settings for an S3 client (JSON)",
    "/lite": "The portal for phones without JavaScript",
}


def add_routes(routes: Routes, home: Home) -> None:
    routes.add("GET", "/local/", lambda request: start(home))
    routes.add("GET", "/local", lambda request: start(home))
    routes.add("GET", "/local/upload", lambda request: form())
    routes.add("POST", "/local/upload", lambda request: send(home, request))


def start(home: Home) -> Response:
    items = "".join(f'<li><a href="{path}">{escape(text)}</a>' for path, text in LINKS.items())
    names = product.business_names()
    rows = "".join(
        f'<tr><td>{escape(name)}<td><a href="/local/accounts/{key}">accounts</a>'
        f'<td><a href="/local/imports/{key}">imports</a><td><a href="/local/mailbox?business={key}">mail</a>'
        f'<td><a href="/local/console/{key}">{escape(email_of(key))}</a>'
        for key, name in names.items()
    )
    now = home.clock.now().isoformat(sep=" ", timespec="minutes")
    signing_in = f'<p class="note">The console’s users are the addresses above; their password is {PASSWORD}.</p>'
    body = f"<p>Product time: {now}</p><ul>{items}</ul><table>{rows}</table>{signing_in}"
    return page(document("Puntual, embedded", body))


def form(said: str = "", status: int = 200) -> Response:
    names = product.business_names()
    businesses = "".join(f'<option value="{key}">{escape(name)}' for key, name in names.items())
    folders = "".join(f"<option>{folder}" for folder in inbox.FOLDERS)
    notice = f'<p role="status" class="notice">{said}</p>' if said else ""
    fields = (
        f'<label>Business <select name="business" required>{businesses}</select></label>'
        f'<label>What it is <select name="folder">{folders}</select></label>'
        '<label>File <input type="file" name="file" required></label><button>Upload</button>'
    )
    body = f'{notice}<form method="post" enctype="multipart/form-data">{fields}</form>'
    return page(document("Upload a file", body), status)


def send(home: Home, request: Request) -> Response:
    fields, name, content = _read(request)
    business, folder = fields.get("business", ""), fields.get("folder", "")
    onward = Request("PUT", "", body=BytesIO(content), length=len(content))
    try:
        inbox.put(home, onward, business, f"{folder}/{name}")
    except Refused as refused:
        return form(escape(refused.message), refused.status)
    link = f'<a href="/local/imports/{escape(business)}">its report</a>'
    return form(f"{escape(name)} is on its way: see {link} in a few seconds.")


def _read(request: Request) -> tuple[dict[str, str], str, bytes]:
    """The form's fields, and the name and the bytes of its file."""
    parser = BytesFeedParser(policy=HTTP)
    parser.feed(f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode())
    parser.feed(request.bytes(LIMIT))
    fields, name, content = dict[str, str](), "", b""
    for part in parser.close().walk():
        raw = part.get_payload(decode=True)
        body = raw if isinstance(raw, bytes) else b""
        if part.get_filename():
            name, content = str(part.get_filename()), body
        elif not part.is_multipart():
            fields[str(part.get_param("name", header="content-disposition"))] = body.decode()
    return fields, name, content
