"""The rules: pure functions over plain data. Standard library and msgspec only; no clock, network, randomness."""
