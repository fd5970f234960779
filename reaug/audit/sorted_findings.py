"""Sort the findings of an audit, most of them in a temporary file if there are very many."""

from __future__ import annotations

import heapq
import pickle
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import index
from typing import IO, Any, Final, overload

from reaug.core.findings import Finding, Fix, Severity, in_order, place_of
from reaug.files.mapped_files import trim, unnamed

_HELD: Final = 1 << 15
"""Number of findings up to which they are all in memory."""
_BLOCK: Final = 256
"""Number of findings that are read together."""
_FIXES: Final = Finding._fields.index("fixes")


class StoredFindings(Sequence[Finding]):
    """Findings in a temporary file, which is deleted with this object.

    They are used like a list that cannot be changed.

    Examples
    --------
    >>> found = StoredFindings(Finding("a/b", (f"r{i}",), "row", "", "?") for i in range(1000))
    >>> len(found), found[-1].rows, [one.rows for one in found[:2]]
    (1000, ('r999',), [('r0',), ('r1',)])
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._file: IO[bytes] = unnamed()
        weakref.finalize(self, self._file.close)
        self._ends = [0]
        self._size = 0
        block: list[Any] = []
        for finding in findings:
            # A plain tuple is read and written faster.
            fixes = [tuple(fix) for fix in finding.fixes]
            block.append((*finding[:_FIXES], fixes, *finding[_FIXES + 1 :]))
            if len(block) == _BLOCK:
                self._write(block)
                block = []
        if block:
            self._write(block)

    def _write(self, block: list[Any]) -> None:
        self._ends.append(self._ends[-1] + self._file.write(pickle.dumps(block, protocol=5)))
        self._size += len(block)

    def _read(self, block: int) -> list[Finding]:
        begin, end = self._ends[block : block + 2]
        self._file.seek(begin)
        return [_finding(line) for line in pickle.loads(self._file.read(end - begin))]

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Finding]:
        for block in range(len(self._ends) - 1):
            yield from self._read(block)

    @overload
    def __getitem__(self, at: int) -> Finding: ...

    @overload
    def __getitem__(self, at: slice) -> list[Finding]: ...

    def __getitem__(self, at: int | slice) -> Finding | list[Finding]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        place = range(len(self))[index(at)]
        return self._read(place // _BLOCK)[place % _BLOCK]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or len(self) != len(other):
            return False
        return all(one == another for one, another in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # as a list


def sorted_findings(
    findings: Iterable[Finding], severities: Mapping[str, Severity]
) -> Sequence[Finding]:
    """Return findings in the order of `core.findings.in_order`; very many of them in a file.

    Parameters
    ----------
    severities
        The severity of each rule, for findings that have no severity.

    Examples
    --------
    >>> two = [Finding("a/b", (name,), "row", "", "?") for name in ("r2", "r1")]
    >>> [finding.rows for finding in sorted_findings(two, {"a/b": "error"})]
    [('r1',), ('r2',)]
    """
    runs: list[StoredFindings] = []
    held: list[Finding] = []
    for finding in findings:
        held.append(finding)
        if len(held) == _HELD:
            runs.append(StoredFindings(in_order(held, severities)))
            held = []
            trim()
    rest = in_order(held, severities)
    if not runs:
        return rest
    return StoredFindings(heapq.merge(*runs, rest, key=place_of(severities)))


def _finding(line: Sequence[Any]) -> Finding:
    fixes = tuple(Fix(*fix) for fix in line[_FIXES])
    return Finding._make((*line[:_FIXES], fixes, *line[_FIXES + 1 :]))
