"""A large set is checked in pieces: with the same findings, and in memory that does not grow."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from audit.rows import BOOK
from reaug.audit import alike, sorted_findings
from reaug.audit import rows as rows_of_audit
from reaug.audit.checks import type_inconsistent
from reaug.audit.near import candidates, copies, stored_sentences
from reaug.audit.near.pairs import Pairs, pairs
from reaug.audit.near.sentences import Sentences, other_numbers
from reaug.audit.near.stored_sentences import StoredSentences, in_parts
from reaug.audit.rows import Rows
from reaug.audit.run import audit_table
from reaug.audit.types import counts
from reaug.choices import Lang
from reaug.core import schema
from reaug.core.draws import text_keys
from reaug.core.findings import Finding
from reaug.data import read
from reaug.report.audit_summary import unchecked
from reaug.report.words import words
from reaug.runs.shipped import sample_data


def many(times: int) -> pa.Table:
    """The sample rows several times, with ids and sentences of their own."""
    table = read(sample_data()).table
    parts = []
    for copy in range(times):
        ids = pc.binary_join_element_wise(table[schema.ROW_ID], f"{copy:03}", "-").combine_chunks()
        text = f"제{copy}호." if copy else "끝."
        columns = {
            schema.ROW_ID: ids,
            schema.KEY: pa.array(text_keys(ids)),
            schema.SENTENCE: pc.binary_join_element_wise(table[schema.SENTENCE], text, " "),
        }
        made = table
        for name, values in columns.items():
            at = made.schema.get_field_index(name)
            made = made.set_column(at, made.schema.field(at), values)
        parts.append(made)
    return pa.concat_tables(parts)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets every set of more than 300 rows be a large one, in pieces of 100."""

    def change() -> None:
        monkeypatch.setattr(rows_of_audit, "_MOST_KEPT", 300)
        monkeypatch.setattr(rows_of_audit, "_PIECE", 100)
        monkeypatch.setattr(alike, "_PART", 50)
        monkeypatch.setattr(sorted_findings, "_HELD", 200)
        monkeypatch.setattr(sorted_findings, "_BLOCK", 7)
        monkeypatch.setattr(type_inconsistent, "_AT_ONCE", 30)
        monkeypatch.setattr(copies, "_PART", 40)
        monkeypatch.setattr(stored_sentences, "_AT_ONCE", 64)

    return change


def test_pieces_do_not_show(small_pieces: Callable[[], None]) -> None:
    table = many(4)
    whole = audit_table(table, BOOK)
    small_pieces()
    audit = audit_table(table, BOOK)
    # In large groups of copies, which ones are compared depends on the order of the sentences.
    assert isinstance(audit.findings, sorted_findings.StoredFindings)
    near = "duplicate/near"
    assert [one for one in audit.findings if one.rule != near] == [
        one for one in whole.findings if one.rule != near
    ]
    found, known = (
        {one.rows[0] for one in made.findings if one.rule == near} for made in (audit, whole)
    )
    assert len(found & known) >= 0.95 * len(known) > 0
    assert audit.patch == whole.patch
    assert audit.shortcuts == whole.shortcuts
    assert audit.ambiguities == whole.ambiguities
    others = {name: count for name, count in whole.counts.items() if name != near}
    assert {name: audit.counts[name] for name in others} == others


