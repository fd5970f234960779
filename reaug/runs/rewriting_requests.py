"""What a recipe's `rewrite` steps have to ask still.

Which rows are asked about is known by carrying the recipe out with steps that only note what they
lack: so `where`, `p`, copies, balance and the steps before are all heeded.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.failures import Policy
from reaug.engine.done import Done
from reaug.engine.engines.local import LocalEngine
from reaug.engine.execute import Watcher, execute
from reaug.recipe.plan import Augment, Node, leaves
from reaug.rewriting.batch_files import collected
from reaug.rewriting.requests import Request
from reaug.runs.rewriting_steps import rewriting_steps, with_step
from reaug.transforms.rewrite.collecting import ASKED, LATER, UNJUDGED

if TYPE_CHECKING:
    from reaug.runs.planning import Plan


class Wanted(NamedTuple):
    """What a step asks still; read anew at each call, by key.

    keys : those among the noted requests that are meant; None means all.
    """

    folder: Path
    keys: frozenset[str] | None = None

    def requests(self) -> Iterator[Request]:
        """All that can be asked now."""
        return chain(self.rewritten(), self.about_labels())

    def rewritten(self) -> Iterator[Request]:
        """What asks for sentences."""
        return self._among(self.folder)

    def about_labels(self) -> Iterator[Request]:
        """Which label the sentences have that are there already."""
        return self._among(self.folder / UNJUDGED)

    def later(self) -> Iterator[Request]:
        """Which label the sentences have that are still to come, if each of them passes."""
        return self._among(self.folder / LATER)

    def _among(self, folder: Path) -> Iterator[Request]:
        return (one for one in collected(folder) if self.keys is None or one.key in self.keys)


@contextmanager
def requests_of(
    plan: Plan,
    path: str,
    *,
    num_proc: int = 1,
    watcher: Watcher | None = None,
    later: bool = False,
    every: bool = False,
) -> Iterator[Wanted]:
    """What the step at a path has to ask still.

    In a block with a target that is what the copies need which the block would make if every
    answer passed; with `every` what all its tries would ask. `later` notes the questions about
    labels that follow, too.
    """
    with tempfile.TemporaryDirectory(prefix="reaug-") as name:
        wanted, others, work = (Path(name, each) for each in ("wanted", "others", "work"))
        for folder in (wanted, others, work):
            folder.mkdir()
        nodes = tuple(plan.nodes)
        assuming = not every and path in aimed_at(nodes)
        behind = False
        for one in rewriting_steps(nodes):
            if one.path == path:
                step = one.step.collecting(wanted, assuming=assuming, later=later)
                nodes, behind = with_step(nodes, path, step), True
            elif behind:  # what it asks hangs on answers that are not there yet
                nodes = with_step(nodes, one.path, one.step.collecting(others))
        done = executed(plan, nodes, work, num_proc, watcher)
        yield Wanted(wanted, _planned(done, path) if assuming else None)


def aimed_at(nodes: Sequence[Node]) -> frozenset[str]:
    """The steps in blocks with a target."""
    blocks = (node for node in nodes if isinstance(node, Augment) and node.balance is not None)
    return frozenset(leaf.path for block in blocks for leaf in leaves(block.children))


def _planned(done: Done, path: str) -> frozenset[str]:
    """The keys of requests whose answers were taken for granted, by the log of the rows made."""
    keys: set[str] = set()
    for file in done.logs:
        with pa.OSFile(str(file), "rb") as opened:
            reader = pa.ipc.open_file(opened)
            for number in range(reader.num_record_batches):
                batch = reader.get_batch(number)
                mine = batch.filter(pc.equal(batch["step"], path))["reason"].unique().to_pylist()
                keys.update(
                    one.removeprefix(ASKED) for one in mine if (one or "").startswith(ASKED)
                )
    return frozenset(keys)


def executed(
    plan: Plan, nodes: Sequence[Node], work: Path, num_proc: int, watcher: Watcher | None
) -> Done:
    """What comes of a plan with other steps, in a folder of its own."""
    with LocalEngine(num_proc).running() as engine:
        return execute(
            nodes,
            plan.reading.table,
            plan.rules,
            seed=plan.recipe.seed,
            engine=engine,
            work=work,
            watcher=watcher,
            policy=Policy(plan.recipe.on_error, plan.recipe.step_timeout),
        )
