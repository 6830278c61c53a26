"""A ZIP of documents, one member at a time in memory: nothing is written anywhere, and no size it claims is trusted."""

import io
import zipfile
import zlib
from collections.abc import Iterator

import msgspec

from chalicelib.intake.einvoice.xml import INVOICE
from chalicelib.intake.records import UnreadableFile

ZIP = b"PK\x03\x04"
MAX_DOCUMENTS = 20_000
MAX_UNPACKED = 300 * 1024 * 1024
_MAX_RATIO = 200  # XML packs 5 to 30 times smaller; what packs better was made to hurt
_ALWAYS_ALLOWED = 1 << 20  # bytes that a small member may grow to, whatever its ratio
_ENTRY = b"PK\x01\x02"
_LITTER = "__MACOSX"
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError, RuntimeError)


class Member(msgspec.Struct, frozen=True):
    """One file of the ZIP. ``refused``: the code why it could not be opened; then there is no data."""

    name: str
    data: bytes = b""
    refused: str = ""


def is_zip(data: bytes) -> bool:
    return data.startswith((ZIP, b"PK\x05\x06"))


def members(data: bytes) -> Iterator[Member]:
    """The files of a ZIP in its own order, those of ZIPs within it in their place (one level). No folders, no litter.

    Raises UnreadableFile ``corrupt_zip``, ``too_many_documents``, ``zip_too_big`` as soon as it shows.
    """
    yield from _walk(data, _Budget(), "")


class _Budget:
    """What is left of the limits that hold for all that a file contains."""

    def __init__(self) -> None:
        self.entries, self.bytes = MAX_DOCUMENTS, MAX_UNPACKED

    def enter(self, data: bytes) -> None:
        """Count the entries before anything is made of them."""
        self.entries -= data.count(_ENTRY)
        if self.entries < 0:
            raise UnreadableFile("too_many_documents", limit=str(MAX_DOCUMENTS))

    def spend(self, count: int) -> None:
        self.bytes -= count
        if self.bytes < 0:
            raise too_big()


def too_big() -> UnreadableFile:
    return UnreadableFile("zip_too_big", limit_mb=str(MAX_UNPACKED >> 20))


def _walk(data: bytes, budget: _Budget, within: str) -> Iterator[Member]:
    budget.enter(data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise UnreadableFile("corrupt_zip") from error
    for entry in archive.infolist():
        folder, _, file = entry.filename.rpartition("/")
        if entry.is_dir() or file.startswith(".") or _LITTER in folder.split("/"):
            continue
        yield from _members_of(archive, entry, budget, within)


def _members_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget, within: str) -> Iterator[Member]:
    name = f"{within}{entry.filename}"
    if not entry.filename.lower().endswith((".xml", ".zip")):
        yield Member(name, refused="other_file")
        return
    member = _opened(archive, entry, name)
    budget.spend(len(member.data))
    if member.refused or not is_zip(member.data):
        yield member
    elif within:
        yield Member(name, refused="nested_zip")
    else:
        yield from _inner(member, budget)


def _inner(member: Member, budget: _Budget) -> Iterator[Member]:
    """A broken ZIP within a good one is one member less; a limit that is passed in it is passed for the whole."""
    try:
        yield from _walk(member.data, budget, f"{member.name}/")
    except UnreadableFile as refusal:
        if refusal.code != "corrupt_zip":
            raise
        yield Member(member.name, refused="corrupt_member")


def _opened(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Member:
    if entry.flag_bits & 1:
        return Member(name, refused="encrypted_file")
    if entry.compress_type not in _METHODS:
        return Member(name, refused="corrupt_member")
    fair = max(entry.compress_size * _MAX_RATIO, _ALWAYS_ALLOWED)
    if entry.file_size > fair:
        raise too_big()
    if entry.file_size > INVOICE.bytes:
        return Member(name, refused="xml_too_big")
    try:
        with archive.open(entry) as packed:
            content = packed.read(INVOICE.bytes + 1)
    except _BROKEN:
        return Member(name, refused="corrupt_member")
    return Member(name, content)
