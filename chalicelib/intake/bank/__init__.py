"""Bank statements: what a bank says of one account, line by line."""
