"""Plugins that misbehave: each ends with an error of the step, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reaug.errors import ReaugError, RecipeError, StepError
from run_folders import carry_out, listing

ROW = """
class Odd(Step):
    def propose_row(self, row, state, draw):
        n = len(row.sentence)
        {body}
"""
BATCH = """
class Odd(Step):
    adds_columns = {columns}

    def propose(self, batch, state, draw):
        n = len(batch)
        {body}
"""
WHOLE = """
import os, random, signal, sys

class Odd(Step):
    def summarise(self, batch): return len(batch)
    def merge(self, a, b): return a + b
    def finish(self, summary, rules): return summary
    def describe(self, state): return {{"rows": state}}
    def propose(self, batch, state, draw): return Changes()
    {body}
"""
CRASHES = (
    "__import__('sys').exit(0)",
    "__import__('sys').exit('bye')",
    "raise SystemExit",
    "raise GeneratorExit",
    "raise BaseException('odd')",
    "raise type('PanicException', (BaseException,), {})('a library in Rust')",
    "raise MemoryError",
    "raise RecursionError('deep')",
    "raise StopIteration('early')",
    "raise UnicodeEncodeError('utf-8', '가', 0, 1, 'odd')",
    "raise type('Mute', (Exception,), {'__str__': lambda self: 1 / 0})()",
    "raise ExceptionGroup('two', [ValueError('a'), KeyError('b')])",
)


@pytest.mark.parametrize("body", CRASHES)
def test_whatever_a_step_raises_names_the_step_and_the_row(
    plugins: Callable[..., str], body: str
) -> None:
    lines = [f"if row.id.endswith('77'): {body}", "yield Skip('odd/none')"]
    plugins(ROW.format(body="\n        ".join(lines)), odd="Odd")
    with pytest.raises(StepError, match=r"step '0\.odd' failed on row 'reaug-sample-00077'"):
        carry_out(["odd"])


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("yield Edit(0.5, 1.5, '')", "start and end must be whole numbers"),
        ("yield Edit(True, True, '!')", "start and end must be whole numbers"),
        ("yield Edit('0', '0', '!')", "start and end must be whole numbers"),
        ("yield Edit(n, n, None)", "the new text must be a str"),
        ("yield Edit(n, n, chr(0xD800))", "UnicodeEncodeError"),
        ("yield Edit(2**70, 2**70, '!')", "OverflowError"),
        ("yield Drop('')", "give a reason"),
        ("yield Skip('  ')", "give a reason"),
        ("yield Skip(None)", "give a reason"),
        ("yield Set('sentence', 'x')", "only these fields"),
        ("yield Set('label', None)", "must be a text"),
        ("yield SwapRoles", "yield an Edit, Set"),
        ("row.sentence = 'x'", "FrozenInstanceError"),
        ("return 3", "TypeError"),
    ],
)
def test_what_a_row_may_not_yield(plugins: Callable[..., str], body: str, message: str) -> None:
    plugins(ROW.format(body=body), odd="Odd")
    with pytest.raises(StepError, match=rf"step '0\.odd' failed on row .*{message}"):
        carry_out(["odd"])


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("batch.spans += 1; return Changes()", "read-only"),
        ("batch.spans[0] = 0; return Changes()", "read-only"),
        ("batch.spans = batch.spans + 1; return Changes()", "a batch cannot be changed"),
        ("batch.table = batch.table.slice(1); return Changes()", "a batch cannot be changed"),
        ("batch.keys[:] = 0; return Changes()", "read-only"),
        ("batch.codepoints.byte[1] = 0; return Changes()", "read-only"),
        ("batch.numpy('_key').setflags(write=True); return Changes()", "ValueError"),
        ("return Changes(Edits.of([0], [0.5], [1.5], ['']))", "must be whole numbers, not float64"),
        ("return Changes(Edits.of([0], [True], [True], ['']))", "must be whole numbers, not bool"),
        ("return Changes(Edits.of([0], ['0'], ['0'], ['']))", "must be whole numbers"),
        ("return Changes(Edits.of([0], [2**40], [2**40], ['']))", "too large"),
        ("return Changes(Edits.of([0.0], [0], [0], ['!']))", "must be whole numbers"),
        (
            "return Changes(Edits.of([0], [0], [0], ['!'])._replace(end=np.array([0.5])))",
            "end of its edits must be whole numbers, not ndarray of float64",
        ),
        ("return Changes([(0, 0, '!')])", "edits must be Edits, not list"),
        ("return Changes(drop=np.ones(n, int), reason=batch.ids)", "drop must be an array of bool"),
        ("return Changes(drop=[True] * n, reason=batch.ids)", "drop must be an array of bool"),
        ("return Changes(swap_roles=np.ones(n))", "swap_roles must be an array of bool"),
        ("return Changes(spans=batch.spans + 0.5)", "spans must be whole numbers"),
        ("return Changes(spans=batch.spans[:1])", "spans holds 1 values for"),
        ("return Changes(reason=['why'] * n)", "reason must be an Arrow array of strings"),
        ("return Changes(reason=pa.array([1] * n))", "reason must be an Arrow array of strings"),
        ("return Changes(skipped=pa.array([''] * n))", "an empty text as Changes.skipped"),
        (
            "return Changes(drop=np.ones(n, bool), reason=pa.array([' '] * n))",
            "an empty text as Changes.reason",
        ),
        ("return Changes(fields={'label': ['x'] * n})", "label must be an Arrow array of strings"),
        ("return batch", "returned Batch, not Changes"),
        ("return (c for c in [Changes()])", "returned generator, not Changes"),
    ],
)
def test_what_a_batch_may_not_be_given(
    plugins: Callable[..., str], body: str, message: str
) -> None:
    plugins(BATCH.format(body=body, columns=False), odd="Odd")
    with pytest.raises(StepError, match=rf"step '0\.odd' failed .*{message}"):
        carry_out(["odd"])


def test_bytes_of_the_rows_that_are_written_over(plugins: Callable[..., str]) -> None:
    body = """
        import ctypes
        buffer = batch.table["sentence"].chunk(0).buffers()[2]
        ctypes.memmove(buffer.address, b"XYZ", 3)
        return Changes()"""
    plugins(BATCH.format(body=body, columns=False), odd="Odd")
    with pytest.raises(ReaugError, match=r"'1\.odd' changed the rows that it was given"):
        carry_out(["aeda", "odd"])


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return Changes(findings=pa.table({'rule': ['x']}))", "must be a tuple of Finding"),
        ("return Changes(findings=[finding()])", "must be a tuple of Finding, not list"),
        ("return Changes(findings=(1,))", "one is int"),
        ("return Changes(findings=(finding(rows=('elsewhere',)),))", "not in the batch"),
        ("return Changes(findings=(finding(rows=()),))", "not in the batch"),
        (
            "return Changes(findings=(finding(severity='bad'),))",
            "has the severity 'bad', not error",
        ),
        ("return Changes(findings=(finding(severity=None),))", "has the severity None, not error"),
        (
            "return Changes(findings=(finding(field='subject'),))",
            "has the unknown field 'subject'; choose one of label, subject_entity.type",
        ),
        ("return Changes(findings=(finding(rule=''),))", "a finding without a rule"),
    ],
)
def test_findings_of_nothing(plugins: Callable[..., str], body: str, message: str) -> None:
    source = (
        BATCH.format(body=body, columns=False)
        + """
