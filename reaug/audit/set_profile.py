"""The profile of a data set before it is checked: labels, types, lengths, languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.rows import Rows
from reaug.core import schema
from reaug.core.arrays import I64

_SCRIPTS: Final = {
    "ko": r"[\p{Hangul}]",
    "kana": r"[\p{Hiragana}\p{Katakana}]",
    "han": r"[\p{Han}]",
    "latin": r"[\p{Latin}]",
    "letter": r"\p{L}",
}
_KOREAN: Final = 1 / 3
"""The least share of Hangul among the letters of a Korean sentence, which may contain names in
Latin letters and hanja, too.
"""

LANGUAGES: Final = ("ko", "ja", "zh", "latin", "other", "none")
"""The languages that are distinguished: Korean, Japanese, Chinese (only hanja), Latin letters,
another script, no letter.
"""


class LabelProfile(NamedTuple):
    """The rows of one label, and the type pairs of these rows.

    pairs : the number of rows by (subject type, object type), the most frequent first; "" for a
        mention without a type.
    """

    rows: int
    pairs: dict[tuple[str, str], int]


class Lengths(NamedTuple):
    """Lengths in code points: the shortest, the median, the longest."""

    least: int
    median: int
    most: int


class Profile(NamedTuple):
    """Counts that describe a data set.

    rows, sentences : the number of rows, and of distinct sentences in them.
    labels : the profile of each label, the most frequent first, without rows that have no label.
    unlabelled : the number of rows without a label.
    types : by type, the number of subjects and of objects with the type; the most frequent first.
    sentence, mention : the lengths of sentences and mentions.
    languages : the number of rows by the language of their sentence (one of `LANGUAGES`), the most
        frequent first.
    """

    rows: int
    sentences: int
    labels: dict[str, LabelProfile]
    unlabelled: int
    types: dict[str, tuple[int, int]]
    sentence: Lengths
    mention: Lengths
    languages: dict[str, int]

    @property
    def single_labels(self) -> list[str]:
        """The labels that only one row has."""
        return [label for label, counts in self.labels.items() if counts.rows == 1]

    def to_json(self) -> dict[str, Any]:
        """Return the profile as JSON-able data."""
        labels = {
            label: {"rows": counts.rows, "pairs": [[*pair, n] for pair, n in counts.pairs.items()]}
            for label, counts in self.labels.items()
        }
        types = {code: {"subject": a, "object": b} for code, (a, b) in self.types.items()}
        lengths = {"sentence": self.sentence._asdict(), "mention": self.mention._asdict()}
        return {**self._asdict(), "labels": labels, "types": types, **lengths}


def profile(rows: Rows) -> Profile:
    """Return the profile of the rows of a set.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> batch = batch_of("[S|약|가온정]은 [O|병|두통]에 쓴다.", label="치료")
    >>> summary = profile(Rows(batch.table, load("klue-re")))
    >>> summary.labels, summary.languages
    ({'치료': LabelProfile(rows=1, pairs={('약', '병'): 1})}, {'ko': 1})
    """
    subjects, objects = (
        [value or "" for value in rows.types(role).to_pylist()] for role in schema.ROLES
    )
    pairs: dict[str, Counter[tuple[str, str]]] = {}
    for label, *pair in zip(rows.labels, subjects, objects, strict=True):
        if label:
            pairs.setdefault(label, Counter())[pair[0], pair[1]] += 1
    labels = {
        label: LabelProfile(counts.total(), most_frequent_first(counts))
        for label, counts in pairs.items()
    }
    roles = Counter(subjects), Counter(objects)
    both = Counter(name for name in (*subjects, *objects) if name)
    words = [pc.utf8_length(rows.words(role)).to_numpy() for role in schema.ROLES]
    return Profile(
        rows=len(rows),
        sentences=len(pc.unique(rows.batch.sentence)),
        labels=dict(sorted(labels.items(), key=lambda item: (-item[1].rows, item[0]))),
        unlabelled=sum(not label for label in rows.labels),
        types={name: (roles[0][name], roles[1][name]) for name in most_frequent_first(both)},
        sentence=_lengths(rows.batch.codepoints.lengths),
        mention=_lengths(np.concatenate(words) if len(rows) else np.zeros(0, np.int64)),
        languages=most_frequent_first(languages(rows.batch.sentence)),
    )


def languages(sentences: pa.StringArray) -> Counter[str]:
    """Return the number of sentences in each language, recognised by the scripts of their letters.

    >>> dict(languages(pa.array(["LG전자는 크다.", "I am.", "我是人", "わたしは人", "123", "Да"])))
    {'ko': 1, 'ja': 1, 'zh': 1, 'latin': 1, 'other': 1, 'none': 1}
    """
    count = {
        name: pc.count_substring_regex(sentences, pattern).to_numpy(zero_copy_only=False)
        for name, pattern in _SCRIPTS.items()
    }
    letters = count["letter"]
    tests = {
        "none": letters == 0,
        "ko": (count["ko"] > 0) & (count["ko"] >= _KOREAN * letters),
        "ja": count["kana"] > 0,
        "zh": 2 * count["han"] > letters,
        "latin": 2 * count["latin"] > letters,
    }
    names = np.select(list(tests.values()), list(range(len(tests))), default=len(tests))
    known = [*tests, "other"]
    counts = Counter(known[at] for at in names.tolist())
    return Counter({name: counts[name] for name in LANGUAGES if counts[name]})


def most_frequent_first(counts: Mapping[Any, int]) -> dict[Any, int]:
    """Return counts, the greatest first, and equal ones by name.

    >>> most_frequent_first({"b": 1, "a": 1, "c": 2})
    {'c': 2, 'a': 1, 'b': 1}
    """
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _lengths(values: I64) -> Lengths:
    if len(values) == 0:
        return Lengths(0, 0, 0)
    return Lengths(int(values.min()), int(np.median(values)), int(values.max()))
