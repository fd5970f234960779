"""The history of runs: list the runs under folders, link outputs to inputs, and compare runs.

The modules for listing import nothing heavy, so that `reaug runs` responds at once.
"""