from reaug.core.findings import Finding

def finding(**given):
    finding = Finding("odd/rule", ("reaug-sample-00000",), "row", "", "odd", severity="error")
    return finding._replace(**given)
"""
    )
    plugins(source, odd="Odd")
    with pytest.raises(StepError, match=message):
        carry_out(["odd"])


@pytest.mark.parametrize(
    "body",
    [
        "return Changes(columns=pa.table({f'c{n}': [1] * n}))",
        "return Changes(columns=pa.table({'c': [1] * n if n == 100 else ['a'] * n}))",
        "return Changes(columns=pa.table({'sentence': ['a'] * n}))",
        "return Changes(columns=pa.table([[1] * n] * 2, names=['c', 'c']))",
        "return Changes(columns={'c': [1] * n})",
    ],
)
@pytest.mark.parametrize("num_proc", [1, 2])
def test_columns_that_are_not_alike(
    plugins: Callable[..., str], body: str, num_proc: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reaug.engine.stored_rows.BATCH_ROWS", 100)
    plugins(BATCH.format(body=body, columns=True), odd="Odd")
    with pytest.raises(StepError, match=r"column"):
        carry_out(["odd"], num_proc=num_proc)


@pytest.mark.parametrize("moment", ["merge", "finish", "describe", "measure"])
@pytest.mark.parametrize("crash", ["sys.exit(0)", "raise BaseException('odd')", "1 / 0"])
def test_what_a_step_raises_elsewhere(
    plugins: Callable[..., str], moment: str, crash: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reaug.engine.stored_rows.BATCH_ROWS", 100)
    plugins(WHOLE.format(body=f"def {moment}(self, *given): {crash}"), odd="Odd")
    with pytest.raises(StepError, match=rf"step '0\.odd' failed in {moment}: "):
        carry_out(["odd"])


def test_a_validator_that_ends_the_program(plugins: Callable[..., str]) -> None:
    source = """
    import sys
    from pydantic import field_validator

    class Odd(Step):
        name: str = "x"

        @field_validator("name")
        @classmethod
        def _check(cls, value): sys.exit(0)

        def propose(self, batch, state, draw): return Changes()
    """
    plugins(source, odd="Odd")
    with pytest.raises(RecipeError, match=r"0\.odd: its parameters cannot be checked: SystemExit"):
        carry_out([{"odd": {"name": "y"}}])


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("(folder / 'manifest.json').write_text('{}')", r"written manifest\.json, a name that"),
        ("(folder / 'README.md').write_text('x')", r"changed README\.md, a file of the run"),
        ("(folder / 'data' / 'more.arrow').write_text('x')", r"written data/more\.arrow"),
        ("(folder / 'data.json').write_text('x')", r"written data\.json"),
        ("(folder / 'log' / 'changes.arrow').write_bytes(b'')", r"changed log/changes\.arrow"),
        ("(folder / 'drift.json').unlink()", r"removed drift\.json"),
        ("(folder / 'drift.json').rename(folder / 'mine.json')", r"removed drift\.json"),
        ("(folder / 'drift.json').write_text('{}')", r"changed drift\.json"),
        ("(folder / 'notes').mkdir(); (folder / 'notes/a').write_text('x')", "written notes/a"),
        ("(folder / 'link').symlink_to('/etc/passwd')", "written the link link"),
        ("(folder.parent / 'beside.txt').write_text('x')", r"beside\.txt, outside the run"),
        ("os.mkdir(folder.parent / 'beside')", "beside, outside the run folder"),
        ("open(folder.parent / 'mine.txt', 'w').write('x')", r"would write over .*mine\.txt"),
        ("(folder.parent / 'mine.txt').unlink()", r"would replace or remove .*mine\.txt"),
        ("os.rename(folder / 'drift.json', folder.parent / 'mine.txt')", "would replace or remove"),
        ("os.rename(folder.parent / 'mine.txt', folder / 'x')", r"replace or remove .*mine\.txt"),
        (
            "__import__('shutil').move(str(folder.parent / 'mine.txt'), folder)",
            r"replace or remove .*mine\.txt",
        ),
        ("open('/nowhere.txt', 'w')", r"would write /nowhere\.txt, outside the folder"),
        ("sys.exit(0)", "failed in leave: SystemExit: 0"),
    ],
)
def test_what_a_step_may_not_leave(
    plugins: Callable[..., str], body: str, message: str, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "mine.txt").write_text("years of work", encoding="utf-8")
    plugins(WHOLE.format(body=f"def leave(self, folder, rows, state): {body}"), odd="Odd")
    with pytest.raises(StepError, match=rf"step '0\.odd' failed in leave: .*{message}|{message}"):
        carry_out(["odd"], home / "run")
    assert (home / "mine.txt").read_text(encoding="utf-8") == "years of work"
    assert [name for name in listing(home) if not name.startswith("beside")] == ["mine.txt"]


def test_what_a_step_may_leave(plugins: Callable[..., str], tmp_path: Path) -> None:
    body = """def leave(self, folder, rows, state):
        import tempfile
        with tempfile.TemporaryFile() as file:
            file.write(b"x")
        with tempfile.TemporaryDirectory() as other:
            open(other + "/a", "w").close()
        (folder / "odd").mkdir()
        (folder / "odd" / "names.txt").write_text(str(rows.num_rows))
    """
    plugins(WHOLE.format(body=body), odd="Odd")
    carry_out(["odd"], tmp_path / "run")
    assert (tmp_path / "run" / "odd" / "names.txt").read_text() == "267"


def test_two_steps_that_leave_one_file(plugins: Callable[..., str], tmp_path: Path) -> None:
    body = "def leave(self, folder, rows, state): (folder / 'odd.txt').write_text(str(id(self)))"
    plugins(WHOLE.format(body=body), odd="Odd")
    with pytest.raises(StepError, match=r"step '1\.odd' .*changed odd\.txt, a file of the run"):
        carry_out(["odd", "odd"], tmp_path / "run")
    assert listing(tmp_path) == [] or "run" not in listing(tmp_path)


@pytest.mark.parametrize("end", ["os._exit(0)", "os.kill(os.getpid(), signal.SIGKILL)"])
def test_a_worker_that_is_gone(plugins: Callable[..., str], end: str) -> None:
    plugins(WHOLE.format(body=f"def propose(self, batch, state, draw): {end}"), odd="Odd")
    with pytest.raises(ReaugError, match=r"0\.odd: a worker process ended unexpectedly"):
        carry_out(["odd"], num_proc=2)


def test_numpy_integers_and_draws_not_used_are_well(plugins: Callable[..., str]) -> None:
    body = "yield Edit(np.int64(n), np.uint8(n), '!', noun=np.False_)"
    plugins(ROW.format(body=body.replace("np.uint8(n)", "np.int32(n)")), odd="Odd")
    assert carry_out(["odd"]).done.steps[0].what["changed"] == 267
