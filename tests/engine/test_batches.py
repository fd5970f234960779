from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from reaug.core import schema
from reaug.core.draws import row_keys
from reaug.core.examples import batch_of
from reaug.core.step import Drop, Edit, Step, Where
from reaug.data import content_digest, read
from reaug.engine.batches import Frame, run_node, run_nodes
from reaug.engine.copies import copy_mark
from reaug.recipe.model import Recipe
from reaug.recipe.plan import Augment, Leaf, OneOf
from reaug.runs.run import Result
from reaug.runs.undo import undo_run
from reaug.transforms.aeda import AEDA
from reaug.transforms.random_deletion import RandomDeletion
from run_folders import SAMPLE, carry_out, row, sample_rows, save

TEXT = "[S|PER|이순신]은 남쪽 바다 멀리 [O|LOC|한산도]에서 적을 크게 이겼다."
MARK = {"random_masking": {"target": "subject"}}


def what(result: Result, path: str) -> Counter[str]:
    return next(step.what for step in result.done.steps if step.path == path)


def ids(result: Result) -> list[str]:
    assert result.table is not None
    ids: list[str] = result.table[schema.ROW_ID].to_pylist()
    return ids


def labels() -> Counter[str]:
    return Counter(each["label"] for each in sample_rows())


class TestWhere:
    def test_labels_and_types(self) -> None:
        for where, expected in (
            ({"labels": ["per:title"]}, labels()["per:title"]),
            ({"labels": []}, 0),
            ({"not_labels": ["no_relation"]}, 267 - labels()["no_relation"]),
            ({"labels": ["per:title", "per:origin"], "not_labels": ["per:title"]}, 7),
            ({"rows": ["reaug-sample-00003", "reaug-sample-00001"]}, 2),
        ):
            assert what(carry_out([{"aeda": {"where": where}}]), "0.aeda")["tried"] == expected
        pairs = Counter(
            f"{each['subject_entity']['type']}:{each['object_entity']['type']}"
            for each in sample_rows()
        )
        done = carry_out([{"aeda": {"where": {"type_pairs": ["PER:ORG", "ORG:PER"]}}}])
        assert what(done, "0.aeda")["tried"] == pairs["PER:ORG"] + pairs["ORG:PER"]

    def test_rare_counts_the_rows_that_come_in(self) -> None:
        rare = sum(n for n in labels().values() if n < 6)
        done = carry_out([{"aeda": {"where": {"rare_below": 6}}}])
        assert what(done, "0.aeda")["tried"] == rare
        # What an earlier block has copied is no longer rare.
        copied = {
            "augment": {"copies": 9, "where": {"labels": ["per:religion"]}, "steps": ["aeda"]}
        }
        done = carry_out([copied, {"aeda": {"where": {"rare_below": 6}}}])
        assert what(done, "0.augment")["copied"] > 9
        assert what(done, "1.aeda")["tried"] == rare - labels()["per:religion"]

    def test_rare_inside_a_block_counts_what_enters_the_block(self) -> None:
        rare = sum(n for n in labels().values() if n < 6)
        steps = [{"augment": {"where": {}, "steps": [{"aeda": {"where": {"rare_below": 6}}}]}}]
        assert what(carry_out(steps), "0.augment/0.aeda")["tried"] == rare

    def test_p_is_the_share_of_rows_that_are_tried(self) -> None:
        for share, low, high in ((0.0, 0, 0), (1.0, 267, 267), (0.5, 105, 162)):
            tried = what(carry_out([{"aeda": {"p": share}}]), "0.aeda")["tried"]
            assert low <= tried <= high

    def test_steps_draw_their_shares_apart(self) -> None:
        steps = [{"aeda": {"p": 0.5}}, {"random_masking": {"p": 0.5, "target": "subject"}}]
        done = carry_out(steps)
        draws = {}
        for path in ("0.aeda", "1.random_masking"):
            result = carry_out(steps, examples=300)
            draws[path] = {
                example.before.id for example in result.done.examples if example.step == path
            }
        both = len(draws["0.aeda"] & draws["1.random_masking"])
        assert 40 < both < 95
        assert what(done, "0.aeda")["tried"] > 100


