"""Recurring charges: which periods, which invoices, paid ahead."""
