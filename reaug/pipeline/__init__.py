"""Recipes and how they run."""
