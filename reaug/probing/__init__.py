"""Tests whether recipes help: models trained on raw rows and on recipes' output, compared."""
