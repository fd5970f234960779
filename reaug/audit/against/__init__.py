"""Checks of a set against another one, one file each; see `audit.catalogue`."""
