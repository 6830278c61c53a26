"""Paying through a provider or the bank: quotes, attempts, references, cards kept for autopay."""
