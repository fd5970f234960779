"""Korean translations of the steps' docstrings, one file per step; see `reaug.language.about`."""
