"""Annotated documents: what lies between formats of many relations a text, and rows of one pair."""
