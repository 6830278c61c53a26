"""A double of PayPal for the embedded run: orders that can be agreed to in a browser, and signed webhooks.

``api`` answers what the product asks, ``page`` is what the payer sees, ``outcomes`` are what can happen to an order,
``courier`` signs and delivers the events. Objects look like Orders v2 and Payments v2 and survive a restart.
"""

CLIENT_ID = "embedded-fake-client"
CLIENT_SECRET = "embedded-fake-secret"  # noqa: S105 - nothing real is behind it
WEBHOOK_ID = "EMBEDDEDFAKEWEBHOOK"
