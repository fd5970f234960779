"""Compare labels that several annotators gave the same rows: agreement, consensus, differences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from reaug.audit.divergence.results import Divergence
from reaug.audit.divergence.search import divergences
from reaug.audit.rows import Rows
from reaug.core import schema
from reaug.core.batch import Batch
from reaug.review.agreement import Agreement, Ratings, agreement
from reaug.review.annotated_rows import Annotated, labelled
from reaug.review.consensus import OPEN, Agreed, crowdlab, majority
from reaug.review.crowdlab import columns_for, label_probabilities
from reaug.rulebook import RuleBook

_MOST: Final = 10


class Confusion(NamedTuple):
    """Two labels that annotators confuse.

    rows : number of rows to which one annotator gave the label `one`, and another the label
        `other`.
    """

    one: str
    other: str
    rows: int


class Divided(NamedTuple):
    """An annotator, and a condition under which the annotator's labels differ from the majority's.

    The majority is that of the other annotators.
    """

    rater: str
    divergence: Divergence

    def to_json(self) -> dict[str, Any]:
        """Return JSON data; `before` is the majority's label, `after` the annotator's."""
        return {"rater": self.rater, **self.divergence.to_json()}


@dataclass(frozen=True, eq=False)
class Comparison:
    """The result of comparing annotators.

    how : how the consensus was made: `majority` or `crowdlab`.
    divided : conditions under which an annotator differs from the others, the strongest first.
    """

    annotated: Annotated
    agreement: Agreement
    how: str
    agreed: Agreed
    divided: tuple[Divided, ...] = ()

    @property
    def ratings(self) -> Ratings:
        """The label that each annotator gave each row."""
        return self.annotated.ratings

    @property
    def labels(self) -> list[str | None]:
        """The consensus of each row; None for rows without one."""
        names = self.ratings.categories
        return [None if code == OPEN else names[code] for code in self.agreed.codes.tolist()]

    @cached_property
    def confusions(self) -> list[Confusion]:
        """The pairs of labels that annotators confuse, the most frequent first."""
        has = self.ratings.counts > 0
        together = has.astype(np.int64).T @ has.astype(np.int64)
        one, other = np.nonzero(np.triu(together, 1))
        names = self.ratings.categories
        pairs = [
            Confusion(names[a], names[b], int(together[a, b]))
            for a, b in zip(one, other, strict=True)
        ]
        return sorted(pairs, key=lambda pair: (-pair.rows, pair.one, pair.other))

    def differing(self) -> Iterator[dict[str, Any]]:
        """Yield the rows on which annotators differ: id, labels, consensus and its confidence."""
        ids = self.annotated.table[schema.ROW_ID].to_pylist()
        several = np.flatnonzero((self.ratings.counts > 0).sum(axis=1) > 1)
        names = self.ratings.categories
        for at in several.tolist():
            codes = self.ratings.codes[at].tolist()
            yield {
                "row": ids[at],
                "labels": {
                    rater: None if code < 0 else names[code]
                    for rater, code in zip(self.ratings.raters, codes, strict=True)
                },
                "consensus": self.labels_at(at),
                "confidence": round(float(self.agreed.confidence[at]), 6),
            }

    def labels_at(self, row: int) -> str | None:
        """Return the consensus of one row; None if it has none."""
        code = int(self.agreed.codes[row])
        return None if code == OPEN else self.ratings.categories[code]

    @property
    def open(self) -> int:
        """The number of rows that have labels but no consensus."""
        given = (self.ratings.codes >= 0).any(axis=1)
        return int((given & (self.agreed.codes == OPEN)).sum())

    def table(self) -> pa.Table:
        """Return the rows that have a consensus, with the consensus as label."""
        table = self.annotated.table
        at = table.schema.get_field_index(schema.LABEL)
        labels = pa.array(self.labels, pa.string())
        table = table.set_column(at, table.schema.field(at), labels)
        return table.filter(labels.is_valid())

    def to_json(self) -> dict[str, Any]:
        """Return agreement, consensus, quality, confusions and divisions as JSON data."""
        return {
            "rows": len(self.ratings),
            **self.agreement.to_json(),
            "consensus": {
                "how": self.how,
                "rows": int((self.agreed.codes != OPEN).sum()),
                "open": self.open,
            },
            "quality": [reviewer.to_json() for reviewer in self.agreed.quality],
            "confusions": [confusion._asdict() for confusion in self.confusions[:_MOST]],
            "divided": [rule.to_json() for rule in self.divided],
            "notes": list(self.annotated.notes),
        }


def compare(
    annotated: Annotated,
    rules: RuleBook,
    how: str = "majority",
    *,
    pred_probs: Any = None,
    conditions: bool = True,
    seed: int = 42,
    done: Callable[[], None] = lambda: None,
) -> Comparison:
    """Return the comparison of annotators' labels.

    Parameters
    ----------
    how
        `majority`; or `crowdlab`, which weighs each annotator and the predictions of a model that
        is trained on the majority's labels.
    pred_probs
        For CROWDLAB, a file with label probabilities of the user's own model.
    conditions
        Whether to search for conditions under which an annotator differs from the others.
    done
        Called after the search for each annotator.

    Raises
    ------
    MissingExtraError
        CROWDLAB needs cleanlab, which is not installed.
    """
    ratings = annotated.ratings
    agreed = majority(ratings)
    if how == "crowdlab":
        batch = Batch(labelled(annotated, agreed.codes))
        known = label_probabilities(batch, rules, pred_probs, seed=seed)
        agreed = crowdlab(ratings, columns_for(known, ratings.categories))
    divided: list[Divided] = []
    for place, name in enumerate(ratings.raters if conditions else ()):
        divisions = _divisions(annotated, place, rules)
        # The condition "any row" counts, too, since both have labelled the same rows.
        divided += [Divided(name, division) for division in divisions]
        done()
    divided.sort(key=lambda disagreement: (disagreement.divergence.p_value, disagreement.rater))
    return Comparison(annotated, agreement(ratings, seed=seed), how, agreed, tuple(divided))


def _divisions(annotated: Annotated, place: int, rules: RuleBook) -> tuple[Divergence, ...]:
    """Return the conditions under which an annotator differs from the majority of the others."""
    # `place` is the position of the annotator in the ratings. Only rows with a label of the
    # annotator and a majority of the others are compared.
    ratings = annotated.ratings
    own = ratings.codes[:, place]
    others = Ratings(
        tuple(name for at, name in enumerate(ratings.raters) if at != place),
        ratings.categories,
        np.delete(ratings.codes, place, axis=1),
    )
    theirs = majority(others).codes
    both = np.flatnonzero((own >= 0) & (theirs >= 0))
    if not len(both):
        return ()
    rows = annotated._replace(table=annotated.table.take(pa.array(both)))
    new, gold = (Rows(labelled(rows, codes[both]), rules) for codes in (own, theirs))
    return divergences(new, gold)
