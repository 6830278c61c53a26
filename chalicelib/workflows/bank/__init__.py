"""Bank statements: matched, applied where sure, proposed where not."""
