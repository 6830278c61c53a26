"""How big a file may be. Everything beyond is refused with the limit in the reason, before it costs memory."""

MAX_FILE_BYTES = 190 * 1024 * 1024  # of a delimited file, which is read as a stream
MAX_HELD_BYTES = 50 * 1024 * 1024  # of a workbook or a web page, which is read into memory
MAX_WORKBOOK_BYTES = 300 * 1024 * 1024  # unpacked
MAX_SHEET_CELLS = 10_000_000  # in the rectangle around a sheet's cells: calamine keeps 32 bytes for each, empty or not
MAX_ROWS = 1_048_576  # as many as a sheet of Excel has
MAX_COLUMNS = 500
MAX_CELL = 100_000  # characters; csv's own limit of one field is 131,072
HEADER_WITHIN = 30  # lines in which a header may start
MAX_ID = 100  # characters of an invoice number, customer id, reference
MAX_TEXT = 300  # characters kept of a name or a concept
MAX_MINOR = 10**15  # a larger amount is a mistake
