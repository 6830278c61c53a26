"""What a debtor finds wrong: disputed invoices, and how satisfied they are."""
