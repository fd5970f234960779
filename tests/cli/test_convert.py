"""`reaug convert`: there and back, what is lost, what is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import reaug as python
from annotated import SET, SHAPES, as_brat, as_doccano, as_klue, as_label_studio
from command import reaug, refused
from reaug.data import FORMATS, WRITABLE, content_digest, read
from run_folders import SAMPLE, listing

LOSSLESS = [name for name in WRITABLE if FORMATS[name].whole_rows]


def out_name(fmt: str) -> str:
    return f"out{FORMATS[fmt].suffix}" if FORMATS[fmt].suffix else f"out-{fmt}"


def test_tabs_where_the_name_says_so(tmp_path: Path) -> None:
    result = reaug("convert", as_doccano(tmp_path), "-o", tmp_path / "out.tsv")
    assert result.code == 0
    header = (tmp_path / "out.tsv").read_text(encoding="utf-8").splitlines()[0]
    assert header.split("\t")[:2] == ["id", "sentence"]
    assert content_digest(read(tmp_path / "out.tsv").table) == content_digest(
        read(as_doccano(tmp_path)).table
    )


@pytest.mark.parametrize("fmt", LOSSLESS)
@pytest.mark.parametrize("data", ["sample", "own"])
def test_there_and_back(data: str, fmt: str, tmp_path: Path) -> None:
    source = SAMPLE if data == "sample" else as_klue(tmp_path)
    before = content_digest(read(source).table)
    converted, back = tmp_path / out_name(fmt), tmp_path / "back.json"
    result = reaug("convert", source, "-o", converted, "--to", fmt)
    assert (result.code, result.out) == (0, "")
    assert "lost" not in result.err
    assert reaug("convert", converted, "-o", back).code == 0
    assert content_digest(read(back).table) == before


@pytest.mark.parametrize(
    ("fmt", "lost"),
    [
        ("semeval", ["lost: the types of the mentions", "lost: column 'source'"]),
        ("brat", ["lost: column 'source'"]),
        ("conll", ["lost: column 'source'"]),
    ],
)
def test_what_is_lost_is_told(fmt: str, lost: list[str], tmp_path: Path) -> None:
    result = reaug("convert", SAMPLE, "-o", tmp_path / "out", "--to", fmt)
    assert result.code == 0
    assert all(line in result.err.splitlines() for line in lost)
    again = read(tmp_path / "out", fmt=fmt).table
    assert again.num_rows == read(SAMPLE).table.num_rows


@pytest.mark.parametrize("shape", ["doccano", "Label Studio", "brat"])
def test_a_set_of_a_tool_is_audited_and_converted_back(shape: str, tmp_path: Path) -> None:
    source = SHAPES[shape].write(tmp_path)
    fmt = SHAPES[shape].format
    result = reaug("audit", source, "--json")
    assert result.code == 0
    assert (result.json["rows"], result.json["unread"]) == (len(SET), {})
    rows, again = tmp_path / "rows.json", tmp_path / "again"
    assert reaug("convert", source, "-o", rows).err.startswith(f"{len(SET)} rows ({fmt}) as klue")
    result = reaug("convert", rows, "-o", again, "--to", fmt)
    assert result.err == f"{len(SET)} rows (klue-json) in {len(SET)} documents as {fmt} → {again}\n"
    digests = {content_digest(read(path).table) for path in (source, rows, again)}
    assert len(digests) == 1


TWO = {
    "id": 7,
    "text": "가온전자의 도윤 대표는 별빛소프트 출신이다.",
    "entities": [
        {"id": 1, "label": "회사", "start_offset": 0, "end_offset": 4},
        {"id": 2, "label": "인물", "start_offset": 6, "end_offset": 8},
        {"id": 3, "label": "회사", "start_offset": 13, "end_offset": 18},
    ],
    "relations": [
        {"id": 1, "from_id": 1, "to_id": 2, "type": "대표이사"},
        {"id": 2, "from_id": 2, "to_id": 3, "type": "소속"},
    ],
    "team": "기업",
}


def written(path: Path, *documents: dict[str, Any]) -> Path:
    text = "".join(json.dumps(document, ensure_ascii=False) + "\n" for document in documents)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("fmt", ["doccano", "label-studio", "entities-json", "brat", "conll"])
def test_rows_of_one_sentence_are_one_document_again(fmt: str, tmp_path: Path) -> None:
    source = written(tmp_path / "a.jsonl", TWO)
    assert read(source).table["guid"].to_pylist() == ["7#1", "7#2"]
    rows, converted = tmp_path / "rows.json", tmp_path / "there"
    assert reaug("convert", source, "-o", rows).code == 0
    result = reaug("convert", rows, "-o", converted, "--to", fmt, "--json")
    assert (result.code, result.json["documents"]) == (0, 1)
    kept = [] if FORMATS[fmt].whole_rows else ["column 'team'"]
    assert result.json["lost"] == kept
    again = read(converted, fmt=fmt).table
    wanted = read(rows).table
    if kept:
        wanted = wanted.drop(["team"])
        if fmt == "brat":  # rows are named after the file
            assert again["guid"].to_pylist() == ["7#1", "7#2"]
    assert content_digest(again) == content_digest(wanted)


def test_mentions_without_a_relation_go_from_document_to_document(tmp_path: Path) -> None:
    alone = {**TWO, "id": 8, "relations": []}
    source = written(tmp_path / "a.jsonl", TWO, alone)
    result = reaug("convert", source, "-o", tmp_path / "b.json", "--to", "label-studio")
    assert "1 document has no relations" in result.err
    assert "lost" not in result.err
    tasks = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
    assert [len(task["annotations"][0]["result"]) for task in tasks] == [5, 3]
    result = reaug("convert", source, "-o", tmp_path / "c.json")
    assert "lost: 3 mentions that no relation uses" in result.err


def test_what_a_run_never_had_of_its_documents_is_told(tmp_path: Path) -> None:
    alone = {**TWO, "id": 8, "relations": []}
    source = written(tmp_path / "a.jsonl", TWO, alone)
    for words in (
        ("init", source, "-o", tmp_path / "own"),
        ("clean", source, "-o", tmp_path / "one", "--rules", tmp_path / "own/rules.yaml"),
        ("clean", tmp_path / "one", "-o", tmp_path / "two"),
    ):
        result = reaug(*words)
        assert result.code == 0, result.err
    for run in ("one", "two"):
        result = reaug(
            "convert", tmp_path / run, "-o", tmp_path / f"{run}.jsonl", "--to", "doccano"
        )
        assert f"lost: all but the relations of the documents of {source} (doccano)" in result.err
    result = reaug("convert", tmp_path / "two", "-o", tmp_path / "rows.csv")
    assert "lost: all but" not in result.err


@pytest.mark.parametrize(("negatives", "lost"), [("all", 0), ("1", 1), ("legal", 0), ("none", 3)])
def test_a_mention_of_a_pair_is_not_lost(negatives: str, lost: int, tmp_path: Path) -> None:
    alone = {**TWO, "id": 8, "relations": []}
    source = written(tmp_path / "a.jsonl", TWO, alone)
    out = tmp_path / "b.json"
    result = reaug("convert", source, "-o", out, "--negatives", negatives, "--json")
    assert result.json["lost"] == ([f"{lost} mentions that no relation uses"] if lost else [])


class TestNegatives:
    def rows(self, tmp_path: Path, *words: object) -> list[tuple[str, str]]:
        source = tmp_path / "a.jsonl"
        if not source.exists():
            written(source, TWO, {**TWO, "id": 8, "relations": TWO["relations"][:1]})
        out = tmp_path / "out.json"
        result = reaug("convert", source, "-o", out, "--force", *words)
        assert result.code == 0, result.err
        table = read(out).table
        return list(zip(table["guid"].to_pylist(), table["label"].to_pylist(), strict=True))

    def test_no_negatives_by_default(self, tmp_path: Path) -> None:
        stated = [("7#1", "대표이사"), ("7#2", "소속"), ("8", "대표이사")]
        assert self.rows(tmp_path) == stated
        assert self.rows(tmp_path, "--negatives", "0") == stated

    def test_all_pairs_that_are_not_stated_become_negatives(self, tmp_path: Path) -> None:
        rows = self.rows(tmp_path, "--negatives", "all")
        negative = [name for name, label in rows if label == "no_relation"]
        # Neither a stated pair nor the same turned round.
        assert negative == ["7#0-2", "7#2-0", "8#0-2", "8#1-2", "8#2-0", "8#2-1"]

    def test_legal_negatives_have_the_types_of_a_relation(self, tmp_path: Path) -> None:
        rows = self.rows(tmp_path, "--negatives", "legal", "--negative-label", "관계없음")
        assert [name for name, label in rows if label == "관계없음"] == ["8#1-2", "8#2-1"]

    def test_some_negatives_are_drawn_by_the_seed(self, tmp_path: Path) -> None:
        some = self.rows(tmp_path, "--negatives", "1")
        assert [name.split("#")[0] for name, label in some if label == "no_relation"] == ["7", "8"]
        assert self.rows(tmp_path, "--negatives", "1") == some
        others = {tuple(self.rows(tmp_path, "--negatives", "1", "--seed", s)) for s in range(9)}
        assert len(others) > 1

    def test_the_draw_does_not_depend_on_the_order(self, tmp_path: Path) -> None:
        documents = [
            {**TWO, "id": i, "text": f"{TWO['text']} {i}", "relations": []} for i in range(20)
        ]
        names = []
        for order in (documents, documents[::-1]):
            source = written(tmp_path / "a.jsonl", *order)
            out = tmp_path / "out.json"
            python.convert(source, out, negatives=2, force=True)
            names.append(sorted(read(out).table["guid"].to_pylist()))
        assert names[0] == names[1]
        assert len(names[0]) == 40

    def test_the_books_label(self, tmp_path: Path) -> None:
        rows = self.rows(tmp_path, "--negatives", "all", "--rules", "klue-re")
        assert {label for _, label in rows} == {"대표이사", "소속", "no_relation"}

    @pytest.mark.parametrize("value", ["some", "-1", "1.5", ""])
    def test_a_number_of_negatives_that_makes_no_sense_is_refused(
        self, value: str, tmp_path: Path
    ) -> None:
        source = written(tmp_path / "a.jsonl", TWO)
        result = reaug("convert", source, "-o", tmp_path / "b.json", f"--negatives={value}")
        refused(result, "negatives must be none, all, legal or a number of pairs")
        assert listing(tmp_path) == ["a.jsonl"]


LONG = (
    "가온전자는 올해 도윤 대표를 뽑았다. 도윤 대표는 별빛소프트에서 일했다.\n"
    "그는 3.5년 뒤 떠났다. 별빛소프트는 판교에 있다."
)


def long_document() -> dict[str, Any]:
    words = [
        ("가온전자", 0, "회사"),
        ("도윤", 0, "인물"),
        ("도윤", 1, "인물"),
        ("별빛소프트", 0, "회사"),
        ("별빛소프트", 1, "회사"),
        ("판교", 0, "장소"),
    ]
    entities = []
    for i, (word, nth, kind) in enumerate(words):
        start = LONG.index(word) if nth == 0 else LONG.index(word, LONG.index(word) + 1)
        entities.append(
            {"id": i, "label": kind, "start_offset": start, "end_offset": start + len(word)}
        )
    pairs = [(0, 1, "대표"), (2, 3, "근무"), (4, 5, "위치"), (0, 3, "관련"), (1, 5, "거주")]
    relations = [
        {"id": i, "from_id": a, "to_id": b, "type": label} for i, (a, b, label) in enumerate(pairs)
    ]
    return {"id": "L", "text": LONG, "entities": entities, "relations": relations}


class TestSentences:
    def test_a_row_of_each_sentence(self, tmp_path: Path) -> None:
        source = written(tmp_path / "a.jsonl", long_document())
        result = reaug("convert", source, "-o", tmp_path / "b.json", "--sentences", 1)
        assert "note: 2 relations span more than 1 sentence, and are left out" in result.err
        rows = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
        assert [row["sentence"] for row in rows] == [
            "가온전자는 올해 도윤 대표를 뽑았다.",
            "도윤 대표는 별빛소프트에서 일했다.",
            "별빛소프트는 판교에 있다.",
        ]
        for row in rows:
            assert row["document"] == "L"
            start = row["document_offset"]
            assert LONG[start : start + len(row["sentence"])] == row["sentence"]
        assert [row["guid"] for row in rows] == ["L#1", "L#2", "L#3"]

    def test_a_row_spans_at_most_the_window_of_sentences(self, tmp_path: Path) -> None:
        source = written(tmp_path / "a.jsonl", long_document())
        out = tmp_path / "b.json"
        result = reaug("convert", source, "-o", out, "--sentences", 2)
        assert "note: 1 relation spans more than 2 sentences" in result.err
        [row] = [
            row for row in json.loads(out.read_text(encoding="utf-8")) if row["label"] == "관련"
        ]
        assert row["sentence"] == LONG.split("\n")[0]
        result = reaug("convert", source, "-o", out, "--sentences", 4, "--force")
        assert "left out" not in result.err
        assert len(read(out).table) == 5

    def test_pairs_without_a_relation_stay_inside(self, tmp_path: Path) -> None:
        source = written(tmp_path / "a.jsonl", long_document())
        result = python.convert(source, tmp_path / "b.json", sentences=1, negatives="all")
        rows = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))
        assert all("\n" not in row["sentence"] for row in rows)
        assert any("are too far apart" in note for note in result.reading.notes)


class TestRefused:
    def test_an_existing_file_is_not_replaced(self, tmp_path: Path) -> None:
        source = as_doccano(tmp_path)
        out = tmp_path / "out.json"
        out.write_text("mine", encoding="utf-8")
        refused(
            reaug("convert", source, "-o", out), "already exists; choose another or add --force"
        )
        assert out.read_text(encoding="utf-8") == "mine"
        assert reaug("convert", source, "-o", out, "--force").code == 0

    def test_the_input_is_not_replaced(self, tmp_path: Path) -> None:
        source = as_doccano(tmp_path)
        before = source.read_bytes()
        refused(reaug("convert", source, "-o", source, "--force", "--to", "jsonl"), "is an input")
        folder = as_brat(tmp_path)
        result = reaug("convert", folder, "-o", folder / "x.json", "--force")
        refused(result, "is inside", "an input")
        assert source.read_bytes() == before

    def test_a_folder_of_others(self, tmp_path: Path) -> None:
        source, folder = as_doccano(tmp_path), as_brat(tmp_path)
        result = reaug("convert", source, "-o", folder, "--to", "brat")
        refused(result, "already exists")
        assert reaug("convert", source, "-o", folder, "--to", "brat", "--force").code == 0
        assert content_digest(read(folder).table) == content_digest(read(source).table)
        (folder / "notes.md").write_text("mine", encoding="utf-8")
        result = reaug("convert", source, "-o", folder, "--to", "brat", "--force")
        refused(result, "contains more than brat files, and is not replaced")
        assert (folder / "notes.md").is_file()

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (("-o", "out.xlsx"), "Excel is read, not written; use .csv"),
            (("-o", "out.XLSX", "--to", "excel"), "Excel is read, not written; use .csv"),
            (("-o", "out", "--to", "excel"), "Excel is read, not written; use .csv"),
            (("-o", "out", "--to", "run"), "run is not written by convert; there are: brat"),
            (("-o", "out", "--to", "tapt"), "tapt is not written by convert; there are: brat"),
        ],
    )
    def test_what_is_read_alone(
        self, words: tuple[str, ...], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        refused(reaug("convert", as_doccano(tmp_path), *words), says)

    def test_names_that_tell_nothing(self, tmp_path: Path) -> None:
        source = as_doccano(tmp_path)
        result = reaug("convert", source, "-o", tmp_path / "out")
        refused(result, "no format has this suffix; add --to, with one of", "label-studio")
        result = reaug("convert", source, "-o", tmp_path / "out", "--to", "docano")
        refused(result, "did you mean 'doccano'?")
        result = reaug("convert", source, "-o", tmp_path / "no" / "out.json")
        refused(result, "does not exist; create it first")

    @pytest.mark.parametrize(
        ("fmt", "name", "ending"),
        [
            ("klue-json", "out.csv", ".json"),
            ("tacred", "out.csv.gz", ".tacred.json"),
            ("marked", "out.TSV", ".marked.jsonl"),
            ("competition-csv", "out.jsonl", ".csv"),
            ("conll", "out.parquet", ".conll"),
        ],
    )
    def test_names_that_tell_another_kind(
        self, fmt: str, name: str, ending: str, tmp_path: Path
    ) -> None:
        source = as_doccano(tmp_path)
        result = reaug("convert", source, "-o", tmp_path / name, "--to", fmt)
        refused(result, f"{fmt} is not that; make it end in {ending}")
        assert not (tmp_path / name).exists()

    def test_a_wrong_format_is_refused_with_the_columns_of_the_file(self, tmp_path: Path) -> None:
        source = as_doccano(tmp_path)
        result = reaug("convert", source, "-o", tmp_path / "o.json", "--format", "opennre")
        refused(result, "is not opennre", "its columns: id, text, entities, relations")
        refused(reaug("audit", source, "--format", "brat"), "is a file, but brat is a folder")
        refused(reaug("audit", source, "--format", "brats"), "did you mean 'brat'?")
        refused(reaug("audit", as_brat(tmp_path), "--format", "conll"), "is a folder, but conll")

    def test_a_rule_book_is_learnt_from_the_format_that_is_named(self, tmp_path: Path) -> None:
        source, book = as_doccano(tmp_path), tmp_path / "own.yaml"
        refused(
            reaug("rules", "learn", source, "-o", book, "--read-as", "brat"), "brat is a folder"
        )
        result = reaug("rules", "learn", source, "-o", book, "--read-as", "doccano", "--json")
        assert (result.code, result.json["rows"]) == (0, len(SET))

    def test_the_sentence_of_a_broken_relation_leaks(self, tmp_path: Path) -> None:
        source = as_doccano(tmp_path)
        lines = source.read_text(encoding="utf-8").splitlines()
        first = json.loads(lines[0])
        first["relations"][0]["to_id"] = 99
        broken = tmp_path / "broken.jsonl"
        broken.write_text("\n".join([json.dumps(first), *lines[1:]]), encoding="utf-8")
        counts = reaug("audit", broken, "--against", source, "--json").json["counts"]
        assert counts["leak/sentence"]["rows"] == len(SET)
        assert counts["schema/missing-mention"]["rows"] == 1

    @pytest.mark.parametrize("fmt", ["doccano", "label-studio", "brat", "opennre", "conll"])
    def test_rows_without_a_label(self, fmt: str, tmp_path: Path) -> None:
        rows = json.loads(as_klue(tmp_path).read_text(encoding="utf-8"))
        del rows[1]["label"]
        source = tmp_path / "part.json"
        source.write_text(json.dumps(rows), encoding="utf-8")
        out = tmp_path / "out"
        result = reaug("convert", source, "-o", out, "--to", fmt, "--unlabelled")
        refused(result, "cannot store rows without a label, such as 'b2'")
        assert not out.exists()


class TestBadDocuments:
    """Which rows, what to do, exit 2, nothing written; counted where they are dropped."""

    def broken(self, tmp_path: Path) -> Path:
        nowhere = {
            **TWO,
            "id": 9,
            "relations": [{"id": 5, "from_id": 1, "to_id": 77, "type": "소속"}],
        }
        entities = [{**TWO["entities"][0], "end_offset": 400}, *TWO["entities"][1:]]
        outside = {**TWO, "id": 10, "entities": entities}
        return written(tmp_path / "a.jsonl", TWO, nowhere, outside, {"id": 11, "entities": []})

    def test_bad_documents_stop(self, tmp_path: Path) -> None:
        source = self.broken(tmp_path)
        result = reaug("convert", source, "-o", tmp_path / "out.json")
        assert result.code == 2
        assert "3 of 6 rows are bad" in result.err
        assert "relation: points to '77', which is not a mention of its document" in result.err
        assert "line 2 (id '9')" in result.err
        assert "expected at 0..399, but the sentence ends at" in result.err
        assert "line 4 (id '11'), text: is missing" in result.err
        assert "--on-bad-row drop|repair" in result.err
        assert listing(tmp_path) == ["a.jsonl"]

    def test_bad_documents_are_dropped(self, tmp_path: Path) -> None:
        source, out = self.broken(tmp_path), tmp_path / "out.json"
        result = reaug("convert", source, "-o", out, "--on-bad-row", "drop")
        assert result.code == 0
        assert "6 read, 3 dropped as bad" in result.err
        assert "schema/missing-mention 1" in result.err
        assert read(out).table["guid"].to_pylist() == ["7#1", "7#2", "10#2"]
        assert reaug("audit", source, "--json").json["unread"] == {
            "schema/missing-field": 1,
            "schema/missing-mention": 1,
            "span/out-of-range": 1,
        }

    def test_offsets_of_brat_are_repaired(self, tmp_path: Path) -> None:
        folder = as_brat(tmp_path)
        path = folder / "b4.ann"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("인물 0 2", "인물 1 3"), encoding="utf-8")
        result = reaug("convert", folder, "-o", tmp_path / "o.json")
        assert result.code == 2
        assert "'도윤' expected at 1..2, found '윤 '" in result.err
        result = reaug("convert", folder, "-o", tmp_path / "o.json", "--on-bad-row", "repair")
        assert "1 mention repaired" in result.err
        again = content_digest(read(tmp_path / "o.json").table)
        assert again == content_digest(read(as_klue(tmp_path)).table)

    def test_brat_with_a_missing_half(self, tmp_path: Path) -> None:
        folder = as_brat(tmp_path)
        (folder / "b2.ann").unlink()
        (folder / "b5.txt").unlink()
        result = reaug("convert", folder, "-o", tmp_path / "o.json")
        assert result.code == 2
        assert (
            "b2.txt has no b2.ann next to it; add an empty one if it has no annotations"
        ) in result.err
        assert "b5.ann has no b5.txt next to it" in result.err
        result = reaug("convert", folder, "-o", tmp_path / "o.json", "--on-bad-row", "drop")
        assert "6 read, 2 dropped as bad (schema/missing-field 2)" in result.err

    def test_brat_with_pieces(self, tmp_path: Path) -> None:
        folder = as_brat(tmp_path)
        (folder / "b7.txt").write_text("남쪽과 북쪽 공장을 도윤이 지었다.", encoding="utf-8")
        lines = [
            "T1\t장소 0 2;7 9\t남쪽 공장",
            "T2\t인물 11 13\t도윤",
            "T3\t장소 4 9\t북쪽 공장",
            "R1\t건설 Arg1:T2 Arg2:T3",
            "E1\t건설:T2",
            "#1\tAnnotatorNotes T2\t확인",
        ]
        (folder / "b7.ann").write_text("\n".join(lines), encoding="utf-8")
        result = reaug("convert", folder, "-o", tmp_path / "o.json")
        assert result.code == 0
        assert "left out: 1 mention in several pieces, which are in no relation" in result.err
        assert "left out: 1 events" in result.err
        assert "left out: 1 notes" in result.err
        lines[3] = "R1\t건설 Arg1:T2 Arg2:T1"
        (folder / "b7.ann").write_text("\n".join(lines), encoding="utf-8")
        result = reaug("convert", folder, "-o", tmp_path / "p.json")
        assert result.code == 2
        assert "'남쪽 공장' is a mention in 2 pieces" in result.err

    def test_documents_without_relations_are_refused(self, tmp_path: Path) -> None:
        source = written(tmp_path / "a.jsonl", {**TWO, "relations": []})
        result = reaug("audit", source)
        refused(result, "has no relations in its 1 document (doccano)", "--negatives all")


def test_a_crash_in_writing_leaves_nothing(tmp_path: Path) -> None:
    source = as_klue(tmp_path)
    rows = json.loads(source.read_text(encoding="utf-8"))
    rows[3]["label"] = "두 말"
    source.write_text(json.dumps(rows), encoding="utf-8")
    result = reaug("convert", source, "-o", tmp_path / "brat", "--to", "brat")
    refused(result, "the label '두 말' contains a space, which brat cannot store; rename it")
    assert listing(tmp_path) == ["set.json"]


def test_the_help_names_every_format() -> None:
    result = reaug("convert", "--help", COLUMNS="300")
    assert all(name in result.out for name in WRITABLE)


def test_from_python(tmp_path: Path) -> None:
    source = as_label_studio(tmp_path)
    result = python.convert(source, tmp_path / "brat", to="brat")
    assert repr(result).startswith(f"<Conversion of {len(SET)} rows from label-studio to brat")
    assert (result.documents, result.lost) == (len(SET), ())
    shutil.rmtree(tmp_path / "brat")


def test_an_audit_names_the_file_that_is_missing(tmp_path: Path) -> None:
    folder, book = as_brat(tmp_path), tmp_path / "own.yaml"
    assert reaug("rules", "learn", folder, "-o", book).code == 0
    min(folder.glob("*.ann")).unlink()
    result = reaug("audit", folder, "--rules", book)
    assert ".ann next to it; add an empty one if it has no annotations" in result.out
