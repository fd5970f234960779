from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from laws import check_laws, state_of
from normal_oracle import normal_row
from reaug.cleaning.deduplicate import Deduplicate
from reaug.core import schema
from reaug.core.apply import Applied, apply
from reaug.core.batch import Batch
from reaug.core.draws import Draw, row_keys
from reaug.core.examples import batch_of
from reaug.core.normal_form import normal_of
from reaug.core.row_decisions import Decided, Part
from strategies import batches, table_of

VICTORY = "[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다."
BIRTH = "[S|PER|윤봉길]은 [O|LOC|예산]에서 태어났다."


def run(batch: Batch, keep: str = "none") -> tuple[Applied, list[dict[str, object]]]:
    step = Deduplicate(keep=keep)
    state = state_of(step, [batch], None)
    changes = step.propose(batch, state, Draw(batch.keys, seed=0, path="0.deduplicate"))
    return apply(batch, changes), [finding.to_json("review") for finding in changes.findings]


def kept(batch: Batch, keep: str = "none") -> list[str]:
    return run(batch, keep)[0].batch.ids.to_pylist()


def dropped(batch: Batch, keep: str = "none") -> dict[str, str]:
    log = run(batch, keep)[0].log.dropped
    return dict(zip(log[schema.ROW_ID].to_pylist(), log["_reason"].to_pylist(), strict=True))


def test_of_exact_duplicates_the_least_row_id_stays() -> None:
    batch = batch_of(VICTORY, BIRTH, VICTORY, VICTORY)
    assert kept(batch) == ["row-0", "row-1"]
    assert dropped(batch) == {"row-2": "duplicate/exact", "row-3": "duplicate/exact"}
    assert run(batch)[1] == []


def test_the_result_does_not_depend_on_the_order_of_rows() -> None:
    batch = batch_of(VICTORY, BIRTH, VICTORY)
    assert sorted(kept(batch.take(np.array([2, 1, 0])))) == ["row-0", "row-1"]


def test_other_spans_roles_or_text_are_no_duplicate() -> None:
    rows = batch_of(
        VICTORY,
        "[O|PER|이순신]은 [S|LOC|한산도]에서 이겼다.",
        "[S|PER|이순]신은 [O|LOC|한산도]에서 이겼다.",
        "[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다",
    )
    assert len(kept(rows)) == 4


def in_five_spellings() -> Batch:
    """One row: with a zero-width space in a mention, NFD, NBSP, blanks at edges; plain the last."""
    return batch_of(
        "[S|PER|이\u200b순신]은 [O|LOC|한산도]에서 이겼다.",
        *(unicodedata.normalize("NFD", VICTORY), VICTORY.replace(" ", "\u00a0")),
        "[S|PER|이순신]은[O|LOC| 한산도]에서 이겼다. ",
        VICTORY,
    )


def test_rows_that_look_the_same_are_the_same_and_a_plain_one_stays() -> None:
    batch = in_five_spellings()
    assert kept(batch) == ["row-4"]
    assert set(dropped(batch).values()) == {"duplicate/exact"}
    findings = run(batch)[1]
    assert [finding["rows"][0] for finding in findings] == [
        "row-4",
        "row-0",
        "row-1",
        "row-2",
        "row-3",
    ]
    assert {finding["message"] for finding in findings} == {
        "look equal, but are spelled in 5 ways; kept: row-4"
    }
    assert [finding["applied"] for finding in findings] == [False, True, True, True, True]


def test_the_normal_form_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def counted(*given: Any) -> Any:
        asked.append(given)
        return normal_of(*given)

    monkeypatch.setattr("reaug.core.batch.normal_of", counted)
    batch = in_five_spellings()
    Deduplicate().summarise(batch)
    assert len(asked) == 1


def test_rows_that_stay_in_another_spelling_are_warned_of() -> None:
    step, batch = Deduplicate(), in_five_spellings()
    state = state_of(step, [batch], None)
    [warning] = step.measure(batch.table, state).warnings
    assert warning.startswith("4 rows with hidden characters")
    assert "normalise_text" in warning
    fine = batch_of(VICTORY, "[S|ORG|LG]는 👩\u200d🔬 [O|POH|大韓]", "[S|ORG|아]  [O|ORG|야]")
    assert step.measure(fine.table, state).warnings == ()
    assert step.measure(fine.table.slice(0, 0), state).warnings == ()


