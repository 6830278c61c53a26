"""How big a file may be. Everything beyond is refused with the limit in the reason, before it costs memory."""

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_WORKBOOK_BYTES = 300 * 1024 * 1024  # unpacked
MAX_SHEET_CELLS = 10_000_000  # in the rectangle around a sheet's cells: calamine keeps 32 bytes for each, empty or not
MAX_ROWS = 500_000
MAX_COLUMNS = 500
MAX_CELL = 100_000  # characters; csv's own limit of one field is 131,072
HEADER_WITHIN = 30  # lines in which a header may start
MAX_ID = 100  # characters of an invoice number, customer id, reference
MAX_TEXT = 300  # characters kept of a name or a concept
MAX_MINOR = 10**15  # a larger amount is a mistake
