from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from reaug.audit.other_scheme import way_out
from reaug.report.shell_commands import AuditOptions, clean_all, command, reading


@pytest.mark.parametrize("data", ["a b.json", "a'b.json", "$(rm -rf x)", "가.json", "a;b&&c"])
@pytest.mark.parametrize("cure", ["clean", "patch", "review"])
def test_paths_are_quoted(data: str, cure: str) -> None:
    result = command(AuditOptions(data), "span/overlap", cure)  # type: ignore[arg-type]
    words = shlex.split(result)
    assert words[:3] in (["reaug", "clean", data], ["reaug", "audit", data])


def test_a_patch_is_one_line_of_two_commands() -> None:
    assert command(AuditOptions("a.json"), "span/overlap", "patch") == (
        "reaug audit a.json --select span/overlap --fixes span-overlap.jsonl && "
        "reaug clean a.json -o cleaned --patch span-overlap.jsonl"
    )


def test_the_command_repeats_the_options_that_the_rule_needs() -> None:
    asked = AuditOptions(
        "a", "my.yaml", "gold", "p.npy", noise=True, beside=frozenset({"leak/triple"})
    )
    assert command(asked, "leak/triple", "review") == (
        "reaug audit a --rules my.yaml --against gold --select leak/triple --csv leak-triple.csv"
    )
    assert "--pred-probs p.npy" in command(asked, "label/noise", "review")
    assert "--noise" in command(AuditOptions("a", noise=True), "label/noise", "review")
    assert "--against" not in command(asked, "span/overlap", "review")
    assert command(asked, "span/overlap", "clean") == "reaug clean a -o cleaned --rules my.yaml"
    assert clean_all(asked) == "reaug clean a --apply sure -o cleaned --rules my.yaml"


def test_rows_that_cannot_be_read_are_no_reason_to_stop() -> None:
    """A command that stops at the rows of which the audit has told is no advice."""
    for bad, more in ((0.0, ""), (0.2, " --on-bad-row repair"), (0.66, " --max-bad-share 0.66")):
        asked = AuditOptions("a", bad=bad)
        for line in (command(asked, "span/word-mismatch", "clean"), clean_all(asked)):
            assert line.endswith(more)
        assert more in command(asked, "span/overlap", "patch")


def test_rows_that_nothing_mends_are_dropped_and_so_are_their_fixes() -> None:
    asked = AuditOptions("a", bad=0.2, dropped=1, mendable=False)
    result = command(asked, "duplicate/conflict", "clean")
    assert result == "reaug clean a -o cleaned --on-bad-row drop"
    patched = command(asked, "span/overlap", "patch")
    assert patched.endswith("--on-bad-row drop --patch span-overlap.jsonl --on-bad-fix skip")


def test_no_row_of_a_test_set_is_a_duplicate_to_drop() -> None:
    result = command(AuditOptions("a", unlabelled=True), "duplicate/exact", "clean")
    assert result.startswith("reaug audit a --unlabelled --select duplicate/exact --csv ")


def test_what_stops_at_foreign_names_takes_the_book_that_is_learnt() -> None:
    asked = AuditOptions("a", "biz.yaml", learnt="own.yaml")
    assert clean_all(asked).endswith(" --rules own.yaml")
    assert "--rules biz.yaml" in command(asked, "span/overlap", "review")


def test_a_book_is_learnt_to_a_name_that_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own").mkdir()
    learn, audit = way_out("a")
    assert learn.endswith("-o own-2")
    assert audit.endswith("--rules own-2/rules.yaml")


def test_what_is_advised_has_a_name_that_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cleaned").mkdir()
    (tmp_path / "cleaned-2").symlink_to("nowhere")
    (tmp_path / "span-overlap.csv").touch()
    result = command(AuditOptions("cleaned"), "duplicate/conflict", "clean")
    assert result == "reaug clean cleaned -o cleaned-3"
    assert command(AuditOptions("a"), "span/overlap", "review").endswith("--csv span-overlap-2.csv")


def test_exact_duplicates_go_without_the_rows_in_conflict() -> None:
    assert (
        command(AuditOptions("a"), "duplicate/exact", "clean")
        == "reaug clean a -o cleaned --keep all"
    )
    assert "--keep" not in command(AuditOptions("a"), "duplicate/conflict", "clean")


def test_the_format_that_was_asked_for_is_asked_for_again() -> None:
    asked = AuditOptions("a", "my.yaml", unlabelled=True, read_as="doccano")
    how = "--rules my.yaml --read-as doccano --unlabelled"
    assert command(asked, "span/overlap", "clean") == f"reaug clean a -o cleaned {how}"
    assert clean_all(asked) == f"reaug clean a --apply sure -o cleaned {how}"
    assert command(asked, "span/overlap", "review").startswith(f"reaug audit a {how} --select ")
    assert way_out("a", reading(AuditOptions("a", shape=("--map", "m.yaml"), read_as="brat"))) == (
        "reaug init a --map m.yaml --read-as brat -o own",
        "reaug audit a --map m.yaml --read-as brat --rules own/rules.yaml",
    )
