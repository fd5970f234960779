"""Checks of one set, one file each; see `audit.catalogue`."""
