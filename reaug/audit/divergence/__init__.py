"""Where a set labels a condition otherwise than another set: features, lattice, tests, search."""
