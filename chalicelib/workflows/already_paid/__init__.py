"""A payment that a debtor says they made: told with proof, confirmed, refused, or settled by the money."""
