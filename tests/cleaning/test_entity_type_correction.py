from __future__ import annotations

import importlib.util
import pickle
import unicodedata
from functools import reduce
from pathlib import Path
from types import ModuleType

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from laws import check_laws, state_of
from own_sets import HOSPITAL, set_of
from reaug.audit.types import counts as counts_module
from reaug.audit.types import evidence as evidence_module
from reaug.audit.types import mention_keys
from reaug.audit.types.corrections import TypeState, cut_of
from reaug.audit.types.count_tables import Table
from reaug.audit.types.counts import TypeCounts
from reaug.audit.types.evidence import softmax
from reaug.audit.types.mention_keys import Keyed, around, shortened
from reaug.audit.types.weights import WEIGHTS, Evidence
from reaug.audit.types.word_forms import shapes
from reaug.cleaning.entity_type_correction import EntityTypeCorrection
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import Draw, row_keys
from reaug.core.examples import batch_of
from reaug.rulebook import RuleBook, load
from strategies import batches

NAMES = ("김도현", "이서준", "박하은", "최지우", "정민서", "강예린", "조수아", "윤재호")
FIRMS = ("한빛전자", "가온통신", "누리화학", "다솜물산", "미르전자", "온새미통신")


@pytest.fixture(scope="module")
def rules() -> RuleBook:
    return load("klue-re")


def run(
    batch: Batch, rules: RuleBook, step: EntityTypeCorrection | None = None
) -> tuple[Changes, list[dict[str, object]]]:
    step = step or EntityTypeCorrection()
    state = state_of(step, [batch], rules)
    changes = step.propose(batch, state, Draw(batch.keys, seed=0, path="0.types"))
    return changes, [finding.to_json("review") for finding in changes.findings]


def firms_and_people(*more: str, label: str = "org:top_members/employees") -> Batch:
    """48 good rows, from which a word's usual type is known, and more behind them."""
    rows = [f"[S|ORG|{firm}]는 [O|PER|{name}] 씨가 이끈다." for firm in FIRMS for name in NAMES]
    labels = ["org:top_members/employees"] * len(rows) + [label] * len(more)
    return batch_of(*rows, *more, label=labels)


def test_a_wrong_type_is_set_and_listed(rules: RuleBook) -> None:
    batch = firms_and_people("[S|ORG|누리화학]은 [O|NOH|이서준] 씨가 이끈다.")
    changes, findings = run(batch, rules)
    assert changes.fields["object_type"].to_pylist() == [None] * 48 + ["PER"]
    assert changes.fields["subject_type"].null_count == 49
    assert changes.reason is not None
    assert changes.skipped is not None
    assert changes.reason.to_pylist()[-1] == "type/words+context"
    assert changes.skipped.null_count == 49
    assert len(findings) == 1
    score = findings[0].pop("score")
    assert len(findings[0].pop("key")) == 16
    assert isinstance(score, float)
    assert 0.95 <= score <= 1
    assert findings[0] == {
        "rule": "type/inconsistent",
        "severity": "review",
        "rows": ["row-48"],
        "field": "object_entity.type",
        "value": "NOH",
        "suggestion": "PER",
        "applied": True,
        "message": "'이서준' is NOH here, PER in 6 of 6 other mentions "
        "(context +3.7, words +1.6, label +0.6, form +0.3)",
        "fixes": [{"field": "object_entity.type", "old": "NOH", "new": "PER"}],
    }


def test_below_the_threshold_a_row_is_left_and_listed(rules: RuleBook) -> None:
    batch = firms_and_people("[S|ORG|누리화학]은 [O|NOH|이서준] 씨가 이끈다.")
    changes, findings = run(batch, rules, EntityTypeCorrection(threshold=1))
    assert changes.fields["object_type"].null_count == 49
    assert changes.skipped is not None
    assert changes.skipped.to_pylist()[-1] == "type/below-threshold"
    assert changes.reason is not None
    assert changes.reason.null_count == 49
    assert [(f["rows"][0], f["applied"]) for f in findings] == [("row-48", False)]


