"""Plan the copies of an `augment` block so that its quotas are met exactly.

A group is the rows of a label, or of a label with given types. A candidate is a row and a number:
the copy of the row with that number, after all steps. It succeeds if it is changed and kept, which
depends on row and number only (law 4 of docs/design.md). So each group takes its successful
candidates with the smallest (number, hash), a bottom-n summary that can be merged in any order.
Thus every row gives one copy before any gives a second, and the result depends neither on the order
of the rows nor on the number of processes.

Candidates are tried in rounds of growing numbers, until their groups have enough. Of the successful
copies of earlier rounds, a digest of their content is known, since further copies must differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, Bool
from reaug.core.batch import Batch
from reaug.core.draws import Draw
from reaug.core.failures import ERROR
from reaug.core.text import contiguous
from reaug.engine.batches import Frame, eligible, run_nodes
from reaug.engine.copies import CONTENT, Births, Copies, Planned
from reaug.engine.interface import Engine
from reaug.engine.stored_rows import Stored
from reaug.recipe.plan import Augment, Node
from reaug.recipe.quota import quotas

_CANDIDATES: Final = pa.schema(
    [("group", pa.string()), ("number", pa.int64()), ("hash", pa.uint64()), ("id", pa.string())]
)
_COPIES: Final = pa.schema([("id", pa.string()), ("content", CONTENT)])
_WHY_SHOWN: Final = 3


class Reached(NamedTuple):
    """How far a group of rows (label, or label with types) reaches the target of its block.

    now : number of its rows before the block.
    target : number of rows it should have.
    copies : number of planned copies.
    short : number of rows it still lacks.
    why : why the copies are too few; "" if they are not.
    """

    now: int
    target: int
    copies: int
    short: int
    why: str


@dataclass
class _Candidates:
    """The candidates of some batches: copies from which a block with a target chooses.

    table : the successful candidates that a group may take.
    successes : all successful candidates: the id of their row, and a digest of their content.
    reasons : by label and reason, the number of candidates that failed.
    """

    table: pa.Table = field(default_factory=lambda: _CANDIDATES.empty_table())
    successes: pa.Table = field(default_factory=lambda: _COPIES.empty_table())
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)

    def joined(self, other: _Candidates, wanted: Mapping[str, int]) -> _Candidates:
        """Return the candidates of both, of which `table` keeps at most `wanted` for each group."""
        return _Candidates(
            _first_by_number(pa.concat_tables([self.table, other.table]), wanted),
            pa.concat_tables([self.successes, other.successes]),
            self.reasons + other.reasons,
        )


@dataclass(frozen=True)
class _Round:
    """A round of making candidates: the copies with the numbers `above` + 1 to `upto` of each row.

    groups : the groups whose rows are copied.
    successes : the successful candidates of earlier rounds, as in `_Candidates`.
    """

    groups: frozenset[str]
    above: int
    upto: int
    successes: pa.Table


def groups_of(batch: Batch, by: str) -> pa.StringArray:
    """Return the group of each row, such as `per:title` or `per:title PER:POH`."""
    label = batch.label.fill_null("")
    if by == "label":
        return label
    types = (batch.type(role).fill_null("") for role in ("subject", "object"))
    pair = pc.binary_join_element_wise(*types, ":")
    return pc.binary_join_element_wise(label, pair, " ")


def with_others(nodes: Sequence[Node], table_of: Callable[[str], pa.Table]) -> tuple[Node, ...]:
    """Return the nodes; each block that has to match another data set gets that set's group counts.

    `table_of` reads a data set by its name.
    """
    return tuple(_with_other(node, table_of) for node in nodes)


def _with_other(node: Node, table_of: Callable[[str], pa.Table]) -> Node:
    if not isinstance(node, Augment) or node.balance is None or node.balance.match is None:
        return node
    table = table_of(node.balance.match)
    counts = Counter(groups_of(Batch(table), node.balance.by).to_pylist())
    return replace(node, other=tuple(sorted(counts.items())))


def plan_copies(
    node: Augment, rows: Stored, frame: Frame, engine: Engine
) -> tuple[Planned, dict[str, Reached]]:
    """Return the copies that a block has to make, and by group how far they reach its target."""
    balance = node.balance
    if balance is None:
        raise ValueError(f"{node.path} has no target")
    none: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    now, able = engine.fold(rows, partial(_count, node, frame), _add) or none
    other = None if node.other is None else dict(node.other)
    wanted = quotas(now, able, balance, other)
    open_ = {group for group in wanted if able[group]}
    limit = balance.max_copies * balance.tries
    above, upto, chosen = 0, 1, [_CANDIDATES.empty_table()]
    candidates = _Candidates()
    while open_:
        round_ = _Round(frozenset(open_), above, upto, candidates.successes)
        work = partial(_candidates, node, frame, wanted, round_)
        new = engine.fold(rows, work, partial(_merged, wanted)) or _Candidates()
        candidates = candidates.joined(new, wanted)
        successes = Counter(candidates.table["group"].to_pylist())
        last = upto >= limit
        settled = {group for group in open_ if last or successes[group] >= wanted[group]}
        chosen.append(_of_groups(candidates.table, settled))
        open_ -= settled
        candidates.table = _of_groups(candidates.table, open_)
        above, upto = upto, min(2 * upto, limit)
    reasons = candidates.reasons
    table = pa.concat_tables(chosen).sort_by([("id", "ascending"), ("number", "ascending")])
    copies = Counter(table["group"].to_pylist())
    reached = {
        group: Reached(
            now[group],
            now[group] + want,
            copies[group],
            want - copies[group],
            _why(group, able[group], copies[group], want, node, reasons),
        )
        for group, want in wanted.items()
    }
    return Planned(contiguous(table["id"]), table["number"].to_numpy()), reached


def _of_groups(table: pa.Table, groups: Collection[str]) -> pa.Table:
    return table.filter(pc.is_in(table["group"], value_set=pa.array(sorted(groups), pa.string())))


def _why(
    group: str,
    able: int,
    copies: int,
    want: int,
    node: Augment,
    reasons: Counter[tuple[str, str]],
) -> str:
    if copies >= want or node.balance is None:
        return ""
    if not able:
        return "none of its rows may be copied"
    if copies >= able * node.balance.max_copies:
        return f"each of its {able:,} rows already has {node.balance.max_copies} copies"
    label = group.split(" ")[0]
    counts = Counter({why: rows for (name, why), rows in reasons.items() if name == label})
    listed = ", ".join(f"{why} {rows:,}" for why, rows in counts.most_common(_WHY_SHOWN))
    return f"the steps left too many attempted copies unchanged{f' ({listed})' if listed else ''}"


def _count(node: Augment, frame: Frame, batch: Batch) -> tuple[Counter[str], Counter[str]]:
    """Return two counts by group: of all rows, and of the rows that the block may copy."""
    groups = groups_of(batch, node.balance.by if node.balance else "label")
    some = eligible(batch, node.path, node.where, node.p, frame, np.ones(len(batch), np.bool_))
    return Counter(groups.to_pylist()), Counter(groups.take(pa.array(some)).to_pylist())


def _add(a: tuple[Counter[str], ...], b: tuple[Counter[str], ...]) -> tuple[Counter[str], ...]:
    return tuple(x + y for x, y in zip(a, b, strict=True))


def _candidates(
    node: Augment, frame: Frame, wanted: Mapping[str, int], round_: _Round, batch: Batch
) -> _Candidates:
    """Return the successful copies of a round, within the limit per row."""
    # A copy counts for its own group, which is not its parent's if its roles were swapped.
    balance = node.balance
    if balance is None:
        raise ValueError(f"{node.path} has no target")
    rows = eligible(batch, node.path, node.where, node.p, frame, np.ones(len(batch), np.bool_))
    of_open_group = pc.is_in(
        groups_of(batch, balance.by), value_set=pa.array(sorted(round_.groups), pa.string())
    )
    rows = rows[of_open_group.to_numpy(zero_copy_only=False)[rows]]
    rows, known = _below_limit(batch, rows, round_.successes, balance.max_copies)
    parents = batch.take(rows)
    copies = Copies(node.path, frame.mark, parents)
    draw = Draw(parents.keys, seed=frame.seed, path=node.path)
    copies.add_known(*known)
    copies_of_row = np.bincount(known.parent, minlength=len(rows))
    value_set = pa.array(sorted(wanted), pa.string())
    succeeded = _Candidates()
    tables, successes = [_CANDIDATES.empty_table()], [_COPIES.empty_table()]
    for some in Births.each(np.arange(len(rows)), round_.upto, above=round_.above).chunks():
        new_copies = copies.born(some)
        grown = run_nodes(
            node.children, new_copies, frame, np.ones(len(new_copies), dtype=np.bool_)
        )
        kept = copies.keep(some, grown.batch, grown.kept)
        for table in grown.left:
            why = pc.is_in(table["what"], pa.array(["skipped", "refused"]))
            unchanged = table.filter(pc.or_(why, pc.equal(table["reason"], ERROR)))
            pairs = zip(
                unchanged["label"].to_pylist(), unchanged["reason"].to_pylist(), strict=True
            )
            succeeded.reasons.update((label or "", why or "") for label, why in pairs)
        group = groups_of(kept.rows, balance.by)
        good = pc.is_in(group, value_set=value_set).to_numpy(zero_copy_only=False)
        good &= _within_limit(kept.parent, good, copies_of_row, balance.max_copies)
        number, parent = kept.number[good], kept.parent[good]
        columns = {
            "group": group.filter(pa.array(good)),
            "number": pa.array(number),
            "hash": pa.array(draw.bits("quota", number, parent)),
            "id": parents.ids.take(pa.array(parent)),
        }
        tables.append(pa.table(columns, schema=_CANDIDATES))
        content = kept.contents.filter(pa.array(good))
        successes.append(pa.table([columns["id"], content], schema=_COPIES))
    succeeded.successes = pa.concat_tables(successes)
    succeeded.table = _first_by_number(pa.concat_tables(tables), wanted)
    return succeeded


class _Known(NamedTuple):
    """The m successful copies of earlier rounds.

    parent : `int64[m]`, the position of each copy's parent among the rows that are copied.
    contents : `FixedSizeBinaryArray[m]`, a digest of the content of each copy.
    """

    parent: I64
    contents: pa.FixedSizeBinaryArray


def _below_limit(batch: Batch, rows: I64, successes: pa.Table, most: int) -> tuple[I64, _Known]:
    """Return the rows that have fewer than `most` successful copies so far, and those copies."""
    # `rows` are positions in the batch.
    ids = batch.ids.take(pa.array(rows))
    place = pc.index_in(successes["id"].combine_chunks(), value_set=ids)
    parent = place.drop_null().to_numpy(zero_copy_only=False).astype(np.int64)
    has_room = np.bincount(parent, minlength=len(rows)) < most
    contents = successes["content"].combine_chunks().filter(pc.is_valid(place))
    kept = has_room[parent]
    new_place = np.cumsum(has_room) - 1
    return rows[has_room], _Known(new_place[parent[kept]], contents.filter(pa.array(kept)))


def _within_limit(parent: I64, good: Bool, copies_of_row: I64, most: int) -> Bool:
    """Return which successful copies are within the limit of their row (`bool[m]`)."""
    # Copies are sorted by number. `copies_of_row` has the counts of earlier rounds and parts, and
    # is updated.
    within = np.zeros(len(parent), dtype=np.bool_)
    for i in np.flatnonzero(good).tolist():
        copies_of_row[parent[i]] += 1
        within[i] = copies_of_row[parent[i]] <= most
    return within


def _merged(wanted: Mapping[str, int], a: _Candidates, b: _Candidates) -> _Candidates:
    return a.joined(b, wanted)


def _first_by_number(table: pa.Table, wanted: Mapping[str, int]) -> pa.Table:
    """Return the candidates to keep: in each group, the first ones by (number, hash)."""
    # At most `wanted` candidates of each group are kept.
    keys = [(name, "ascending") for name in ("group", "number", "hash", "id")]
    table = table.sort_by(keys)
    groups = np.array(table["group"].to_pylist(), dtype=object)
    first = np.searchsorted(groups, groups, side="left") if len(groups) else np.zeros(0, np.int64)
    want = np.array([wanted[group] for group in groups], dtype=np.int64)
    return table.filter(pa.array(np.arange(len(groups)) - first < want))
