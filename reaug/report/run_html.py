"""The page of a run in its folder: charts, steps, edits and findings."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit import Audit
from reaug.audit.catalogue import rules_of
from reaug.choices import Lang
from reaug.core import schema
from reaug.core.findings import Finding, in_order
from reaug.core.grouping import grouped
from reaug.data.problems import by_rule
from reaug.data.row_batches import passed
from reaug.engine.tally import StepTally, set_aside
from reaug.language.translation import korean
from reaug.report.charts import charts_of
from reaug.report.drift_parts import drift_parts
from reaug.report.page_words import page_words
from reaug.report.pages import PLOTLY, page
from reaug.report.pages import make_ready as make_page_ready
from reaug.report.review_data import Names, review_data
from reaug.report.review_words import review_words
from reaug.report.run_edits import edits_of
from reaug.report.shell_commands import AuditOptions, book_called, with_decisions
from reaug.report.step_lines import lines_of
from reaug.review.finding_rows import rows_of
from reaug.review.versions import version_from
from reaug.runs.folder import LOG, REPORT, read_ipc, write_text
from reaug.runs.run import Report, Result

_TEMPLATE: Final = "run.html.j2"
_SCRIPTS: Final = (PLOTLY, "run.js")
_HEAD: Final = 200
MOST_EDITS: Final = 3000
MOST_FINDINGS: Final = 10_000
MOST_GROUPS: Final = 100
"""The greatest number of lines in the table of a block with a target distribution."""
MOST_BUCKETS: Final = 12
COUNTED: Final = ("tried", "changed", "copied", "dropped", "skipped", "refused")


def report_like(folder: Path) -> Report | None:
    """Return a function that writes a run's page in the language of an existing page.

    The existing page is the one in `folder`; None if the folder has no page.
    """
    try:
        with (folder / REPORT).open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return None
    return partial(write_report, lang="ko" if b'<html lang="ko">' in head else "en")


def make_ready() -> None:
    """Load the parts of the page that do not depend on the run in advance."""
    make_page_ready(_TEMPLATE, _SCRIPTS)


def write_report(result: Result, folder: Path, lang: Lang = "en") -> None:
    """Write `report.html` into a run folder that already has its log.

    The page loads nothing and contains no times, so equal runs have equal pages.
    """
    say = page_words(lang) | {"how to review": review_words(lang)["how to review"]}
    plan, done = result.plan, result.done
    rows = done.rows.table()
    changes = read_ipc(folder / LOG / "changes.arrow")
    dropped_file = folder / LOG / "dropped.arrow"
    dropped = read_ipc(dropped_file) if dropped_file.exists() else None
    paths = [step.path for step in done.steps]
    edits = edits_of(rows, changes, dropped, paths, MOST_EDITS)
    findings = in_order(done.findings)
    charts = charts_of(result.drift, _buckets(result, rows))
    origin = plan.reading.origin
    values = {
        "say": say,
        "heading": say["run of"].format(name=Path(origin).name or origin),
        "happened": _summary(result, changes, say),
        "recipe": " → ".join(_name(node.path) for node in plan.nodes),
        "about": [origin, _about(result, say)],
        "tiles": _tiles(result, len(findings), say),
        "steps": [_step(step, say) | _notes_of(result, step.path, lang) for step in done.steps],
        "counted": COUNTED,
        "warnings": _warnings(result, say, lang),
        "problems": _problems(result),
        "quotas": _quotas(result),
        "of_run": True,
        "charts": charts,
        "edits_note": _shown_of(say, "edits", len(edits.items), edits.total),
        "findings_note": _shown_of(
            say, "findings", min(len(findings), MOST_FINDINGS), len(findings)
        ),
        "findings": len(findings),
        "decided": _decided(result),
        **drift_parts(result.drift, say),
    }
    data = {
        "words": say,
        "charts": charts,
        "steps": paths,
        "edits": edits.items,
        "review": _review(result, findings[:MOST_FINDINGS], lang) if findings else None,
    }
    write_text(folder / REPORT, page(_TEMPLATE, lang=lang, scripts=_SCRIPTS, data=data, **values))


def _about(result: Result, say: dict[str, str]) -> str:
    """Return a line with the rule book, the seed and the digest of a run."""
    recipe = result.plan.recipe
    return say["about run"].format(
        rules=book_called(result.plan.rules.name, recipe.rules),
        seed=recipe.seed,
        digest=result.digest,
    )


def _summary(result: Result, changes: pa.Table, say: dict[str, str]) -> str:
    """Return a summary of the run in one sentence, and a second one if a gate failed."""
    done = result.done
    outer = [step.what for step in done.steps if "/" not in step.path]
    copies = pc.filter(changes["row_id"], pc.equal(changes["kind"], "copy"))
    of_copies = pc.is_in(changes["row_id"], value_set=copies.combine_chunks())
    counts = {
        "changed": pc.count_distinct(pc.filter(changes["row_id"], pc.invert(of_copies))).as_py(),
        "copied": sum(what["copied"] for what in outer),
        "dropped": sum(what["dropped"] for what in outer),
    }
    parts = [say[f"part {name}"].format(n=f"{n:,}") for name, n in counts.items() if n]
    sentence = say["happened"].format(
        before=f"{done.rows_in:,}",
        after=f"{done.rows.rows:,}",
        parts=", ".join(parts) or say["part nothing"],
    )
    failed = [gate.expr for gate in result.drift.gates if not gate.passed]
    gates = [say["gate failed"].format(gates=", ".join(failed))] if failed else []
    return " ".join([sentence, *gates])


def _name(path: str) -> str:
    """Return the name of a step without its number in the recipe."""
    return path.partition(".")[2] or path


def _warnings(result: Result, say: dict[str, str], lang: Lang) -> list[tuple[str, str]]:
    """Return (step path, warning): the step changed nothing, or crashed on rows."""
    warnings = [(step.step, _in_language(step.message(), lang)[1]) for step in result.done.idle]
    for path, rows in set_aside(result.done.steps).items():
        warnings.append((path, say["set aside"].format(rows=f"{rows:,}")))
    return warnings


def _shown_of(say: dict[str, str], what: str, shown: int, total: int) -> str:
    if not total:
        return ""
    if what == "findings":
        return "" if shown == total else say["findings note"].format(shown=shown, all=f"{total:,}")
    key = "edits all" if shown == total else "edits note"
    return say[key].format(shown=f"{shown:,}", all=f"{total:,}")


def _tiles(result: Result, findings: int, say: dict[str, str]) -> list[tuple[str, str]]:
    done = result.done
    outer = [step.what for step in done.steps if "/" not in step.path]
    counts = {
        "rows in": done.rows_in,
        "rows out": done.rows.rows,
        "copied": sum(what["copied"] for what in outer),
        "dropped": sum(what["dropped"] for what in outer),
        "not applied": done.refused,
        "findings": findings,
    }
    return [(f"{rows:,}", say[name]) for name, rows in counts.items()]


def _step(step: StepTally, say: dict[str, str]) -> dict[str, Any]:
    """Return the counts of a step, and its reasons by label, those with the most rows first."""
    reasons = []
    for what in sorted(step.reasons):
        for reason, rows in step.why(what):
            labels = sorted(
                step.reasons[what][reason].items(), key=lambda count: (-count[1], count[0])
            )
            counts = ", ".join(f"{label or '–'} {count:,}" for label, count in labels)
            reasons.append({"what": what, "reason": reason, "rows": f"{rows:,}", "labels": counts})
    return {
        "path": step.path,
        "name": step.path.rsplit("/", 1)[-1],
        "depth": step.path.count("/"),
        "numbers": [f"{step.what[name]:,}" if step.what[name] else "" for name in COUNTED],
        "reasons": reasons,
        "reason_counts": ", ".join(
            f"{say.get(what, what)} {sum(rows for _, rows in step.why(what)):,}"
            for what in sorted(step.reasons)
        ),
    }


def _notes_of(result: Result, path: str, lang: Lang) -> dict[str, Any]:
    """Return the figures and warnings of a step."""
    measures = result.done.measures.get(path)
    lines = () if measures is None else measures.warnings
    return {
        "figures": lines_of(
            result.done.states.get(path, {}), measures, korean if lang == "ko" else str
        ),
        "warnings": [_in_language(line, lang) for line in lines],
    }


def _in_language(line: str, lang: Lang) -> tuple[Lang, str]:
    """Return a sentence in the language `lang`, or in English if it has no translation."""
    # The first of the two results is the language that the sentence is in.
    line_in_korean = korean(line) if lang == "ko" else line
    return ("en", line) if line_in_korean == line else ("ko", line_in_korean)


def _problems(result: Result) -> list[tuple[str, str, str]]:
    problems = result.plan.reading.problems
    return [
        (action, rule, f"{count:,}")
        for action in ("dropped", "repaired")
        for rule, count in by_rule(problems, action).items()
    ]


def _quotas(result: Result) -> list[dict[str, Any]]:
    """Return targets and results of blocks; groups furthest from their target come first."""
    quotas = []
    for path, reached in result.done.reached.items():
        lines = sorted(reached.items(), key=lambda item: (-item[1].short, item[0]))
        quotas.append(
            {
                "path": path,
                "lines": [
                    (group, f"{g.now:,}", f"{g.target:,}", f"{g.copies:,}", f"{g.short:,}", g.why)
                    for group, g in lines[:MOST_GROUPS]
                ],
                "more": max(0, len(lines) - MOST_GROUPS),
            }
        )
    return quotas


def _buckets(result: Result, rows: pa.Table) -> dict[str, dict[int, int]]:
    """Return the number of rows of each length in each bucket of the last curriculum."""
    columns = [state["column"] for state in result.done.states.values() if "column" in state]
    if not columns or columns[-1] not in rows.column_names:
        return {}
    parts = []
    for batch in passed(rows.select([columns[-1], schema.SENTENCE])):
        named = {"bucket": batch[0], "length": pc.utf8_length(batch[1])}
        parts.append(grouped(pa.table(named), ["bucket", "length"], "rows"))
    counts = grouped(pa.concat_tables(parts), ["bucket", "length"], "rows", added="rows")
    buckets: dict[str, dict[int, int]] = {}
    for line in counts.sort_by([("bucket", "ascending"), ("length", "ascending")]).to_pylist():
        buckets.setdefault(str(line["bucket"]), {})[line["length"]] = line["rows"]
    return buckets if len(buckets) <= MOST_BUCKETS else {}


def _review(result: Result, findings: list[Finding], lang: Lang) -> dict[str, Any]:
    """Return the findings to review, with their rows as the run read them."""
    # Decisions apply to the input of the run. So findings about rows that the run made are shown,
    # but nobody can decide them.
    read, book = result.plan.reading.table, result.plan.rules
    about = Audit(read.num_rows, book.name, rules_of(findings), findings, read)
    finding_rows = rows_of(about)
    made = rows_of(replace(about, table=result.done.rows.table()))
    return review_data(
        about,
        [finding.to_json(finding.severity or "review", lang) for finding in findings],
        {**made, **finding_rows},
        Names(sorted(book.labels), sorted(book.types)),
        lang,
        made.keys() - finding_rows.keys(),
        version_from(result.plan.reading.digest),
    )


def _decided(result: Result) -> str:
    """Return the command that applies the decisions to the run's input; "" for data in memory."""
    plan = result.plan
    if plan.input is None:
        return ""
    # Which names are in use when somebody reads the page is unknown, so the output has a special
    # name.
    return with_decisions(AuditOptions(plan.reading.origin, plan.recipe.rules), "decided")
