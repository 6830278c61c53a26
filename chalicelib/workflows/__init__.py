"""Load, decide, write: one verb a module. Each changes one account, in one transaction, and can be called again."""
