"""The core: rows as columns, edits and their kernel, draws, the step. Knows no other room."""
