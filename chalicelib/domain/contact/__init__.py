"""How and when somebody may be reached: the law, the ladder, what rests it, and what the debtor prefers."""
