"""Collect the requests that `rewrite` steps of a recipe still have to send.

The recipe is run with steps that only record missing answers. So `where`, `p`, copies, balance and
earlier steps are all taken into account.
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
from reaug.engine.engines.local import LocalEngine
from reaug.engine.execute import Watcher, execute
from reaug.engine.run_result import Done
from reaug.recipe.plan import Augment, Node, leaves
from reaug.rewriting.batch_files import collected
from reaug.rewriting.requests import Request
from reaug.runs.rewrite_steps import rewriting_steps, with_step
from reaug.transforms.rewrite.collected_requests import ASKED, LATER, UNJUDGED

if TYPE_CHECKING:
    from reaug.runs.preparation import Plan


class Wanted(NamedTuple):
    """The requests of a `rewrite` step that have no answer yet.

    The requests are in files; each method reads the requests of one kind.

    folder : the folder of these files.
    keys : the keys of the requests to yield; None for all.
    """

    folder: Path
    keys: frozenset[str] | None = None

    def requests(self) -> Iterator[Request]:
        """Yield all requests that can be sent now."""
        return chain(self.rewritten(), self.about_labels())

    def rewritten(self) -> Iterator[Request]:
        """Yield the requests for new sentences."""
        return self._among(self.folder)

    def about_labels(self) -> Iterator[Request]:
        """Yield the requests to check the labels of sentences that the model has written."""
        return self._among(self.folder / UNJUDGED)

    def later(self) -> Iterator[Request]:
        """Yield requests to check the labels of sentences that the model has still to write.

        Such a request stands in for the one that follows if the sentence is accepted, to estimate
        its cost.
        """
        return self._among(self.folder / LATER)

    def _among(self, folder: Path) -> Iterator[Request]:
        return (
            request
            for request in collected(folder)
            if self.keys is None or request.key in self.keys
        )


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
    """Yield the requests of the `rewrite` step at `path` that have no answer.

    Parameters
    ----------
    later
        Whether to collect the requests that `Wanted.later` yields, too.
    every
        Only for a step in a block with a target number of rows. If true, the requests for all
        copies that the block may try are collected. If false, only those for the copies that the
        block makes if every answer is accepted.
    """
    with tempfile.TemporaryDirectory(prefix="reaug-") as name:
        wanted, others, work = (Path(name, each) for each in ("wanted", "others", "work"))
        for folder in (wanted, others, work):
            folder.mkdir()
        nodes = tuple(plan.nodes)
        assuming = not every and path in aimed_at(nodes)
        is_found = False
        for rewriting_step in rewriting_steps(nodes):
            if rewriting_step.path == path:
                step = rewriting_step.step.collecting(wanted, assuming=assuming, later=later)
                nodes, is_found = with_step(nodes, path, step), True
            elif is_found:  # its requests depend on answers that do not exist yet
                nodes = with_step(
                    nodes, rewriting_step.path, rewriting_step.step.collecting(others)
                )
        done = executed(plan, nodes, work, num_proc, watcher)
        yield Wanted(wanted, _assumed_keys(done, path) if assuming else None)


def aimed_at(nodes: Sequence[Node]) -> frozenset[str]:
    """Return the paths of the steps in augment blocks with a target distribution (`balance`)."""
    blocks = (node for node in nodes if isinstance(node, Augment) and node.balance is not None)
    return frozenset(leaf.path for block in blocks for leaf in leaves(block.children))


def _assumed_keys(done: Done, path: str) -> frozenset[str]:
    """Return the keys of requests whose answers were assumed to be accepted, from the logs."""
    keys: set[str] = set()
    for file in done.logs:
        with pa.OSFile(str(file), "rb") as opened:
            reader = pa.ipc.open_file(opened)
            for number in range(reader.num_record_batches):
                batch = reader.get_batch(number)
                reasons = batch.filter(pc.equal(batch["step"], path))["reason"].unique().to_pylist()
                keys.update(
                    reason.removeprefix(ASKED)
                    for reason in reasons
                    if (reason or "").startswith(ASKED)
                )
    return frozenset(keys)


def executed(
    plan: Plan, nodes: Sequence[Node], work: Path, num_proc: int, watcher: Watcher | None
) -> Done:
    """Return the result of running `nodes` on a plan's rows, with files in the folder `work`."""
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
