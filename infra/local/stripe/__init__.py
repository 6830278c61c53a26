"""A double of Stripe for the embedded run: Checkout Sessions that can be paid in a browser, and signed webhooks.

``api`` answers what the stripe library asks, ``page`` is what the payer sees, ``outcomes`` are what can happen to a
payment, ``courier`` signs and delivers the events. Objects look like API version 2026-10-28 and survive a restart.
"""

API_KEY = "sk_test_embedded_fake"
WEBHOOK_SECRET = "whsec_embedded_fake"  # noqa: S105 - nothing real is behind it
API_VERSION = "2026-10-28.endive"
