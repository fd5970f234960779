"""HTML tables of plain data for notebooks: escaped, without script or style."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence


def html_table(caption: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return an HTML table with a caption, a head and rows; all values are escaped.

    >>> html_table("a < b", ["step", "rows"], [("aeda", 3)])[:35]
    '<table><caption>a &lt; b</caption><'
    """

    def line(values: Sequence[object], tag: str) -> str:
        return "".join(f"<{tag}>{html.escape(str(value))}</{tag}>" for value in values)

    title = f"<caption>{html.escape(caption)}</caption><thead><tr>{line(head, 'th')}</tr></thead>"
    body = "".join(f"<tr>{line(row, 'td')}</tr>" for row in rows)
    return f"<table>{title}<tbody>{body}</tbody></table>"