def test_below_review_nothing_is_said(rules: RuleBook) -> None:
    batch = firms_and_people("[S|ORG|누리화학]은 [O|NOH|이서준] 씨가 이끈다.")
    changes, findings = run(batch, rules, EntityTypeCorrection(threshold=1, review=1))
    assert findings == []
    assert changes.skipped is not None
    assert changes.skipped.null_count == 49


def test_good_rows_are_left_alone(rules: RuleBook) -> None:
    for step in (EntityTypeCorrection(), EntityTypeCorrection(review=0)):
        changes, findings = run(firms_and_people(), rules, step)
        assert all(values.null_count == 48 for values in changes.fields.values())
        assert findings == []


def test_a_word_that_is_two_things_is_left_alone(rules: RuleBook) -> None:
    """A country is a place and a state: half of its rows say each."""
    place = "[S|ORG|한빛전자]는 [O|LOC|네덜란드]에 있다."
    state = "[S|ORG|한빛전자]는 [O|ORG|네덜란드]에 있다."
    batch = batch_of(*[place] * 12, *[state] * 10, label="org:place_of_headquarters")
    changes, findings = run(batch, rules)
    assert changes.fields["object_type"].null_count == 22
    assert findings == []


def test_a_band_typed_as_its_label_wants_is_left_alone(rules: RuleBook) -> None:
    """As a subject under per:* a band must be PER: its other rows as ORG do not count for more."""
    band = "[S|ORG|별무리]는 [O|DAT|2012년]에 결성되었다."
    rows = [band] * 20 + ["[S|PER|별무리]는 [O|LOC|부산] 출신이다."]
    changes, findings = run(batch_of(*rows, label=["org:founded"] * 20 + ["per:origin"]), rules)
    assert changes.fields["subject_type"].null_count == 21
    assert [finding for finding in findings if finding["applied"]] == []


def test_a_type_that_breaks_the_label_is_only_listed(rules: RuleBook) -> None:
    """A person by all that is known, but the label wants an organisation: which one is wrong?"""
    people = [f"[S|PER|{name}]은 [O|LOC|부산] 출신이다." for name in NAMES] * 3
    odd = "[S|LOC|이서준]은 [O|DAT|2012년]에 결성되었다."
    batch = batch_of(*people, odd, label=["per:origin"] * len(people) + ["org:founded"])
    step = EntityTypeCorrection(roles=("subject",))
    changes, findings = run(batch, rules, step)
    assert list(changes.fields) == ["subject_type"]
    assert changes.fields["subject_type"].null_count == 25
    assert changes.skipped is not None
    assert changes.skipped.to_pylist()[-1] == "type/breaks-label"
    assert [(f["suggestion"], f["applied"]) for f in findings] == [("PER", False)]
    assert findings[0]["message"] == (
        "'이서준' is LOC here, PER in 3 of 3 other mentions "
        "(context +2.1, words +1.4, form +0.3, label -2.8); "
        "but PER breaks the label org:founded: judge both"
    )


def test_a_subject_that_its_label_forbids_gets_the_one_it_allows(rules: RuleBook) -> None:
    batch = firms_and_people("[S|LOC|미르전자]는 [O|PER|박하은] 씨가 이끈다.")
    changes, _ = run(batch, rules)
    assert changes.fields["subject_type"].to_pylist()[-1] == "ORG"


def test_the_rule_book_alone_is_enough_for_a_date(rules: RuleBook) -> None:
    batch = batch_of("[S|ORG|한빛전자]는 [O|PER|1998년 3월]에 세워졌다.", label="org:founded")
    changes, findings = run(batch, rules)
    assert changes.fields["object_type"].to_pylist() == ["DAT"]
    assert changes.reason is not None
    assert changes.reason.to_pylist() == ["type/label+book+form"]
    assert "its context and form suggest DAT" in str(findings[0]["message"])


