"""From where somebody agrees to something."""

import msgspec


class Seen(msgspec.Struct, frozen=True):
    """The network address, and a hash of what the browser calls itself."""

    address: str
    device: str
