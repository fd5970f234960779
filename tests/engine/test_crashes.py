"""Rows on which a step crashes: named, or set aside; never a whole batch."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from command import process, reaug
from reaug.core.arrays import I64
from reaug.core.failures import Policy, TimeUpError
from reaug.data import content_digest
from reaug.engine import stored_rows
from reaug.engine.crashes import ask
from reaug.engine.time_limit import time_limit
from reaug.errors import ReaugError, StepError, UsageError
from reaug.runs.run import Result, findings_of
from reaug.runs.undo import undo_run
from run_folders import bytes_of, carry_out, row, save

SOME = """
class Odd(Step):
    def propose_row(self, row, state, draw):
        if row.id[-2:] in ("17", "44") {more}:
            {crash}
        yield Edit(len(row.sentence), len(row.sentence), "!")
"""
CRASH = "raise KeyError(row.id)"
CRASHED = [f"reaug-sample-00{n}" for n in ("017", "044", "117", "144", "217", "244")]


def _failed(row: int, why: str) -> StepError:
    return StepError(f"{row}: {why}")


def _breaks_on(*bad: int) -> tuple[Callable[[I64], list[int]], list[int]]:
    asked: list[int] = []

    def question(rows: I64) -> list[int]:
        asked.append(len(rows))
        hit = [row for row in rows.tolist() if row in bad]
        if hit:
            raise ValueError(hit[0])
        return list(rows.tolist())

    return question, asked


@pytest.mark.parametrize("bad", [(), (0,), (99,), (0, 99), (3, 4, 5), tuple(range(40))])
def test_rows_that_crash_are_found_and_the_others_are_asked_about_together(
    bad: tuple[int, ...],
) -> None:
    question, asked = _breaks_on(*bad)
    answer = ask(100, question, Policy("skip"), _failed)
    rest = [row for row in range(100) if row not in bad]
    assert answer.value == answer.rows.tolist() == rest
    assert answer.crashed == {row: f"ValueError: {row}" for row in bad}
    assert sum(asked) <= 200 + len(bad) * 220


@pytest.mark.parametrize("bad", [(0,), (99,), (42, 43), tuple(range(7, 100))])
def test_the_first_row_that_crashes_is_named(bad: tuple[int, ...]) -> None:
    question, asked = _breaks_on(*bad)
    with pytest.raises(StepError, match=f"^{bad[0]}: ValueError: {bad[0]}$"):
        ask(100, question, Policy(), _failed)
    assert sum(asked) <= 320


@pytest.mark.parametrize("policy", [Policy(), Policy("skip")])
def test_a_batch_that_crashes_and_no_row_of_it(policy: Policy) -> None:
    def question(rows: I64) -> None:
        if len(rows) > 1:
            raise ValueError("too many")

    with pytest.raises(StepError, match=r"^-1: ValueError: too many$"):
        ask(10, question, policy, _failed)


def test_every_row_crashes() -> None:
    question, _ = _breaks_on(*range(5))
    answer = ask(5, question, Policy("skip"), _failed)
    assert (answer.value, len(answer.rows), len(answer.crashed)) == ([], 0, 5)


def test_ctrl_c_and_errors_of_ours_are_no_crashes() -> None:
    for error in (KeyboardInterrupt(), UsageError("as it is")):

        def question(rows: I64, error: BaseException = error) -> None:
            raise error

        with pytest.raises(type(error)) as raised:
            ask(4, question, Policy("skip"), _failed)
        assert raised.value is error


def _skip(steps: list[object], to: Path | None = None, **more: object) -> Result:
    return carry_out(steps, to, on_error="skip", **more)


def test_rows_that_crash_are_set_aside_and_undo_brings_them_back(
    plugins: Callable[..., str], tmp_path: Path
) -> None:
    plugins(SOME.format(crash=CRASH, more=""), odd="Odd")
    with pytest.raises(StepError, match=rf"row '{CRASHED[0]}', .* set such rows aside with --on-e"):
        carry_out(["odd"])
    result = _skip(["odd"], tmp_path / "run")
    (tally,) = result.done.steps
    assert (tally.what["changed"], tally.what["dropped"]) == (261, 6)
    assert set(tally.reasons["dropped"]) == {"step/error"}
    lines = (tmp_path / "run" / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 6
    assert "step 0.odd failed: KeyError: 'reaug-sample-00017'" in lines[0]
    back = undo_run(tmp_path / "run")
    assert content_digest(back) == content_digest(result.plan.reading.table)


@pytest.mark.parametrize(
    "steps",
    [
        ["aeda", "odd", {"curriculum": {"buckets": 2}}],
        [{"augment": {"where": {}, "copies": 2, "steps": ["odd", {"aeda": {"p": 0.5}}]}}],
        [{"augment": {"where": {}, "steps": [{"one_of": ["odd", "aeda"]}]}}, "odd"],
        [{"odd": {"where": {"labels": ["no_relation"]}, "p": 0.7}}],
    ],
)
def test_neither_batch_size_nor_processes_show(
    plugins: Callable[..., str],
    steps: list[object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plugins(SOME.format(crash=CRASH, more=""), odd="Odd")
    runs = []
    for i, (size, processes) in enumerate([(16_384, 1), (7, 1), (50, 2)]):
        monkeypatch.setattr(stored_rows, "BATCH_ROWS", size)
        _skip(steps, tmp_path / f"{i}", num_proc=processes)
        runs.append(bytes_of(tmp_path / f"{i}"))
    assert runs[0].keys() == runs[1].keys()
    for name in runs[0]:
        if name.startswith("data/"):
            continue  # datasets' own state file names no time, but arrow batches differ in size
        assert runs[0][name] == runs[1][name] == runs[2][name], name


def test_a_copy_on_which_a_step_crashes_is_not_kept_and_counted(
    plugins: Callable[..., str], tmp_path: Path
) -> None:
    plugins(SOME.format(crash=CRASH, more="or '00017~' in row.id"), odd="Odd")
    done = _skip([{"augment": {"where": {}, "steps": ["odd"]}}], tmp_path / "run")
    block, inner = done.done.steps
    assert (block.what["copied"], inner.what["dropped"]) == (266, 1)
    assert done.done.rows_in == 267
    text = (tmp_path / "run" / "findings.jsonl").read_text(encoding="utf-8")
    assert "reaug-sample-00017~0.augment#1" in text


SUMMARY = """
class Odd(Step):
    def summarise(self, batch):
        rows = [batch.row(i) for i in range(len(batch))]
        if any(row.id[-2:] in ("17", "44") for row in rows):
            raise KeyError("lost")
        return sorted(row.id for row in rows)
    def merge(self, a, b): return sorted(a + b)
    def finish(self, summary, rules): return summary
    def describe(self, state): return {"rows": len(state)}
    def propose_row(self, row, state, draw):
        assert row.id.split("~")[0] in state or "~" in row.id
        yield Edit(len(row.sentence), len(row.sentence), "!")
