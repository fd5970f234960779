"""Carry out `reaug audit`: run the audit, evaluate the gates, write the files, and report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from reaug.cli.output import (
    check_gates,
    page,
    print_data,
    print_json,
    print_line,
    progress,
    talk,
)
from reaug.language import language

if TYPE_CHECKING:
    from reaug.audit import Audit
    from reaug.choices import Lang
    from reaug.cli.options import Judging
    from reaug.data.read_options import ReadAs
    from reaug.drift import Gate
    from reaug.report.report_files import Write
    from reaug.report.shell_commands import AuditOptions
    from reaug.rewriting.opinions import Judge
    from reaug.runs.second_opinion import Opinion


STDOUT: Final = Path("-")
"""The value of an option whose text goes to stdout instead of a file; messages go to stderr."""


class Outputs(NamedTuple):
    """The output files of `reaug audit`, a field per option, and whether to overwrite files."""

    named: dict[str, Path | None]
    force: bool

    @property
    def requested(self) -> dict[str, Path]:
        """Return the files that the user asked for, by option; `-` (stdout) is left out."""
        return {
            option: path
            for option, path in self.named.items()
            if path is not None and path != STDOUT
        }

    def to_stdout(self, *, as_json: bool) -> str | None:
        """Return the option whose value is `-`, so that its text goes to stdout; None if none is.

        Raises
        ------
        UsageError
            Several options write to stdout, or an option and the summary as JSON (`--json`) do.
        """
        from reaug.errors import UsageError

        options = [option for option, path in self.named.items() if path == STDOUT]
        options += ["--json"] if options and as_json else []
        if len(options) > 1:
            raise UsageError(f"{' and '.join(options)} cannot both go to stdout; name a file")
        return options[0] if options else None


def carry_out_audit(
    options: AuditOptions,
    outputs: Outputs,
    *,
    select: Sequence[str] | None,
    ignore: Sequence[str] | None,
    fail_on: Sequence[str],
    seed: int,
    as_json: bool,
    how: ReadAs,
    judging: Judging | None = None,
) -> None:
    """Audit a data set and write the requested files; if a gate fails, exit with 1 after that."""
    from reaug.audit.run import audit_sets
    from reaug.data.source import as_format
    from reaug.drift import evaluate
    from reaug.report.audit_console import audit_view, gates_view
    from reaug.report.audit_summary import document, gate_values
    from reaug.report.console import show
    from reaug.report.report_files import check_outputs, write_all

    stream = outputs.to_stdout(as_json=as_json)
    check_outputs(outputs.requested, force=outputs.force, inputs=options.inputs)
    check_undecided(outputs.requested)
    check_scores(outputs.requested, options)
    gates = _gates(fail_on, options.rules)
    judge = judge_of(judging)
    with progress() as bar:
        audit = audit_sets(
            as_format(options.data, options.read_as),
            options.rules,
            options.against,
            noise=options.noise,
            pred_probs=options.pred_probs,
            ranking=options.ranking,
            top=options.top,
            select=select,
            ignore=ignore,
            unlabelled=options.unlabelled,
            seed=seed,
            watcher=bar,
            how=how,
        )
    audit, opinion = _judged(audit, options, judging, judge)
    judged = evaluate(gates, {**dict.fromkeys(_names(options.rules)), **gate_values(audit)})
    lang = language()
    writing, notes = _writers(audit, options, outputs.requested, lang)
    write_all(writing)
    if stream is not None:
        print_data(_text(audit, options, stream, lang))
    if as_json:
        more = {} if opinion is None else {"opinion": opinion.to_json()}
        print_json({**document(audit, options, lang, judged), **more})
    else:
        console = page() if stream is None else talk()
        show(console, *audit_view(audit, options, lang, console.width), *gates_view(judged))
    if opinion is not None and not as_json:
        for line in _opinion_lines(opinion, sampled=judge is not None and judge.sample is not None):
            print_line(talk(), line)
    _print_notes(notes)
    check_gates(judged)


def judge_of(judging: Judging | None) -> Judge | None:
    """Return the language model that judges the findings; None if the options ask for none.

    Raises
    ------
    UsageError
        The options do not fit together.
    """
    from reaug.errors import UsageError
    from reaug.rewriting.opinions import Judge
    from reaug.rewriting.server_address import check_url

    if judging is None or judging.judge is None:
        if judging is not None and (judging.judge_model or judging.judge_sample):
            raise UsageError("--judge is missing: the server's address")
        if judging is not None and judging.decisions:
            raise UsageError("--decisions needs --judge, whose agreement with them it measures")
        return None
    if judging.judge_model is None:
        raise UsageError("--judge-model is missing: the model's name on the server")
    try:
        check_url(judging.judge)
    except ValueError as error:
        raise UsageError(f"--judge: {error}") from error
    return Judge(
        judging.judge,
        judging.judge_model,
        key_env=judging.judge_key_env,
        sample=judging.judge_sample,
    )


def _judged(
    audit: Audit, options: AuditOptions, judging: Judging | None, judge: Judge | None
) -> tuple[Audit, Opinion | None]:
    """Return the audit, with a language model's opinions if the user asked for them."""
    if judge is None or judging is None:
        return audit, None
    from reaug.rulebook import load
    from reaug.runs.second_opinion import with_opinions

    return with_opinions(audit, load(options.rules), judge, judging.decisions or ())


