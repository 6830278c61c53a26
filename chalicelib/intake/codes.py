"""Every reason code of intake, by what it means for the file. Words: ``intake.<code>``; explained in docs/files.md."""

FILE_CODES = (
    "empty_file",
    "file_too_large",
    "not_a_table",
    "no_header",
    "missing_columns",
    "purchases_not_sales",
    "wrong_folder",
    "too_many_rows",
    "too_many_columns",
    "encrypted_file",
    "corrupt_workbook",
    "workbook_too_big",
)

REJECTED_CODES = (
    "missing_number",
    "missing_customer",
    "missing_date",
    "missing_total",
    "missing_amount",
    "bad_date",
    "bad_amount",
    "not_a_payment",
    "balance_above_total",
    "unknown_currency",
    "currency_conflict",
    "damaged_id",
    "formula_cell",
    "too_long",
    "cell_too_long",
    "broken_quotes",
    "conflicting_rows",
)

WARNED_CODES = (
    "duplicate_row",
    "not_issued",
    "not_an_invoice",
    "cancelled",
    "disputed",
    "assigned",
    "bought",
    "not_sent",
    "due_before_issue",
    "zero_total",
    "negative_balance",
    "bad_email",
    "bad_phone",
    "bad_tax_id",
    "unknown_customer_type",
    "unknown_document_type",
    "unknown_language",
    "unknown_time_zone",
    "unknown_channel",
    "bad_hour",
    "bad_terms",
)

# Found after reading, by the import and the accounts; their words stand beside ours.
IMPORT_CODES = (
    "unknown_folder",
    "file_missing",
    "balance_rose",
    "currency_changed",
    "unknown_invoice",
    "unknown_debtor",
    "paid_in_future",
)
