"""The step `relation_candidates`."""

from reaug.shaping.relation_candidates.step import RelationCandidates as RelationCandidates
