"""What a debtor holds: a link's token and its short code, of which we keep hashes only."""

import hashlib

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, no 1/I: a code is read aloud and typed on cheap phones
CODE_LENGTH = 8
STOP_KEY_LENGTH = 96


def short_code(token: str) -> str:
    """The code that goes with a token: 8 of 32 signs, for phones that cannot open the link."""
    bits = int.from_bytes(hashlib.sha256(b"code:" + token.encode()).digest()[:5])
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(CODE_LENGTH)))


def read_code(typed: str) -> str:
    """A code as it was typed: case, spaces and dashes do not matter."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def code_hash(code: str) -> str:
    return hashlib.sha256(b"lookup:" + code.encode()).hexdigest()[:32]


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def stop_key(token: str) -> str:
    """What stands in a "stop reminders" address: enough to find the message, too little to open the account."""
    return "".join(lookup(token).values())


def read_stop_key(key: str) -> tuple[str, str]:
    """The two hashes that a ``stop_key`` is made of; nothing is found by a key of another make."""
    return key[:32], key[32:96]


def received_key(token: str) -> str:
    """What stands in a "received" address: it says that a message arrived, and is good for nothing else."""
    found = lookup(token)
    return found["lookup"] + received_hash(found["found"])


def received_hash(found: str) -> str:
    """Of the hash by which a message is found: nobody can turn it back into a ``stop_key``."""
    return hashlib.sha256(b"received:" + found.encode()).hexdigest()


def satisfied_key(token: str) -> str:
    """What stands in the address of the question about satisfaction: good for that answer, and for nothing else."""
    found = lookup(token)
    return found["lookup"] + satisfied_hash(found["found"])


def satisfied_hash(found: str) -> str:
    return hashlib.sha256(b"satisfied:" + found.encode()).hexdigest()


def lookup(token: str) -> dict[str, str]:
    """The two attributes of the ``lookup`` index: by code alone, and by token exactly."""
    return {"lookup": code_hash(short_code(token)), "found": token_hash(token)}
