"""Checks of a set beside another, one file each; see `audit.catalogue`."""
