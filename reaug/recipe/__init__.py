"""Recipes: the model, the steps as a tree of nodes, checks, files, and the registry of steps."""
