"""Every named format, in the order in which they are tried, and the one that a header belongs to."""

from collections.abc import Sequence

from chalicelib.intake.column_names import plain_name
from chalicelib.intake.formats import (
    akaunting,
    arca,
    aspel,
    boletos,
    dian,
    erpnext,
    freshbooks,
    invoice2go,
    invoicely,
    invoiceninja,
    koinor,
    libredte,
    odoo,
    quickbooks,
    sat,
    sii,
    siigo,
    sri,
    sunat,
    wave,
    xero,
    zoho,
)
from chalicelib.intake.formats.format import Format

_SYSTEMS = (
    sii, libredte, sat, sunat, arca, sri, dian, boletos, koinor, siigo, aspel, erpnext, odoo, xero, zoho, freshbooks,
    wave, invoiceninja, invoice2go, invoicely, akaunting, quickbooks,
)  # fmt: skip

FORMATS: tuple[Format, ...] = tuple(one for system in _SYSTEMS for one in system.FORMATS)


def recognize(header: Sequence[str], folder: str) -> Format | None:
    """The named format whose columns a header has; None for files of any other making."""
    names = {plain_name(text) for text in header if text}
    return next((one for one in FORMATS if one.folder == folder and one.fits(names)), None)
