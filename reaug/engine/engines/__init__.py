"""The engines, which are found by file name: a new engine is one new file.

A file has one subclass of `engine.interface.Engine`. Files that begin with `_` are helpers.
"""
