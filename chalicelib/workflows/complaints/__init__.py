"""Disputes and opinions: opened, written to, answered, shown to both sides."""
