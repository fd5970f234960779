"""Finds where a set labels a condition differently: features, lattice, tests, search."""
