"""Terminal view of a search for recipes, and the best recipe as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from reaug.core.plurals import in_number
from reaug.core.terminal_text import visible
from reaug.language import language
from reaug.report.probe_words import terminal_words

if TYPE_CHECKING:
    from reaug.probing.statistics import Gain
    from reaug.probing.tune import Tuning

SHOWN: Final = 10
"""The greatest number of candidates that are listed."""


def tune_view(result: Tuning, output: Path) -> RenderableType:
    """Return the result of a search: the best candidates, and the confirmed gain of the winner."""
    say = terminal_words(language())
    head = say["search head"].format(
        tried=len(result.tried),
        rows=f"{result.rows:,}",
        held=f"{result.held_back:,}",
        model=result.model,
    )
    parts: list[RenderableType] = [Text.assemble((say["what pays"], "bold"), f"  {visible(head)}")]
    parts += [Text(""), _table(result, say), Text("")]
    curse = say["confirmed"].format(
        searched=f"{result.winner.gain.mean:+.2f}",
        raw=_gain_of(result.gain, say["to"]),
        control=_gain_of(result.over_control, say["to"]),
    )
    parts.append(Text(curse))
    if result.best is None:
        parts.append(Text(say["nothing beats"], style="bold"))
    else:
        written = say["recipe written"].format(output=output)
        parts.append(Text(visible(written), style="bold green"))
    if result.failed:
        parts.append(Text(say["failed"].format(failed=result.failed)))
    return Group(*parts)


def _table(result: Tuning, say: dict[str, str]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(say["recipe"], overflow="fold")
    for name in ("round", "search gain"):
        table.add_column(say[name], justify="right", no_wrap=True)
    for trial in result.tried[:SHOWN]:
        table.add_row(
            Text(visible(_short(trial.recipe.steps))),
            str(trial.rung + 1),
            f"{trial.gain.mean:+.2f}",
        )
    return table


def _short(steps: object) -> str:
    """Return steps as YAML in one line."""
    import yaml

    text: str = yaml.safe_dump(
        _plain(steps), default_flow_style=True, width=10**6, sort_keys=False, allow_unicode=True
    )
    return text.strip()


def _plain(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value


def _gain_of(gain: Gain, to: str = "{low} to {high}") -> str:
    if gain.low is None or gain.high is None:
        return f"{gain.mean:+.2f}"
    return f"{gain.mean:+.2f} ({to.format(low=f'{gain.low:+.2f}', high=f'{gain.high:+.2f}')})"


def recipe_text(result: Tuning) -> str:
    """Return the best recipe as YAML, with its figures in a comment."""
    import yaml

    from reaug.probing.tune import plain_steps

    recipe = result.winner.recipe
    body = {"rules": recipe.rules, "seed": recipe.seed, "steps": plain_steps(recipe)}
    head = (
        f"# By reaug tune: of {len(result.tried)} recipes tried on {result.rows:,} rows "
        f"(model {result.model}).\n"
        f"# Confirmed on {result.held_back:,} rows that the search never saw: "
        f"{_gain_of(result.gain)} points of micro-F1 over the raw data,\n"
        f"# {_gain_of(result.over_control)} over plain duplicates (90% intervals); "
        f"{result.winner.gain.mean:+.2f} in the search.\n"
    )
    return in_number(head) + yaml.safe_dump(body, sort_keys=False, allow_unicode=True)
