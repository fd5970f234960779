"""Rows rewritten by a language model."""
