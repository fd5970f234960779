"""Annotated documents: between formats with many relations per text and rows of one pair."""