def test_both_types_of_a_row(rules: RuleBook) -> None:
    batch = firms_and_people("[S|DAT|누리화학]은 [O|NOH|이서준] 씨가 이끈다.")
    changes, findings = run(batch, rules)
    assert changes.fields["subject_type"].to_pylist()[-1] == "ORG"
    assert changes.fields["object_type"].to_pylist()[-1] == "PER"
    assert sorted(str(f["field"]) for f in findings) == [
        "object_entity.type",
        "subject_entity.type",
    ]
    object_only, _ = run(batch, rules, EntityTypeCorrection(roles=("object",)))
    assert list(object_only.fields) == ["object_type"]


def test_a_missing_type_is_left_missing(rules: RuleBook) -> None:
    table = firms_and_people("[S|ORG|누리화학]은 [O|NOH|이서준] 씨가 이끈다.").table
    types = [*table["object_type"].to_pylist()[:-1], None]
    index = table.schema.get_field_index("object_type")
    batch = Batch(table.set_column(index, "object_type", pa.array(types, pa.string())))
    changes, findings = run(batch, rules)
    assert changes.fields["object_type"].null_count == 49
    assert findings == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("[S|ORG|누리화학]은 [O|PERSON|이서준] 씨가 이끈다.", "org:top_members/employees"),
        ("[S|FIRM|누리화학]은 [O|NOH|이서준] 씨가 이끈다.", "org:top_members/employees"),
        ("[S|ORG|누리화학]은 [O|NOH|이서준] 씨가 이끈다.", "firm:head"),
    ],
)
def test_a_row_with_a_name_that_the_book_lacks_is_left_alone(
    rules: RuleBook, text: str, label: str
) -> None:
    batch = firms_and_people(text)
    labels = pa.array([*batch.label.to_pylist()[:-1], label], pa.string())
    index = batch.table.schema.get_field_index("label")
    batch = Batch(batch.table.set_column(index, "label", labels))
    changes, findings = run(batch, rules, EntityTypeCorrection(threshold=0.5, review=0))
    assert changes.fields["object_type"].to_pylist()[-1] is None
    assert changes.fields["subject_type"].to_pylist()[-1] is None
    assert batch.ids.to_pylist()[-1] not in str(findings)


def test_a_set_of_another_scheme_is_left_alone(rules: RuleBook) -> None:
    batch = set_of(HOSPITAL)
    known = batch_of("[S|PER|한도윤]은 [O|NOH|1998년 3월]에 났다.", label="per:date_of_birth")
    both = Batch(pa.concat_tables([batch.table, known.table]))
    changes, findings = run(both, rules, EntityTypeCorrection(threshold=0.5, review=0))
    assert changes.fields["object_type"].null_count == len(both)
    assert not findings


def test_nothing_is_set_under_a_book_that_it_was_not_judged_under(rules: RuleBook) -> None:
    batch = firms_and_people("[S|ORG|누리화학]은 [O|NOH|이서준] 씨가 이끈다.")
    assert run(batch, rules)[0].fields["object_type"].null_count < len(batch)
    changes, findings = run(batch, rules.model_copy(update={"name": "mine"}))
    assert changes.fields["object_type"].null_count == len(batch)
    assert [finding["applied"] for finding in findings] == [False]
    assert changes.skipped is not None
    assert changes.skipped.to_pylist()[-1] == "type/unjudged-book"


def test_unknown_and_missing_labels_say_nothing(rules: RuleBook) -> None:
    batch = firms_and_people("[S|ORG|누리화학]은 [O|NOH|이서준] 씨가 이끈다.", label="per:boss")
    index = batch.table.schema.get_field_index("label")
    labels = batch.label.to_pylist()
    for last in (None,):
        values = pa.array([*labels[:-1], last], pa.string())
        changed = Batch(batch.table.set_column(index, "label", values))
        changes, _ = run(changed, rules, EntityTypeCorrection(threshold=0.5))
        assert changes.fields["object_type"].to_pylist()[-1] == "PER"
        assert changes.reason is not None
        assert "label" not in changes.reason.to_pylist()[-1]


def test_a_name_is_one_word_in_nfc_and_nfd(rules: RuleBook) -> None:
    nfd = unicodedata.normalize("NFD", "이서준")
    batch = firms_and_people(f"[S|ORG|누리화학]은 [O|NOH|{nfd}] 씨가 이끈다.")
    assert "PER in 6 of 6 other mentions" in str(run(batch, rules)[1][0]["message"])


