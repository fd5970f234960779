"""The tables of an audit besides the findings, as columns of text.

Ambiguities are questions that annotators decided differently; shortcuts are words or types that
give a label away; divergences are conditions under which two sets are labelled differently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reaug.audit import Audit
from reaug.audit.extra_tables import TABLES
from reaug.choices import Lang

Line = Mapping[str, Any]
TextsByColumn = dict[str, str]


def further(
    audit: Audit, lang: Lang, say: dict[str, str]
) -> Iterator[tuple[str, list[str], list[list[str]]]]:
    """Yield title, column headings and lines of each table that has lines."""
    for name in TABLES:
        records = [line.to_json() for line in getattr(audit, name)]
        if name == "ambiguities":
            other = audit.against
            lines = _ambiguities(
                records,
                None
                if other is None
                else {case.name: case.to_json() for case in other.ambiguities},
                lang,
            )
        else:
            shown = {"divergences": _divergence_cells, "shortcuts": _shortcut_cells}[name]
            lines = [shown(record, lang) for record in records]
            lines = [line for line in lines if line]
        if lines:
            heads = list(lines[0])
            yield say[name], [say.get(key, key) for key in heads], [list(x.values()) for x in lines]


def _ambiguities(
    ambiguities: list[Line], other_lines: dict[str, Line] | None, lang: Lang
) -> list[TextsByColumn]:
    """Return the labels of each ambiguity in both sets, without ambiguities that no row matches."""
    lines = []
    for line in ambiguities:
        other_counts = {} if other_lines is None else other_lines.get(line["name"], {})
        if not (line["rows"] or other_counts.get("rows")):
            continue
        texts = {"question": line[lang], "rows": _text(line["rows"]), "labels": _labels(line)}
        if other_lines is not None:
            texts["there"] = _labels(other_counts)
        lines.append(texts | {"decision": line["decision"] or ""})
    return lines


def _labels(line: Line) -> str:
    """Return the labels of an ambiguity as text, each with its rows, the most frequent first."""
    counts = sorted(line.get("labels", {}).items(), key=lambda item: -item[1])
    return ", ".join(f"{name} {rows:,}" for name, rows in counts if rows)


def _divergence_cells(line: Line, lang: Lang) -> TextsByColumn:
    """Return the texts of a line of the table of divergences, by column."""
    # A divergence is a condition under which two sets are labelled differently. {} for a difference
    # in label shares alone, of which `mix_of_labels` tells.
    if line.get("is_mix"):
        return {}
    new, gold = line["new"], line["gold"]
    return {
        "condition": line[lang],
        "instead of": f"{line['after']} ({line['before']})",
        "here": f"{new['share_after']:.0%} / {new['support']:,}",
        "there": f"{gold['share_after']:.0%} / {gold['support']:,}",
        "p_value": f"{line['p_value']:.1g}",
    }


def mix_of_labels(audit: Audit, lang: Lang, say: dict[str, str]) -> str:
    """Return a sentence on labels that one set has more often than the other in nearly all rows.

    No condition on the rows explains such a difference. "" if there is none.
    """
    parts = []
    for divergence in audit.divergences:
        line = divergence.to_json()
        if line.get("is_mix"):
            new, gold = line["new"], line["gold"]
            shares = {
                "here": new["share_after"],
                "there": gold["share_after"],
                "before_here": new["share_before"],
                "before_there": gold["share_before"],
            }
            text = {name: f"{share:.1%}" for name, share in shares.items()}
            names = {"after": line["after"], "before": line["before"], "where": line[lang]}
            parts.append(say["mix part"].format(**text, **names))
    return say["mix"].format(parts="; ".join(parts)) if parts else ""


def _shortcut_cells(line: Line, lang: Lang) -> TextsByColumn:
    """Return a shortcut as texts by column: its condition, and the share of its label."""
    # A shortcut is a value of a feature that predicts a label, such as the form of the object. {}
    # for a shortcut that the rule book expects.
    if line["expected"]:
        return {}
    return {
        "condition": line[lang],
        "share": f"{line['share']:.1%}",
    }


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
