"""A drift as an HTML page: charts, decisions, gates."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from reaug.choices import Lang
from reaug.drift import Drift
from reaug.report.charts import charts_of
from reaug.report.drift_parts import drift_parts
from reaug.report.page_words import page_words
from reaug.report.pages import PLOTLY, page


def write_html(drift: Drift, before: str, after: str, lang: Lang, file: IO[str]) -> None:
    """Write the page of a drift; it is one file and loads nothing.

    Parameters
    ----------
    before, after
        The names of the sets.
    """
    say = page_words(lang)
    names = [Path(name).name or name for name in (before, after)]
    rows = [f"{side.rows:,}" for side in (drift.before, drift.after)]
    charts = charts_of(drift)
    values = {
        "say": say,
        "heading": say["drift of"].format(before=names[0], after=names[1]),
        "about": [
            f"{before} → {after}",
            say["about drift"].format(before=rows[0], after=rows[1]),
        ],
        "of_run": False,
        "charts": charts,
        **drift_parts(drift, say),
    }
    data = {"words": say, "charts": charts}
    scripts = (PLOTLY, "charts.js")
    file.write(page("drift.html.j2", lang=lang, scripts=scripts, data=data, **values))