def test_long_and_hostile_words_in_messages(rules: RuleBook) -> None:
    word = "\u202e\n😀" + "가" * 500
    template = "[S|ORG|누리화학]은 [O|{}|{}] 씨가 이끈다."
    batch = firms_and_people(*(template.format(type_, word) for type_ in ["PER"] * 6 + ["NOH"]))
    changes, findings = run(batch, rules, EntityTypeCorrection(threshold=1, review=0))
    assert [(f["field"], f["value"]) for f in findings] == [("object_entity.type", "NOH")]
    message = str(findings[0]["message"])
    assert len(message) < 160
    assert message.isprintable()
    assert changes.fields["object_type"].null_count == len(batch)


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ({"threshold": 0.4}, "greater than or equal to 0.5"),
        ({"threshold": 1.1}, "less than or equal to 1"),
        ({"threshold": "0.9"}, "valid number"),
        ({"threshold": True}, "valid number"),
        ({"threshold": float("nan")}, "less than or equal"),
        ({"review": -1}, "greater than or equal to 0"),
        ({"roles": []}, "at least 1"),
        ({"roles": ["subject", "subject"]}, "give each role only once"),
        ({"roles": ["context"]}, "'subject' or 'object'"),
        ({"cutoff": 0.9}, "Extra inputs"),
    ],
)
def test_wrong_parameters(given_: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        EntityTypeCorrection.model_validate(given_)


def test_parameters_survive_a_recipe() -> None:
    step = EntityTypeCorrection(threshold=0.9, roles=("object",))
    assert EntityTypeCorrection.model_validate(step.model_dump(mode="json")) == step


@settings(max_examples=25)  # each example reads the rule book's patterns seven times
@given(batch=batches(max_rows=8))
def test_laws(batch: Batch, rules: RuleBook) -> None:
    check_laws(EntityTypeCorrection(threshold=0.5, review=0.1), batch, rules=rules)


def test_laws_where_much_is_corrected(rules: RuleBook) -> None:
    noise = [
        "[S|LOC|누리화학]은 [O|NOH|이서준] 씨가 이끈다.",
        "[S|ORG|미르전자]는 [O|LOC|박하은] 씨가 이끈다.",
        "[S|ORG|LG]는 [O|DAT|Kim 👍🏽] 씨가 이끈다.",
    ]
    applied = check_laws(EntityTypeCorrection(), firms_and_people(*noise), rules=rules)
    assert applied.log.entries.num_rows >= 3
    assert not len(applied.refusals.row)


@pytest.mark.parametrize("evidence", ["quick", "full"])
def test_a_mention_does_not_speak_for_itself(rules: RuleBook, evidence: Evidence) -> None:
    batch = batch_of("[S|ORG|한빛전자]는 [O|PER|김도현] 씨가 이끈다.")
    step = EntityTypeCorrection(evidence=evidence)
    mentions = state_of(step, [batch], rules).evidence.mentions(batch, "object")
    assert mentions.others.sum() == 0
    assert set(mentions.evidence) == set(WEIGHTS[evidence])
    for name in ("same", "label_behind", "label_other", "label_ending"):
        assert np.allclose(mentions.evidence[name], 0), name
    for name in ("words", "shape", "ending", "beginning"):
        # The one other word, 한빛전자, is of another shape, ending and beginning.
        assert np.allclose(mentions.evidence[name], 0), name


@pytest.mark.parametrize("evidence", ["quick", "full"])
def test_evidence_added_up_beforehand_is_that_of_each_mention(
    rules: RuleBook, evidence: Evidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the last bit: mentions that were counted, others, and those without a known type."""
    noise = "[S|LOC|누리화학]은 [O|NOH|이서준] 씨가 이끈다."
    counted = firms_and_people(noise, noise)
    state = state_of(EntityTypeCorrection(evidence=evidence), [counted], rules)
    more = ["[S|LOC|누리화학]을 [O|PERSON|이서준] 씨가 이끈다.", "[S|ORG|새벽상사], [O|DAT|내일]"]
    batch = Batch(pa.concat_tables([counted.table, batch_of(*more, label="per:boss").table]))
    index = batch.table.schema.get_field_index("object_type")
    types = pa.array([None, *batch.type("object").to_pylist()[1:]], pa.string())
    batch = Batch(batch.table.set_column(index, "object_type", types))
    for role in ("subject", "object"):
        mentions = state.evidence.mentions(batch, role)
        weighed = state.evidence.weighed(Keyed.of(batch, role), role)
        assert (mentions.log_odds == weighed.log_odds).all()
        assert (mentions.legal == weighed.legal).all()
        assert (mentions.written == weighed.written).all()
    judged = state.judge(batch, "subject")
    monkeypatch.setattr(evidence_module, "MOST", 0)  # no room: each mention by itself
    again = state_of(EntityTypeCorrection(evidence=evidence), [counted], rules)
    assert again.rates == state.rates
    assert (again.judge(batch, "subject").score == judged.score).all()


@pytest.mark.parametrize("n", [0, 1, 2, 1000])
def test_keys_are_found_where_they_stand(n: int) -> None:
    random = np.random.default_rng(n)
    keys = random.integers(0, 2**63, n).astype(np.uint64) << np.uint64(1)
    entries = np.concatenate([keys, keys])
    type_ = random.integers(0, 3, len(entries))
    table = Table.of(entries, type_, np.full(len(entries), 2), 3)
    assert (table.keys[table.find(keys)] == keys).all()
    assert (table.counts[table.find(keys)].sum(axis=1) == 4).all()
    unknown = table.find(keys + np.uint64(1))
    assert (unknown == len(table.keys)).all()
    assert not table.counts[unknown].any()
    assert len(Table.of(keys, type_[:n], np.ones(n, dtype=np.int64), 3).repeated().keys) == 0
    assert table.repeated().keys.tolist() == table.keys.tolist()


def test_rows_without_any_type(rules: RuleBook) -> None:
    table = batch_of("[S|ORG|한빛전자]는 [O|PER|김도현] 씨가 이끈다.").table
    for name in ("subject_type", "object_type"):
        index = table.schema.get_field_index(name)
        table = table.set_column(index, name, pa.array([None], pa.string()))
    changes, findings = run(Batch(table), rules)
    assert changes.fields["object_type"].to_pylist() == [None]
    assert findings == []


def test_no_rows(rules: RuleBook) -> None:
    empty = batch_of("[S|PER|가] [O|LOC|나]").take(np.zeros(0, dtype=np.int64))
    changes, findings = run(empty, rules)
    assert findings == []
    assert [len(values) for values in changes.fields.values()] == [0, 0]


def test_counts_are_the_same_however_they_are_merged() -> None:
    batch = firms_and_people()
    parts = [TypeCounts.of(batch.take(np.array([i]))) for i in range(48)]
    at_once = TypeCounts.of(batch)
    forward, backward = parts[0], parts[-1]
    for part in parts[1:]:
        forward = forward.merge(part)
    for part in parts[-2::-1]:
        backward = part.merge(backward)
    keys = [("key", "ascending"), ("type", "ascending")]
    samples = [counts.summed().sample for counts in (forward, backward, at_once)]
    assert samples[0].equals(samples[1])
    assert samples[0].equals(samples[2])
    for one, two, three in zip(
        forward.summed()[:-1], backward.summed()[:-1], at_once, strict=False
    ):
        assert one.sort_by(keys).equals(two.sort_by(keys))
        assert one.sort_by(keys).equals(three.sort_by(keys).cast(one.schema))


@pytest.mark.parametrize("most", [1, 3, 7, 10**6])
def test_a_sample_of_the_counts_is_the_same_for_any_batches(
    most: int, rules: RuleBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("MOST", "MOST_SPANS"):
        monkeypatch.setattr(counts_module, name, most)
    monkeypatch.setattr(counts_module, "_MANY_CHUNKS", 3)
    batch = firms_and_people("[S|ORG|누리화학]은 [O|NOH|이서준] 씨가 이끈다.")
    turned = np.random.default_rng(1).permutation(len(batch))
    at_once = TypeCounts.of(batch)
    for size, rows in ((1, turned), (5, turned), (20, np.arange(len(batch)))):
        parts = [TypeCounts.of(batch.take(rows[at : at + size])) for at in range(0, 49, size)]
        merged = reduce(TypeCounts.merge, parts)
        assert merged.samples() == at_once.samples()
        for one, other in zip(merged.several().summed(), at_once.several().summed(), strict=True):
            assert sorted(map(str, one.to_pylist())) == sorted(map(str, other.to_pylist()))
            if most < 10 and "n" in one.column_names and one["key"].type != pa.string():
                assert len(one["key"].unique()) <= most
    assert bool(at_once.samples()) == (most < 10)
    step = EntityTypeCorrection()
    description = step.describe(state_of(step, [batch], rules))
    assert ("sampled" in description) == (most < 10)
    if most < 10:
        assert description["sampled"]["words"]["kept"] == most
        assert description["sampled"]["words"]["of_about"] >= most


def test_what_stands_around_a_mention() -> None:
    batch = batch_of("가나[S|PER|다]라[O|LOC|마]", "[O|PER|다][S|LOC|😀]e\u0301")

    def letters(key: int) -> str:
        codes = [key >> 42, (key >> 21) & 0x1FFFFF, key & 0x1FFFFF]
        return "".join("|" if code == 0x1FFFFF else chr(code) for code in codes)

    before, behind = around(batch, "subject")
    assert list(map(letters, before.tolist())) == ["나가|", "다||"]
    assert list(map(letters, behind.tolist())) == ["라마|", "e\u0301|"]
    assert shortened(behind, 1).tolist() == [ord("라"), ord("e")]
    assert list(map(letters, around(batch, "object")[1].tolist())) == ["|||", "😀e\u0301"]


def test_shapes_of_words() -> None:
    words = [
        "이순신",
        "김도현",
        "1998년",
        "7년",
        "LG",
        "Kim",
        "LG 전자",
        "大韓",
        "日",
        "(주)",
        "",
        "가" * 9,
    ]
    numbers = shapes(pa.array([*words, "가" * 20])).tolist()
    same = [numbers[i] == numbers[j] for i, j in ((0, 1), (2, 3), (4, 5), (7, 8), (11, 12))]
    assert all(same)
    assert len(set(numbers)) == 8
    assert numbers[10] == 0


def test_softmax_of_far_apart_values() -> None:
    assert softmax(np.array([[1000.0, 0.0], [-1000.0, -1000.0]])).tolist() == [[1, 0], [0.5, 0.5]]


def test_words_of_one_key_count_as_one(rules: RuleBook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two words with equal 64-bit keys are as good as impossible, and must not break anything."""
    for module in (evidence_module, counts_module, mention_keys):
        monkeypatch.setattr(
            module, "text_keys", lambda words: row_keys(word[:1] for word in words.to_pylist())
        )
    batch = firms_and_people()
    state = state_of(EntityTypeCorrection(), [batch], rules)
    assert isinstance(state, TypeState)
    assert len(state.evidence.words.keys) == len({word[0] for word in (*NAMES, *FIRMS)})
    assert state.judge(batch, "object").best.tolist() == [0] * 48


def _benchmark() -> ModuleType:
    path = Path(__file__).resolve().parents[2] / "benchmarks" / "type_noise.py"
    spec = importlib.util.spec_from_file_location("type_noise", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_precision_on_klue_re(shared_data: Path, rules: RuleBook) -> None:
    from reaug.data import read

    measure = _benchmark().measure
    clean = Batch(read(shared_data / "klue-re" / "klue-re-v1.1_train.json").table)
    measured = measure(clean, "object", 0.03, 7, rules)
    assert measured.right / measured.made >= 0.95
    assert measured.right / measured.replaced >= 0.4
    assert measured.ranked >= 0.83  # baselines: cleanlab 0.716, agreement of words 0.580
    measured = measure(clean, "subject", 0.03, 7, rules)
    assert measured.right / measured.made >= 0.98
    assert measured.right / measured.replaced >= 0.9
    # Of the data as it is very little is touched: what is was read, and is wrong in the data.
    assert measure(clean, "object", 0.0, 7, rules).made <= 20


def test_summary_and_state_travel_to_other_processes(rules: RuleBook) -> None:
    batch = firms_and_people("[S|ORG|누리화학]은 [O|NOH|이서준] 씨가 이끈다.")
    step = EntityTypeCorrection()
    summary = pickle.loads(pickle.dumps(step.summarise(batch)))
    state = pickle.loads(pickle.dumps(step.finish(summary, rules)))
    changes = step.propose(batch, state, Draw(batch.keys, seed=0, path="0.types"))
    assert changes.fields["object_type"].to_pylist()[-1] == "PER"


def test_a_type_and_its_label_are_one_finding(rules: RuleBook) -> None:
    """Where the type breaks the label, the finding names the two that would agree."""
    firms = [f"[S|ORG|{firm}]은 [O|LOC|부산]에 있다." for firm in FIRMS] * 4
    people = [f"[S|PER|{name}]은 [O|LOC|부산] 출신이다." for name in NAMES] * 4
    odd = "[S|DAT|이서준]은 [O|LOC|부산] 출신이다."
    labels = ["org:place_of_headquarters"] * 24 + ["per:origin"] * 32
    batch = batch_of(*firms, *people, odd, label=[*labels, "org:place_of_headquarters"])
    changes, findings = run(batch, rules)
    assert changes.fields["subject_type"].null_count == 57
    assert len(findings) == 1
    assert findings[0]["field"] == "subject_entity.type"
    assert findings[0]["fixes"] == [
        {"field": "subject_entity.type", "old": "DAT", "new": "PER"},
        {"field": "label", "old": "org:place_of_headquarters", "new": "per:origin"},
    ]
    assert "judge both, PER and per:origin would agree" in str(findings[0]["message"])
    assert findings[0]["applied"] is False


def test_the_rate_of_wrong_types_is_learnt(rules: RuleBook) -> None:
    """Many wrong types are believed sooner than few."""
    few = firms_and_people("[S|ORG|누리화학]은 [O|NOH|이서준] 씨가 이끈다.")
    noise = [
        f"[S|ORG|{firm}]은 [O|NOH|{name}] 씨가 이끈다." for firm in FIRMS for name in NAMES[:2]
    ]
    many = firms_and_people(*noise)
    rates = [state_of(EntityTypeCorrection(), [b], rules).rates["object"] for b in (few, many)]
    assert rates[0] < rates[1]
    assert EntityTypeCorrection().describe(state_of(EntityTypeCorrection(), [few], rules)) == {
        "wrong_subject_types": pytest.approx(0.024, abs=0.003),
        "wrong_object_types": rates[0],
        "subject_types_set_from": 0.95,
        "object_types_set_from": 0.95,
    }


def test_less_sure_corrections_are_made_as_long_as_all_together_keep_the_threshold() -> None:
    sure = np.full(60, 0.99)
    assert cut_of(np.append(sure, 0.9), 0.95) == 0.9
    assert cut_of(np.append(sure, [0.9, 0.5, 0.5, 0.5]), 0.95) == 0.9
    assert cut_of(np.append(sure, [0.9] * 400), 0.95) == 0.95  # equals are treated alike
    assert cut_of(np.zeros(3), 0.95) == 0.95
    assert cut_of(sure, 1) == 1


def test_full_evidence_asks_the_dictionary(rules: RuleBook) -> None:
    """A word seen once, whose class mecab knows: as the other words of its class."""
    batch = firms_and_people()
    state = state_of(EntityTypeCorrection(evidence="full"), [batch], rules)
    assert "semantic" in state.evidence.mentions(batch, "object").evidence
    assert "semantic" not in state_of(EntityTypeCorrection(), [batch], rules).evidence.forms
    noise = "[S|LOC|누리화학]은 [O|NOH|이서준] 씨가 이끈다."
    check_laws(EntityTypeCorrection(evidence="full"), firms_and_people(noise), rules=rules)
