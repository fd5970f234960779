"""The data model and the kernel: rows as columns, edits, the kernel that applies edits to rows,
random draws, and the base class of steps.

It imports no other package of reaug, only the modules `choices` and `errors`.
"""