def test_rows_that_no_step_can_mend_are_not_warned_of() -> None:
    step = Deduplicate()
    private = "[S|PER|이순신]은 \ue000 [O|LOC|한산도]에서 이겼다."
    batch = batch_of(private, private.replace("은", "\u200b은"), VICTORY)
    [warning] = step.measure(batch.table, state_of(step, [batch], None)).warnings
    assert warning.startswith("1 row with hidden characters")
    assert step.measure(batch.table.slice(0, 1), state_of(step, [batch], None)).warnings == ()


def test_of_rows_in_no_normal_form_the_least_row_id_stays() -> None:
    batch = in_five_spellings().take(np.array([3, 2, 1]))
    assert kept(batch) == ["row-1"]


def test_a_conflict_of_spellings_is_a_conflict() -> None:
    batch = in_five_spellings()
    labels = pa.array(["per:origin", *["no_relation"] * 4])
    place = batch.table.schema.get_field_index("label")
    batch = Batch(batch.table.set_column(place, "label", labels))
    assert kept(batch) == []
    assert kept(batch, "majority") == ["row-4"]
    assert kept(batch, "first") == ["row-0"]


def test_a_conflict_drops_all_unless_told_otherwise() -> None:
    labels = ["no_relation", "per:origin", "no_relation", "no_relation"]
    batch = batch_of(VICTORY, VICTORY, BIRTH, VICTORY, label=labels)
    assert kept(batch) == ["row-2"]
    assert set(dropped(batch).values()) == {"duplicate/conflict"}


def test_a_conflict_lists_each_row_with_the_labels_of_the_group() -> None:
    labels = ["no_relation", "per:origin", "no_relation"]
    _, findings = run(batch_of(VICTORY, VICTORY, VICTORY, label=labels))
    assert [finding["rows"][0] for finding in findings] == ["row-0", "row-1", "row-2"]
    assert len(findings[1].pop("key")) == 16
    assert findings[1] == {
        "rule": "duplicate/conflict",
        "severity": "error",
        "rows": ["row-1"],
        "field": "label",
        "value": "per:origin",
        "suggestion": None,
        "score": pytest.approx(1 / 3, abs=1e-6),
        "applied": True,
        "message": "equal sentence and spans, but the label is "
        "no_relation in 2 rows, per:origin in 1 row",
    }


def test_majority_keeps_one_row_of_the_label_of_the_most_rows() -> None:
    labels = ["per:origin", "no_relation", "no_relation"]
    batch = batch_of(VICTORY, VICTORY, VICTORY, label=labels)
    assert kept(batch, "majority") == ["row-1"]
    assert dropped(batch, "majority") == {"row-0": "duplicate/conflict", "row-2": "duplicate/exact"}
    findings = run(batch, "majority")[1]
    assert [finding["suggestion"] for finding in findings] == ["no_relation", None, None]
    assert [finding["applied"] for finding in findings] == [True, False, True]


def test_a_tied_majority_keeps_none() -> None:
    batch = batch_of(VICTORY, VICTORY, label=["per:origin", "no_relation"])
    assert kept(batch, "majority") == []


def test_first_keeps_the_row_that_came_first() -> None:
    batch = batch_of(VICTORY, VICTORY, VICTORY, label=["per:origin", "no_relation", "per:origin"])
    assert kept(batch, "first") == ["row-0"]
    assert dropped(batch, "first") == {"row-1": "duplicate/conflict", "row-2": "duplicate/exact"}
    late = batch.table.set_column(1, "_position", pa.array([9, 5, 7]))
    assert kept(Batch(late), "first") == ["row-1"]
    tied = batch.table.set_column(1, "_position", pa.array([5, 5, 5]))
    assert kept(Batch(tied), "first") == ["row-0"]


def test_duplicates_with_other_types_are_dropped_and_listed() -> None:
    batch = batch_of(VICTORY, "[S|PER|이순신]은 [O|ORG|한산도]에서 이겼다.")
    applied, findings = run(batch)
    assert applied.batch.ids.to_pylist() == ["row-0"]
    assert [(f["rule"], f["field"], f["value"], f["applied"]) for f in findings] == [
        ("duplicate/exact", "object_entity.type", "LOC", False),
        ("duplicate/exact", "object_entity.type", "ORG", True),
    ]
    assert findings[0]["message"] == (
        "equal sentence, spans and label, but object_entity.type is LOC in 1 row, ORG in 1 row"
    )


