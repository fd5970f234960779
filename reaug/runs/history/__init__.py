"""The history of runs: list runs, link their outputs to the inputs of others, compare them.

The modules for listing import no large libraries, so that `reaug runs` responds at once.
"""
