"""Convert annotated documents (one text, many relations) to rows (one pair of mentions), and
back.
"""
