"""`check_step` checks whether a step keeps its contract, for the tests of plugins.

>>> from reaug.testing import check_step
>>> from reaug.transforms import AEDA
>>> check_step(AEDA(), processes=1).counts["changed"] > 20
True
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from reaug.core.batch import Batch
from reaug.core.failures import failure_line
from reaug.core.step import Step
from reaug.core.written_files import watched
from reaug.engine.batches import Outcome
from reaug.errors import ReaugError, StepCheckError
from reaug.recipe.plan import Leaf
from reaug.rulebook import RuleBook, load
from reaug.runs.step_files import leave
from reaug.testing._outcome import PATH, Made, broken_laws, made, outcome_of
from reaug.testing._rows import default_rows

__all__ = ["Checked", "check_step", "default_rows"]


class Checked(NamedTuple):
    """The result of `check_step` for a step that keeps its contract.

    rows : number of rows that the step was run on.
    counts : number of rows `tried`, `changed`, `dropped`, `skipped`, `refused`.
    """

    rows: int
    counts: Mapping[str, int]


def check_step(
    step: Step,
    data: Any = None,
    *,
    rules: str = "klue-re",
    seed: int = 42,
    processes: int = 2,
) -> Checked:
    """Check that a step keeps the contract of docs/plugins.md, and return the counts of its rows.

    Parameters
    ----------
    step
        The step to check, with its parameters.
    data
        Rows to run it on: anything that `reaug.load` reads. By default the forty rows of
        `default_rows()`.
    rules
        The rule book for the step's `finish`.
    seed
        The seed of the step's random draws.
    processes
        With 2, the step is also run in worker processes, which takes seconds; with 1, it is not.

    Returns
    -------
    Checked
        The numbers of rows that the step tried, changed, dropped and skipped, and of refused
        proposals.

    Raises
    ------
    StepCheckError
        The step breaks its contract; the message lists every violation, one per line. The error is
        also an `AssertionError`.

    Examples
    --------
    >>> from reaug.core.step import Edit, Step
    >>> class Shout(Step):
    ...     def propose_row(self, row, state, draw):
    ...         yield Edit(0, 0.5, "!")
    >>> check_step(Shout(), processes=1)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    reaug.errors.StepCheckError: Shout breaks its contract:
      propose: ...start and end must be whole numbers...
    """
    batch = default_rows() if data is None else _rows_of(data, rules)
    check = _Check(step, batch, load(rules), seed)
    check.run()
    if processes > 1 and not check.broken:
        check.with_processes(data, rules, processes)
    if check.broken:
        lines = [f"  {what}: {why}" for what, why in check.broken.items()]
        raise StepCheckError("\n".join([f"{type(step).__name__} breaks its contract:", *lines]))
    return Checked(len(batch), check.counts)


def _rows_of(data: Any, rules: str) -> Batch:
    from reaug.data import read

    book = load(rules)
    return Batch(read(data, labels=book.labels, types=list(book.types)).table)


@dataclass
class _Check:
    """Checks one step on some rows; `broken` has, by law, what the step does wrong."""

    step: Step
    batch: Batch
    rules: RuleBook
    seed: int
    broken: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def run(self) -> None:
        """Run all checks that need only this process."""
        parameters = self.step.model_dump()
        state = self._guarded("finish", lambda: self._state([self.batch]))
        outcome = self._guarded("propose", lambda: self._outcome(self.batch, state))
        if outcome is None:
            return
        expected = made(outcome, self.batch)
        self.counts = expected.counts()
        if not self.counts["tried"]:
            self.broken["rows"] = "it tried none of the rows; give data that its `where` meets"
            return
        for line in broken_laws(self.batch, outcome, self.rules.violations):
            law, _, why = line.partition(": ")
            self.broken[law] = why
        self._same_twice(state, expected)
        self._same_in_parts(state, expected)
        if self.step.needs_summary:
            self._same_state(expected)
        self._pickled(state, expected)
        self._telling(state, outcome)
        if self.step.model_dump() != parameters:
            self.broken["parameters"] = "it changes its own parameters as it works"

    def with_processes(self, data: Any, rules: str, processes: int) -> None:
        """Run the step in this process and in worker processes, and compare rows and logs."""
        from reaug.data import to_klue
        from reaug.engine import stored_rows
        from reaug.recipe.model import make_recipe
        from reaug.runs.preparation import prepare
        from reaug.runs.run import run

        source = to_klue(self.batch.table) if data is None else data
        recipe = make_recipe(["aeda"], seed=self.seed, rules=rules)
        rows, size = [], stored_rows.BATCH_ROWS
        stored_rows.BATCH_ROWS = max(1, len(self.batch) // 5)
        try:
            for number in (1, processes):
                plan = prepare(recipe, source=source, nodes=[Leaf(PATH, self.step)])
                result = run(plan, None, num_proc=number)
                rows.append((result.digest, [step.to_json() for step in result.done.steps]))
        except ReaugError as error:
            self.broken["processes"] = str(error)
            return
        finally:
            stored_rows.BATCH_ROWS = size
        if rows[0] != rows[1]:
            self.broken["processes (law 4)"] = f"{processes} processes give other rows than one"

    def _state(self, batches: list[Batch]) -> Any:
        summary = None
        if self.step.needs_summary:
            parts = [self.step.summarise(batch) for batch in batches]
            summary = parts[0]
            for part in parts[1:]:
                summary = self.step.merge(summary, part)
        return self.step.finish(summary, self.rules)

    def _outcome(self, batch: Batch, state: Any) -> Outcome:
        return outcome_of(self.step, batch, state, self.rules, self.seed)

    def _made(self, batch: Batch, state: Any) -> Made:
        return made(self._outcome(batch, state), batch)

    def _guarded(self, doing: str, work: Callable[[], Any], *inside: str, seed: int = 1) -> Any:
        """Return the result of `work`; None if it crashes. See `_watched` for the parameters."""
        # The crash and any side effects are recorded in `broken`, the crash under the key `doing`.
        try:
            with _watched(doing, self.broken, *inside, seed=seed):
                return work()
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            self.broken.setdefault(
                doing, str(error) if isinstance(error, ReaugError) else failure_line(error)
            )
            return None

    def _compare(
        self, law: str, expected: Made, work: Callable[[], Made], *, seed: int = 1
    ) -> None:
        other = self._guarded(law, work, seed=seed)
        if other is not None and law not in self.broken and (why := expected.differs(other)):
            self.broken[law] = why

    def _same_twice(self, state: Any, expected: Made) -> None:
        self._compare("a second call (law 4)", expected, lambda: self._made(self.batch, state))
        law = "global random (law 4)"
        self._compare(law, expected, lambda: self._made(self.batch, state), seed=2)

    def _same_in_parts(self, state: Any, expected: Made) -> None:
        n = len(self.batch)
        for law, cuts in (
            ("batch size (law 4)", [*range(1, n)]),
            ("batch size (law 4)", [n // 3, n // 2]),
            ("rows (law 4)", [1]),
        ):
            parts = np.split(np.arange(n), cuts)
            self._compare(law, expected, partial(self._joined, parts, state))
        order = np.random.default_rng(0).permutation(n)
        law = "order of the rows (law 4)"
        self._compare(law, expected, lambda: self._made(self.batch.take(order), state))

    def _through(self, batches: list[Batch]) -> Made:
        return self._made(self.batch, self._state(batches))

    def _joined(self, parts: list[Any], state: Any) -> Made:
        result = Made()
        for part in parts:
            if len(part):
                result |= self._made(self.batch.take(part), state)
        return result

    def _same_state(self, expected: Made) -> None:
        """Check that the state does not depend on the order of the rows, or on the batches."""
        n = len(self.batch)
        order = np.random.default_rng(1).permutation(n)
        for rows in (self.batch, self.batch.take(order)):
            thirds = [rows.take(part) for part in np.array_split(np.arange(n), 3)]
            for batches in ([rows], thirds, thirds[::-1]):
                self._compare(
                    "state (law 4)",
                    expected,
                    partial(self._through, batches),
                )

    def _pickled(self, state: Any, expected: Made) -> None:
        """Check that the state can be pickled, which worker processes need."""
        try:
            other = pickle.loads(pickle.dumps(state))
        except Exception as error:
            why = failure_line(error)
            self.broken["state"] = f"it cannot be pickled for worker processes: {why}"
            return
        self._compare("state (law 4)", expected, lambda: self._made(self.batch, other))

    def _telling(self, state: Any, outcome: Outcome) -> None:
        """Check that `describe` and `measure` return plain data, and where `leave` writes."""
        import json

        def plain() -> None:
            json.dumps(dict(self.step.describe(state)), allow_nan=False)
            figures, _ = self.step.measure(outcome.batch.table, state)
            json.dumps(dict(figures), allow_nan=False)

        self._guarded("describe and measure", plain)
        with tempfile.TemporaryDirectory(prefix="reaug-check-") as name, _in_empty_folder():
            left = [Path(name, part) for part in ("a", "b")]
            for folder in left:
                folder.mkdir()
                work = partial(leave, Leaf(PATH, self.step), folder, outcome.batch.table, state)
                self._guarded("leave", work, str(folder))
            if _bytes(left[0]) != _bytes(left[1]):
                self.broken["leave (law 4)"] = "it leaves other files when it is called again"


@contextmanager
def _in_empty_folder() -> Iterator[None]:
    """Change to an empty folder inside the block, so that files with relative names do no harm."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="reaug-check-") as name:
        os.chdir(name)
        try:
            yield
        finally:
            os.chdir(before)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


