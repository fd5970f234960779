"""Run folders: made by a run, sealed, traced, undone, verified."""
