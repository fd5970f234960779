"""The conditions that one set labels otherwise than another: searched for once for each two."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from reaug.audit.divergence.found import Divergence
from reaug.audit.divergence.search import Search
from reaug.audit.rows import Rows

_FOUND: WeakKeyDictionary[Rows, WeakKeyDictionary[Rows, tuple[Divergence, ...]]] = (
    WeakKeyDictionary()
)


def divergences(new: Rows, gold: Rows) -> tuple[Divergence, ...]:
    """The conditions that one set labels otherwise than another, the strongest first.

    Kept as long as both sets are, since the audit asks twice: for findings and for the table.

    Parameters
    ----------
    new, gold
        The rows that are judged, and those that they are held against. Rows without a label are
        left out; all others are counted, so that the figures can be counted again.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> told = [f"[O|ORG|{a}{b}리그]의 [S|ORG|{b}{a}팀]이 이겼다." for a in "가나다라마"
    ...         for b in "바사아자차"]
    >>> new = Rows(batch_of(*told, label="org:members").table, load("klue-re"))
    >>> gold = Rows(batch_of(*told, label="org:member_of").table, load("klue-re"))
    >>> [found] = divergences(new, gold)
    >>> found.before, found.after, found.condition.en, len(found.rows)
    ('org:member_of', 'org:members', 'any row', 25)
    """
    beside = _FOUND.setdefault(new, WeakKeyDictionary())
    if gold not in beside:
        beside[gold] = tuple(Search(new, gold).run())
    return beside[gold]
