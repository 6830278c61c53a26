"""The pages of the embedded run for people: one plain frame and its style, no script, no inline style."""

from html import escape

from infra.local.control.web import Request, Response, Routes

STYLE_PATH = "/local/style.css"
_LINKS = {"/local/": "Puntual · local", "/local/mailbox": "Mailbox", "/local/upload": "Upload"}
_NAV = "<nav>" + " · ".join(f'<a href="{path}">{text}</a>' for path, text in _LINKS.items()) + "</nav>"

STYLE = """
:root { color-scheme: light dark; --ink: #1c2b2a; --paper: #faf8f4; --card: #fff; --line: #d8d4ca; --brand: #0a5e56; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ece9; --paper: #121817; --card: #1b2321; --line: #3a4644; --brand: #6fd0c2; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--brand); overflow-wrap: break-word; }
h1 { font-size: 1.5rem; margin: 0.75rem 0; }
h2 { font-size: 1.1rem; margin: 1.25rem 0 0.25rem; }
nav { font-size: 0.875rem; }
table { width: 100%; border-collapse: collapse; background: var(--card); font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 0.5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
.total td, .total th { font-weight: 700; }
.note { font-size: 0.875rem; border-left: 4px solid #a86400; padding-left: 0.75rem; }
.notice { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1rem; }
form { display: grid; gap: 0.75rem; margin: 1rem 0; max-width: 28rem; }
label { display: grid; gap: 0.25rem; font-weight: 600; }
input, select, button { min-height: 3.25rem; padding: 0.5rem 0.75rem; font: inherit; color: inherit;
  background: var(--card); border: 1px solid var(--line); border-radius: 14px; }
button { cursor: pointer; }
button:first-of-type { background: var(--brand); color: var(--paper); border-color: var(--brand); font-weight: 700; }
:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
iframe { width: 100%; height: 40rem; border: 1px solid var(--line); border-radius: 14px; background: #fff; }
pre { white-space: pre-wrap; background: var(--card); padding: 1rem; border-radius: 14px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; }
dt { font-weight: 600; }
dd { margin: 0; }
"""


def document(title: str, body: str, lang: str = "en", nav: str = _NAV) -> str:
    """A whole page. ``body`` is HTML, ``title`` is text."""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="{STYLE_PATH}">'
        '<link rel="icon" href="/icon.svg"></head>'
        f"<body>{nav}<main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )


def add_routes(routes: Routes) -> None:
    routes.add("GET", STYLE_PATH, _style)


def _style(request: Request) -> Response:
    return Response(200, STYLE.encode(), {"Content-Type": "text/css; charset=utf-8"})
