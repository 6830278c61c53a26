"""The embedded cloud's own app; runs in its process and environment, so it imports nothing of ours.

Its API Gateway fetches the signing keys of a user pool from itself, by the port it was told. That name stays the same
for ever (see ``NAMED_PORT``), so here it learns the port it really listens on.
"""

import os

from ministack.app import app  # type: ignore[import-not-found]  # lives in the cloud's environment
from ministack.services import apigateway  # type: ignore[import-not-found]

apigateway._HOST, apigateway._PORT = "127.0.0.1", os.environ["BOUND_PORT"]

__all__ = ["app"]
