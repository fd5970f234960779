"""How rows are put right: each kind of mark, at each place, alone and together."""

from __future__ import annotations

import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from normal_oracle import REMOVED, WHITE, nfc, normal_row
from reaug.cleaning.normalise_text import NormaliseText
from reaug.core import schema
from reaug.core.apply import apply
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.character_fixes import EDGE_SPACE, INVISIBLE, NOT_NFC, misspelled, respell, suspects
from reaug.core.draws import Draw
from reaug.core.examples import batch_of
from reaug.core.graphemes import borders
from reaug.core.invisible import hidden, name_of
from strategies import batches


def after(*marked: str) -> Batch:
    batch = batch_of(*marked)
    return apply(batch, proposed(batch)).batch


def proposed(batch: Batch) -> Changes:
    return NormaliseText().propose(batch, None, Draw(batch.keys, seed=1, path="0.normalise_text"))


PLAIN = "[S|PER|이순신]은 [O|LOC|한산도]에서 이겼다."


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    "marked",
    [
        "[S|PER|이\u200b순신]은 [O|LOC|한산도]에서 이겼다.",
        "[S|PER|\ufeff이순신]은 [O|LOC|한산도\u2060]에서 이겼다.",
        "\ufeff[S|PER|이순신]\u200d은 [O|LOC|한산도]\ufe0f에서 이겼다.",
        "[S|PER|이순신\u200d]은 [O|LOC|\u00ad한산도]에서 이겼다.\x00",
        nfd(PLAIN),
        f"[S|PER|{nfd('이순')}\u200b신]\u200b은\u00a0[O|LOC|한{nfd('산')}도]에서 이겼다.",
        "[S|PER|이ᄉ\u200bᅮᆫ신]은 [O|LOC|한산도]에서 이겼다.",
        " [S|PER| 이순신]은[O|LOC| 한산도]에서 이겼다.\n",
        "\u3000\u200b[S|PER|이순신]은[O|LOC|\u200b \u200b한산도\u200b]에서\t이겼다.\u200b ",
        "[S|PER|이순신]은 [O|LOC|한산도]에서\u2028이겼다\U000e0041\U000e007f.",
        "[S|PER|이순신]은 [O|LOC|한산도]\u200e에서\u3164이겼다.\u202c",
    ],
)
def test_a_row_that_looks_the_same_becomes_the_same(marked: str) -> None:
    row, wanted = after(marked).row(0), batch_of(PLAIN).row(0)
    assert row == wanted
    assert not len(suspects(after(marked)))


def test_a_mention_at_the_end_with_a_blank_in_it() -> None:
    row = after("이긴 곳은 [O|LOC|한산도], 이긴 이는 [S|PER|이순신 ]").row(0)
    assert (row.sentence, row.subject_word) == ("이긴 곳은 한산도, 이긴 이는 이순신", "이순신")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "이순신은  한산도에서 이겼다.",  # two plain spaces are for a person's taste
        "가족 👨\u200d👩\u200d👧\u200d👦이 왔다",
        "깃발 🏴\U000e0067\U000e0062\U000e007f 🏳\ufe0f\u200d🌈 왔다",
        "❤\ufe0f ☎\ufe0e 3\ufe0f\u20e3 ©\ufe0f ‼\ufe0f 👁\ufe0f\u200d🗨\ufe0f 👩🏽\u200d⚕\ufe0f",
        "페르시아어 می\u200cخواهم 와 क्\u200dष, ক্\u200dষ",
        "옛한글 ᄒᆞᆫ글 나랏말ᄊᆞ미 ᅟᆞ ᄀᅠ",
        "葛\U000e0100城 辻\ufe00",
        "m\u0300 q\u0323\u0307",  # marks without a composed form, in canonical order
        "⠓\u2800⠑",
        "ᠮᠣᠩ\u180b\u180eᠭ",
    ],
)
def test_what_belongs_there_is_left(text: str) -> None:
    assert hidden(text) == []
    spelling = respell(text, (0, 1), (0, 1))
    assert (spelling.not_nfc, spelling.edits) == ((), ())


@pytest.mark.parametrize(
    "text", ["가\ue000", "가\ufdd0", "가\u0378", "가\U000f0000", "가 שלום\u200f"]
)
def test_what_nobody_can_say_is_for_a_person(text: str) -> None:
    assert [edit.new for edit in hidden(text)] == [None]
    assert respell(text, (0, 1), (0, 1)).edits == ()


@pytest.mark.parametrize(
    "text", ["가\u200d나", "a\ufe0f", "가\u200c", "👨\u200d 아빠", "ㅋ\u1160", "가\u202e나"]
)
def test_an_invisible_character_without_effect_is_removed(text: str) -> None:
    assert [edit.new for edit in hidden(text)] == [""]


def test_a_carriage_return_before_a_line_feed_goes() -> None:
    assert [edit.new for edit in hidden("가\r\n나\r다")] == ["", " ", " "]


