"""Promises to pay, and what a debtor says stands in the way, each with its remedy."""