def test_memory_does_not_grow_with_the_rows(
    small_pieces: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    small_pieces()
    monkeypatch.setattr(counts, "MOST", 500)
    monkeypatch.setattr(counts, "MOST_SPANS", 500)
    monkeypatch.setattr(counts, "SAMPLE", 200)
    monkeypatch.setattr(counts, "_MANY_CHUNKS", 3)
    monkeypatch.setattr(candidates, "_MERGED", 500)
    peaks = [_peak(many(times)) for times in (2, 3, 12)]  # the first one fills caches
    assert peaks[2] < 2 * peaks[1], "for four times the rows"


@pytest.mark.parametrize(
    ("lang", "line"), [("en", "By a sample, since"), ("ko", "표본으로 판단함")]
)
def test_a_sample_is_said(monkeypatch: pytest.MonkeyPatch, lang: Lang, line: str) -> None:
    table = many(4)
    assert audit_table(table, BOOK).sampled == {}
    monkeypatch.setattr(counts, "MOST", 20)
    audit = audit_table(table, BOOK)
    why = type_inconsistent.OF_A_SAMPLE
    assert audit.sampled == {"type/inconsistent": why, "type/unlikely": why}
    assert audit.to_json()["sampled"] == audit.sampled
    [said] = unchecked(audit, words(lang))
    assert said.startswith(line)
    assert said.endswith("type/inconsistent, type/unlikely")
    assert audit_table(table, BOOK, select=["duplicate/exact"]).sampled == {}


class _Watch:
    """Notes how much memory Arrow has after each check, so that rows that stay are seen."""

    def __init__(self) -> None:
        self.before = self.most = pa.total_allocated_bytes()

    def begin(self, what: str, rows: int) -> None:
        pass

    def advance(self, rows: int) -> None:
        self.most = max(self.most, pa.total_allocated_bytes())
        gc.collect()


def _peak(table: pa.Table) -> int:
    """The most memory of Python and NumPy during an audit, and of Arrow between its checks."""
    watch = _Watch()
    tracemalloc.start()
    try:
        audit_table(table, BOOK, watcher=watch)
        return tracemalloc.get_traced_memory()[1] + watch.most - watch.before
    finally:
        tracemalloc.stop()


def test_findings_in_a_file_are_those_of_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(1)
    findings = [
        Finding("a/b", (f"r{n}",), "row", "", "?", score=float(n % 7), fixes=())
        for n in random.permutation(100).tolist()
    ]
    listed = sorted_findings.sorted_findings(findings, {"a/b": "error"})
    assert isinstance(listed, list)
    monkeypatch.setattr(sorted_findings, "_HELD", 9)
    monkeypatch.setattr(sorted_findings, "_BLOCK", 4)
    stored = sorted_findings.sorted_findings(findings, {"a/b": "error"})
    assert stored == listed
    assert [*stored] == listed
    assert stored[3:50:7] == listed[3:50:7]
    assert stored[-1] == listed[-1]
    assert stored != listed[1:]
    with pytest.raises(IndexError):
        stored[100]


def test_stored_sentences_have_the_pairs_of_sentences_in_memory(
    small_pieces: Callable[[], None],
) -> None:
    rows = Rows(many(2), BOOK)
    sentences = Sentences(rows.normal.batch.sentence)
    known = _named(pairs(sentences), sentences.texts)
    small_pieces()
    rows = Rows(many(2), BOOK)
    stored = StoredSentences(rows)
    texts = dict(zip(stored.of_row.tolist(), rows.normal.batch.sentence.to_pylist(), strict=True))
    found = _named(stored.pairs(), texts)
    assert len(stored) == len(sentences)
    assert len(known.keys() & found.keys()) >= 0.9 * len(known) > 0
    assert all(found[pair] == known[pair] for pair in known.keys() & found.keys())


def _named(found: Pairs, texts: dict[int, str] | list[str]) -> dict[frozenset[str], float]:
    ends = zip(found.one.tolist(), found.other.tolist(), strict=True)
    names = (frozenset((texts[one], texts[other])) for one, other in ends)
    return dict(zip(names, found.closeness.tolist(), strict=True))


def test_parts_of_pairs_have_no_sentence_in_common() -> None:
    random = np.random.default_rng(2)
    one = random.integers(0, 99, 60)
    other = np.minimum(one + random.integers(1, 4, 60), 99)
    made = Pairs(one, other, one >= 0, one / 99)
    parts = [*in_parts(made, 100, 10)]
    assert sorted(np.concatenate([part.one for part in parts]).tolist()) == sorted(one.tolist())
    sets = [{*part.one.tolist(), *part.other.tolist()} for part in parts]
    assert len(sets) > 1
    assert all(a.isdisjoint(b) for a, b in pairwise(sets))


def test_marks_leave_out_no_pair_that_may_be_an_edit() -> None:
    texts = ["1호 2호", "1호", "2호 3호", "호", "１호 4", "１호"]
    sentences = Sentences(pa.array(texts))
    at = {text: place for place, text in enumerate(sentences.texts)}
    left_out = {
        (a, b)
        for a in texts
        for b in texts
        if other_numbers(sentences.marks, np.array([at[a]]), np.array([at[b]]))[0]
    }
    apart = {
        ("1호 2호", "2호 3호"),
        ("1호", "2호 3호"),
        ("1호 2호", "１호 4"),
        ("1호", "１호 4"),
        ("2호 3호", "１호 4"),
    }
    assert left_out == {pair for a, b in apart for pair in ((a, b), (b, a))}
