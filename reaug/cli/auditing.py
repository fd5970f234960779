"""What `reaug audit` does: check, audit, judge, write, tell."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reaug.cli.output import check_gates, page, print_json, progress, talk

if TYPE_CHECKING:
    from reaug.audit import Audit
    from reaug.drift import Gate
    from reaug.report.commands import Asked
    from reaug.report.files import Write
    from reaug.report.words import Lang


class Outputs(NamedTuple):
    """Files to write, by the option that names each; and whether over files that exist."""

    named: dict[str, Path | None]
    force: bool

    @property
    def given(self) -> dict[str, Path]:
        """Those that were asked for."""
        return {option: path for option, path in self.named.items() if path is not None}


def carry_out_audit(
    asked: Asked,
    outputs: Outputs,
    *,
    select: Sequence[str] | None,
    ignore: Sequence[str] | None,
    fail_on: Sequence[str],
    lang: Lang,
    seed: int,
    as_json: bool,
) -> None:
    """Audit a set; write what was asked for, even where a gate failed: exit 1 then."""
    from reaug.audit.run import audit_sets
    from reaug.drift import evaluate
    from reaug.report.audit_console import audit_view, gates_view
    from reaug.report.audit_summary import document, gate_values
    from reaug.report.console import show
    from reaug.report.files import check_outputs, write_all

    check_outputs(outputs.given, force=outputs.force, inputs=asked.inputs)
    gates = _gates(fail_on, asked.rules)
    with progress() as bar:
        found = audit_sets(
            asked.data,
            asked.rules,
            asked.against,
            noise=asked.noise,
            pred_probs=asked.pred_probs,
            select=select,
            ignore=ignore,
            seed=seed,
            watcher=bar,
        )
    judged = evaluate(gates, {**dict.fromkeys(_names(asked.rules)), **gate_values(found)})
    writing, notes = _writing(found, asked, outputs.given, lang)
    write_all(writing)
    if as_json:
        print_json(document(found, asked, lang, judged))
    else:
        console = page()
        show(console, *audit_view(found, asked, lang, console.width), *gates_view(judged))
    _tell(notes)
    check_gates(judged)


def _gates(fail_on: Sequence[str], rules: str) -> list[Gate]:
    """The gates, refused before the work begins where they name what there is not."""
    from reaug.drift import check_names, parse

    gates = [parse(expr) for expr in fail_on]
    if gates:
        check_names(gates, _names(rules))
    return gates


def _names(rules: str) -> list[str]:
    """What a gate may name."""
    from reaug.audit.run import known_rules
    from reaug.report.audit_summary import COUNTED
    from reaug.rulebook import load

    return [*known_rules(load(rules)), *COUNTED]


def _writing(
    found: Audit, asked: Asked, outputs: dict[str, Path], lang: Lang
) -> tuple[dict[Path, Write], list[str]]:
    """What writes each file, and what to say of it."""
    from reaug.report.audit_csv import write_csv
    from reaug.report.audit_files import write_findings, write_patch
    from reaug.report.audit_html import write_html
    from reaug.report.words import words

    patch = found.patch
    writers: dict[str, tuple[Any, str]] = {
        "--findings": (partial(write_findings, found, lang), f"{len(found.findings):,} findings"),
        "--csv": (partial(write_csv, found, lang), f"{len(found.findings):,} findings to decide"),
        "--html": (partial(write_html, found, asked, lang), f"{len(found.findings):,} findings"),
        "--fixes": (
            partial(write_patch, patch),
            f"{len(patch.fixes):,} values (rows: {patch.rows:,})",
        ),
    }
    notes = [f"{writers[option][1]} → {path}" for option, path in outputs.items()]
    if "--fixes" in outputs and patch.left_out:
        notes.append(words(lang)["left out"].format(n=f"{patch.left_out:,}"))
    if "--fixes" in outputs and patch.to_decide:
        notes.append(words(lang)["for a person"].format(n=f"{patch.to_decide:,}"))
    return {path: writers[option][0] for option, path in outputs.items()}, notes


def _tell(notes: Sequence[str]) -> None:
    from reaug.report.text import visible

    console = talk()
    for note in notes:
        console.print(visible(note), markup=False, soft_wrap=True)
