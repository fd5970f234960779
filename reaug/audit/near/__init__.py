"""Sentences that are edits of one another: found by MinHash, verified word by word.

`sentences` holds the distinct sentences of one or two sets as words; `candidates` pairs those that
share many words or spellings; `pairs` keeps the pairs that are edits of one another; `edits`
describes what was done to one; `families` says which is the original; `copies` maps sentences to
rows.
"""
