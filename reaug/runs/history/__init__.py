"""Runs that know each other: what lies under folders, whose output was whose input, what differs.

Nothing here that lists runs imports what is heavy: `reaug runs` is to come at once.
"""
