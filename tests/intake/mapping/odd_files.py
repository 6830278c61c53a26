"""Files of no known format, and what is proposed for them."""

from collections.abc import Sequence

import pytest

from chalicelib.domain.importing.file_mapping import FileMapping
from chalicelib.intake.mapping.proposal import FieldChoice, Proposal
from chalicelib.intake.mapping.recognize import NeedsMapping
from chalicelib.intake.read import read_file
from chalicelib.intake.records import Reading
from tests.intake.files import TODAY, business

ROWS = (
    "R-1001;José Núñez;900123456-8;15/10/2026;14/11/2026;1.250.000,50;250.000,50;jose@x.example\n"
    "R-1002;Ferretería El Tornillo SAS;800197268-4;20/10/2026;19/11/2026;300.000,00;300.000,00;pagos@tornillo.example\n"
    "R-1003;María Pérez;860002964-4;21/10/2026;20/11/2026;95.500,00;0,00;maria@y.example\n"
    "R-1004;Hotel Azul;890900608-9;28/10/2026;27/11/2026;1.100.000,00;1.100.000,00;caja@azul.example\n"
)
FIELDS = ("number", "customer", "tax_id", "issued_on", "due_on", "total", "balance", "email")
EACH_IN_ITS_PLACE = {field: at for at, field in enumerate(FIELDS)}
NAMELESS = "aa;bb;cc;dd;ee;ff;gg;hh\n" + ROWS


def opened(
    text: str, kind: str = "invoices", country: str = "CO", tax_id: str = "", remembered: Sequence[FileMapping] = ()
) -> Reading:
    owner = business(country, tax_id)
    return read_file(text.encode(), folder=kind, business=owner, today=TODAY, remembered=remembered)


def proposed(text: str, kind: str = "invoices", country: str = "CO", tax_id: str = "") -> Proposal:
    """The proposal for a file that waits for a person."""
    with pytest.raises(NeedsMapping) as waits:
        opened(text, kind, country, tax_id)
    return waits.value.proposal


def choice(proposal: Proposal, field: str) -> FieldChoice:
    return next(one for one in proposal.fields if one.field == field)


def reasons(proposal: Proposal, field: str) -> set[str]:
    chosen = choice(proposal, field).chosen
    return {one.code for one in chosen.reasons} if chosen else set()
