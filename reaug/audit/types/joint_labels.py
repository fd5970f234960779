"""Find the label that would be right if a mention had another type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.types.counts import TypeCounts
from reaug.audit.types.mention_keys import answers, around, shortened, with_answer
from reaug.core.arrays import F64, I64, U64
from reaug.core.batch import Batch, Role
from reaug.core.text import contiguous
from reaug.rulebook import RuleBook

_HALF_BEHIND: Final = 50.0
"""The number of a label's rows with which the text after its objects has more weight than base
rates.
"""


@dataclass(frozen=True)
class Answers:
    """Counts of labels by type pair, and by the text that follows the object.

    labels : the labels of the rule book, except the negative label.
    pairs : by types (a text: subject type, tab, object type), the number of rows with each label
        (`float64[labels]`).
    keys, counts : hashes of role, label and the two code points after a mention, ascending, and the
        number of mentions with each.
    """

    labels: tuple[str, ...]
    pairs: dict[str, F64]
    keys: U64
    counts: F64

    @classmethod
    def of(cls, counts: TypeCounts, rules: RuleBook) -> Answers:
        """Return the counts of labels, made from the counts of all rows (after `summed`)."""
        labels = tuple(label for label in rules.labels if label != rules.negative)
        place = {label: i for i, label in enumerate(labels)}
        types = pc.split_pattern(counts.labels["key"], "\t")
        columns = (counts.labels["type"], *(pc.list_element(types, i) for i in (0, 1)))
        broken = rules.violations(*map(contiguous, columns)).to_pylist()
        pairs: dict[str, F64] = {}
        for row, breaks in zip(counts.labels.to_pylist(), broken, strict=True):
            if row["type"] in place and not breaks:
                by_type = pairs.setdefault(row["key"], np.zeros(len(labels)))
                by_type[place[row["type"]]] = row["n"]
        keys, inverse = np.unique(counts.label_behind["key"].to_numpy(), return_inverse=True)
        n = counts.label_behind["n"].to_numpy()
        return cls(labels, pairs, keys, np.bincount(inverse, weights=n).astype(np.float64))

    def suggest(self, batch: Batch, rows: I64, role: Role, types: list[str]) -> list[str]:
        """Return the most probable label for each of `rows` if one mention had another type.

        `types` has the other type of the mention with the role `role`. The label is "" if no row of
        the data has the two types.

        Only labels that occur with both types are considered. A label that differs from the row's
        only in the subject type (`per:product`, `org:product`) is preferred. Otherwise the label is
        chosen by how often it occurs with the types and with the text that follows the object.
        """
        if not len(rows):
            return []
        some = batch.take(rows)
        other = some.type("object" if role == "subject" else "subject").to_pylist()
        after = shortened(around(some, "object")[1], 2)
        answer = answers("object", pa.array(self.labels, pa.string()))
        rows_of = np.sum([np.zeros(len(self.labels)), *self.pairs.values()], axis=0)
        chosen = []
        for type_, neighbour, key, old in zip(
            types, other, after, some.label.to_pylist(), strict=True
        ):
            pair = (type_, neighbour) if role == "subject" else (neighbour, type_)
            seen = self.pairs.get("\t".join(map(str, pair)))
            if seen is None:
                chosen.append("")
                continue
            near = self._near(with_answer("label_behind", answer, np.full(len(answer), key)))
            fit = seen * (near + _HALF_BEHIND * rows_of / rows_of.sum()) / (rows_of + _HALF_BEHIND)
            twins = [
                i
                for i, label in enumerate(self.labels)
                if seen[i] and label != old and _meaning(label) == _meaning(old or "")
            ]
            chosen.append(self.labels[twins[0] if twins else int(np.argmax(fit))])
        return chosen

    def _near(self, keys: U64) -> F64:
        """Return how often each key occurs."""
        if not len(self.keys):
            return np.zeros(len(keys))
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[place] == keys, self.counts[place], 0.0)


def _meaning(label: str) -> str:
    """Return a label without the type of its subject."""
    return label.partition(":")[2]
