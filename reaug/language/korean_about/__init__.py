"""The Korean of the steps' docstrings, a file for each step; see `reaug.language.about`."""
