"""`text/invisible`, `text/not-nfc`, `text/edge-space`: what they say, and what they leave alone."""

from __future__ import annotations

import unicodedata

import pyarrow as pa
import pytest

from audit.rows import BOOK, findings_of
from reaug.audit.run import audit_table
from reaug.core.examples import batch_of
from reaug.core.findings import Fix

INVISIBLE, NOT_NFC, EDGE = "text/invisible", "text/not-nfc", "text/edge-space"
RULES = (INVISIBLE, NOT_NFC, EDGE)


def test_a_message_names_the_character_its_place_and_what_stands_around() -> None:
    [finding] = findings_of("[S|PER|이\u200b순신]은 [O|LOC|한산도]에서 이겼다.", rule=INVISIBLE)
    assert (
        finding.en
        == "U+200B ZERO WIDTH SPACE at 1: 이⟨U+200B⟩순신은 한산도에; it should be deleted"
    )
    assert (
        finding.ko == "U+200B ZERO WIDTH SPACE, 1번째 글자: 이⟨U+200B⟩순신은 한산도에. 지워야 한다"
    )
    assert (finding.value, finding.suggestion) == (
        "이⟨U+200B⟩순신은 한산도에",
        "이순신은 한산도에서",
    )
    assert finding.fixes == (Fix("sentence", "이\u200b", "이", 0),)
    assert finding.severity is None


def test_one_finding_for_each_character_of_a_row() -> None:
    text = "[S|PER|이\u200b순\u200b신]은\u00a0[O|LOC|한\u200b산도]에서 \u200b이겼다."
    first, second = findings_of(text, rule=INVISIBLE)
    assert first.en.startswith("U+200B ZERO WIDTH SPACE at 1, 3, 8 and 1 more: ")
    assert second.en.startswith("U+00A0 NO-BREAK SPACE at 6: ")
    assert second.en.endswith("should be a plain space")
    assert [(fix.old, fix.new) for fix in first.fixes] == [
        ("이\u200b순\u200b", "이순"),
        ("한\u200b", "한"),
        (" \u200b", " "),
    ]


@pytest.mark.parametrize(
    ("char", "name"),
    [
        ("\ue000", "U+E000 (private use)"),
        ("\ufdd0", "U+FDD0 (noncharacter)"),
        ("א\u200f", "U+200F RIGHT-TO-LEFT MARK"),
    ],
)
def test_what_a_person_has_to_look_at(char: str, name: str) -> None:
    [finding] = findings_of(f"[S|PER|이순신]은 {char} [O|LOC|한산도]에서 이겼다.", rule=INVISIBLE)
    assert finding.en.startswith(name)
    assert finding.severity == "review"
    assert (finding.fixes, finding.suggestion) == ((), "")


def test_decomposed_text_is_named_by_its_code_points() -> None:
    [finding] = findings_of(
        "[S|PER|윤봉길]은 [O|LOC|예산]에서 " + unicodedata.normalize("NFD", "났") + "다.",
        rule=NOT_NFC,
    )
    assert finding.en == (
        "U+1102 HANGUL CHOSEONG NIEUN + U+1161 HANGUL JUNGSEONG A + U+11BB HANGUL JONGSEONG "
        "SSANGSIOS at 10 is not in NFC: 길은 예산에서 ⟨U+1102⟩⟨U+1161⟩⟨U+11BB⟩다.; in NFC: "
        "길은 예산에서 났다."
    )
    assert [fix.new for fix in finding.fixes] == ["났"]


def test_hanja_of_another_reading_and_other_single_characters() -> None:
    rows = [f"[S|PER|윤봉길]은 [O|LOC|예산]의 {char} 댁." for char in "\uf9e1\u2126\u0387"]
    assert [finding.fixes[0].new for finding in findings_of(*rows, rule=NOT_NFC)] == [
        "李",
        "Ω",
        "·",
    ]


def test_blanks_at_the_edges() -> None:
    both = findings_of(" [S|PER|이순신\u00a0]은 [O|LOC|한산도]에서 이겼다.\n", rule=EDGE)
    text, mention = sorted(both, key=lambda finding: finding.field)
    assert (text.field, mention.field) == ("sentence", "subject_entity")
    assert text.en == (
        "U+000A LINE FEED, U+0020 SPACE at 0, 17, an edge of the sentence: "
        "⟨U+0020⟩이순신⟨U+00A0⟩은 한산"
    )
    assert (mention.value, mention.suggestion) == ("이순신\u00a0", "이순신")
    assert mention.fixes == (Fix("subject_entity.end_idx", 4, 3),)


@pytest.mark.parametrize(
    "text",
    [
        "[S|PER|이순신]은  [O|LOC|한산도]에서 이겼다. 👨\u200d👩\u200d👧 ❤\ufe0f",
        "[S|PER|이순신]은 [O|LOC|한산도]를 ᄒᆞᆫ글로 적었다.",
        "[S|PER|이순신]은 [O|LOC|한산도]에서 می\u200cخواهم 했다.",
    ],
)
def test_what_belongs_there_is_no_finding(text: str) -> None:
    assert [findings_of(text, rule=rule) for rule in RULES] == [[], [], []]


def test_rows_whose_mentions_overlap_are_told_without_a_fix() -> None:
    table = batch_of("[S|PER|이\u200b순신]은 [O|LOC|한산도]에서").table
    for name, value in (("object_start", 0), ("object_end", 4)):
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.field(name), pa.array([value], pa.int32()))
    [finding] = [
        finding for finding in audit_table(table, BOOK).findings if finding.rule == INVISIBLE
    ]
    assert finding.fixes == ()
