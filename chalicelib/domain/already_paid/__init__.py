"""A payment that a debtor says they made: the report, its proof, and how it ends."""
