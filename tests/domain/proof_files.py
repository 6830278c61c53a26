"""Pictures and documents as phones and banks make them, and some that pretend: bytes by name."""

import struct
import zlib


def jpeg(width: int = 640, height: int = 480, tail: bytes = b"", comment: bytes = b"") -> bytes:
    """The headers of a picture; nobody decodes the rest."""
    told = b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment if comment else b""
    jfif = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    return b"\xff\xd8" + jfif + told + frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x12\x34\xff\xd9" + tail


def png(width: int = 640, height: int = 480, tail: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pieces = (_chunk(b"IHDR", head), _chunk(b"IDAT", zlib.compress(b"\0")), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(pieces) + tail


def webp(width: int = 640, height: int = 480, tail: bytes = b"") -> bytes:
    body = (
        b"VP8X\x0a\x00\x00\x00\x00\x00\x00\x00" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    )
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body + tail


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A document of one page with these further objects."""
    first = (b"<< /Type /Catalog /Pages 2 0 R /OpenAction [3 0 R /FitH null] >>", b"<< /Type /Pages /Kids [3 0 R] >>")
    numbered = (b"%d 0 obj\n%s\nendobj\n" % (at, one) for at, one in enumerate((*first, *objects), 1))
    return b"%PDF-1.7\n" + b"".join(numbered) + b"trailer << /Root 1 0 R " + trailer + b">>\nstartxref\n9\n%%EOF\n"


def packed(content: bytes, head: bytes = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode") -> bytes:
    """An object that holds others, compressed."""
    body = zlib.compress(content)
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(body), body)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


ZIP = b"PK\x03\x04" + b"\0" * 26 + b"PK\x01\x02" + b"\0" * 42 + b"PK\x05\x06" + b"\0" * 18
SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
GOOD = {
    "image/jpeg": jpeg(),
    "image/png": png(),
    "image/webp": webp(),
    "application/pdf": pdf(),
}
EVIL = {
    "nothing": (b"", "proof_empty"),
    "too much": (jpeg(tail=b"\0" * (10 << 20)), "proof_too_large"),
    "a page named jpg": (b"<!DOCTYPE html><script>steal()</script>", "proof_wrong_type"),
    "a drawing": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="steal()"/>', "proof_wrong_type"),
    "a program": (b"MZ\x90\x00\x03" + b"\0" * 60, "proof_wrong_type"),
    "an archive": (ZIP, "proof_wrong_type"),
    "a moving picture": (b"GIF89a" + b"\0" * 30, "proof_wrong_type"),
    "a picture of a new phone": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "proof_wrong_type"),
    "a jpeg that is an archive too": (jpeg(tail=ZIP), "proof_unsafe"),
    "a jpeg that is a rar too": (jpeg(tail=b"Rar!\x1a\x07\x00"), "proof_unsafe"),
    "a jpeg with a page in its comment": (jpeg(comment=b"<ScRiPt>steal()</script>"), "proof_unsafe"),
    "a jpeg with a document behind it": (jpeg(tail=pdf()), "proof_unsafe"),
    "a jpeg without a frame": (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xd9" + b"\0" * 20, "proof_damaged"),
    "a jpeg of no height": (jpeg(height=0), "proof_damaged"),
    "a bomb": (png(width=60_000, height=60_000), "proof_damaged"),
    "a png that goes on": (png(tail=b"more"), "proof_unsafe"),
    "a png cut short": (png()[:-4], "proof_damaged"),
    "a webp that goes on": (webp(tail=b"more"), "proof_unsafe"),
    "a webp cut short": (webp()[:-4], "proof_damaged"),
    "a pdf cut short": (pdf()[:60], "proof_damaged"),
    "a pdf with a page before it": (b"<html>" + pdf(), "proof_wrong_type"),
    "a pdf with a script": (pdf(SCRIPT), "proof_unsafe"),
    "a pdf with a script in disguise": (pdf(SCRIPT.replace(b"/JavaScript", b"/J#61vaScr#69pt")), "proof_unsafe"),
    "a pdf with a script packed away": (pdf(packed(b"5 0 " + SCRIPT)), "proof_unsafe"),
    "a pdf with objects packed otherwise": (
        pdf(packed(b"5 0 x", b"/Type /ObjStm /N 1 /First 4 /Filter /LZWDecode")), "proof_unsafe",
    ),
    "a pdf packed as a bomb": (pdf(packed(b"\0" * (40 << 20))), "proof_unsafe"),
    "a pdf with broken packing": (pdf(b"<< /First 4 /Filter /FlateDecode >>\nstream\nxyz\nendstream"), "proof_damaged"),
    "a pdf that starts a program": (pdf(b"<< /S /Launch /F (cmd.exe) >>"), "proof_unsafe"),
    "a pdf that opens an address": (
        pdf(b"<< /Type /Catalog /OpenAction << /S /URI /URI (https://evil.example) >> >>"), "proof_unsafe",
    ),
    "a pdf that opens what is elsewhere": (pdf(b"<< /OpenAction 9 0 R >>"), "proof_unsafe"),
    "a pdf with a file in it": (pdf(b"<< /Type /EmbeddedFile >>"), "proof_unsafe"),
    "a pdf with a form that sends": (pdf(b"<< /S /SubmitForm >>"), "proof_unsafe"),
    "a pdf with a password": (pdf(trailer=b"/Encrypt 9 0 R "), "proof_locked"),
}  # fmt: skip