def test_rows_without_labels_are_exact_duplicates() -> None:
    table = batch_of(VICTORY, VICTORY).table
    nulls = pa.nulls(2, pa.string())
    for name in (schema.LABEL, schema.SUBJECT_TYPE):
        table = table.set_column(table.schema.get_field_index(name), name, nulls)
    assert kept(Batch(table)) == ["row-0"]
    labels = pa.array([None, "no_relation"], pa.string())
    mixed = Batch(table.set_column(table.schema.get_field_index("label"), "label", labels))
    assert kept(mixed) == []
    assert "missing in 1 row" in str(run(mixed)[1][0]["message"])


def test_findings_come_with_the_rows_they_are_about() -> None:
    batch = batch_of(VICTORY, VICTORY, BIRTH, label=["per:origin", "no_relation", "no_relation"])
    step = Deduplicate()
    state = state_of(step, [batch], None)
    for rows, expected in (([0], ["row-0"]), ([1, 2], ["row-1"]), ([2], [])):
        part = batch.take(np.array(rows))
        changes = step.propose(part, state, Draw(part.keys, seed=0, path="0.deduplicate"))
        assert [finding.rows[0] for finding in changes.findings] == expected


@pytest.mark.parametrize("keep", ["none", "majority", "first"])
def test_laws_on_planted_duplicates(keep: str) -> None:
    texts = [VICTORY, BIRTH, VICTORY, "[S|ORG|LG]는 👍🏽 [O|POH|大韓]", VICTORY, BIRTH]
    labels = ["no_relation", "per:origin", "no_relation", "no_relation", "per:title", "per:origin"]
    check_laws(Deduplicate(keep=keep), batch_of(*texts, label=labels))


@given(batches(), st.sampled_from(["none", "majority", "first"]), st.data())
def test_laws(batch: Batch, keep: str, data: st.DataObject) -> None:
    n = len(batch)
    again = data.draw(st.lists(st.integers(0, max(n - 1, 0)), max_size=5)) if n else []
    rows = [*batch.table.to_pylist(), *(batch.table.take([i]).to_pylist()[0] for i in again)]
    labels = st.sampled_from(["no_relation", "per:spouse", None])
    ids = [f"행-{i}" for i in range(len(rows))]
    for row, row_id, key in zip(rows, ids, row_keys(ids), strict=True):
        row[schema.ROW_ID], row[schema.KEY] = row_id, int(key)
        row[schema.LABEL] = data.draw(labels)
    repeated = Batch(table_of(rows))
    applied = check_laws(Deduplicate(keep=keep), repeated)
    _check_by_hand(repeated, applied, keep)


def _check_by_hand(batch: Batch, applied: Applied, keep: str) -> None:
    """What stays, by a dictionary over whole rows."""
    groups: dict[tuple[object, ...], list[dict[str, Any]]] = {}
    for row in batch.table.to_pylist():
        a, b, c, d = (row[name] for name in schema.SPANS)
        text, spans = normal_row(row[schema.SENTENCE], [(a, b), (c, d)])
        row["plain"] = (row[schema.SENTENCE], [(a, b), (c, d)]) == (text, spans)
        groups.setdefault((text, *spans), []).append(row)
    stays = applied.batch.ids.to_pylist()
    for rows in groups.values():
        kept_rows = [row for row in rows if row[schema.ROW_ID] in stays]
        if len({row[schema.LABEL] for row in rows}) == 1:
            least = min(rows, key=lambda row: (not row["plain"], row[schema.ROW_ID]))
            assert kept_rows == [least]
        else:
            assert len(kept_rows) <= (keep != "none")


def test_keep_takes_three_words_only() -> None:
    with pytest.raises(ValidationError, match="none"):
        Deduplicate(keep="last")
    with pytest.raises(ValidationError):
        Deduplicate(keep=None)


