"""Hostile inputs as data: `cases.py` defines a case, the other files contain them by kind."""
