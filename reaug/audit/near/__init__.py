"""Find sentences that are edits of one another: by MinHash, verified word by word.

`sentences` has the distinct sentences of one or two sets as words. `candidates` finds pairs of
sentences that share many words or spellings. `pairs` keeps the pairs that are edits of one another.
`edit_description` describes what was edited. `families` decides which sentence is the original.
`copies` maps sentences to rows.
"""
