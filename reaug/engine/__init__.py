"""Run the steps of a recipe on batches of rows, with an engine (this process, workers, Ray)."""
