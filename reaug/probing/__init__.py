"""Tests whether recipes help: compares models trained on raw rows and on the output of recipes."""
