"""What the deployment tells the workflows: where the portal is, how long a link works."""

import os
from datetime import timedelta


def portal_url() -> str:
    return os.environ.get("PORTAL_URL", "http://127.0.0.1:8000").rstrip("/")


def link_life() -> timedelta:
    return timedelta(days=int(os.environ.get("LINK_DAYS", "7")))
