"""The demo's life."""

from infra.local.control import Surface
from infra.local.home import Home


def is_seeded(home: Home) -> bool:
    return False


def seed(home: Home, surface: Surface, say) -> None:
    return None