@pytest.mark.parametrize(
    ("char", "name"),
    [
        ("\u200b", "U+200B ZERO WIDTH SPACE"),
        ("\x00", "U+0000 NULL"),
        ("\x01", "U+0001 (control)"),
        ("\ue000", "U+E000 (private use)"),
        ("\ufdd0", "U+FDD0 (noncharacter)"),
        ("\U0010ffff", "U+10FFFF (noncharacter)"),
        ("\u0378", "U+0378 (unassigned)"),
    ],
)
def test_every_character_has_a_name(char: str, name: str) -> None:
    assert name_of(char) == name


def test_mentions_that_overlap_are_told_and_left() -> None:
    spelling = respell("가\u200b나\u200b다", (0, 4), (2, 5))
    assert len(spelling.hidden) == 2
    assert spelling.edits == ()


def test_a_mention_of_nothing_else_is_left() -> None:
    spelling = respell("가 \u200b 나", (2, 3), (4, 5))
    assert [edit.at for edit in spelling.hidden] == [2]
    assert spelling.edits == ()
    assert respell(" \u200b ", (0, 1), (1, 2)).edits == ()


def test_the_rules_of_a_change() -> None:
    spelling = respell(nfd("가") + "\u200b나 다 ", (3, 4), (5, 6))
    assert [(edit.start, edit.end, edit.text) for edit in spelling.edits] == [
        (0, 3, "가"),
        (6, 7, ""),  # nothing but the mention stands beside it
    ]
    assert spelling.edits[0].rules == {INVISIBLE, NOT_NFC}
    assert spelling.rules == [EDGE_SPACE, INVISIBLE, NOT_NFC]


@given(batches(), st.data())
def test_a_row_looks_as_before_and_is_right_at_once(batch: Batch, data: st.DataObject) -> None:
    result = apply(batch, proposed(batch))
    new = result.batch
    refused = set(result.refusals.row.tolist())
    for i in range(len(batch)):
        old, row = batch.row(i), new.row(i)
        assert normal_row(old.sentence, [old.subject, old.object]) == normal_row(
            row.sentence, [row.subject, row.object]
        )
        apart = row.subject[1] <= row.object[0] or row.object[1] <= row.subject[0]
        if apart and borders(old.sentence).issuperset({*old.subject, *old.object}):
            assert i not in refused
            assert respell(row.sentence, row.subject, row.object).rules == []


@given(batches())
def test_every_row_that_is_wrong_is_a_suspect(batch: Batch) -> None:
    chosen = set(suspects(batch).tolist())
    for i in range(len(batch)):
        row = batch.row(i)
        spelling = respell(row.sentence, row.subject, row.object)
        if i not in chosen:
            assert (spelling.hidden, spelling.not_nfc, spelling.edges) == ((), (), ())
            assert spelling.spans == (row.subject, row.object)
            assert nfc(row.sentence) == row.sentence


@given(batches())
def test_misspelled_are_the_rows_that_are_changed(batch: Batch) -> None:
    rows = [batch.row(i) for i in range(len(batch))]
    changed = [bool(respell(row.sentence, row.subject, row.object).rules) for row in rows]
    assert misspelled(batch).tolist() == np.flatnonzero(changed).tolist()
    assert {*misspelled(batch).tolist()} <= {*suspects(batch).tolist()}


@given(
    st.lists(st.sampled_from(["가", "\u1100\u1161", *"\u1100\u1161\u200b\u00a0 \ue000\u0301e"])),
    st.data(),
)
def test_misspelled_are_the_rows_that_are_changed_of_any_text(
    parts: list[str], data: st.DataObject
) -> None:
    text = "".join(["나", *parts, "다"])
    cuts = st.integers(0, len(text))
    spans = [sorted(data.draw(st.tuples(cuts, cuts))) for _ in schema.ROLES]
    spans = [(a, b) if a < b else (0, 1) for a, b in spans]
    table = batch_of(PLAIN).table
    place = table.schema.get_field_index(schema.SENTENCE)
    table = table.set_column(place, schema.SENTENCE, pa.array([text]))
    for name, value in zip(schema.SPANS, (*spans[0], *spans[1]), strict=True):
        place = table.schema.get_field_index(name)
        table = table.set_column(place, table.schema.field(place), pa.array([value], pa.int32()))
    changed = bool(respell(text, *spans).rules)
    assert misspelled(Batch(table)).tolist() == [0] * changed


@given(st.text(st.sampled_from(sorted(REMOVED | WHITE)[:60] + list("가a👨가\u0301"))))
def test_whatever_is_invisible_is_seen_or_belongs_there(text: str) -> None:
    places = {edit.at for edit in hidden(text)}
    for at, char in enumerate(text):
        assert at not in places or char in REMOVED | WHITE


@pytest.mark.parametrize("number", [1, 98, 99, 300])
def test_a_mention_takes_in_any_number_of_marks_that_go(number: int) -> None:
    text = "이순신" + "\u200d" * number + "은 한산도에서 이겼다."
    spelling = respell(text, (0, 3), (number + 5, number + 8))
    assert spelling.spans[0] == (0, number + 3)
    assert [edit.text for edit in spelling.edits] == ["신"]
