"""Log runs to experiment trackers: MLflow, Weights & Biases, OpenLineage.

Each tracker has its own module, which imports the tracker's library only when it logs.
"""
