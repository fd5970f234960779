"""Recipes: the model, the tree of steps, checks, files, and the registry of steps."""
