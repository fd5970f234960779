"""TACRED's JSON (Zhang et al. 2017): tokens, and mentions as token indices."""
