"""A dropped file becomes changes of accounts: dealt, merged, reported, taken back."""
