"""The engines, found by the names of the files here: a new engine is one file.

A file has one class of `engine.interface.Engine`. What begins with `_` helps others.
"""
