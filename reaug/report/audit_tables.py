"""The further tables of an audit as columns of text: ambiguities, shortcuts, divergences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from reaug.audit import Audit
from reaug.report.words import Lang

TABLES: Final = ("ambiguities", "shortcuts", "divergences")

Line = Mapping[str, Any]
Cells = dict[str, str]


def records(lines: Any) -> list[dict[str, Any]]:
    """Lines of a further table as data."""
    return [line.to_json() if hasattr(line, "to_json") else line._asdict() for line in lines]


def further(
    audit: Audit, lang: Lang, say: dict[str, str]
) -> Iterator[tuple[str, list[str], list[list[str]]]]:
    """The further tables that have lines: their title, heads and cells."""
    for name in TABLES:
        lines = [_SHOWN.get(name, _plain)(line, lang) for line in records(getattr(audit, name, ()))]
        lines = [line for line in lines if line]
        if lines:
            heads = list(lines[0])
            yield say[name], [say.get(key, key) for key in heads], [list(x.values()) for x in lines]


def _ambiguity(line: Line, lang: Lang) -> Cells:
    """The labels of one ambiguous case; a case without rows is left out."""
    if not line["rows"]:
        return {}
    labels = {name: rows for name, rows in line["labels"].items() if rows}
    told = sorted(labels.items(), key=lambda item: -item[1])
    return {
        "question": line[lang],
        "rows": _cell(line["rows"]),
        "labels": ", ".join(f"{name} {rows:,}" for name, rows in told),
        "others": _cell(line["others"]),
        "decision": line["decision"] or "",
    }


def _divergence(line: Line, lang: Lang) -> Cells:
    """A condition, the label it has here instead of another, and the label's share in both sets."""
    new, gold = line["new"], line["gold"]
    return {
        "condition": line[lang],
        "instead of": f"{line['after']} ({line['before']})",
        "here": f"{new['share_after']:.0%} / {new['support']:,}",
        "there": f"{gold['share_after']:.0%} / {gold['support']:,}",
        "p_value": f"{line['p_value']:.1g}",
    }


def _plain(line: Line, lang: Lang) -> Cells:
    """The line's plain values; of an English and a Korean text, the one that is asked for."""
    other = "en" if lang == "ko" else "ko"
    return {
        key: _cell(value)
        for key, value in line.items()
        if not isinstance(value, list | dict | tuple) and not (key == other and lang in line)
    }


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


_SHOWN: Final[dict[str, Callable[[Line, Lang], Cells]]] = {
    "ambiguities": _ambiguity,
    "divergences": _divergence,
}
