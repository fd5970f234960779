"""Checks of a data set against another set, one file each; see `audit.catalogue`."""
