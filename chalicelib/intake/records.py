"""What intake hands on: rows of a file as typed records, the problems of rows, and the failure of a whole file.

Amounts are whole minor units beside an ISO 4217 code, dates are local calendar dates.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import date, time
from decimal import Decimal

import msgspec

from chalicelib.domain.business import EarlyDiscount
from chalicelib.domain.errors import Refusal
from chalicelib.domain.importing.file_mapping import Recognized
from chalicelib.domain.schedules.schedule_told import ToldSchedule

Cell = str | float | date | time
"""A cell as it was read: text from delimited files, also numbers, dates and times from workbooks."""


class UnreadableFile(Refusal):
    """The whole file is refused: nothing of it is used. ``params`` fill the sentence ``intake.<code>``."""


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One problem of one row. ``line`` is the physical line where the record starts (the sheet row in a workbook)."""

    line: int
    level: str  # rejected | warned
    code: str
    field: str = ""  # our name of the field
    column: str = ""  # the file's own header of that column
    value: str = ""  # the start of the cell, control characters removed
    params: dict[str, str] = {}


class InvoiceRow(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="invoice"):
    """One invoice or credit note. Credit notes have ``total_minor`` < 0 whatever the file's own sign convention was."""

    line: int
    debtor: str
    number: str
    customer_id: str
    customer: str
    tax_id: str
    customer_type: str  # person | company | ""
    email: str
    phone: str  # E.164
    issued_on: date | None
    due_on: date
    currency: str
    total_minor: int
    balance_minor: int | None
    concept: str
    language: str  # es | en | pt | ""
    time_zone: str
    document_type: str  # invoice | debit_note | credit_note
    refers_to: str
    standing: str = ""  # "" | cancelled | disputed (by the buyer, at the tax authority) | assigned (to a factor)
    due_computed: bool = False
    document_id: str = ""  # what the tax authority calls it (CFDI UUID, CUFE, access key …), upper case
    warnings: tuple[Problem, ...] = ()
    refers_to_ids: tuple[str, ...] = ()  # the document_id of what it corrects or replaces
    installment_of: str = ""  # the number of the document whose installment it is
    judged: str = ""  # whether the file speaks of disputes: claim (in a column of its own) | status | "" (it does not)
    open_only: bool = False  # the file tells what is unpaid, not what the invoice was: the total is what we know
    discount: EarlyDiscount | None = None


class PaymentRow(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="payment"):
    """One payment received elsewhere. Without ``number`` it is cash on the debtor's account."""

    line: int
    debtor: str  # "" when the file names the invoice only
    number: str
    customer_id: str
    customer: str
    tax_id: str
    paid_on: date
    currency: str
    amount_minor: int
    reference: str
    method: str
    document_id: str = ""  # of the invoice it pays, where the file names that instead of a number
    warnings: tuple[Problem, ...] = ()
    balance_minor: int | None = None  # what the business says is unpaid of that document after it
    payment_id: str = ""  # what the tax authority calls the payment itself
    follows_others: bool = False  # that document had been paid in part before


class DebtorRow(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="debtor"):
    """One contact of one debtor; several rows of one debtor are several contacts."""

    line: int
    debtor: str
    customer_id: str
    customer: str
    tax_id: str
    customer_type: str
    contact: str
    role: str
    email: str
    phone: str
    preferred_channel: str  # email | sms | whatsapp | voice | letter | ""
    hour_from: str  # "HH:MM" or ""
    hour_to: str
    language: str
    time_zone: str
    terms_days: int | None
    warnings: tuple[Problem, ...] = ()
    discount: EarlyDiscount | None = None


class ScheduleRow(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="schedule"):
    """What one debtor pays again and again, and who they are."""

    line: int
    debtor: str
    customer: str
    tax_id: str
    customer_type: str
    email: str
    phone: str
    language: str
    time_zone: str
    told: ToldSchedule
    warnings: tuple[Problem, ...] = ()


class RateRow(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="rate"):
    """What a unit is worth from a day on, or a published interest rate in percent."""

    line: int
    unit: str  # as ``domain.rates.series_name`` writes it
    on: date
    value: Decimal
    warnings: tuple[Problem, ...] = ()

    @property
    def debtor(self) -> str:
        """Where the rows of one unit meet."""
        return self.unit


Row = InvoiceRow | PaymentRow | DebtorRow | ScheduleRow | RateRow


class Source(msgspec.Struct, frozen=True):
    """How the file was understood, for the report and for whoever asks why a date was read that way."""

    format: str  # a named format | template | columns | recognized | remembered (a person said so) | einvoice
    container: str  # delimited | workbook | html | xml | zip
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_line: int = 0
    header: tuple[str, ...] = ()
    columns: dict[str, str] = {}  # our field -> the file's header
    date_order: dict[str, str] = {}  # field -> day_first | month_first
    decimal: dict[str, str] = {}  # field -> "," | "."
    recognized: dict[str, Recognized] = {}  # field -> its column, where names alone did not tell


class RejectedLine(msgspec.Struct, frozen=True):
    """A refused row with its own cells, so that it can be corrected and dropped again."""

    problem: Problem
    cells: tuple[str, ...]


class Reading(msgspec.Struct, frozen=True):
    """A whole file, read. ``rows_read = rows_used + rejected``; every refused row has exactly one reason."""

    kind: str  # invoices | payments | debtors | recurring | rates | einvoice (invoices and payments)
    source: Source
    rows: list[Row]
    problems: list[Problem]
    refused: list[RejectedLine]
    rows_read: int
    computed_due_dates: int = 0
    reread: Callable[[Collection[int]], dict[int, tuple[str, ...]]] = lambda lines: {}
    """The own cells of some lines, from the file's bytes: for rows that are refused only later, by their accounts."""

    @property
    def rejected(self) -> int:
        return len(self.refused)

    @property
    def rows_used(self) -> int:
        return self.rows_read - self.rejected

    @property
    def warned(self) -> int:
        """Rows, not warnings: a row with two warnings counts once."""
        return len({problem.line for problem in self.problems if problem.level == "warned"})

    def invoices(self) -> Iterator[InvoiceRow]:
        return (row for row in self.rows if isinstance(row, InvoiceRow))

    def payments(self) -> Iterator[PaymentRow]:
        return (row for row in self.rows if isinstance(row, PaymentRow))

    def debtors(self) -> Iterator[DebtorRow]:
        return (row for row in self.rows if isinstance(row, DebtorRow))

    def schedules(self) -> Iterator[ScheduleRow]:
        return (row for row in self.rows if isinstance(row, ScheduleRow))
