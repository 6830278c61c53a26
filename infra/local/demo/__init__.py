"""Demo data: five fictional businesses whose last three months are lived through the public path at the first start."""

from infra.local.demo.seed import is_seeded, seed

__all__ = ["is_seeded", "seed"]
