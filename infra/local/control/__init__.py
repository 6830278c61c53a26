"""The control surface of the embedded run, ``/local/…``. It lives outside the package that is deployed."""

from infra.local.control.web import Routes
from infra.local.home import Home


def routes(home: Home) -> Routes:
    """Every route under ``/local/``, bound to one run. The front server asks ``.answer(request)``."""
    return Routes()
