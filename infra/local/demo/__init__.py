"""Demo data: five fictional businesses whose last three months are lived through the public path at the first start."""

from infra.local.demo.seed import begin, is_seeded, sample_link, seed

__all__ = ["begin", "is_seeded", "sample_link", "seed"]
