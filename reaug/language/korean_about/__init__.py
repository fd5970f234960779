"""Korean translations of the docstrings of steps, one file per step; see `reaug.language.about`."""
