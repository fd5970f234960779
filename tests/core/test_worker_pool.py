"""Calls that begin before their results are needed, in workers or in a thread of this process."""

from __future__ import annotations

import operator
import threading
import time
import weakref
from pathlib import Path

import pytest

from engine_work import LATER, write_late
from reaug.core.worker_pool import calls_ahead, worker_pool
from reaug.language import choose, language


@pytest.mark.parametrize("processes", [1, 2])
def test_results_and_errors_are_those_of_the_calls(processes: int) -> None:
    with worker_pool(processes), calls_ahead() as ahead:
        results = [ahead(operator.mul, n, n) for n in range(20)]
        fails = ahead(operator.truediv, 1, 0)
        assert [result() for result in reversed(results)] == [n * n for n in reversed(range(20))]
        with pytest.raises(ZeroDivisionError):
            fails()


@pytest.mark.parametrize("processes", [1, 2])
def test_no_call_runs_after_the_block_even_after_an_error(tmp_path: Path, processes: int) -> None:
    file = tmp_path / "file"
    with (  # noqa: PT012 - what the block does before it fails is what is tested
        worker_pool(processes),
        pytest.raises(RuntimeError, match="of the block"),
        calls_ahead() as ahead,
    ):
        ahead(write_late, file)
        time.sleep(LATER / 2)
        raise RuntimeError("of the block")
    was_written = file.exists()
    time.sleep(LATER)
    assert file.exists() == was_written
    assert processes > 1 or was_written


def test_a_thread_makes_calls_while_the_caller_works() -> None:
    begun = threading.Event()
    with calls_ahead() as ahead:
        ahead(begun.set)
        assert begun.wait(timeout=60)


def test_a_call_that_has_not_begun_is_made_by_whoever_asks() -> None:
    blocked = threading.Event()
    with calls_ahead() as ahead:
        ahead(blocked.wait)
        assert ahead(threading.current_thread)() is threading.main_thread()
        blocked.set()


class Large:
    """A result of which a weak reference can be kept."""


def test_a_result_is_not_kept_once_it_is_taken() -> None:
    with calls_ahead() as ahead:
        result = ahead(Large)
        kept = weakref.ref(result())
        assert kept() is None


def test_a_thread_has_the_language_of_the_caller() -> None:
    before = language()
    choose("ko" if before == "en" else "en")
    try:
        with calls_ahead() as ahead:
            spoken: list[str] = []
            asked = threading.Event()
            ahead(lambda: (spoken.append(language()), asked.set()))
            assert asked.wait(timeout=60)
        assert spoken == [language()]
    finally:
        choose(before)


def test_workers_make_calls_for_later_between_their_tasks(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    with worker_pool(2) as pool, calls_ahead(when_idle=True) as ahead:
        assert pool is not None
        tasks = pool.spread(operator.neg, range(40))
        assert next(tasks) == 0
        written = ahead(write_late, begun)
        also = ahead(operator.neg, 1)
        assert [*tasks] == [-n for n in range(1, 40)]
        deadline = time.monotonic() + 60
        while not begun.exists() and time.monotonic() < deadline:
            time.sleep(LATER / 10)
        assert begun.exists()  # begun without being asked for
        assert also() == -1
        assert written() is None


def test_calls_for_later_that_nobody_asks_for_are_not_made(tmp_path: Path) -> None:
    file = tmp_path / "file"
    with worker_pool(2) as pool:
        assert pool is not None
        tasks = pool.spread(operator.neg, range(40))
        assert next(tasks) == 0
        with calls_ahead(when_idle=True) as ahead:
            ahead(write_late, file)
        assert [*tasks] == [-n for n in range(1, 40)]
    assert not file.exists()
