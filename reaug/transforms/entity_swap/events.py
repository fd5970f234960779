"""Find sentences about events whose date or people readers know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, Bool, as_mask
from reaug.transforms.entity_swap.mentions import Mentions
from reaug.transforms.entity_swap.values import year_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reaug.rulebook.name_rules import Events

_DEATH_BEFORE: Final = r"[~∼～–—-] ?$"


def dated(mentions: Mentions, candidates: Bool, events: Events) -> Bool:
    """Return which `candidates` are dates in sentences that tell readers the year (`bool[n]`).

    Such sentences are about an event or invention of a well-known year, or name a ruler, a reign
    or a person's age.
    """
    return _holds(mentions, events.dated, candidates & mentions.is_type("DAT"))


def peopled(mentions: Mentions, candidates: Bool, events: Events) -> Bool:
    """Return which `candidates` are persons in sentences that say who they are (`bool[n]`).

    Such sentences are about an upheaval, or an office that only one person holds, for example.
    """
    return _holds(mentions, events.peopled, candidates & mentions.is_type("PER"))


def recent_deaths(mentions: Mentions, rows: I64, events: Events) -> Bool:
    """Return which of `rows` mention the date of a death that readers may remember (`bool[m]`)."""
    if events.deaths_since is None:
        return np.zeros(len(rows), dtype=np.bool_)
    words, since = mentions.word_texts, events.deaths_since
    dates = mentions.is_type("DAT")[rows]
    recent = np.array([year_of(words[row]) >= since for row in rows.tolist()], dtype=np.bool_)
    recent_dates = np.flatnonzero(dates & recent)
    died = np.zeros(len(rows), dtype=np.bool_)
    if not len(recent_dates):
        return died
    of_left = pa.array(rows[recent_dates])
    matches = pc.match_substring_regex(mentions.before.take(of_left), _DEATH_BEFORE)
    if events.deaths is not None:
        sentences = mentions.batch.sentence.take(of_left)
        matches = pc.or_(matches, pc.match_substring_regex(sentences, events.deaths))
    died[recent_dates] = as_mask(matches)
    return died


def _holds(mentions: Mentions, patterns: Sequence[str], among: Bool) -> Bool:
    """Return the mentions of `among` (`bool[n]`) whose sentence matches any of the patterns."""
    holds = among & bool(patterns)
    if holds.any():
        texts = mentions.batch.sentence.filter(among)
        pattern = "|".join(f"(?:{pattern})" for pattern in patterns)
        holds[among] = as_mask(pc.match_substring_regex(texts, pattern))
    return holds
