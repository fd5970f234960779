"""Selects the rules of an audit: all that it can check, those named, or all but those named."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from reaug.errors import UsageError
from reaug.suggestions import unknown


def chosen(
    known: Collection[str],
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    *,
    out_of_reach: Iterable[tuple[Collection[str], str]] = (),
) -> frozenset[str]:
    """Return the ids of the rules to check.

    Parameters
    ----------
    known
        Ids of all rules.
    select, ignore
        Only these, or all but these; not both. A group stands for its rules: `span` for `span/*`.
    out_of_reach
        Rules that cannot be checked, and what they need. They are left out; it is an error to
        select one by name, or a group of which none is left.

    Raises
    ------
    UsageError
        A name is unknown (the message lists the right ones), or no rule is left.

    Examples
    --------
    >>> sorted(chosen(["span/overlap", "span/number-unit", "leak/triple"], ["span"]))
    ['span/number-unit', 'span/overlap']
    >>> sorted(chosen(["span/overlap", "leak/triple"], ignore=["leak/triple"]))
    ['span/overlap']
    """
    if select is not None and ignore is not None:
        raise UsageError("give either selected rules or ignored rules, not both")
    picked = frozenset(known) if select is None else _named(select, known)
    if ignore is not None:
        picked -= _named(ignore, known)
    needs = [(frozenset(rules), need) for rules, need in out_of_reach]
    away: frozenset[str] = frozenset().union(*(rules for rules, _ in needs))
    for name in select or ():
        group = _group(name, known)
        if group <= away:
            why = [need for rules, need in needs if not group.isdisjoint(rules)]
            raise UsageError(f"{name} needs {' and '.join(why)}")
    picked -= away
    if not picked:
        raise UsageError("no rule is left to run; select others, or ignore fewer")
    return picked


def _named(names: Sequence[str], known: Collection[str]) -> frozenset[str]:
    chosen: set[str] = set()
    for name in names:
        group = _group(name, known)
        if not group:
            groups = {rule.partition("/")[0] for rule in known}
            raise UsageError(unknown("rule", name, sorted(known), groups))
        chosen |= group
    return frozenset(chosen)


def _group(name: str, known: Collection[str]) -> frozenset[str]:
    return frozenset(rule for rule in known if rule == name or rule.startswith(f"{name}/"))
