"""Recipes: the model, the steps as a tree of nodes, checks, files, and which steps there are."""
