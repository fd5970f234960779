"""The divergences between two sets, searched for once per pair of sets."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from reaug.audit.divergence.results import Divergence
from reaug.audit.divergence.search import Search
from reaug.audit.rows import Rows

_FOUND: WeakKeyDictionary[Rows, WeakKeyDictionary[Rows, tuple[Divergence, ...]]] = (
    WeakKeyDictionary()
)


def divergences(new: Rows, gold: Rows) -> tuple[Divergence, ...]:
    """Find the conditions that one set labels differently from another, the strongest first.

    The result is kept as long as both sets are, since the audit needs it twice: for findings and
    for the table.

    Parameters
    ----------
    new, gold
        The rows to judge, and those they are compared with. Rows without a label are left out; all
        others are counted, so that the figures can be recounted.

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
