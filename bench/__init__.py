"""What the product costs in time, memory, requests, capacity and bytes. ``make bench`` prints one table."""

Figure = tuple[str, str, str]  # what, how much, how it was measured
