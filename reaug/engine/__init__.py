"""Run a recipe on batches of rows, with an engine."""