class TestChoices:
    def test_one_of_takes_one_by_weight(self) -> None:
        steps = [{"one_of": {"steps": [MARK, "aeda"], "weights": [3, 1]}}]
        done = carry_out(steps)
        first = what(done, "0.one_of/0.random_masking")["tried"]
        assert first + what(done, "0.one_of/1.aeda")["tried"] == 267
        assert 0.65 < first / 267 < 0.85

    def test_weights_of_any_size(self) -> None:
        for weights, low, high in (([1e300, 1e-300], 267, 267), ([5e-324, 1], 0, 0)):
            done = carry_out([{"one_of": {"steps": [MARK, "aeda"], "weights": weights}}])
            assert low <= what(done, "0.one_of/0.random_masking")["tried"] <= high

    def test_a_row_that_a_step_leaves_goes_to_the_next_one_drawn(self) -> None:
        # Few labels have an inverse that can be trusted, so most role swaps are refused.
        steps = [{"entity_swap": {"mode": "role"}}, "aeda"]
        unretried = carry_out([{"one_of": {"steps": steps, "retry": False}}])
        retried = carry_out([{"one_of": steps}])
        swap, aeda = "0.one_of/0.entity_swap", "0.one_of/1.aeda"
        assert what(unretried, swap)["tried"] + what(unretried, aeda)["tried"] == 267
        assert what(retried, swap)["changed"] == what(unretried, swap)["changed"]
        left = what(unretried, swap)["tried"] - what(unretried, swap)["changed"]
        assert left
        assert what(retried, aeda)["tried"] == what(unretried, aeda)["tried"] + left

    def test_a_row_that_one_leaves_goes_to_the_next(self) -> None:
        idle = {"aeda": {"p": 0}}
        for steps in ([idle, MARK], [MARK, idle], [idle, {"one_of": [idle, MARK]}]):
            done = carry_out([{"one_of": steps}])
            assert sum(step.what["changed"] for step in done.done.steps) == 267
        once = carry_out([{"one_of": {"steps": [idle, MARK], "retry": False}}])
        assert 90 < what(once, "0.one_of/1.random_masking")["changed"] < 180

    def test_one_of_changes_each_row_by_one_step(self) -> None:
        children = ["aeda", MARK, {"entity_swap": {"mode": "role"}}]
        done = carry_out([{"one_of": children}])
        changed = sum(step.what["changed"] for step in done.done.steps)
        assert changed == 267

    def test_one_of_one_step_tries_every_row(self) -> None:
        assert what(carry_out([{"one_of": ["aeda"]}]), "0.one_of/0.aeda")["tried"] == 267

    @pytest.mark.parametrize("count", [1, 2, 3])
    def test_some_of_runs_the_given_number_of_steps(self, count: int) -> None:
        children = [MARK, "aeda", {"random_masking": {"target": "object"}}]
        done = carry_out([{"some_of": {"steps": children, "count": count}}])
        tried = [step.what["tried"] for step in done.done.steps]
        assert sum(tried) == count * 267
        assert all(abs(n - count * 89) < 45 for n in tried)

    def test_a_choice_in_a_choice(self) -> None:
        steps = [{"one_of": [{"one_of": [MARK, "aeda"]}, {"some_of": {"steps": ["aeda", MARK]}}]}]
        done = carry_out(steps)
        assert sum(step.what["tried"] for step in done.done.steps) == 267

    def test_a_child_that_drops_rows(self, plugins: Callable[..., str]) -> None:
        source = """
        class Half(Step):
            def propose_row(self, row, state, draw):
                yield Drop("half") if draw.uniform("half") < 0.5 else Edit(0, 0, "* ")
        """
        plugins(source, half="Half")
        done = carry_out([{"some_of": {"steps": ["half", "aeda", "half"], "count": 3}}])
        first, middle, last = (step.what for step in done.done.steps)
        assert first["tried"] == 267
        assert middle["tried"] == 267 - first["dropped"]
        assert last["tried"] == middle["tried"]
        assert done.done.rows.rows == last["tried"] - last["dropped"]
        for each in done.table.to_pylist():
            assert each["sentence"].startswith("* * ") or each["sentence"].count("* ") >= 2


