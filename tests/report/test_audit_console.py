from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from audits import CATALOGUE, ODD, audit_of, finding, fix, some
from reaug.audit import Audit, Rule
from reaug.choices import Lang
from reaug.report.audit_console import audit_view
from reaug.report.console import show
from reaug.report.shell_commands import AuditOptions

HOSTILE = "[bold]이[/] [/red] \x1b[31m\u202e[link=x]\\"


def shown(
    audit: Audit, asked: AuditOptions | None = None, lang: Lang = "en", width: int = 160
) -> str:
    screen = io.StringIO()
    console = Console(file=screen, width=width, highlight=False)
    show(console, *audit_view(audit, asked or AuditOptions("my rows.json"), lang, width))
    return screen.getvalue()


class Line:
    """A line of a further table."""

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        self.name = fields.get("name", "")

    def to_json(self) -> dict[str, object]:
        return self.fields


def test_the_causes_come_first_each_with_its_command() -> None:
    lines = [line.rstrip() for line in shown(some()).splitlines()]
    assert lines[:5] == [
        "my rows.json  3 rows, rules klue-re",
        "rows with an error: 3; with a warning, but no error: 0; only to review: 0",
        "One command makes all sure fixes, and cleans: it resolves 3 of the 3 rows with an "
        "error, 2 of them by dropping duplicates and rows with conflicting labels; "
        "reaug undo reverts it",
        "   reaug clean 'my rows.json' --apply sure -o cleaned",
        "",
    ]
    at = lines.index("The causes that affect most rows")
    assert lines[at + 1 : at + 7] == [
        "1. duplicate/exact  error  2 rows",
        "   twice",
        "   reaug clean 'my rows.json' -o cleaned --keep all",
        "2. label/outlier  review  up to 2 rows",
        "   another label",
        "   reaug audit 'my rows.json' --select label/outlier --csv label-outlier.csv",
    ]
    assert "3. span/number-unit  error  1 row" in lines
    assert "Nothing found by: span/overlap" in lines
    assert lines[-1].startswith("Not computed: label noise")


def test_what_is_for_review_is_not_written_at_once() -> None:
    unsure = finding(ODD, "row-2", fixes=[fix("label", "no_relation", "per:title")])
    both = [
        finding for finding in some().findings if finding.rule in ("rule/band", "span/number-unit")
    ]
    catalogue = {**CATALOGUE, ODD.id: ODD._replace(cure="patch")}
    text = shown(replace(audit_of(*both, unsure), catalogue=catalogue), AuditOptions("a"))
    assert "reaug audit a --select label/outlier --csv label-outlier.csv" in text
    assert "reaug clean a --apply sure -o cleaned\n" in text


def test_at_most_five_causes() -> None:
    many = [Rule(f"rule/x{n}", "review", "review", "x", "엑스") for n in range(7)]
    audit = audit_of(*(finding(ODD, "row-0") for _ in many))
    findings = [
        finding._replace(rule=rule.id) for finding, rule in zip(audit.findings, many, strict=True)
    ]
    text = shown(replace(audit, catalogue={rule.id: rule for rule in many}, findings=findings))
    assert "\n5. rule/x4" in text
    assert "\n6. " not in text


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("width", [80, 160])
def test_no_line_is_wider_than_the_terminal(lang: Lang, width: int) -> None:
    text = shown(some(), lang=lang, width=width)
    for line in text.splitlines():
        assert cell_len(line.rstrip()) <= width or "reaug " in line
    assert "…" not in text


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_columns_are_aligned(lang: Lang) -> None:
    """The column of shares ends at one place on the screen, Hangul being two wide."""
    lines = shown(some(), lang=lang, width=80).splitlines()
    ends = {cell_len(line[: line.index("%")]) for line in lines if "%" in line}
    assert len(ends) == 1


def test_many_silent_rules_are_counted() -> None:
    many = {f"rule/x{n}": Rule(f"rule/x{n}", "review", "review", "x", "엑스") for n in range(20)}
    text = shown(replace(audit_of(), catalogue=many))
    assert "Nothing found by 20 rules" in text
    assert "rule/x1" not in text


def test_the_audit_is_shown_in_korean() -> None:
    text = shown(some(), lang="ko")
    assert "문제 행이 가장 많은 원인" in text
    assert "1. duplicate/exact  오류  2행" in text
    assert "두 번" in text


def test_two_sets_side_by_side() -> None:
    other = audit_of(finding(ODD, "row-0"))
    text = shown(replace(some(), against=other), AuditOptions("a", against="b"))
    [line] = [line for line in text.splitlines() if line.startswith("label/outlier ")]
    assert "66.67%  33.33%" in line
    assert "there: b  3 rows" in text


def test_further_tables() -> None:
    cases = (
        Line(
            name="x",
            en="one?",
            ko="하나?",
            rows=12,
            labels={"a": 2, "b": 10},
            others=0,
            decision=None,
        ),
        Line(name="y", en="none?", ko="없나?", rows=0, labels={"a": 0}, others=0, decision="a"),
    )
    side = {"support": 120, "share_before": 0.1, "share_after": 0.831}
    differ = Line(en="x", ko="가", before="a", after="b", new=side, gold=side, p_value=1e-22)
    cues = tuple(
        Line(en=f"cue {n}", ko="단서", label="a", rows=9, share=0.98, base=0.2, expected=n > 10)
        for n in range(13)
    )
    tables = {"ambiguities": cases, "divergences": (differ,), "shortcuts": cues}
    text = shown(audit_of(finding(ODD, "row-0"), **tables))
    assert "one?        12  b 10, a 2" in text
    both = shown(replace(audit_of(**tables), against=audit_of(**tables)))
    assert "one?        12  b 10, a 2  b 10, a 2" in both
    assert "none?" not in text
    assert "83% / 120" in text
    assert "cue 7" in text
    assert "cue 8" not in text
    assert "and 3 more" in text
    assert "하나?" in shown(audit_of(**tables), lang="ko")


def test_nothing_was_found() -> None:
    text = shown(audit_of())
    assert "Nothing was found." in text
    assert "%" not in text
    assert all(rule in text for rule in CATALOGUE)


def test_text_is_shown_and_never_obeyed() -> None:
    case = Line(
        name="x", en=HOSTILE, ko=HOSTILE, rows=1, labels={HOSTILE: 1}, others=0, decision=HOSTILE
    )
    text = shown(audit_of(finding(ODD, "row-0"), ambiguities=(case,)), AuditOptions(HOSTILE))
    assert "[bold]" in text
    assert "\x1b" not in text
    assert "\u202e" not in text
