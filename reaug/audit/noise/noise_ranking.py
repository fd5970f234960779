"""The ranking of all rows by label noise, for findings, files and `reaug clean`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from reaug.audit.noise.confident_learning import RANKING, THRESHOLD, Noise, label_noise
from reaug.audit.noise.probabilities import read_probabilities
from reaug.audit.rows import Rows
from reaug.choices import NoiseRanking
from reaug.core.arrays import I64, Bool


class NoiseOptions(NamedTuple):
    """The options of the ranking of label noise.

    pred_probs : a file of the user's probabilities; None to train a model.
    seed : the seed of the folds and of the order of training.
    ranking : the statistic; None for the best one.
    top : the number of rows to list, the most probably wrong ones; None to list the rows with a
        score of at least `THRESHOLD`.
    """

    pred_probs: Any = None
    seed: int = 42
    ranking: NoiseRanking | None = None
    top: int | None = None


class Ranked(NamedTuple):
    """A row of the ranking.

    row : the row id.
    score : the probability that the label is wrong; None for rows that were not judged.
    suggestion : the most probable other label; None if there is none.
    """

    row: str
    score: float | None
    suggestion: str | None


@dataclass(frozen=True)
class Ranking:
    """All rows of a set, the most probably wrong label first; rows that were not judged come last.

    rows : the set.
    noise : the model's judgement.
    order : `int64[n]`, positions of rows; for equal scores the lesser row id comes first.
    listed : positions of the rows that are findings, in order. Rows that break a hard rule are left
        out, because `schema/*` reports them with the reason.
    by_rule : `bool[n]`: rows that break a hard rule.
    options : the options of the ranking.
    """

    rows: Rows
    noise: Noise
    order: I64
    listed: I64
    by_rule: Bool
    options: NoiseOptions

    def __len__(self) -> int:
        return len(self.order)

    def __iter__(self) -> Iterator[Ranked]:
        """Yield every row, in order."""
        ids, suggestion = self.rows.ids, self.noise.suggestion.to_pylist()
        score, judged = self.noise.score.tolist(), self.noise.judged.tolist()
        for row in self.order.tolist():
            yield Ranked(ids[row], score[row] if judged[row] else None, suggestion[row])

    @property
    def judged(self) -> int:
        """The number of rows that were judged."""
        return int(self.noise.judged.sum())

    @property
    def may_be_listed(self) -> int:
        """The number of rows that were judged and break no hard rule."""
        return int((self.noise.judged & ~self.by_rule).sum())

    def to_json(self) -> dict[str, Any]:
        """Return counts, the share of wrong labels with its interval, and what was left out, as
        data.
        """
        share = self.noise.share
        return {
            "rows": len(self),
            "judged": self.judged,
            "listed": len(self.listed),
            "of": self.may_be_listed,
            "top": self.options.top,
            "threshold": THRESHOLD if self.options.top is None else None,
            "ranking": self.options.ranking or RANKING,
            "share": round(share.estimate, 6) if self.judged else None,
            "interval": [round(share.low, 6), round(share.high, 6)] if self.judged else None,
            "left_out": self.noise.left_out.to_json(),
        }


def ranked(rows: Rows, options: NoiseOptions | None = None) -> Ranking:
    """Return the ranking of the rows of a set by how probably their label is wrong.

    Raises
    ------
    InputError
        The probabilities cannot be read, or do not fit the rows or the rule book.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> batch = batch_of("[S|PER|이순신]은 [O|LOC|한양]에서 났다.", label="org:founded")
    >>> [(row.row, row.score) for row in ranked(Rows(batch.table, load("klue-re")))]
    [('row-0', 1.0)]
    """
    options = options or NoiseOptions()
    given = None
    if options.pred_probs is not None:
        given = read_probabilities(options.pred_probs, rows.batch.ids, rows.rules)
    noise = label_noise(
        rows.batch, rows.rules, given, seed=options.seed, ranking=options.ranking or RANKING
    )
    return ranking_of(rows, noise, options)


def ranking_of(rows: Rows, noise: Noise, options: NoiseOptions) -> Ranking:
    """Return the ranking that follows from a model's judgement."""
    order = np.lexsort([rows.rank, -noise.evidence, -noise.score, ~noise.judged])
    broken = rows.rules.violations(rows.batch.label, rows.types("subject"), rows.types("object"))
    by_rule = np.asarray(broken.to_numpy(zero_copy_only=False) != "", dtype=np.bool_)
    listed = order[(noise.judged & ~by_rule)[order]]
    listed = listed[noise.flagged[listed]] if options.top is None else listed[: options.top]
    return Ranking(rows, noise, order, listed, by_rule, options)
