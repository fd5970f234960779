"""Hostile inputs as data: `cases.py` says what a case is, the other files hold them by kind."""
