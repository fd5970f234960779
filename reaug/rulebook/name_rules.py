"""Donors in a rule book: which names may replace other names (a donor is the name put in).

The book says which names readers know, which types have a closed set of names, and which languages
and topics a name suits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Final, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field, ValidationInfo, model_validator

from reaug.core.arrays import I64, Bool
from reaug.rulebook.checked_copies import is_checked
from reaug.rulebook.parts import Name, Part, Pattern, Share, Word, WordRule, checked_pattern
from reaug.rulebook.word_tests import WordTest, any_of, first_passed

MOST_TOPICS: Final = 62
"""The greatest number of topics in a book: each topic is one bit of an int64."""


class Rare(Part):
    """A limit for rare names: they occur in at most the share `share` of the rows, or at most
    `least` times if that is more.
    """

    share: Share
    least: Annotated[int, Field(strict=True, ge=1)] = 1

    def limit(self, rows: int) -> int:
        """Return how often a rare name may occur in a set with this many rows.

        >>> [Rare(share=0.0001, least=2).limit(rows) for rows in (10, 30_000, 3_000_000)]
        [2, 3, 300]
        """
        return max(self.least, int(self.share * rows))


class NameTest(WordRule):
    """A test of a person's name: of the whole name, or of its first or last word.

    `at`: only in a test of a language: the topics for the cultures in which the language is spoken.
    """

    at: tuple[Name, ...] = ()
    part: Literal["whole", "first", "last"] = "whole"


class Topic(WordRule):
    """A possible topic of a sentence, such as an era or a field.

    `axis`: the group of the topic. Two sets of topics clash if both have topics of an axis and none
    in common.

    `usual`: whether a sentence has this topic if no topic of the axis is detected in it. `fame`:
    whether it is a field whose people are widely known. `plain`: whether it is a field in which
    most people are known only locally.
    """

    axis: Name
    usual: Annotated[bool, Field(strict=True)] = False
    fame: Annotated[bool, Field(strict=True)] = False
    plain: Annotated[bool, Field(strict=True)] = False

    @model_validator(mode="after")
    def _compiles(self, info: ValidationInfo) -> Topic:
        """Check that RE2 compiles the pattern of all endings."""
        # It does not if there are too many.
        if not is_checked(info):
            checked_pattern(any_of(self.pattern, self.endings) or "")
        return self


class MadeNames(Part):
    """Made-up names of a type: each word of the lexicon `first` with each word of `second`."""

    type: Word
    first: Name
    second: Name
    between: str = ""


class Events(Part):
    """Sentences that reveal a time or a person without a name, so that dates or persons must stay.

    dated : patterns of sentences in which dates are not replaced: events and inventions of a
        well-known year, rulers, ages.
    peopled : patterns of sentences in which persons are not replaced: upheavals, offices that only
        one person holds.
    deaths : a pattern of sentences about somebody's death.
    deaths_since : the first year from which readers may remember the day of a death. In sentences
        about a death, dates from this year on are not replaced; if no year is given, all dates may
        be replaced.
    """

    dated: tuple[Pattern, ...] = ()
    peopled: tuple[Pattern, ...] = ()
    deaths: Pattern | None = None
    deaths_since: Annotated[int, Field(strict=True)] | None = None


class Donors(Part):
    """The rules of a book for name swaps: which names may replace others.

    In many fields, an entry is either an entity type (PER) or a kind of mention within a type,
    written TYPE/kind (PER/king).

    known : lexicons of names that every reader knows.
    rare : what counts as rare, by type or TYPE/kind; kinds that are not listed have no limit.
    famous : a limit; names that occur more often count as known, like those of `known`.
    known_kinds : types and TYPE/kinds all of whose words every reader knows.
    bound : types and TYPE/kinds of groups (such as bands) whose members readers know.
    unknown_heads : types and TYPE/kinds of bodies, such as companies and universities, that readers
        may know without knowing who runs them.
    closed : types and TYPE/kinds whose words form a closed set that readers know.
    real : types and TYPE/kinds whose words in the data are all real names: they are replaced only
        by made-up names, or by names that a user lists.
    made : rules that compose made-up names.
    made_unless : a pattern of made-up names that are left out, since they read as other words.
    languages, sexes : tests for the language, or the sex, of a person's name; the first test that
        the name passes decides.
    sexed : a pattern of sentences that reveal a person's sex.
    sexed_as : by name of a sex, a pattern of sentences in which all persons are of this sex.
    topics : topics of sentences: eras, cultures, fields, religions.
    events : sentences in which dates or persons are not replaced.
    """

    known: tuple[Name, ...] = ()
    rare: dict[Word, Rare] = Field(default={})
    famous: Rare | None = None
    known_kinds: tuple[Word, ...] = ()
    bound: tuple[Word, ...] = ()
    unknown_heads: tuple[Word, ...] = ()
    closed: tuple[Word, ...] = ()
    real: tuple[Word, ...] = ()
    made: tuple[MadeNames, ...] = ()
    made_unless: Pattern | None = None
    languages: tuple[NameTest, ...] = ()
    sexes: tuple[NameTest, ...] = ()
    sexed: Pattern | None = None
    sexed_as: dict[Name, Pattern] = Field(default={})
    topics: Annotated[tuple[Topic, ...], Field(max_length=MOST_TOPICS)] = ()
    events: Events = Events()

    def lexicons(self) -> list[str]:
        """Return the names of all lexicons that these rules use."""
        tests: Sequence[WordRule] = (*self.languages, *self.sexes, *self.topics)
        parts = [name for rule in self.made for name in (rule.first, rule.second)]
        return [*self.known, *parts, *(test.lexicon for test in tests if test.lexicon is not None)]

    def rare_of(self, kind: str) -> Rare | None:
        """Return the limit for rare names of a kind TYPE/name, or else of its type.

        >>> donors = Donors(rare={"PER": Rare(share=0.1), "PER/king": Rare(share=0.2)})
        >>> donors.rare_of("PER/king").share, donors.rare_of("PER/x").share, donors.rare_of("LOC/x")
        (0.2, 0.1, None)
        """
        return self.rare.get(kind, self.rare.get(kind.rpartition("/")[0]))

    def rows_that_tell(self, type_: str) -> int:
        """Return how many rows are needed to tell known names of a type from unknown ones.

        With fewer rows, a name that occurs only once already has a share above the limit for rare
        names, although known names may also occur only once. The result is 0 if the type has no
        limit.

        >>> donors = Donors(rare={"PER": Rare(share=0.001), "PER/king": Rare(share=0.01)})
        >>> donors.rows_that_tell("PER"), donors.rows_that_tell("ORG")
        (1000, 0)
        """
        shares = [rule.share for kind, rule in self.rare.items() if kind.split("/")[0] == type_]
        return math.ceil(1 / min(shares)) if shares and min(shares) > 0 else 0


def homes(donors: Donors) -> dict[str, int]:
    """Return, for each language, the topics of the cultures in which it is spoken, as a bit set."""
    return {
        test.name: sum(1 << bit for bit, topic in enumerate(donors.topics) if topic.name in test.at)
        for test in donors.languages
    }


class TopicMasks(NamedTuple):
    """Sets of topics of the rule book as integers: bit `i` is set if topic `i` is in the set.

    axes, usual : for each axis (such as era or field), its topics, and its topics with `usual`.
    fame, plain : the topics with `fame`, and with `plain` (see `Topic`).
    """

    axes: tuple[int, ...]
    usual: tuple[int, ...]
    fame: int
    plain: int


def topic_masks(topics: Sequence[Topic]) -> TopicMasks:
    """Return the bits of the topics by axis and by property; axes are in the order of the book."""
    axes: dict[str, int] = {}
    usual: dict[str, int] = {}
    for bit, topic in enumerate(topics):
        axes[topic.axis] = axes.get(topic.axis, 0) | 1 << bit
        usual[topic.axis] = usual.get(topic.axis, 0) | (topic.usual << bit)
    fame = sum(topic.fame << bit for bit, topic in enumerate(topics))
    plain = sum(topic.plain << bit for bit, topic in enumerate(topics))
    return TopicMasks(tuple(axes.values()), tuple(usual[name] for name in axes), fame, plain)


def with_usual(bits: I64, masks: TopicMasks) -> I64:
    """Return sets of topics (`int64[n]`), with the usual topics of each axis that had no topic."""
    for axis, usual in zip(masks.axes, masks.usual, strict=True):
        bits = np.where(bits & axis == 0, bits | usual, bits)
    return bits


def clash(mine: I64, others: I64, masks: TopicMasks) -> Bool:
    """Return whether two sets of topics both have topics on an axis, but none in common."""
    clash = np.zeros(np.broadcast(mine, others).shape, dtype=np.bool_)
    both = mine & others
    for axis in masks.axes:
        clash |= (mine & axis != 0) & (others & axis != 0) & (both & axis == 0)
    return clash


def first_test(
    names: pa.StringArray, tests: Sequence[NameTest], compiled: Sequence[WordTest]
) -> pa.StringArray:
    """Return the name of the first test that each name passes; "" if it passes none.

    `names` are n distinct names in NFC, without nulls; `compiled` has the compiled form of each
    test.
    """
    best = np.full(len(names), len(tests), dtype=np.int64)
    words = pc.split_pattern_regex(pc.utf8_trim_whitespace(names), r"[ ·・]+")
    parts = {
        "whole": names,
        "first": words.values.take(words.offsets[:-1]),
        "last": words.values.take(pc.subtract(words.offsets[1:], 1)),
    }
    for part, texts in parts.items():
        places = [place for place, test in enumerate(tests) if test.part == part]
        passed = first_passed(texts, [compiled[place] for place in places])
        order = np.array([*places, len(tests)], dtype=np.int64)
        best = np.minimum(best, order[passed])  # -1, none passed, is the last
    return pa.array([*(test.name for test in tests), ""], pa.string()).take(pa.array(best))
