"""Money from hand to hand: checks, the counter, pick-ups."""
