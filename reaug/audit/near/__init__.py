"""Sentences that are edits of one another: found by MinHash, verified word by word.

`sentences` holds the distinct sentences of one set or two as words; `candidates` pairs those that
share many words or spellings; `pairs` keeps the pairs that are edits of one another; `edits` says
what was done to one; `families` says which is the original; `copies` goes from sentences to rows.
"""
