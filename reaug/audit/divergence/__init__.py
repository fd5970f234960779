"""Find conditions whose rows one set labels differently from another: features, lattice, tests,
search.
"""
