"""Logging runs to experiment trackers: MLflow, Weights & Biases, OpenLineage.

Each has a module of its own, which imports its library only when asked to log.
"""
