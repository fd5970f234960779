"""Checks of a single data set, one file each; see `audit.catalogue`."""
