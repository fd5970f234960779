"""Terminal views of the agreement between annotators."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from reaug.core.terminal_text import visible
from reaug.language import language
from reaug.language.translation import translated

if TYPE_CHECKING:
    from reaug.review.agreement import Agreement, Coefficient
    from reaug.review.annotators import Comparison
    from reaug.review.consensus import Quality
    from reaug.review.panel import Panel, Settled

_MOST_PAIRS: Final = 15
_MOST_LINES: Final = 10


def coefficient(value: Coefficient) -> str:
    """Return a coefficient and its interval as text, such as `0.81 (0.74 to 0.88)`.

    There is no dash between the ends, because a dash looks like a minus.

    >>> from reaug.review.agreement import Coefficient
    >>> coefficient(Coefficient(0.0, -0.41, 0.44, 9))
    '0.00 (-0.41 to 0.44)'
    """
    return str(value).replace(" to ", "~") if language() == "ko" else str(value)


def agreement_view(agreement: Agreement) -> list[RenderableType]:
    """Return the figures about agreement: shared units, alpha, Fleiss' kappa, and each pair."""
    share = f" ({agreement.differing / agreement.shared:.0%})" if agreement.shared else ""
    counts = translated(
        f"{len(agreement.raters):,} people, {agreement.units:,} answered, {agreement.shared:,} by "
        f"two or more, {agreement.differing:,} of them with disagreement"
    )
    head = Text.assemble((translated("Agreement"), "bold"), f"  {counts}{share}")
    lines: list[RenderableType] = [
        head,
        _text(f"Krippendorff's alpha {coefficient(agreement.alpha)}"),
    ]
    if agreement.fleiss is not None and len(agreement.raters) > 2:
        lines.append(_text(f"Fleiss' kappa {coefficient(agreement.fleiss)}"))
    table = _table("Cohen's kappa", "value", "both answered")
    for (a, b), kappa in list(agreement.pairs.items())[:_MOST_PAIRS]:
        pair = visible(f"{a or '?'} – {b or '?'}")
        table.add_row(pair, coefficient(kappa), f"{kappa.units:,}")
    if len(agreement.pairs) > _MOST_PAIRS:
        table.add_row(translated(f"and {len(agreement.pairs) - _MOST_PAIRS} more"), "", "")
    return [*lines, table] if agreement.pairs else lines


def quality_view(quality: Iterable[Quality]) -> RenderableType:
    """Return a table of how often each person agrees with the consensus."""
    table = _table("person", "quality", "agrees with consensus", "95%", "answered")
    for reviewer in quality:
        share = translated(f"{reviewer.right:,} of {reviewer.judged:,}")
        interval = f"{reviewer.low:.2f}–{reviewer.high:.2f}" if reviewer.judged else "–"
        value = "–" if reviewer.quality is None else f"{reviewer.quality:.2f}"
        table.add_row(
            visible(reviewer.rater or "?"), value, share, interval, f"{reviewer.answered:,}"
        )
    return table


def panel_view(people: Panel, made: Settled | None) -> list[RenderableType]:
    """Return the agreement of reviewers, rule by rule, and the number of open findings."""
    from reaug.review.consensus import majority

    lines = agreement_view(people.agreement())
    table = _table("rule", "alpha", "shared", "differ")
    for rule, precision in people.by_rule().items():
        if precision.shared:
            table.add_row(
                visible(rule or translated("no rule")),
                coefficient(precision.alpha),
                f"{precision.shared:,}",
                f"{precision.differing}",
            )
    quality = majority(people.ratings).quality if made is None else made.agreed.quality
    lines += [Text(""), table, Text(""), quality_view(quality)]
    if made is not None and made.open:
        lines.append(
            _text(
                f"without consensus: {len(made.open):,}; reaug review export --open exports them "
                "for review"
            )
        )
    elif made is None and people.differing:
        lines.append(
            _text(
                "labels that differ are written as they are; --consensus majority|crowdlab|NAME "
                "settles them"
            )
        )
    return lines


def _way(how: str) -> str:
    return translated(how) if how == "majority" else how


def _text(line: str) -> Text:
    return Text(visible(translated(line)))


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(translated(first), overflow="fold")
    for name in others:
        table.add_column(translated(name), justify="right", overflow="fold")
    return table


def comparison_view(comparison: Comparison, lang: str = "en") -> list[RenderableType]:
    """Return the agreement of annotators, their confusions, their quality, and conditions that
    divide them.
    """
    rows = int((comparison.agreed.codes >= 0).sum())
    lines = [
        *agreement_view(comparison.agreement),
        Text(""),
        _text(f"consensus by {_way(comparison.how)}: {rows:,} rows, {comparison.open:,} without"),
        quality_view(comparison.agreed.quality),
    ]
    if comparison.confusions:
        table = _table("labels given to the same rows", "", "rows")
        for pair in comparison.confusions[:_MOST_LINES]:
            table.add_row(visible(pair.one), visible(pair.other), f"{pair.rows:,}")
        lines += [Text(""), table]
    if comparison.divided:
        table = _table("who, where", "the others", "this one", "rows")
        for divided in comparison.divided[:_MOST_LINES]:
            what = divided.divergence
            where = what.condition.ko if lang == "ko" else what.condition.en
            table.add_row(
                visible(f"{divided.rater}: {where}"),
                f"{visible(what.before)} {what.gold.before / what.gold.support:.0%}",
                f"{visible(what.after)} {what.new.after / what.new.support:.0%}",
                f"{what.new.support:,}",
            )
        lines += [Text(""), table]
    return lines
