"""The engines: each file defines the engine of its name, as a subclass of `interface.Engine`.

A new engine needs no entry in a list. Files that begin with `_` are helpers.
"""
