"""People change what is charged: rule sets, offers, waivers, write-offs."""
