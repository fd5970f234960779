"""The step `rewrite`: rewrite rows with a language model."""
