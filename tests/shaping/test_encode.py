"""The input formats as text. Tokens are in `test_encode_tokens.py`."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from laws import check_laws
from reaug.core.apply import Applied, apply
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.core.undo import undo
from reaug.errors import InputError
from reaug.rulebook import load
from reaug.shaping.encode import Encode
from reaug.shaping.encode.mark_edits import wide
from reaug.shaping.encode.styles import STYLES, StyleName
from strategies import batches

BOOK = load("klue-re")
PLAIN = "[S|PER|박열]은 [O|LOC|문경]에서 났다."
TURNED = "부산의 [O|ORG|한빛은행]을 [S|PER|정다운]이 세웠다."
TOUCHING = "[S|ORG|한빛은행][O|PER|정다운] 행장은 웃었다."


def encoded(step: Encode, *marked: str, **names: str) -> tuple[Batch, list[str | None]]:
    """The batch behind a step, and why rows were dropped; types are called by `names`."""
    batch = batch_of(*marked)
    state = step.finish(None, BOOK)
    state = replace(state, names=state.names | names)
    changes = step.propose(batch, state, None)
    return apply(batch, changes).batch, changes.reason.to_pylist()


def texts(step: Encode, *marked: str, **names: str) -> list[str]:
    return [row.sentence for row in rows(encoded(step, *marked, **names)[0])]


def rows(batch: Batch) -> list[Any]:
    return [batch.row(i) for i in range(len(batch))]


def applied(step: Encode, batch: Batch) -> Applied:
    return apply(batch, step.propose(batch, step.finish(None, BOOK), None))


def test_every_style_has_its_name_in_the_schema() -> None:
    assert get_args(StyleName) == tuple(STYLES)


# Zhou & Chen 2022, table 1; Wu & He 2019, section 3. The first paper prints ⟨S:PERSON⟩ for typed
# markers, where its code, which is followed here, writes [SUBJ-PERSON].
BILL = "[S|PER|Bill] was born in [O|LOC|Seattle]."
PERSON = {"PER": "PERSON", "LOC": "CITY"}
LOWER = {"PER": "person", "LOC": "city"}


@pytest.mark.parametrize(
    ("style", "names", "expected"),
    [
        ("entity_mask", PERSON, "[SUBJ-PERSON] was born in [OBJ-CITY]."),
        ("entity_marker", PERSON, "[E1] Bill [/E1] was born in [E2] Seattle [/E2]."),
        ("entity_marker_punct", PERSON, "@ Bill @ was born in # Seattle #."),
        (
            "typed_entity_marker",
            PERSON,
            "[SUBJ-PERSON] Bill [/SUBJ-PERSON] was born in [OBJ-CITY] Seattle [/OBJ-CITY].",
        ),
        (
            "typed_entity_marker_punct",
            LOWER,
            "@ * person * Bill @ was born in # ^ city ^ Seattle #.",
        ),
    ],
)
def test_the_strings_of_zhou_and_chen(style: Any, names: dict[str, str], expected: str) -> None:
    assert texts(Encode(style=style), BILL, **names) == [expected]


def test_the_string_of_wu_and_he() -> None:
    marked = "The [S|POH|kitchen] is the last renovated part of the [O|POH|house]."
    expected = "The $ kitchen $ is the last renovated part of the # house #."
    assert texts(Encode(style="r_bert"), marked) == [expected]


def test_the_string_of_ptr() -> None:
    template = "the {mask} {subject} {mask} {mask} {mask} the {mask} {object}"
    marked = "[S|PER|Mark Twain] was the father of [O|PER|Langdon]."
    batch, _ = encoded(Encode(style="mask_prompt", query=template), marked)
    assert rows(batch)[0].sentence == "Mark Twain was the father of Langdon."
    (query,) = batch.column("query").to_pylist()
    assert query == "the [MASK] Mark Twain [MASK] [MASK] [MASK] the [MASK] Langdon"


KOREAN = {
    "entity_mask": (
        "[SUBJ-PER]은 [OBJ-LOC]에서 났다.",
        "부산의 [OBJ-ORG]을 [SUBJ-PER]이 세웠다.",
        "[SUBJ-ORG][OBJ-PER] 행장은 웃었다.",
    ),
    "entity_marker": (
        "[E1] 박열 [/E1]은 [E2] 문경 [/E2]에서 났다.",
        "부산의 [E2] 한빛은행 [/E2]을 [E1] 정다운 [/E1]이 세웠다.",
        "[E1] 한빛은행 [/E1] [E2] 정다운 [/E2] 행장은 웃었다.",
    ),
    "entity_marker_punct": (
        "@ 박열 @은 # 문경 #에서 났다.",
        "부산의 # 한빛은행 #을 @ 정다운 @이 세웠다.",
        "@ 한빛은행 @ # 정다운 # 행장은 웃었다.",
    ),
    "typed_entity_marker": (
        "[SUBJ-PER] 박열 [/SUBJ-PER]은 [OBJ-LOC] 문경 [/OBJ-LOC]에서 났다.",
        "부산의 [OBJ-ORG] 한빛은행 [/OBJ-ORG]을 [SUBJ-PER] 정다운 [/SUBJ-PER]이 세웠다.",
        "[SUBJ-ORG] 한빛은행 [/SUBJ-ORG] [OBJ-PER] 정다운 [/OBJ-PER] 행장은 웃었다.",
    ),
    "typed_entity_marker_punct": (
        "@ * PER * 박열 @은 # ^ LOC ^ 문경 #에서 났다.",
        "부산의 # ^ ORG ^ 한빛은행 #을 @ * PER * 정다운 @이 세웠다.",
        "@ * ORG * 한빛은행 @ # ^ PER ^ 정다운 # 행장은 웃었다.",
    ),
    "r_bert": (
        "$ 박열 $은 # 문경 #에서 났다.",
        "부산의 # 한빛은행 #을 $ 정다운 $이 세웠다.",
        "$ 한빛은행 $ # 정다운 # 행장은 웃었다.",
    ),
    "query_first": (
        "@*PER*박열@은 #^LOC^문경#에서 났다.",
        "부산의 #^ORG^한빛은행#을 @*PER*정다운@이 세웠다.",
        "@*ORG*한빛은행@ #^PER^정다운# 행장은 웃었다.",
    ),
    "mask_prompt": (
        "박열은 문경에서 났다.",
        "부산의 한빛은행을 정다운이 세웠다.",
        "한빛은행정다운 행장은 웃었다.",
    ),
}
QUERIES = {
    "query_first": (
        "@*PER*박열@과 #^LOC^문경#의 관계",
        "@*PER*정다운@과 #^ORG^한빛은행#의 관계",
        "@*ORG*한빛은행@과 #^PER^정다운#의 관계",
    ),
    "mask_prompt": (
        "[MASK] 박열 [MASK] [MASK] [MASK] [MASK] 문경",
        "[MASK] 정다운 [MASK] [MASK] [MASK] [MASK] 한빛은행",
        "[MASK] 한빛은행 [MASK] [MASK] [MASK] [MASK] 정다운",
    ),
}


@pytest.mark.parametrize("style", STYLES)
def test_three_examples_in_every_style(style: StyleName) -> None:
    batch, dropped = encoded(Encode(style=style), PLAIN, TURNED, TOUCHING)
    assert tuple(row.sentence for row in rows(batch)) == KOREAN[style]
    assert dropped == [None] * 3
    if style in QUERIES:
        assert tuple(batch.column("query").to_pylist()) == QUERIES[style]
    else:
        assert "query" not in batch.table.column_names


@pytest.mark.parametrize("style", [style for style in STYLES if style != "entity_mask"])
def test_mentions_stand_where_they_say(style: StyleName) -> None:
    words = [(row.subject_word, row.object_word) for row in rows(batch_of(PLAIN, TURNED, TOUCHING))]
    batch, _ = encoded(Encode(style=style), PLAIN, TURNED, TOUCHING)
    assert [(row.subject_word, row.object_word) for row in rows(batch)] == words


def test_a_mask_is_the_mention() -> None:
    row = rows(encoded(Encode(style="entity_mask"), PLAIN)[0])[0]
    assert (row.subject_word, row.object_word) == ("[SUBJ-PER]", "[OBJ-LOC]")


@pytest.mark.parametrize(
    ("names", "expected"),
    [("code", "PER"), ("lower", "per"), ("en", "person"), ("ko", "사람")],
)
def test_names_of_types(names: Any, expected: str) -> None:
    step = Encode(style="typed_entity_marker_punct", type_names=names)
    assert texts(step, PLAIN)[0].startswith(f"@ * {expected} * 박열 @은")


def test_an_ampersand_for_the_object() -> None:
    step = Encode(style="typed_entity_marker_punct", type_names="ko", object_mark="&")
    assert texts(step, PLAIN) == ["@ * 사람 * 박열 @은 & ^ 지명 ^ 문경 &에서 났다."]


@pytest.mark.parametrize(
    ("marked", "query"),
    [
        ("[S|ORG|LG] [O|LOC|서울]", "LG와 서울은 [MASK]인가"),
        ("[S|PER|영희] [O|ORG|SK]", "영희와 SK는 [MASK]인가"),
        ("[S|PER|金九] [O|DAT|1919년]", "金九와 1919년은 [MASK]인가"),
        ("[S|POH|😀] [O|POH|?]", "😀와 ?은 [MASK]인가"),
    ],
)
def test_particles_of_a_query_fit(marked: str, query: str) -> None:
    step = Encode(style="mask_prompt", query="{subject}와 {object}은 {mask}인가")
    assert encoded(step, marked)[0].column("query").to_pylist() == [query]


def test_words_of_a_query_that_look_like_its_parts() -> None:
    step = Encode(style="mask_prompt", query="subject{subject}mask{object}은mask")
    assert encoded(step, PLAIN)[0].column("query").to_pylist() == ["subject박열mask문경은mask"]


def test_any_style_takes_a_query() -> None:
    step = Encode(style="entity_marker_punct", query="{object}의 {subject}는")
    assert encoded(step, PLAIN)[0].column("query").to_pylist() == ["# 문경 #의 @ 박열 @은"]
    step = Encode(style="entity_mask", query="{subject} {object}")
    assert encoded(step, PLAIN)[0].column("query").to_pylist() == ["[SUBJ-PER] [OBJ-LOC]"]


CLASHING = (
    "[S|PER|박열]은 #독립 [O|LOC|문경]에서 났다@.",
    "[S|POH|C#]은 [O|PER|한결]이 만들었다.",
    PLAIN,
)


def test_clashes_are_kept_and_listed() -> None:
    step = Encode(style="entity_marker_punct")
    batch = batch_of(*CLASHING)
    changes = step.propose(batch, step.finish(None, BOOK), None)
    findings = changes.findings
    assert [(finding.rows[0], finding.value) for finding in findings] == [
        ("row-0", "#"),
        ("row-0", "@"),
        ("row-1", "#"),
    ]
    assert {(finding.rule, finding.severity) for finding in findings} == {
        ("encode/marker-clash", "review")
    }
    assert "@ C# @" in texts(step, *CLASHING)[1]


def test_clashes_are_escaped() -> None:
    assert texts(Encode(style="entity_marker_punct", clash="escape"), *CLASHING) == [
        "@ 박열 @은 ＃독립 # 문경 #에서 났다＠.",
        "@ C＃ @은 # 한결 #이 만들었다.",
        "@ 박열 @은 # 문경 #에서 났다.",
    ]


def test_rows_that_clash_are_refused() -> None:
    batch, dropped = encoded(Encode(style="entity_marker_punct", clash="refuse"), *CLASHING)
    assert dropped == ["encode/marker-clash", "encode/marker-clash", None]
    assert [row.sentence for row in rows(batch)] == ["@ 박열 @은 # 문경 #에서 났다."]


@pytest.mark.parametrize("clash", ["keep", "escape"])
def test_what_reads_as_a_mark_of_its_own_is_always_escaped(clash: Any) -> None:
    # `[` cannot be written in a marked example, so the edge of a mention holds none.
    batch = batch_of("[S|PER|박열]은 /E1] [O|LOC|문경]")
    table = batch.table.set_column(4, batch.table.field(4), [["박열은 [E1] 문경"]]).combine_chunks()
    step = Encode(style="entity_marker", clash=clash)
    after = applied(step, Batch(table)).batch
    assert after.row(0).sentence == "[E1] 박열 [/E1]은 ［E1] [E2] 문경 [/E2]"


def test_signs_at_the_edges_of_mentions_are_escaped_too() -> None:
    marked = "@[S|PER|박열]@#[O|LOC|문경]#"
    assert texts(Encode(style="entity_marker_punct", clash="escape"), marked) == [
        "＠@ 박열 @＠＃# 문경 #＃"
    ]


def test_a_type_that_must_be_named_and_is_not_known() -> None:
    for style, reason in (("typed_entity_marker", "encode/no-type"), ("entity_marker", None)):
        _, dropped = encoded(Encode(style=style), PLAIN, "[S|XYZ|박열]은 [O|LOC|문경] 사람")
        assert dropped == [None, reason]


def test_a_mark_that_would_split_a_grapheme() -> None:
    # The mention ends before the mark that belongs to its last letter.
    batch, dropped = encoded(
        Encode(style="entity_marker"), PLAIN, "[S|POH|cafe]\u0301 [O|LOC|문경]"
    )
    assert dropped == [None, "edit/splits-grapheme"]
    assert len(batch) == 1


@pytest.mark.parametrize(
    "word",
    [
        "가",
        "LG",
        "7",
        "大韓",
        "😀",
        "👩\u200d👩\u200d👧",
        unicodedata.normalize("NFD", "한글"),
        " ",
        "박 열 ",
    ],
)
def test_mentions_of_any_characters_are_marked(word: str) -> None:
    (text,) = texts(Encode(style="entity_marker_punct"), f"[S|PER|{word}]은 [O|LOC|{word}]")
    assert text == f"@ {word} @은 # {word} #"


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=25)
@given(batch=batches())
def test_the_laws(style: StyleName, batch: Batch) -> None:
    check_laws(Encode(style=style, clash="escape"), batch, rules=BOOK)


@settings(max_examples=25)
@given(batch=batches())
def test_the_laws_of_clashes(batch: Batch) -> None:
    check_laws(Encode(style="r_bert"), batch, rules=BOOK)
    check_laws(Encode(style="query_first", clash="refuse"), batch, rules=BOOK)


def test_full_width_forms() -> None:
    assert [wide(sign) for sign in "!~@[가 "] == ["！", "～", "＠", "［", "가", " "]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"style": "roberta"}, "Input should be 'entity_mask'"),
        ({"style": "r_bert", "type_names": "fr"}, "'code', 'lower', 'en' or 'ko'"),
        ({"style": "r_bert", "query": "{subject}와"}, "{object} is missing"),
        ({"style": "r_bert", "query": "{subject} {object} {x}"}, "no other brace"),
        ({"style": "r_bert", "query": "{subject.__class__} {object} {subject}"}, "no other brace"),
        ({"style": "r_bert", "max_length": 128}, "need a tokenizer"),
        ({"style": "r_bert", "pad": True}, "need a tokenizer"),
        ({"style": "r_bert", "tokenizer": "x", "max_length": 0}, "greater than or equal to 1"),
    ],
)
def test_parameters_that_make_no_sense(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Encode(**given)


def test_rows_that_have_a_query_already() -> None:
    batch, _ = encoded(Encode(style="query_first"), PLAIN)
    with pytest.raises(InputError, match="already has a column 'query'"):
        applied(Encode(style="mask_prompt"), batch)


def test_the_manifest_has_the_style_and_its_options(tmp_path: Path) -> None:
    step = Encode(style="typed_entity_marker", type_names="ko")
    state = step.finish(None, BOOK)
    assert step.describe(state) == {"style": "typed_entity_marker", "type_names": "ko"}
    assert Encode(style="r_bert").describe(state) == {"style": "r_bert"}
    assert step.measure(batch_of(PLAIN).table, state).figures == {}
    step.leave(tmp_path, batch_of(PLAIN).table, state)
    assert list(tmp_path.iterdir()) == []


def inside(first: bool) -> Batch:
    """`그 밴드 남포 바람은 새롭다.`: 밴드 남포 바람 with 남포, or 밴드, inside it."""
    table = batch_of("그 [S|ORG|밴드 남포 바람]은 [O|LOC|새롭]다.").table
    at = table.schema.get_field_index("object_start")
    for i, place in enumerate((2, 4) if first else (5, 7)):
        table = table.set_column(at + i, table.field(at + i), pa.array([place], pa.int32()))
    return Batch(table)


@pytest.mark.parametrize(
    ("style", "middle", "edge"),
    [
        (
            "entity_marker",
            "그 [E1] 밴드 [E2] 남포 [/E2] 바람 [/E1]은 새롭다.",
            "그 [E1] [E2] 밴드 [/E2] 남포 바람 [/E1]은 새롭다.",
        ),
        (
            "entity_marker_punct",
            "그 @ 밴드 # 남포 # 바람 @은 새롭다.",
            "그 @ # 밴드 # 남포 바람 @은 새롭다.",
        ),
        (
            "typed_entity_marker",
            "그 [SUBJ-ORG] 밴드 [OBJ-LOC] 남포 [/OBJ-LOC] 바람 [/SUBJ-ORG]은 새롭다.",
            "그 [SUBJ-ORG] [OBJ-LOC] 밴드 [/OBJ-LOC] 남포 바람 [/SUBJ-ORG]은 새롭다.",
        ),
        (
            "typed_entity_marker_punct",
            "그 @ * ORG * 밴드 # ^ LOC ^ 남포 # 바람 @은 새롭다.",
            "그 @ * ORG * # ^ LOC ^ 밴드 # 남포 바람 @은 새롭다.",
        ),
        ("r_bert", "그 $ 밴드 # 남포 # 바람 $은 새롭다.", "그 $ # 밴드 # 남포 바람 $은 새롭다."),
        (
            "query_first",
            "그 @*ORG*밴드 #^LOC^남포# 바람@은 새롭다.",
            "그 @*ORG*#^LOC^밴드# 남포 바람@은 새롭다.",
        ),
    ],
)
def test_a_mention_inside_the_other(style: StyleName, middle: str, edge: str) -> None:
    for first, wanted in ((False, middle), (True, edge)):
        batch = inside(first)
        after = applied(Encode(style=style), batch)
        [row] = rows(after.batch)
        assert row.sentence == wanted
        assert row.sentence[slice(*row.object)] == ("밴드" if first else "남포")
        back = undo(after.batch, after.log).table
        assert back.select(batch.table.column_names).equals(batch.table)


def test_a_mask_has_no_place_inside_another() -> None:
    batch = inside(False)
    changes = Encode(style="entity_mask").propose(
        batch, Encode(style="entity_mask").finish(None, BOOK), None
    )
    assert changes.reason is not None
    assert changes.reason.to_pylist() == ["edit/overlap"]
