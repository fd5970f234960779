"""How a recipe runs: batches in, batches out, by an engine."""
