"""Runs in the trackers of experiments: MLflow, Weights & Biases, OpenLineage.

A module each, and none imports its tracker before it is asked to log.
"""
