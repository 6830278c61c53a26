"""The ledger: its entries, what is always true of it, and the papers that tell it."""
