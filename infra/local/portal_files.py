"""The portal's files as CloudFront serves them: folder pages, compression, validators, the root in one's language."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

import brotli

from infra.local.control.web import Request, Response

PORTAL = Path(__file__).resolve().parents[2] / "portal"
_LANGUAGE = re.compile(r"\b(es|en|pt)\b", re.IGNORECASE)
_TYPES = {".js": "text/javascript; charset=utf-8", ".json": "application/json", ".ts": "text/plain; charset=utf-8"}
_FOLDERS = {"/es", "/en", "/pt", "/console"}
_WORTH_PACKING = 200  # bytes


@dataclass(frozen=True)
class Packed:
    """A file with its compressed forms; ``etag`` changes with its content."""

    kind: str
    etag: str
    forms: dict[str, bytes]


def serve(request: Request) -> Response:
    """Answer a GET or HEAD for a file of the portal; the front server leaves out the body of a HEAD."""
    if request.method not in {"GET", "HEAD"}:
        return Response(405, b"Method not allowed", {"Allow": "GET, HEAD", "Content-Type": "text/plain"})
    path = unquote(request.path)
    if path == "/":
        language = _LANGUAGE.search(request.headers.get("accept-language", ""))
        target = f"/{language[1].lower() if language else 'es'}/"
        return Response(302, b"", {"Location": target, "Cache-Control": "no-store"})
    if path in _FOLDERS:
        return Response(301, b"", {"Location": f"{path}/"})
    file = _file(path)
    return _answer(request, file) if file else Response(404, b"Not found", {"Content-Type": "text/plain"})


def _file(path: str) -> Path | None:
    wanted = (PORTAL / f".{path}index.html" if path.endswith("/") else PORTAL / f".{path}").resolve()
    return wanted if wanted.is_relative_to(PORTAL) and wanted.is_file() else None


def _answer(request: Request, file: Path) -> Response:
    stat = file.stat()
    packed = _pack(file, stat.st_mtime_ns, stat.st_size)
    headers = {"ETag": packed.etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding", "Content-Type": packed.kind}
    if packed.etag in request.headers.get("if-none-match", ""):
        return Response(304, b"", headers)
    accepted = request.headers.get("accept-encoding", "")
    encoding = next((name for name in ("br", "gzip") if name in accepted and name in packed.forms), "")
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(200, packed.forms[encoding], headers)


@lru_cache(maxsize=200)
def _pack(file: Path, changed: int, size: int) -> Packed:
    """The file as it is served; ``changed`` and ``size`` make it packed again after a change."""
    content = file.read_bytes()
    kind = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    kind = f"{kind}; charset=utf-8" if kind in {"text/html", "text/css"} else kind
    forms = {"": content}
    if len(content) >= _WORTH_PACKING and not kind.startswith("image/png"):
        forms |= {"br": brotli.compress(content), "gzip": gzip.compress(content, mtime=0)}
    return Packed(kind, f'"{hashlib.sha256(content).hexdigest()[:20]}"', forms)
