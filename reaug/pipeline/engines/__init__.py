"""Engines: a stream of batches and a pure function in, batches in order out."""
