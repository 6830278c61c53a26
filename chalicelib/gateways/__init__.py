"""The outside world: thin functions over e-mail, SMS, files, queues, secrets, Stripe and the clock.

Each raises ``TryAgain`` (busy: the same call may succeed later) or ``GiveUp(code)`` (no, for good). Clients are made
once per process, at first use: importing a gateway costs nothing.
"""