_SHOWN = 60


@contextmanager
def _watched(doing: str, broken: dict[str, str], *inside: str, seed: int = 1) -> Iterator[None]:
    """Record side effects inside the block in `broken`; restore the global generators at the end.

    Parameters
    ----------
    doing
        What the block does, for the messages, such as the name of a method of the step.
    broken
        Messages by law; at most one per law is added.
    inside
        Folders in which files may be written.
    seed
        Seed of the global generators. A step that draws from them gives different results with
        different seeds.
    """
    out = io.StringIO()
    before = random.getstate(), np.random.get_state()
    random.seed(seed)
    np.random.seed(seed)
    fresh = _states()
    try:
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(out),
            watched(*inside) as watch,
        ):
            yield
        if _states() != fresh:
            broken.setdefault(
                "global random (law 4)",
                f"{doing} draws from random or numpy.random; draw from `draw` instead",
            )
        if printed := out.getvalue():
            shown = repr(printed[:_SHOWN])
            broken.setdefault("printing", f"{doing} prints {shown}; say it by describe or measure")
        if left := watch.left():
            where = " outside of its folder" if inside else "; files are for leave"
            broken.setdefault("writing", f"{doing} writes {left[0]}{where}")
    finally:
        random.setstate(before[0])
        np.random.set_state(before[1])


def _states() -> str:
    return repr((random.getstate(), [repr(part) for part in np.random.get_state(legacy=True)]))