class TestCopies:
    def test_ids_and_places(self) -> None:
        steps = [
            {"augment": {"copies": 2, "where": {"rows": ["reaug-sample-00001"]}, "steps": [MARK]}}
        ]
        done = carry_out(steps)
        assert ids(done)[:4] == [
            "reaug-sample-00000",
            "reaug-sample-00001",
            "reaug-sample-00001~0.augment#1",
            "reaug-sample-00002",
        ]
        table = done.table
        assert table[schema.GUID].to_pylist() == ids(done)
        assert table[schema.KEY].to_pylist() == row_keys(ids(done)).tolist()
        assert table[schema.POSITION].to_pylist()[:4] == [0, 1, 1, 2]
        assert what(done, "0.augment") == {"tried": 1, "copied": 1, "not kept": 1}
        tally = done.done.steps[0]
        assert tally.why("not kept") == [("equal to a sibling", 1)]

    def test_a_copy_that_nothing_changed_is_not_kept(self) -> None:
        done = carry_out([{"augment": {"where": {}, "steps": [{"aeda": {"p": 0}}]}}])
        assert done.done.rows.rows == 267
        assert done.done.steps[0].why("not kept") == [("equal to its parent", 267)]
        assert done.done.entries == 0

    def test_copies_of_copies(self) -> None:
        block = {"augment": {"where": {"labels": ["per:religion"]}, "steps": [MARK]}}
        other = {"augment": {"where": {"labels": ["per:religion"]}, "steps": ["aeda"]}}
        done = carry_out([block, other])
        marked = [row_id for row_id in ids(done) if row_id.count("~") == 2]
        assert marked
        assert all(row_id.endswith("~0.augment#1~1.augment#1") for row_id in marked)

    def test_running_again_over_a_run_gives_new_ids(self, tmp_path: Path) -> None:
        block = {"augment": {"where": {"labels": ["per:religion"]}, "steps": ["aeda"]}}
        source: Any = SAMPLE
        for i in range(3):
            done = carry_out([block], tmp_path / f"run-{i}", source)
            source = done.folder
        assert done.done.rows.rows == 267 + 7 * labels()["per:religion"] == 302
        ids = read(source).table[schema.ROW_ID].to_pylist()
        assert len(set(ids)) == 302
        assert content_digest(undo_run(source)) == content_digest(read(tmp_path / "run-1").table)

    def test_the_mark_is_new_to_the_rows(self) -> None:
        node = Augment("0.augment", (), 1, Where(), 1.0)
        for taken, mark in (
            (["a", "a~", "~0.augment", "a#1"], "~"),
            (["a~0.augment#1"], "~~"),
            (["a~~0.augment#1", "a~0.augment#1"], "~~~"),
            (["~" * 100 + "0.augment#1"], "~" * 101),
            (["a~1.augment#1"], "~"),
        ):
            assert copy_mark(pa.chunked_array([taken]), [node]) == mark

    def test_findings_of_copies_that_are_not_kept_go_with_them(
        self, plugins: Callable[..., str]
    ) -> None:
        source = """
        from reaug.core.findings import Finding
        class Note(Step):
            def propose(self, batch, state, draw):
                ids = batch.ids.to_pylist()
                return Changes(findings=tuple(
                    Finding("r", (row,), "row", "", "m", severity="review") for row in ids))
        """
        plugins(source, note="Note")
        steps = ["note", {"augment": {"where": {}, "steps": ["note", {"aeda": {"p": 0.5}}]}}]
        done = carry_out(steps)
        noted = [finding.rows[0] for finding in done.done.findings]
        assert sorted(noted) == sorted(ids(done))

    def test_children_that_drop_copies(self) -> None:
        class DropSome(Step):
            def propose_row(self, row, state, draw):  # type: ignore[no-untyped-def]
                yield Drop("some") if draw.uniform("go") < 0.5 else Edit(0, 0, "! ")

        batch = batch_of(*[TEXT] * 40)
        node = Augment("0.augment", (Leaf("0.augment/0.x", DropSome()),), 2, Where(), 1.0)
        done = run_node(node, batch, Frame(1), np.ones(40, np.bool_))
        assert 40 < len(done.batch) < 120
        ids = done.batch.ids.to_pylist()
        assert [i for i in ids if "~" not in i] == batch.ids.to_pylist()
        assert all(log.dropped.num_rows == 0 for log in done.logs)
        born = next(log for log in done.logs if log.step == "0.augment")
        assert set(born.entries["row_id"].to_pylist()) == {i for i in ids if "~" in i}


