"""Agreements, more time, terms: offered, quoted, signed, begun, ended."""
