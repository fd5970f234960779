"""Select the rules of an audit: all or the named rules, without rules that the data do not
allow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from reaug.audit.catalogue import Room
from reaug.audit.catalogue import rules as rules_of_rooms
from reaug.audit.label_noise import noise_rules
from reaug.audit.noise import NoiseOptions
from reaug.audit.rules import Rule
from reaug.audit.sources import Readable
from reaug.audit.unlabelled_sets import needs_labels, needs_labels_there
from reaug.errors import UsageError
from reaug.rulebook import RuleBook
from reaug.suggestions import unknown

NO_LABEL: Final = "no row has a label"
NO_LABEL_THERE: Final = "no row of the other set has a label"
NOT_READ_THERE: Final = "no row of the other set could be read beyond its sentence"


def lacking_rules(
    known: Mapping[str, Rule], book: RuleBook, *, blind: bool, gold: Readable | None
) -> dict[str, str]:
    """Return the ids of the rules that cannot be checked on two sets, with the reason for each.

    Parameters
    ----------
    known
        The rules by id.
    book
        The rule book.
    blind
        Whether the set that is checked has no labels.
    gold
        The set with which it is compared; None if there is none.
    """
    lacking: dict[str, str] = {}
    if gold is not None:
        if not gold.table.num_rows:
            against = rules_of_rooms(book, "against")
            lacking |= dict.fromkeys(set(against) - {"leak/sentence"}, NOT_READ_THERE)
        elif gold.unlabelled:
            lacking |= dict.fromkeys(needs_labels_there(known), NO_LABEL_THERE)
    if blind:
        lacking |= dict.fromkeys(needs_labels(known), NO_LABEL)
    return lacking


class RuleRequest(NamedTuple):
    """The rules that a user asks for."""

    book: RuleBook
    select: Sequence[str] | None
    ignore: Sequence[str] | None
    noise: NoiseOptions | None
    against: bool

    @property
    def all_rules(self) -> Mapping[str, Rule]:
        """Every rule that an audit of a set, or of a set against another one, may check; by id."""
        rooms: tuple[Room, ...] = ("checks", "against") if self.against else ("checks",)
        more = {} if self.noise is None else noise_rules(self.book)
        return rules_of_rooms(self.book, *rooms) | more

    def rules(self, lacking: Mapping[str, str] | None = None) -> frozenset[str] | None:
        """Return the ids of the rules to check (None for all).

        `lacking` has the rules that cannot be checked on the sets (see `lacking_rules`); they are
        left out.

        Raises
        ------
        UsageError
            A rule is unknown, or a rule that is selected by name cannot be checked on the sets.
        """
        ranked = noise_rules(self.book)
        if lacking and self.noise is not None and not lacking.keys().isdisjoint(ranked):
            raise UsageError(f"--noise and --pred-probs rank labels, but {NO_LABEL}")
        return rules_to_ask(
            self.book,
            self.select,
            self.ignore,
            against=self.against,
            noise=self.noise,
            lacking=lacking,
        )


def noise_options(options: NoiseOptions, *, noise: bool) -> NoiseOptions | None:
    """Return the options of the ranking of label noise; None if no ranking was asked for."""
    if noise or options.pred_probs is not None:
        if options.top is not None and options.top < 1:
            raise UsageError(f"top must be 1 or more, not {options.top}")
        return options
    for name, value in (("ranking", options.ranking), ("top", options.top)):
        if value is not None:
            raise UsageError(
                f"{name} needs label noise: add --noise (noise=True), or --pred-probs FILE "
                "(pred_probs=FILE)"
            )
    return None


def rules_to_ask(
    book: RuleBook,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    *,
    against: bool = False,
    noise: NoiseOptions | None = None,
    lacking: Mapping[str, str] | None = None,
) -> frozenset[str] | None:
    """Return the ids of the rules that an audit checks (None for all); see `selection.chosen`.

    Parameters
    ----------
    lacking
        Rules that cannot be checked on the sets, with the reason for each.

    Raises
    ------
    UsageError
        See `selection.chosen`.
    """
    if select is None and ignore is None:
        return None
    needs = []
    if not against:
        needs.append((frozenset(rules_of_rooms(book, "against")), "another set (--against)"))
    if noise is None:
        needs.append((frozenset(noise_rules(book)), "--noise or --pred-probs"))
    for why in sorted(set((lacking or {}).values())):
        rules = frozenset(rule for rule, reason in (lacking or {}).items() if reason == why)
        needs.append((rules, f"more than there is: {why}"))
    return chosen(known_rules(book), select, ignore, out_of_reach=needs)


def known_rules(book: RuleBook) -> dict[str, Rule]:
    """Return every rule that an audit may check, by id."""
    return dict(sorted((rules_of_rooms(book, "checks", "against") | noise_rules(book)).items()))


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
        The ids of all rules.
    select, ignore
        The rules to check, or the rules to leave out; not both. A group stands for its rules:
        `span` for `span/*`.
    out_of_reach
        Rules that cannot be checked, and what they need. They are left out. It is an error to
        select such a rule by name, or a group that has only such rules.

    Raises
    ------
    UsageError
        A name is unknown (the message suggests names), or no rule is left.

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