"""


@pytest.mark.parametrize(("size", "processes"), [(16_384, 1), (7, 1), (50, 2), (1, 1)])
def test_rows_that_crash_in_summarise_are_not_in_the_state_and_go(
    plugins: Callable[..., str], size: int, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_rows, "BATCH_ROWS", size)
    plugins(SUMMARY, odd="Odd")
    if processes == 1:
        with pytest.raises(
            StepError, match=rf"failed in summarise on row '{CRASHED[0]}', in a bat"
        ):
            carry_out(["odd"])
    result = _skip(["odd"], num_proc=processes)
    (tally,) = result.done.steps
    assert result.done.states["0.odd"] == {"rows": 261}
    assert (tally.what["changed"], tally.what["dropped"]) == (261, 6)
    findings = result.done.findings
    assert [finding.rows[0] for finding in findings] == CRASHED
    assert findings[0].en == "step 0.odd failed: in summarise: KeyError: 'lost'"


def test_a_decided_row_on_which_a_step_crashes_is_set_aside_as_any_other(
    plugins: Callable[..., str], tmp_path: Path
) -> None:
    plugins(SOME.format(crash=CRASH, more=""), odd="Odd")
    decision = {"finding": "x", "rows": [CRASHED[0]], "field": "label", "decision": "reject"}
    (tmp_path / "mine.jsonl").write_text(json.dumps(decision) + "\n", encoding="utf-8")
    result = _skip([{"patch": {"path": str(tmp_path / "mine.jsonl")}}, "odd"], tmp_path / "run")
    assert result.done.steps[1].what["dropped"] == 6
    back = undo_run(tmp_path / "run")
    assert content_digest(back) == content_digest(result.plan.reading.table)


def test_a_row_outside_of_where_that_crashes_in_summarise_stays(
    plugins: Callable[..., str],
) -> None:
    plugins(SUMMARY, odd="Odd")
    result = _skip([{"odd": {"where": {"rows": ["reaug-sample-00001", CRASHED[0]]}}}])
    (tally,) = result.done.steps
    assert (tally.what["tried"], tally.what["dropped"], tally.what["changed"]) == (2, 1, 1)
    assert len(result.done.findings) == 6


def _applied(result: Result) -> dict[str, bool]:
    """By row, whether a crash is said to have cost it; each crash is told once."""
    lines = [line for line in findings_of(result.done) if line["rule"] == "step/error"]
    applied = {line["rows"][0]: bool(line["applied"]) for line in lines}
    assert len(applied) == len(lines)
    return applied


@pytest.mark.parametrize(
    "steps",
    [
        ["odd"],
        [{"odd": {"where": {"not_rows": CRASHED[1:3]}}}],
        [{"odd": {"p": 0.5}}],
        [{"one_of": ["odd", "aeda"]}],
        [{"some_of": {"count": 1, "steps": ["odd", "aeda"]}}],
        [{"augment": {"where": {}, "copies": 2, "steps": ["odd"]}}],
    ],
)
@pytest.mark.parametrize(("size", "processes"), [(16_384, 1), (50, 2)])
def test_a_crash_in_summarise_is_told_once_per_row_and_says_what_became_of_it(
    plugins: Callable[..., str],
    steps: list[object],
    size: int,
    processes: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stored_rows, "BATCH_ROWS", size)
    plugins(SUMMARY, odd="Odd")
    result = _skip(steps, num_proc=processes)
    left = set(result.table["guid"].to_pylist())
    assert _applied(result) == {row_id: row_id not in left for row_id in CRASHED}


@pytest.mark.parametrize("size", [16_384, 30])
@pytest.mark.parametrize(
    "source", [SOME.replace('row.id[-2:] in ("17", "44")', "row.id[-1] < '6'")]
)
def test_more_than_half_crash(
    plugins: Callable[..., str], source: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_rows, "BATCH_ROWS", size)
    plugins(source.format(crash=CRASH, more=""), odd="Odd")
    message = (
        "failed on 162 of the 267 rows that it tried: more than half.* 'reaug-sample-00000': Key"
    )
    with pytest.raises(StepError, match=message):
        _skip(["odd"])


def test_proposals_that_cannot_be_applied_are_set_aside_too(plugins: Callable[..., str]) -> None:
    plugins(SOME.format(crash="yield Drop('')", more=""), odd="Odd")
    (tally,) = _skip(["odd"]).done.steps
    assert tally.what["dropped"] == 6


SLOW = "while True: pass"


@pytest.mark.parametrize("processes", [1, 2])
def test_a_step_that_takes_too_long(plugins: Callable[..., str], processes: int) -> None:
    plugins(SOME.format(crash=SLOW, more=""), odd="Odd")
    begun = time.monotonic()
    with pytest.raises(StepError, match=rf"'{CRASHED[0]}', .*: it took longer than its time limit"):
        carry_out(["odd"], num_proc=processes, step_timeout=2)
    assert time.monotonic() - begun < 60
    (tally,) = _skip(["odd"], num_proc=processes, step_timeout=2).done.steps
    assert (tally.what["changed"], tally.what["dropped"]) == (261, 6)


def test_a_batch_that_takes_too_long_and_no_row_of_it(plugins: Callable[..., str]) -> None:
    slow = "class Odd(Step):\n    def propose_row(self, row, state, draw):\n        import time\n"
    plugins(slow + "        time.sleep(0.01)\n        yield Skip('odd/slow')\n", odd="Odd")
    for on_error in ("stop", "skip"):
        with pytest.raises(StepError, match=r"No single row took 0\.3 s: use a larger"):
            carry_out(["odd"], step_timeout=0.3, on_error=on_error)
    assert carry_out(["odd"], step_timeout=60).done.steps[0].what["skipped"] == 267


def test_a_limit_that_cannot_be_kept_is_refused_at_once() -> None:
    errors: list[BaseException] = []

    def work() -> None:
        try:
            carry_out(["aeda"], step_timeout=5)
        except ReaugError as error:
            errors.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert "a step's time can only be limited in the main thread" in str(errors[0])


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), "5", True])
def test_limits_that_are_none(seconds: object) -> None:
    with pytest.raises(ValueError, match="step_timeout"):
        carry_out(["aeda"], step_timeout=seconds)


def test_an_alarm_leaves_nothing_behind() -> None:
    import signal

    before = signal.getsignal(signal.SIGALRM)

    def stubborn() -> None:
        while True:
            try:
                time.sleep(1)
            except Exception:
                continue

    with pytest.raises(TimeUpError), time_limit(0.05):
        stubborn()
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    with time_limit(None):
        pass


PANIC = {
    "version": "1.0",
    "added_tokens": [],
    # So many ways to cut a sentence with a # behind it that the library gives up, and panics.
    "pre_tokenizer": {
        "type": "Split",
        "pattern": {"Regex": r"(\S+\s*)+\S+$#"},
        "behavior": "Isolated",
        "invert": False,
    },
    "model": {
        "type": "WordPiece",
        "unk_token": "[UNK]",
        "continuing_subword_prefix": "##",
        "max_input_chars_per_word": 100,
        "vocab": {"[UNK]": 0, "이": 1, "##순신": 2},
    },
}


def test_a_tokenizer_that_panics(tmp_path: Path) -> None:
    folder = tmp_path / "panics"
    folder.mkdir()
    (folder / "tokenizer.json").write_text(json.dumps(PANIC), encoding="utf-8")
    kind = json.dumps({"tokenizer_class": "PreTrainedTokenizerFast"})
    (folder / "tokenizer_config.json").write_text(kind, encoding="utf-8")
    rows = [row(guid=f"row-{i}") for i in range(2)]
    rows.append(row("이순신은 한산도에서 이겼다고 기록에 전하고 있다. #역사 " * 2, guid="long"))
    data = save(rows, tmp_path / "rows.json")
    words = ["encode", data, "-o", tmp_path / "run", "--style", "entity_mask", "--no-report"]
    words += ["--tokenizer", folder]
    result = process(*words)
    assert result.code == 2, result
    assert "error: step '0.encode' failed on row 'long', in a batch of 3 rows" in result.err
    assert "PanicException: " in result.err
    assert "Traceback" not in result.err
    assert "stack backtrace" not in result.err
    result = process(*words, "--on-error", "skip")
    assert result.code == 0, result
    assert "0.encode: failed on 1 row, now set aside" in result.err


def test_a_library_that_ends_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    for error in (SystemExit(0), BaseException("odd")):

        def end(*_: object, error: BaseException = error) -> None:
            raise error

        monkeypatch.setattr("reaug.cli.output.print_json", end)
        result = reaug("schema")
        assert result.code == 2
        assert f"a library tried to end the program: {type(error).__name__}: " in result.err
    assert reaug("--help").code == reaug("--version").code == reaug("run", "--help").code == 0
