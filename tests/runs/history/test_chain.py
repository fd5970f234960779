from __future__ import annotations

import time

from known_runs import record
from reaug.runs.history.chain import lineage, parents_of


def test_a_chain_is_linked_whatever_the_order() -> None:
    runs = [
        record("c", "y", "z", "3"),
        record("a", "raw", "x", "1"),
        record("b", "x", "y", "2"),
        record("other", "raw", "w", "4"),
    ]
    parents = parents_of(runs)
    assert parents == {"a": (), "b": ("a",), "c": ("b",), "other": ()}
    assert lineage("c", parents) == ["a", "b", "c"]


def test_of_two_that_made_the_same_rows_the_one_read_by_name_is_first(tmp_path: object) -> None:
    base = str(tmp_path)
    one, two = record(f"{base}/one", "raw", "x", "1"), record(f"{base}/two", "raw", "x", "2")
    late = record(f"{base}/late", "raw", "x", "9")
    heir = record(f"{base}/heir", "x", "y", "5")
    assert parents_of([one, two, late, heir])[heir.folder] == (two.folder, one.folder, late.folder)
    named = heir.__class__(**{**vars(heir), "path": f"{base}/one"})
    assert parents_of([one, two, late, named])[heir.folder][0] == one.folder


def test_no_run_is_its_own_ancestor() -> None:
    # The first changes nothing; two turn a set to and fro; three say no time.
    runs = [
        record("same", "x", "x"),
        record("to", "x", "y"),
        record("fro", "y", "x"),
        record("after", "x", "z"),
    ]
    parents = parents_of(runs)
    for run in runs:
        way = lineage(run.folder, parents)
        assert len(set(way)) == len(way)
        assert run.folder not in parents[run.folder]
    assert parents_of([record("alone", "x", "x")]) == {"alone": ()}
    assert parents_of([record("none", None, None), record("nothing", None, None)]) == {
        "none": (),
        "nothing": (),
    }


def test_ten_thousand_runs_that_change_nothing_and_a_chain_as_long() -> None:
    begun = time.process_time()
    same = [record(f"s{i:05}", "x", "x", f"{i:05}") for i in range(10_000)]
    assert parents_of(same)["s09999"][0] == "s09998"
    chain = [record(f"c{i:05}", f"{i}", f"{i + 1}", f"{i:05}") for i in range(10_000)]
    assert len(lineage("c09999", parents_of(chain))) == 10_000
    assert time.process_time() - begun < 20
