"""The data model and the kernel: rows as columns, edits, the kernel that applies edits to rows,
random draws, and the base class of steps.

This package imports nothing from the other packages of reaug except `errors`.
"""