def _opinion_lines(opinion: Opinion, *, sampled: bool) -> Iterator[str]:
    """Yield lines about the model's opinions, and how far they agree with people's decisions."""
    from reaug.core.findings import OPINIONS
    from reaug.report.agreement import coefficient

    if not opinion.asked:
        if sampled:
            yield (
                f"{opinion.model} was not asked, and its server not contacted: there are no "
                "findings"
            )
        else:
            yield (
                f"{opinion.model} was not asked, and its server not contacted: no finding has "
                "severity review; --judge-sample N asks about N of all"
            )
        return
    yes, unsure, no = (opinion.counts[name] for name in OPINIONS)
    yield (
        f"{opinion.model} on {opinion.asked:,} findings: yes {yes:,}, unsure {unsure:,}, "
        f"no {no:,} (yes: the finding is right)"
    )
    if opinion.unread:
        yield f"{opinion.unread:,} answers contained no opinion"
    if opinion.kappa is not None:
        shared = f"{opinion.agreed:,} of {opinion.shared:,}"
        yield f"it agrees with people on {shared}; kappa {coefficient(opinion.kappa)}"


def check_undecided(outputs: dict[str, Path]) -> None:
    """Check that no file to be overwritten is a sheet that somebody has filled in.

    Such a sheet is kept even with `--force`.

    Raises
    ------
    OutputError
        The sheet contains a person's decisions, which another audit could not restore.
    """
    from reaug.errors import OutputError
    from reaug.review.decision_files import decided, is_sheet

    for option, path in outputs.items():
        if is_sheet(path) and path.is_file() and (n := decided(path)):
            raise OutputError(
                f"{option} {path}: contains {n:,} decisions; choose another name, or move it"
            )


def check_scores(outputs: dict[str, Path], options: AuditOptions) -> None:
    """Check before any work that `--scores` goes with the other options and has a known suffix.

    Raises
    ------
    UsageError
        Label noise was not requested, or the name ends in neither `.jsonl` nor `.csv`.
    """
    from reaug.errors import UsageError
    from reaug.review.scores import check_suffix

    path = outputs.get("--scores")
    if path is None:
        return
    check_suffix(path)
    if not options.noise and options.pred_probs is None:
        raise UsageError("--scores writes the label noise ranking: add --noise or --pred-probs")


def write_outputs(audit: Audit, options: AuditOptions, outputs: Outputs, lang: Lang) -> None:
    """Write the requested files, and print what is in each."""
    from reaug.report.report_files import write_all

    writing, notes = _writers(audit, options, outputs.requested, lang)
    write_all(writing)
    _print_notes(notes)


def _gates(fail_on: Sequence[str], rules: str) -> list[Gate]:
    """Parse the gates (conditions of `--fail-on`), and check that each names a rule or a count."""
    from reaug.drift import check_names, parse

    gates = [parse(expr) for expr in fail_on]
    if gates:
        check_names(gates, _names(rules))
    return gates


def _names(rules: str) -> list[str]:
    """Return the names that a gate may use: the audit rules and the counts."""
    from reaug.audit.rule_request import known_rules
    from reaug.report.audit_summary import COUNTED
    from reaug.rulebook import load

    return [*known_rules(load(rules)), *COUNTED]


def _text(audit: Audit, options: AuditOptions, option: str, lang: Lang) -> str:
    """Return the text that the file of an option would contain."""
    from io import StringIO

    into = StringIO(newline="")
    writing, _ = _writers(audit, options, {option: STDOUT}, lang)
    writing[STDOUT](into)
    return into.getvalue()


def _writers(
    audit: Audit, options: AuditOptions, outputs: dict[str, Path], lang: Lang
) -> tuple[dict[Path, Write], list[str]]:
    """Return the function that writes each file, and the lines to print about the files."""
    from reaug.language.translation import translated
    from reaug.report.audit_html import write_html
    from reaug.report.words import words
    from reaug.review import scores, sheet
    from reaug.review.jsonl import write_findings, write_patch
    from reaug.review.versions import version_audited

    patch, decidable = audit.patch, sheet.to_decide(audit) if "--csv" in outputs else []
    writers: dict[str, tuple[Any, str]] = {
        "--findings": (partial(write_findings, audit, lang), f"{len(audit.findings):,} findings"),
        "--csv": (
            lambda file: sheet.write(audit, lang, file, data=version_audited(audit)),
            f"{len(decidable):,} findings to decide",
        ),
        "--html": (partial(write_html, audit, options, lang), f"{len(audit.listed):,} findings"),
        "--fixes": (
            partial(write_patch, patch),
            f"{len(patch.fixes):,} values (rows: {patch.rows:,})",
        ),
        "--scores": (
            partial(scores.write, audit.noise, outputs.get("--scores", Path())),
            f"{0 if audit.noise is None else len(audit.noise):,} rows ranked by label noise",
        ),
    }
    notes = [f"{translated(writers[option][1])} → {path}" for option, path in outputs.items()]
    if "--csv" in outputs and (undecidable := len(audit.listed) - len(decidable)):
        notes.append(words(lang)["undecidable"].format(n=f"{undecidable:,}"))
    if "--fixes" in outputs and patch.left_out:
        notes.append(words(lang)["left out"].format(n=f"{patch.left_out:,}"))
    if "--fixes" in outputs and patch.to_decide:
        notes.append(words(lang)["for a person"].format(n=f"{patch.to_decide:,}"))
    return {path: writers[option][0] for option, path in outputs.items()}, notes


def _print_notes(notes: Sequence[str]) -> None:
    console = talk()
    for note in notes:
        print_line(console, note)