def test_counts_on_klue_re(shared_data: Path) -> None:
    rows = json.loads((shared_data / "klue-re" / "klue-re-v1.1_train.json").read_text("utf-8"))
    spans = {
        f"{role}_{edge}": [row[f"{role}_entity"][f"{edge}_idx"] + (edge == "end") for row in rows]
        for role in schema.ROLES
        for edge in ("start", "end")
    }
    types = {
        f"{role}_type": [row[f"{role}_entity"]["type"] for row in rows] for role in schema.ROLES
    }
    ids = [row["guid"] for row in rows]
    columns = {
        schema.ROW_ID: ids,
        schema.POSITION: range(len(rows)),
        schema.KEY: row_keys(ids),
        schema.GUID: ids,
        schema.SENTENCE: [row["sentence"] for row in rows],
        **spans,
        **types,
        schema.LABEL: [row["label"] for row in rows],
        schema.SOURCE: [row["source"] for row in rows],
    }
    batch = Batch(pa.table(columns, schema=schema.CORE_SCHEMA))
    applied, findings = run(batch)
    reasons = applied.log.dropped["_reason"].to_pylist()
    # 46 groups of 93 rows share sentence and spans; in 5 of them, 11 rows, the labels conflict.
    conflicts = [finding for finding in findings if finding["rule"] == "duplicate/conflict"]
    assert len(conflicts) == reasons.count("duplicate/conflict") == 11
    assert reasons.count("duplicate/exact") == (93 - 11) - (46 - 5)
    assert len(kept(batch, "first")) == len(rows) - (93 - 46)


class TestWhatPeopleHaveDecided:
    """Decided rows win, whatever `keep` says."""

    def stays(self, batch: Batch, keep: str, **parts: Part) -> tuple[list[str], dict[str, str]]:
        step = Deduplicate(keep=keep)
        decided = Decided.of({name.replace("_", "-"): part for name, part in parts.items()})
        state = step.finish_heeding(step.summarise(batch), None, decided)
        changes = step.propose(batch, state, Draw(batch.keys, seed=0, path="0.deduplicate"))
        messages = {finding.rows[0]: finding.en for finding in changes.findings}
        return apply(batch, changes).batch.ids.to_pylist(), messages

    @pytest.mark.parametrize("keep", ["none", "majority", "first"])
    def test_the_rivals_of_a_decided_label_go(self, keep: str) -> None:
        labels = ["no_relation", "no_relation", "per:origin", "per:origin"]
        batch = batch_of(VICTORY, VICTORY, VICTORY, VICTORY, label=labels)
        assert self.stays(batch, keep, row_3=Part.LABEL)[0] == ["row-3"]
        assert self.stays(batch, keep, row_3=Part.ROW)[0] == ["row-3"]

    @pytest.mark.parametrize("keep", ["none", "majority", "first"])
    def test_decided_rows_that_contradict_each_other_stay(self, keep: str) -> None:
        labels = ["no_relation", "per:origin", "per:title"]
        batch = batch_of(VICTORY, VICTORY, VICTORY, label=labels)
        kept, messages = self.stays(batch, keep, row_0=Part.LABEL, row_2=Part.LABEL)
        assert kept == ["row-0", "row-2"]
        assert "people decided on different labels" in messages["row-0"]

    def test_of_twins_the_decided_one_stays(self) -> None:
        batch = batch_of(VICTORY, VICTORY, BIRTH)
        for part in (Part.LABEL, Part.OBJECT_TYPE, Part.SENTENCE, Part.OBJECT, Part.ROW):
            assert self.stays(batch, "none", row_1=part)[0] == ["row-1", "row-2"]

    def test_a_row_that_a_person_keeps_stays_beside_its_twin(self) -> None:
        other = VICTORY.replace("LOC", "ORG")
        batch = batch_of(VICTORY, VICTORY, other)
        every = {"row_0": Part.LABEL, "row_1": Part.LABEL, "row_2": Part.OBJECT_TYPE}
        assert self.stays(batch, "none", **every)[0] == ["row-0", "row-2"]
        every["row_1"] = Part.ROW
        assert self.stays(batch, "none", **every)[0] == ["row-0", "row-1", "row-2"]

    def test_a_decided_type_does_not_settle_labels(self) -> None:
        batch = batch_of(VICTORY, VICTORY, label=["no_relation", "per:origin"])
        assert self.stays(batch, "none", row_1=Part.OBJECT_TYPE)[0] == []
        assert self.stays(batch, "first", row_1=Part.OBJECT_TYPE)[0] == ["row-0"]

    def test_nobody_decided_about_these(self) -> None:
        batch = batch_of(VICTORY, VICTORY, BIRTH, label=["no_relation", "per:origin", "per:origin"])
        assert self.stays(batch, "none", row_2=Part.LABEL)[0] == ["row-2"]
