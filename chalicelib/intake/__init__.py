"""Intake: bytes of a file become typed rows with their problems. No AWS, no clock, no store."""