class TestNodes:
    def test_inactive_rows_are_left(self) -> None:
        batch = batch_of(TEXT, TEXT, TEXT)
        active = np.array([True, False, True])
        done = run_node(Leaf("0.aeda", AEDA()), batch, Frame(1), active)
        changed = [
            a != b
            for a, b in zip(
                batch.sentence.to_pylist(), done.batch.sentence.to_pylist(), strict=True
            )
        ]
        assert changed == [True, False, True]

    def test_copies_are_rows_like_any_other_behind_the_block(self) -> None:
        batch = batch_of(TEXT, TEXT)
        block = Augment("0.augment", (Leaf("0.augment/0.aeda", AEDA()),), 1, Where(), 1.0)
        last = Leaf("1.random_deletion", RandomDeletion(rate=0.5))
        done = run_nodes([block, last], batch, Frame(1), np.array([True, False]))
        assert len(done.batch) == 3
        tried = [t for t in done.left if t.num_rows and t["step"][0].as_py() == last.path]
        assert sum(t.num_rows for t in tried if t["what"][0].as_py() == "tried") == 3

    def test_an_empty_batch(self) -> None:
        recipe = Recipe.model_validate(
            {
                "steps": [
                    "aeda",
                    {"some_of": {"steps": ["random_masking", "random_deletion"], "count": 2}},
                    {"augment": {"where": {}, "steps": [{"one_of": ["aeda"]}]}},
                    {"curriculum": {"thresholds": [10]}},
                ]
            }
        )
        batch = batch_of(TEXT).take(np.zeros(0, np.int64))
        nodes = recipe.nodes()
        states = {"3.curriculum": nodes[3].step.finish(None, None)}  # type: ignore[union-attr]
        done = run_nodes(nodes, batch, Frame(1, states), np.zeros(0, np.bool_))
        assert len(done.batch) == 0
        assert done.batch.table.column_names[-2:] == ["bucket", "length"]

    def test_a_choice_is_drawn_by_row_id_alone(self) -> None:
        batch = batch_of(TEXT, TEXT, TEXT, TEXT)
        node = OneOf("0.one_of", (Leaf("a", AEDA()), Leaf("b", RandomDeletion(rate=0.9))), (1, 1))
        every = np.ones(4, np.bool_)
        sentences = run_node(node, batch, Frame(3), every).batch.sentence.to_pylist()
        turned = run_node(node, batch.take(np.arange(4)[::-1]), Frame(3), every).batch
        assert turned.sentence.to_pylist() == sentences[::-1]


def test_examples_show_every_kind_of_outcome(tmp_path: Path) -> None:
    done = carry_out(
        ["deduplicate", {"augment": {"where": {}, "steps": [{"entity_swap": {"names": "made"}}]}}],
        examples=2,
    )
    outcomes = {(example.step, example.what) for example in done.done.examples}
    assert ("0.deduplicate", "dropped") in outcomes
    assert ("1.augment/0.entity_swap", "changed") in outcomes
    assert ("1.augment/0.entity_swap", "skipped") in outcomes
    per_reason = Counter((e.step, e.what, e.reason) for e in done.done.examples)
    assert max(per_reason.values()) == 2
    for example in done.done.examples:
        assert (example.after is not None) == (example.what == "changed")
        if example.after is not None:
            assert example.after.id == example.before.id
            assert example.after != example.before


def test_an_edit_that_changes_nothing_is_no_change(plugins: Callable[..., str]) -> None:
    source = """
    class Idle(Step):
        def propose_row(self, row, state, draw):
            yield Edit(0, 0, "")
            yield Edit(*row.subject, row.subject_word, "subject")
    """
    plugins(source, idle="Idle")
    done = carry_out(["idle", {"one_of": {"steps": ["idle", MARK]}}], examples=1)
    assert what(done, "0.idle") == {"tried": 267}
    assert what(done, "1.one_of/1.random_masking")["changed"] == 267
    assert {example.step for example in done.done.examples} == {"1.one_of/1.random_masking"}


def test_no_examples_unless_asked_for() -> None:
    assert carry_out(["aeda"]).done.examples == []


def test_hostile_row_ids(tmp_path: Path) -> None:
    guids = ["a~b#c", "[/]", "줄\n바꿈", "😀" * 2000, "", " ", "0.augment#1", "a", "a~0.augment#1"]
    rows = [row(guid=guid, label="per:religion") for guid in guids]
    block = {"augment": {"where": {}, "copies": 2, "steps": ["aeda"]}}
    done = carry_out([block], None, save(rows, tmp_path / "rows.json"))
    assert len(set(ids(done))) == done.done.rows.rows > len(rows)
