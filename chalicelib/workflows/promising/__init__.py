"""Promises and excuses: made, kept or not, answered; on the page, on ``/lite``, on the phone."""
