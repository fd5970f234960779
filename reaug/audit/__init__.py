"""Find errors in labelled data: tables in, findings out, each under a rule.

The package itself can be called: `reaug.audit(data, rules="klue-re")` audits a data set.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from reaug.audit.rules import Rule
from reaug.core.findings import Finding, Fix

if TYPE_CHECKING:
    from reaug.audit.result import Audit
    from reaug.audit.run import audit_table
    from reaug.choices import NoiseRanking

__all__ = ["Audit", "Finding", "Fix", "Rule", "audit_table"]


class _CallablePackage(ModuleType):
    """Class of the module `reaug.audit`, so that the module can be called: `reaug.audit(data)`."""

    def __getattr__(self, name: str) -> Any:
        # Loaded on demand: steps use a part of this package, and no run needs every check.
        if name == "Audit":
            from reaug.audit.result import Audit

            return Audit
        if name == "audit_table":
            from reaug.audit.run import audit_table

            return audit_table
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")

    def __call__(
        self,
        data: Any,
        *,
        rules: str | None = None,
        against: Any = None,
        noise: bool = False,
        pred_probs: Any = None,
        ranking: NoiseRanking | None = None,
        top: int | None = None,
        select: Sequence[str] | None = None,
        ignore: Sequence[str] | None = None,
        unlabelled: bool = False,
        seed: int = 42,
        map: str | os.PathLike[str] | Mapping[str, Any] | None = None,  # the option's name
        encoding: str | None = None,
        offsets: str | None = None,
        label_names: str | os.PathLike[str] | None = None,
        read_as: str | None = None,
    ) -> Audit:
        """Return the findings about a data set, by itself and against another set, as `reaug audit`
        does.

        Parameters
        ----------
        data, against
            Sources; see `reaug.load`.
        rules
            The name of a shipped rule book, or a file; by default the book of a run folder, or else
            `klue-re`.
        noise
            Whether a model also ranks labels that are probably wrong.
        pred_probs
            A file of out-of-sample probabilities that are used for the ranking instead of the
            model's: .parquet, .npy or .jsonl.
        ranking
            The statistic that ranks wrong labels; see `reaug.audit.noise.confident_learning`.
        top
            The number of rows of the ranking to report, whatever their score; `audit.noise` has
            all.
        select, ignore
            The only rules to check, or the rules to leave out; `span` stands for `span/*`.
        unlabelled
            Whether to ignore labels, as in a test set. The labels of a set in which no row has a
            label (null, blank, 100, -1) are always ignored; `not_computed` of the audit names the
            rules that were left out.
        seed
            The seed of the model that ranks labels.
        map, encoding, offsets, label_names, read_as
            Options for reading the sets; see `reaug.load`. `read_as` applies to `data` only.

        Raises
        ------
        UsageError
            A rule is unknown.
        InputError
            A source cannot be read.

        Examples
        --------
        >>> import reaug
        >>> from reaug.runs.shipped import sample_data
        >>> audit = reaug.audit(sample_data(), select=["duplicate"])
        >>> audit
        <Audit of 267 rows by klue-re; rows found: duplicate/conflict 6, duplicate/exact 8>
        >>> audit.to_pandas()["rule"].nunique()
        2
        """
        from reaug.audit.run import audit_sets
        from reaug.data.read_options import read_as as shape_of
        from reaug.data.source import as_format
        from reaug.rulebook.run_book import book_of

        return audit_sets(
            as_format(data, read_as),
            book_of(data, against, given=rules),
            against,
            noise=noise,
            pred_probs=pred_probs,
            ranking=ranking,
            top=top,
            select=select,
            ignore=ignore,
            unlabelled=unlabelled,
            seed=seed,
            how=shape_of(map, encoding, offsets, label_names),
        )


sys.modules[__name__].__class__ = _CallablePackage
