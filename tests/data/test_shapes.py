"""One small set in the shapes of files that people have, each read back to the same rows."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.data import read
from reaug.data.column_names import field_called
from reaug.data.read_data import read_good
from reaug.data.read_options import read_as
from reaug.errors import InputError, UsageError

WRITTEN = [
    ("한울전자는 나래랩을 자회사로 두었다.", ("한울전자", "회사"), ("나래랩", "회사"), "자회사"),
    ("나래랩 대표 윤가온은 '내년, 봄'을 말했다.", ("나래랩", "회사"), ("윤가온", "인물"), "대표"),
    ("윤가온은 1987년 6월 포항에서 났다.", ("윤가온", "인물"), ("1987년 6월", "날짜"), "출생"),
    ("😀 Acme; Corp|은 포항에 있다.", ("Acme; Corp", "회사"), ("포항", "장소"), "위치"),
    ("金九(김구)는 포항을 찾았다.", ("金九", "인물"), ("포항", "장소"), "무관"),
    ("윤가온이 한울전자를 떠났다.", ("윤가온", "인물"), ("한울전자", "회사"), "무관"),
]
ROLES = ("subject", "object")


def mention(sentence: str, word: str, kind: str) -> dict[str, Any]:
    at = sentence.index(word)
    return {"word": word, "start_idx": at, "end_idx": at + len(word) - 1, "type": kind}


ROWS: list[dict[str, Any]] = [
    {
        "id": f"r{i}",
        "sentence": sentence,
        "subject_entity": mention(sentence, *subject),
        "object_entity": mention(sentence, *object_),
        "label": label,
    }
    for i, (sentence, subject, object_, label) in enumerate(WRITTEN)
]
CORE = ("guid", "sentence", "label", "subject_type", "object_type")
SPANS = tuple(f"{role}_{side}" for role in ROLES for side in ("start", "end"))


def content(table: pa.Table, *without: str) -> dict[str, list[Any]]:
    return {name: table[name].to_pylist() for name in (*CORE, *SPANS) if name not in without}


WANTED = content(read(ROWS).table)


def flat(names: dict[str, str]) -> pd.DataFrame:
    """The rows in flat columns, by the names given for those of `subject_entity.word` and so on."""
    frame = pd.json_normalize(ROWS)
    return frame.rename(columns=lambda name: names.get(name, name))


def named(subject: str, object_: str, parts: tuple[str, str, str, str]) -> dict[str, str]:
    keys = ("word", "start_idx", "end_idx", "type")
    return {
        f"{role}_entity.{key}": f"{prefix}{part}"
        for role, prefix in zip(ROLES, (subject, object_), strict=True)
        for key, part in zip(keys, parts, strict=True)
    }


KOREAN = {"id": "번호", "sentence": "문장", "label": "관계"} | named(
    "주체", "객체", ("", "시작", "끝", "유형")
)
NAMES = {
    "e1": named("e1", "e2", ("", "_start", "_end", "_type")),
    "subj": named("subj", "obj", ("_word", "_start", "_end", "_type")),
    "head": named("head_", "tail_", ("text", "begin", "end", "label")) | {"sentence": "text"},
    "h": named("h_", "t_", ("name", "start_idx", "end_idx", "entity_type")),
    "Entity 1": named("Entity 1", "Entity 2", ("", " Start", " End", " Type")),
    "korean": KOREAN,
    "korean numbers": named("개체1", "개체2", ("", " 시작", " 끝", " 유형"))
    | {"sentence": "본문", "label": "라벨"},
    "relation": {"label": "relation"},
    "class": {"label": "class", "sentence": "텍스트"},
}


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_columns_by_other_names(names: dict[str, str], separator: str, tmp_path: Path) -> None:
    path = tmp_path / ("a.tsv" if separator == "\t" else "a.csv")
    flat(names).to_csv(path, index=False, sep=separator)
    assert content(read(path).table) == WANTED


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
def test_the_same_in_other_files_and_in_memory(names: dict[str, str], tmp_path: Path) -> None:
    frame = flat(names)
    frame.to_json(tmp_path / "a.jsonl", orient="records", lines=True, force_ascii=False)
    frame.to_parquet(tmp_path / "a.parquet")
    frame.to_excel(tmp_path / "a.xlsx", index=False)
    for source in ("a.jsonl", "a.parquet", "a.xlsx"):
        assert content(read(tmp_path / source).table) == WANTED, source
    assert content(read(frame).table) == WANTED


@pytest.mark.parametrize("orient", ["columns", "index", "split", "table", "records"])
@pytest.mark.parametrize("nested", [True, False])
def test_json_of_pandas(orient: Any, nested: bool, tmp_path: Path) -> None:
    frame = pd.DataFrame(ROWS) if nested else flat({})
    frame.to_json(tmp_path / "a.json", orient=orient, force_ascii=False)
    assert content(read(tmp_path / "a.json").table) == WANTED


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("name", ["a.csv", "a"])
def test_encodings_are_recognised(encoding: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(flat(KOREAN).to_csv(index=False).encode(encoding))
    reading = read(path)
    assert content(reading.table) == WANTED
    notes = [note for note in reading.notes if "is read as such" in note]
    assert len(notes) == (not encoding.startswith("utf-8"))
    named_encoding = "utf-16-le" if encoding == "utf-16-le" else encoding
    assert content(read(path, how=read_as(encoding=named_encoding)).table) == WANTED


@pytest.mark.parametrize("encoding", ["cp949", "euc-kr"])
def test_what_korean_excel_saves(encoding: str, tmp_path: Path) -> None:
    rows = [row for row in ROWS if "😀" not in row["sentence"]]
    text = pd.json_normalize(rows).rename(columns=KOREAN).to_csv(index=False)
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    reading = read(tmp_path / "a.csv")
    assert content(reading.table) == content(read(rows).table)
    assert any(note.endswith("a.csv: is CP949, and is read as such") for note in reading.notes)
    assert content(read(tmp_path / "a.csv", how=read_as(encoding=encoding)).table) == content(
        reading.table
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            "문장,관계\n가나다,라\n".encode("cp949") + b"\xff\xff\n",
            r"line 3 contains bytes that are not",
        ),
        (
            "문장,관계\n가나다\n".encode() + b"ab\xb0\n",
            r"line 3 contains bytes .*looks most like UTF-8",
        ),
        (
            "日本語の文章です。\n".encode("shift_jis") * 3,
            "hardly any Hangul|bytes that are not text",
        ),
    ],
)
def test_bytes_that_are_no_text(data: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(InputError, match=message) as error:
        read(tmp_path / "a.csv")
    assert "--encoding" in str(error.value)


KEYS = [
    {"word": "text", "start_idx": "start", "end_idx": "end", "type": "entity_type"},
    {"word": "name", "start_idx": "begin", "end_idx": "end_idx", "type": "label"},
    {"word": "mention", "start_idx": "start_offset", "end_idx": "end_offset", "type": "ner"},
    {"type": "유형", "end_idx": "끝", "start_idx": "시작", "word": "이름"},
]


@pytest.mark.parametrize("keys", KEYS)
@pytest.mark.parametrize("write", [repr, lambda value: json.dumps(value, ensure_ascii=False)])
def test_keys_of_mentions(keys: dict[str, str], write: Any, tmp_path: Path) -> None:
    rows = [
        row
        | {
            f"{role}_entity": {new: row[f"{role}_entity"][old] for old, new in keys.items()}
            for role in ROLES
        }
        for row in ROWS
    ]
    assert content(read(rows).table) == WANTED
    assert content(read(pa.Table.from_pylist(rows)).table) == WANTED
    frame = pd.DataFrame(rows)
    for role in ROLES:
        frame[f"{role}_entity"] = frame[f"{role}_entity"].map(write)
    frame.to_csv(tmp_path / "a.csv", index=False)
    reading = read(tmp_path / "a.csv")
    assert content(reading.table) == WANTED
    assert any(note.count(" from ") >= 3 for note in reading.notes)


def test_both_offsets_in_one_list() -> None:
    rows = [
        {
            "sentence": row["sentence"],
            "h": {
                "name": row["subject_entity"]["word"],
                "pos": [row["subject_entity"]["start_idx"], row["subject_entity"]["end_idx"] + 1],
            },
            "t": {
                "name": row["object_entity"]["word"],
                "pos": [row["object_entity"]["start_idx"], row["object_entity"]["end_idx"] + 1],
            },
            "relation": row["label"],
            "id": row["id"],
        }
        for row in ROWS
    ]
    types = ("subject_type", "object_type")
    reading = read(rows)
    assert content(reading.table, *types) == {k: v for k, v in WANTED.items() if k not in types}


class TestNoHeader:
    def test_columns_go_by_number(self, tmp_path: Path) -> None:
        path = tmp_path / "a.tsv"
        flat({}).to_csv(path, index=False, header=False, sep="\t")
        by_number = "id=1,sentence=2,label=3,subject.word=4,subject.start=5,subject.end=6"
        by_number += ",subject.type=7,object.word=8,object.start=9,object.end=10,object.type=11"
        reading = read(path, how=read_as(map=by_number))
        assert content(reading.table) == WANTED
        assert any("has no header" in note for note in reading.notes)

    def test_columns_without_names_are_recognised_by_their_content(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        columns = [name for name in flat({}).columns if name != "label"]
        flat({})[[*columns, "label"]].to_csv(path, index=False, header=False)
        assert content(read(path).table, "guid") == {
            name: values for name, values in WANTED.items() if name != "guid"
        }

    def test_columns_that_cannot_be_recognised_are_asked_for(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("1,LG\n2,KT\n", encoding="utf-8")
        with pytest.raises(InputError, match=r"--map sentence=COLUMN,subject.word=COLUMN"):
            read(tmp_path / "a.csv")


class TestAsked:
    def test_two_labels(self, tmp_path: Path) -> None:
        frame = pd.DataFrame(ROWS)
        frame["관계"] = ["가", "나", "다", "가", "나", "다"]
        with pytest.raises(
            InputError, match=r"'label' and '관계' could both be the label.*--map label=관계"
        ):
            read(frame)
        assert read(frame, how=read_as(map="label=관계")).table["label"][0].as_py() == "가"
        mapped = read(frame, how=read_as(map={"label": "label"})).table
        assert content(mapped) == WANTED
        assert mapped["관계"][0].as_py() == "가"

    def test_numbers_of_the_labels_are_no_other_labels(self) -> None:
        """As `encode` writes them for a model: null where the rule book lacks the label."""
        frame = pd.DataFrame(ROWS)
        classes = {label: at for at, label in enumerate(sorted(set(frame["label"])))}
        frame["labels"] = pd.array([classes[label] for label in frame["label"]], dtype="Int64")
        assert content(read(frame).table) == WANTED
        frame.loc[0, "labels"] = None
        assert content(read(frame).table) == WANTED
        frame["labels"] = pd.array([1, 1, 2, 2, 3, 3], dtype="Int64")
        with pytest.raises(InputError, match="'label' and 'labels' could both be the label"):
            read(frame)

    def test_a_column_that_is_not_there(self) -> None:
        with pytest.raises(UsageError, match=r"--map names column '답', which does not exist"):
            read(ROWS, how=read_as(map="label=답"))

    @pytest.mark.parametrize(
        ("mapping", "message"),
        [
            ("labl=x", "did you mean 'label'"),
            ("label", "is not FIELD=COLUMN"),
            ("label=x,label=y", "'label' is given twice"),
            ("label=x,id=x", "column 'x' is given for two fields"),
            ("", "does not name a column"),
            ({"label": True}, "must name a column"),
        ],
    )
    def test_maps_that_make_no_sense(self, mapping: Any, message: str) -> None:
        with pytest.raises(UsageError, match=message):
            read_as(map=mapping)

    def test_a_mapping_is_read_from_a_file(self, tmp_path: Path) -> None:
        path = tmp_path / "map.yaml"
        path.write_text("sentence: 글\nlabel: 답\noffsets: exclusive\n", encoding="utf-8")
        how = read_as(map=path)
        assert (how.columns, how.offsets) == ({"sentence": "글", "label": "답"}, "exclusive")
        path.write_text("- a\n", encoding="utf-8")
        with pytest.raises(UsageError, match="field: column, one per line"):
            read_as(map=path)


@pytest.mark.parametrize("offsets", ["auto", "inclusive", "none at all"])
def test_a_column_that_holds_no_sentences(tmp_path: Path, offsets: str) -> None:
    frame = flat({})
    if offsets == "none at all":
        frame = frame.drop(columns=lambda_names("idx"))
    frame.to_csv(tmp_path / "a.csv", index=False)
    how = read_as(map="sentence=label", offsets=None if offsets == "none at all" else offsets)
    with pytest.raises(InputError, match=r"object in only 0 of 6 rows. Is 'label' the column of"):
        read(tmp_path / "a.csv", how=how, require_label="auto")
    with pytest.raises(InputError, match="--map sentence=COLUMN"):
        read_good(tmp_path / "a.csv", how=how, require_label="auto")


@pytest.mark.parametrize("form", ["NFD", "NFKC"])
def test_sentences_in_another_spelling_are_sentences(form: Any) -> None:
    frame = flat({})
    frame["sentence"] = frame["sentence"].map(
        lambda text: unicodedata.normalize(form, "\u3000" + text.replace(" ", "\u2003 "))
    )
    with pytest.raises(InputError, match=r"rows are bad|fit no way"):
        read(frame)
    assert len(read_good(frame).problems) == 6


def test_floats_and_empty_offsets(tmp_path: Path) -> None:
    frame = flat({})
    frame["object_entity.start_idx"] = frame["object_entity.start_idx"].astype(float)
    frame.loc[2, "object_entity.start_idx"] = np.nan
    frame.to_csv(tmp_path / "a.csv", index=False)
    for source in (tmp_path / "a.csv", frame):
        reading = read(source)
        assert content(reading.table) == WANTED
        assert any("1 mentions have no offsets" in note for note in reading.notes)


def test_no_offsets_at_all(tmp_path: Path) -> None:
    frame = flat({}).drop(columns=lambda_names("idx"))
    frame.to_csv(tmp_path / "a.csv", index=False)
    assert content(read(tmp_path / "a.csv").table) == WANTED
    frame.loc[0, "sentence"] = "한울전자는 한울전자의 나래랩을 두었다."
    with pytest.raises(InputError, match="has no offsets, and '한울전자' occurs there 2 times"):
        read(frame)
    frame["subject_entity.start_idx"] = [6, *[None] * 5]
    assert read(frame).table["subject_start"][0].as_py() == 6


def lambda_names(part: str) -> list[str]:
    return [name for name in flat({}).columns if part in name]


def test_spaces_around_names() -> None:
    frame = flat({})
    frame["label"] = frame["label"].map(lambda label: f" {label}\t")
    frame["subject_entity.type"] = frame["subject_entity.type"] + " "
    reading = read(frame)
    assert content(reading.table) == WANTED
    assert any("6 labels had surrounding spaces" in note for note in reading.notes)


def test_ids_that_repeat_or_are_blank_are_told() -> None:
    frame = flat({})
    frame["id"] = ["a", "a", "b", None, "c", "d"]
    reading = read(frame)
    assert any("1 blank, 1 repeated" in note for note in reading.notes)
    assert len(set(reading.table["_row_id"].to_pylist())) == len(ROWS)
    assert not any("ids" in note for note in read(ROWS).notes)


class TestLabelNames:
    NAMES = ("무관", "자회사", "대표", "출생", "위치")

    @pytest.mark.parametrize(
        "data", [list(NAMES), dict(enumerate(NAMES)), {name: i for i, name in enumerate(NAMES)}]
    )
    @pytest.mark.parametrize("kind", [int, float, str])
    def test_numbers_get_their_names(self, data: Any, kind: Any, tmp_path: Path) -> None:
        path = tmp_path / "labels.json"
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        frame = flat({})
        frame["label"] = [kind(self.NAMES.index(label)) for label in frame["label"]]
        assert content(read(frame, how=read_as(label_names=path)).table) == WANTED

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"\x80\x04\x95.", "a pickle, which is never read"),
            (b'{"a": 1, "b": 1}', "appears twice"),
            (b'{"a": "b"}', "is not a list of names"),
            (b"[1, 2]", "is not a list of names"),
            (b"{", "is not JSON"),
        ],
    )
    def test_files_that_name_nothing(self, data: bytes, message: str, tmp_path: Path) -> None:
        path = tmp_path / "labels.pkl"
        path.write_bytes(data)
        with pytest.raises(InputError, match=message):
            read(ROWS, how=read_as(label_names=path))


@given(st.permutations(range(len(ROWS))), st.sampled_from(sorted(NAMES)))
def test_the_order_of_rows_and_columns_is_the_same(order: list[int], names: str) -> None:
    frame = flat(NAMES[names]).iloc[list(order)]
    frame = frame[sorted(frame.columns)]
    table = read(frame).table
    back = table.take(pa.array(np.argsort(order)))
    assert content(back) == WANTED


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("SUBJECT_ENTITY", "subject"),
        ("start_e2", "object.start"),
        ("개체1_시작", "subject.start"),
        ("객체 유형", "object.type"),
        ("Sentence", "sentence"),
        ("문장번호", "id"),
        ("source", None),
        ("worker", None),
        ("", None),
    ],
)
def test_usual_names_of_columns_are_recognised(name: str, field: str | None) -> None:
    assert field_called(name) == field


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
@pytest.mark.parametrize("blank", [0, 1])
def test_a_title_above_the_header_is_told_and_not_read(
    name: str, blank: int, tmp_path: Path
) -> None:
    frame = flat(KOREAN)
    empty = [""] * len(frame.columns)
    title = ["관계 추출 자료 (2차 검수)", *empty[1:]]
    lines = [title, *[empty] * blank, list(frame.columns), *frame.astype(str).to_numpy().tolist()]
    sheet = pd.DataFrame(lines)
    path = tmp_path / name
    if name.endswith("xlsx"):
        sheet.to_excel(path, index=False, header=False)
    else:
        sheet.to_csv(path, index=False, header=False)
    reading = read(path)
    assert content(reading.table) == WANTED
    notes = [note for note in reading.notes if "above the header" in note]
    assert len(notes) == 1
    assert "2차 검수" in notes[0]


def test_a_sheet_with_blank_rows_in_it(tmp_path: Path) -> None:
    frame = flat(KOREAN).astype(str)
    lines = frame.to_numpy().tolist()
    blank = [""] * len(frame.columns)
    sheet = pd.DataFrame([list(frame.columns), *lines[:2], blank, *lines[2:], blank, blank])
    sheet.to_excel(tmp_path / "a.xlsx", index=False, header=False)
    assert content(read(tmp_path / "a.xlsx").table) == WANTED


class TestExchangedColumns:
    @pytest.mark.parametrize("part", ["시작", "끝"])
    @pytest.mark.parametrize("names", [KOREAN, {}])
    def test_words_and_offsets(self, part: str, names: dict[str, str], tmp_path: Path) -> None:
        frame = flat(names)
        english = {"시작": "start_idx", "끝": "end_idx"}[part]
        word, other = (
            ("주체", f"주체{part}")
            if names
            else (
                "subject_entity.word",
                f"subject_entity.{english}",
            )
        )
        frame = frame.rename(columns={word: other, other: word})
        frame.to_csv(tmp_path / "a.csv", index=False)
        for source in (frame, tmp_path / "a.csv"):
            reading = read(source)
            assert content(reading.table) == WANTED
            assert any("contains offsets" in note for note in reading.notes)

    def test_a_swapped_map_is_refused_with_the_right_one(self) -> None:
        how = read_as(map="subject.word=주체시작,subject.start=주체")
        with pytest.raises(
            UsageError, match=r"did you mean --map subject\.word=주체,subject\.start=주체시작"
        ):
            read(flat(KOREAN), how=how)

    def test_starts_and_ends(self) -> None:
        frame = flat(KOREAN)
        turned: dict[str, str] = {}
        for role in ("주체", "객체"):
            turned |= {f"{role}시작": f"{role}끝", f"{role}끝": f"{role}시작"}
        reading = read(frame.rename(columns=turned))
        assert content(reading.table) == WANTED
        assert any("start and end offsets are swapped" in note for note in reading.notes)

    def test_the_offsets_of_the_other_mention_are_asked(self) -> None:
        turned = {}
        for part in ("시작", "끝"):
            turned |= {f"주체{part}": f"객체{part}", f"객체{part}": f"주체{part}"}
        frame = flat(KOREAN).rename(columns=turned)
        asked = r"in 6 of 6 rows: columns are swapped.*start=객체시작.*object\.end=주체끝"
        with pytest.raises(InputError, match=asked):
            read(frame)
        how = {"subject.start": "객체시작", "subject.end": "객체끝"}
        how |= {"object.start": "주체시작", "object.end": "주체끝"}
        assert content(read(frame, how=read_as(map=how)).table) == WANTED

    def test_a_note_says_that_columns_are_swapped(self) -> None:
        from reaug.data.read_data import read_good

        frame = flat(KOREAN).rename(columns={"주체": "객체", "객체": "주체"})
        reading = read_good(frame)
        assert reading.table.num_rows == 0
        assert any("columns are swapped" in note for note in reading.notes)
