"""The books checked, and told on paper: receipts, statements, copies, money in the debtor's favor."""
