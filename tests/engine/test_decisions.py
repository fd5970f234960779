"""What a person decided stands, whatever steps follow, in any order, batch and process."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import reaug
from hostile_steps import Move, Overrule
from reaug.cleaning.deduplicate import Deduplicate
from reaug.cleaning.patch import Patch
from reaug.core import schema
from reaug.core.batch import Batch, Row
from reaug.core.changes import Changes
from reaug.core.draws import row_keys
from reaug.core.examples import batch_of
from reaug.core.spans import KEEP
from reaug.core.step import Drop, Edit, Set, Step, Where
from reaug.engine import stored_rows
from reaug.engine.engines.local import LocalEngine
from reaug.engine.execute import execute
from reaug.engine.run_result import Done
from reaug.recipe.plan import Augment, Leaf, Node, OneOf
from reaug.rulebook import load
from reaug.runs.run import findings_of
from reaug.shaping.encode import Encode
from reaug.shaping.encode.styles import STYLES
from run_folders import SAMPLE, carry_out, sample_rows
from strategies import LABELS, TYPES, table_of, tables

RULES = load("klue-re")
BORN = "[S|PER|이순신]은 [O|DAT|1545]년에 한양에서 났다."


class Ran(NamedTuple):
    """What became of some rows: all that is told, the rows, and why others were dropped."""

    done: Done
    rows: dict[str, Row]
    gone: dict[str, str]


def run(nodes: Sequence[Node], table: pa.Table) -> Ran:
    """Carry out some nodes."""
    with tempfile.TemporaryDirectory() as folder, LocalEngine().running() as engine:
        done = execute(nodes, table, RULES, seed=3, engine=engine, work=Path(folder))
        gone: dict[str, str] = {}
        for file in done.dropped:
            with pa.OSFile(str(file)) as source, pa.ipc.open_file(source) as reader:
                dropped = reader.read_all()
            ids = dropped["_row_id"].to_pylist()
            gone |= dict(zip(ids, dropped["_reason"].to_pylist(), strict=True))
        return Ran(done, rows_of(done.rows.table()), gone)


def rows_of(table: pa.Table) -> dict[str, Row]:
    batch = Batch(table)
    return {row.id: row for row in map(batch.row, range(len(batch)))}


def leaves(*steps: Step) -> list[Leaf]:
    return [Leaf(f"{i}.{type(step).__name__.lower()}", step) for i, step in enumerate(steps)]


def patch(folder: str | Path, *decisions: dict[str, Any], **more: Any) -> Patch:
    file = Path(folder) / "decisions.jsonl"
    lines = [json.dumps(decision, ensure_ascii=False) for decision in decisions]
    file.write_text("\n".join(lines), encoding="utf-8")
    return Patch(path=str(file), **more)


def decision(row: str, field: str, value: Any = None, kind: str = "reject", **more: Any) -> Any:
    fields = {"finding": None, "rows": [row], "field": field, "decision": kind, "value": value}
    return fields | more


def value_of(row: Row, field: str) -> Any:
    """What a row holds in a field; borders are held against the word."""
    if field == "label":
        return row.label
    if field == "sentence":
        return row.sentence
    role, _, part = field.partition("_entity")
    return getattr(row, f"{role}_{'type' if part == '.type' else 'word'}")


@st.composite
def decisions(draw: st.DrawFn, table: pa.Table) -> list[dict[str, Any]]:
    """Decisions of every kind about rows, none of which contradict each other."""
    drawn = []
    for row in rows_of(table).values():
        n = len(row.sentence)
        choices: dict[str, st.SearchStrategy[Any]] = {
            "label": st.sampled_from(LABELS),
            "subject_entity.type": st.sampled_from(TYPES),
            "object_entity.type": st.sampled_from(TYPES),
            "object_entity.end_idx": st.integers(0, max(n - 1, 0)),
        }
        for field, values in choices.items():
            kind = draw(st.sampled_from(("accept", "reject", "edit", None, None)))
            if kind is not None:
                value = None if kind == "reject" else draw(values)
                drawn.append(decision(row.id, field, value, kind))
        for field in ("subject_entity", "sentence", "row"):
            if draw(st.integers(0, 3)) == 0:
                drawn.append(decision(row.id, field))
    return draw(st.permutations(drawn))


@st.composite
def twins(draw: st.DrawFn) -> pa.Table:
    """Rows of which some have the sentence and the spans of others."""
    table = draw(tables(min_rows=1, max_rows=4, nulls=False, overlapping=False))
    rows = table.to_pylist()
    for i in draw(st.lists(st.integers(0, len(rows) - 1), max_size=4)):
        rows.append({**rows[i], schema.LABEL: draw(st.sampled_from(LABELS))})
    ids = [f"행-{i}" for i in draw(st.permutations(range(len(rows))))]
    for at, (row, row_id, key) in enumerate(zip(rows, ids, row_keys(ids), strict=True)):
        row |= {schema.ROW_ID: row_id, schema.POSITION: at, schema.KEY: int(key)}
    return table_of(rows)


@settings(max_examples=40, deadline=None, phases=[Phase.generate])
@given(st.data())
def test_what_was_decided_stands(data: st.DataObject) -> None:
    table = data.draw(twins())
    decided = data.draw(decisions(table))
    if not decided:
        return
    keep = data.draw(st.sampled_from(("none", "majority", "first")))
    steps = data.draw(st.permutations([Overrule(), Move(), Deduplicate(keep=keep)]))
    with tempfile.TemporaryDirectory() as folder:
        first = patch(folder, *decided)
        patched = run(leaves(first), table).rows
        nodes = leaves(first, *steps)
        spare = batch_of("[S|PER|아무개]는 [O|LOC|전주]에 산다.").table.to_pylist()
        spare[0] |= {"_row_id": "남는 행", "_position": 99, "year": None, "note": None}
        both = pa.concat_tables([table, table_of(spare)])
        keeps = decision("남는 행", "row"), decision("남는 행", "sentence")
        nodes[0] = Leaf(nodes[0].path, patch(folder, *decided, *keeps))  # so that a row is left
        ran = run(nodes, both)
        _check_standing(decided, patched, ran)
        _check_same(nodes, both, ran, data.draw(st.integers(1, 3)))


def _check_standing(decided: list[dict[str, Any]], patched: dict[str, Row], ran: Ran) -> None:
    for entry in decided:
        (row_id,), field = entry["rows"], entry["field"]
        if field == "row":
            assert row_id in ran.rows, ran.gone[row_id]
        elif row_id in ran.rows:
            assert value_of(ran.rows[row_id], field) == value_of(patched[row_id], field), entry
        elif field == "label":
            assert ran.gone[row_id] != "duplicate/conflict"


def _check_same(nodes: list[Leaf], table: pa.Table, ran: Ran, size: int) -> None:
    """Neither the order of the rows nor the size of a batch shows."""
    turned = table.take(list(range(table.num_rows))[::-1])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stored_rows, "BATCH_ROWS", size)
        again = run(nodes, turned)
    assert again.rows == ran.rows
    assert again.gone == ran.gone
    assert findings_of(again.done) == findings_of(ran.done)
    assert again.done.states == ran.done.states


def test_processes_do_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = sample_rows()
    decided = [decision(row["guid"], "label") for row in rows[::3]]
    decided += [decision(row["guid"], "object_entity") for row in rows[::4]]
    decided += [decision("nobody", "label", "per:title", "edit")]
    file = patch(tmp_path, *decided, on_bad_fix="skip")
    steps: list[Any] = [{"patch": file.model_dump(exclude_defaults=True)}]
    steps += ["aeda", {"entity_swap": {"mode": "replace"}}, {"entity_swap": {"mode": "role"}}]
    steps += [{"one_of": ["random_masking", "aeda"]}, {"deduplicate": {"keep": "first"}}]
    one = carry_out(steps)
    assert "patch/unknown-row" in {line["rule"] for line in findings_of(one.done)}
    monkeypatch.setattr(stored_rows, "BATCH_ROWS", 30)
    two = carry_out(steps, num_proc=2)
    assert one.digest == two.digest
    assert findings_of(one.done) == findings_of(two.done)
    assert one.done.states == two.done.states
    state = one.done.states["0.patch"]
    assert state["decisions"]["rejected"] == len(decided) - 1
    assert state["decisions"]["protected"] > 20
    assert state["left_out"] == {"patch/unknown-row": 1}


def test_no_decisions_no_difference(tmp_path: Path) -> None:
    steps = [{"entity_type_correction": {"threshold": 0.9}}, "deduplicate"]
    far = decision("reaug-sample-00001", "row")
    file = patch(tmp_path, far)
    assert carry_out(steps).digest == carry_out([{"patch": {"path": file.path}}, *steps]).digest


class TestTheGuard:
    def after(self, tmp_path: Path, step: Step, *decided: dict[str, Any]) -> tuple[Done, Row]:
        done, rows, _ = run(leaves(patch(tmp_path, *decided), step), batch_of(BORN).table)
        return done, rows["row-0"]

    @pytest.mark.parametrize("step", [Overrule(drops=False), Move()])
    def test_a_refusal_is_counted_by_its_reason(self, tmp_path: Path, step: Step) -> None:
        parts = ("label", "subject_entity.type", "object_entity.type", "subject_entity")
        every = [decision("row-0", field) for field in (*parts, "object_entity", "sentence")]
        done, row = self.after(tmp_path, step, *every)
        assert row == batch_of(BORN).row(0)
        assert done.steps[1].why("refused") == [("decision/protected", 1)]
        assert done.states["0.patch"]["decisions"]["protected"] == 1
        assert done.refused == 1

    def test_text_around_a_decided_mention_may_change(self, tmp_path: Path) -> None:
        class Begin(Overrule):
            def propose_row(self, row: Row, state: Any, draw: Any) -> Any:
                from reaug.core.step import Edit

                yield Edit(0, 0, "참, ")
                yield Edit(*row.object, row.object_word, "object")  # changes nothing

        done, row = self.after(tmp_path, Begin(), decision("row-0", "object_entity"))
        assert row.sentence.startswith("참, ")
        assert row.object_word == "1545"
        assert done.states["0.patch"]["decisions"]["protected"] == 0

    def test_a_copy_is_a_new_row(self, tmp_path: Path) -> None:
        table = batch_of(BORN).table
        first = patch(tmp_path, decision("row-0", "sentence"), decision("row-0", "row"))
        inside = (Leaf("1.augment/0.overrule", Overrule()),)
        block = Augment("1.augment", inside, 9, Where(), 1.0)
        done, rows, _ = run([Leaf("0.patch", first), block], table)
        assert len(rows) > 3
        assert rows["row-0"] == batch_of(BORN).row(0)
        assert done.states["0.patch"]["decisions"]["protected"] == 0

    def test_a_form_for_a_model_is_no_change(self, tmp_path: Path) -> None:
        name = sample_rows()[0]["guid"]
        file = patch(tmp_path, decision(name, "sentence"), decision(name, "row"))
        steps = [{"patch": {"path": file.path}}, {"encode": {"style": "entity_mask"}}]
        done = carry_out(steps).done
        assert done.steps[1].what["changed"] == 267
        assert done.states["0.patch"]["decisions"]["protected"] == 0

    @pytest.mark.parametrize(
        ("field", "proposals"),
        [
            ("label", [Set("label", "per:date_of_birth")]),
            ("object_entity.type", [Set("object_type", "LOC")]),
            ("subject_entity", [Edit(0, 3, "원균", "subject")]),
            ("object_entity", [Edit(5, 9, "1592", "object")]),
            ("sentence", [Edit(5, 9, "1592", "object")]),
            ("sentence", [Edit(11, 12, "은")]),
            ("sentence", [Edit(12, 12, "참 ")]),  # not at a mention: no mark
        ],
    )
    def test_a_final_step_overrules_nobody(
        self, tmp_path: Path, field: str, proposals: list[Any]
    ) -> None:
        class Form(Step):
            final: ClassVar[bool] = True

            def propose_row(self, row: Row, state: Any, draw: Any) -> Any:
                yield from proposals

        done, row = self.after(tmp_path, Form(), decision("row-0", field))
        assert row == batch_of(BORN).row(0)
        assert done.steps[1].why("refused") == [("decision/protected", 1)]
        assert self.after(tmp_path, Form(), decision("row-0", "row"))[1] != row

    @pytest.mark.parametrize("moves", [True, False])
    def test_a_final_step_moves_and_swaps_no_decided_mention(
        self, tmp_path: Path, *, moves: bool
    ) -> None:
        class Form(Step):
            final: ClassVar[bool] = True

            def propose(self, batch: Batch, state: Any, draw: Any) -> Changes:
                n = len(batch)
                if not moves:
                    return Changes(swap_roles=np.ones(n, dtype=np.bool_))
                return Changes(spans=np.array([[KEEP, 2, KEEP, KEEP]] * n, dtype=np.int32))

        text = "[S|PER|이순신]은 [O|PER|원균]과 다투었다."
        first = patch(tmp_path, decision("row-0", "subject_entity"))
        done, rows, _ = run(leaves(first, Form()), batch_of(text, text).table)
        assert rows["row-0"] == batch_of(text).row(0)
        assert rows["row-1"].subject_word == ("이순" if moves else "원균")
        assert done.steps[1].why("refused") == [("decision/protected", 1)]

    def test_a_final_step_may_mark_and_drop(self, tmp_path: Path) -> None:
        class Form(Step):
            final: ClassVar[bool] = True

            def propose_row(self, row: Row, state: Any, draw: Any) -> Any:
                if row.id == "row-1":
                    yield Drop("form/too-long")
                    yield Set("label", "per:title")  # void, since the row goes
                yield Edit(row.subject[0], row.subject[0], "<s>")
                yield Edit(row.object[1], row.object[1], "</o>")

        fields = ("label", "subject_entity", "object_entity", "sentence", "row")
        every = [decision(f"row-{i}", field) for i in range(2) for field in fields]
        steps = leaves(patch(tmp_path, *every), Form())
        done, rows, gone = run(steps, batch_of(BORN, BORN).table)
        assert rows["row-0"].sentence == "<s>이순신은 1545</o>년에 한양에서 났다."
        assert gone == {"row-1": "form/too-long"}
        assert done.states["0.patch"]["decisions"]["protected"] == 0

    @pytest.mark.parametrize("style", STYLES)
    def test_every_input_format_marks_decided_rows(self, tmp_path: Path, style: Any) -> None:
        fields = ("label", "subject_entity", "object_entity", "subject_entity.type", "sentence")
        every = [decision("row-0", field) for field in (*fields, "row")]
        done, row = self.after(tmp_path, Encode(style=style), *every)
        plain = run(leaves(Encode(style=style)), batch_of(BORN).table).rows["row-0"]
        assert row == plain
        assert done.states["0.patch"]["decisions"]["protected"] == 0

    @pytest.mark.parametrize("field", ["sentence", "subject_entity"])
    def test_a_decided_text_that_would_have_to_be_escaped_goes(
        self, tmp_path: Path, field: str
    ) -> None:
        other = "[S|PER|유관순]은 [O|LOC|천안]에서 났다."
        text = "[S|PER|@이]은 [O|LOC|한양]에서 났다."
        step = Encode(style="entity_marker_punct", clash="escape")
        steps = leaves(patch(tmp_path, decision("row-0", field)), step)
        _, rows, gone = run(steps, batch_of(text, text, other).table)
        assert gone == {"row-0": "decision/protected"}  # unmarked it would be learnt from
        assert rows["row-1"].sentence.startswith("@ ＠이 @은 # 한양")

    def test_inside_a_choice(self, tmp_path: Path) -> None:
        decided = [decision("row-0", "row"), decision("row-0", "sentence")]
        choice = OneOf("1.one_of", tuple(leaves(Overrule(), Move())), (1.0, 1.0))
        first = Leaf("0.patch", patch(tmp_path, *decided))
        _, rows, _ = run([first, choice], batch_of(BORN).table)
        assert rows["row-0"].sentence == batch_of(BORN).row(0).sentence

    def test_what_was_refused_is_not_said_to_be_applied(self, tmp_path: Path) -> None:
        decided = [decision("row-1", "label"), decision("row-1", "row")]
        table = batch_of(BORN, BORN, BORN, label=[LABELS[0], LABELS[1], LABELS[0]]).table
        done, rows, _ = run(leaves(patch(tmp_path, *decided), Deduplicate(keep="majority")), table)
        applied = {line["rows"][0]: line["applied"] for line in findings_of(done)}
        assert applied == {"row-0": True, "row-1": False, "row-2": True}
        assert [*rows] == ["row-1"]

    def test_a_second_patch_does_not_overrule_the_first(self, tmp_path: Path) -> None:
        (tmp_path / "b").mkdir()
        first = patch(tmp_path, decision("row-0", "object_entity.type", "LOC", "edit"))
        second = patch(tmp_path / "b", decision("row-0", "object_entity.type", "POH", "edit"))
        done, rows, _ = run(leaves(first, second), batch_of(BORN).table)
        assert rows["row-0"].object_type == "LOC"
        assert done.steps[1].why("refused") == [("decision/protected", 1)]


def test_findings_of_runs_and_audits_have_the_same_key() -> None:
    lines = findings_of(carry_out(["deduplicate", {"entity_type_correction": {}}]).done)
    assert len({line["key"] for line in lines}) == len(lines)
    assert {line["field"] for line in lines} <= {
        "label",
        "subject_entity.type",
        "object_entity.type",
    }
    assert all(line["fixes"][0]["field"] == line["field"] for line in lines if "fixes" in line)
    types = reaug.audit(str(SAMPLE), select=["type"]).findings
    shared = {line["key"] for line in lines} & {finding.key for finding in types}
    assert len(shared) > 2  # one decision is about both
