"""Whose payment a line of a bank statement is."""
