"""The core: rows as columns, edits and the kernel that applies them, random draws, the step.

It imports nothing from the other rooms.
"""
