"""What we say: catalogs in es, en and pt, money and dates as text, and the messages rendered from them.

Pure: no clock, no network. Imports the domain only.
"""
