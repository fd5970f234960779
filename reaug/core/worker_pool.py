"""A pool of worker processes, which the reader of files and the local engine share.

Workers get small tasks, such as a part of a file, and return results in the order of the tasks.
They are started with `start` or the first task, and end with the `with` block of `worker_pool`.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar, copy_context
from functools import partial
from importlib import import_module
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from typing import Any, Final, NamedTuple

from reaug.core.process import begin
from reaug.errors import ReaugError

BROKEN: Final = (
    "a worker process ended unexpectedly: memory may be short (take a smaller --num-proc), a "
    "step or its library ended it (--num-proc 1 may show more), or a script that calls reaug with "
    'num_proc does not guard its call by if __name__ == "__main__"'
)
_AHEAD: Final = 8
"""Number of tasks per worker that are given out before their results are taken."""


_NUMBERS: Final = itertools.count()


class _Packed(NamedTuple):
    """A pickled function; `number` identifies it among those that this process has pickled."""

    number: int
    data: bytes


_UNPACKED: Final[dict[int, Callable[..., Any]]] = {}
"""In a worker: the function of the last task, by its number."""


def _call(packed: _Packed, *task: Any) -> Any:
    """In a worker: call a function with the arguments of a task, and return the result."""
    if packed.number not in _UNPACKED:
        _UNPACKED.clear()  # only one is kept, since states are large
        _UNPACKED[packed.number] = pickle.loads(packed.data)
    return _UNPACKED[packed.number](*task)


class _Later:
    """A call that begins when the workers of a pool are idle, or when its future is asked for."""

    def __init__(self, begin: Callable[[], Future[Any]]) -> None:
        self._begin: Callable[[], Future[Any]] | None = begin
        self.begun: Future[Any] | None = None

    def __call__(self) -> Future[Any]:
        if self.begun is None:
            assert self._begin is not None
            self.begun, self._begin = self._begin(), None
        return self.begun


class WorkerPool:
    """A pool of `number` worker processes, which ignore Ctrl-C."""

    def __init__(self, number: int) -> None:
        self.number = number
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(number, mp_context=context, initializer=_begin_worker)
        self._is_started = False
        self._spreads = 0
        self._later: list[_Later] = []

    def start(self, *modules: str) -> None:
        """Start the processes before there are tasks, and let them import what these will need."""
        if not self._is_started:
            self._is_started = True
            for _ in range(self.number):
                self.submit(_import, modules)

    def spread(self, work: Callable[..., Any], *columns: Iterable[Any]) -> Iterator[Any]:
        """Yield the results of `map(work, *columns)`, which the workers compute, in order.

        The columns are read only as far as needed, so results that are taken slowly do not pile up.

        Raises
        ------
        pickle.PicklingError, AttributeError, TypeError
            `work` cannot be sent to a process.
        """
        # Pickled here, and once: the states of steps are large, and a task that cannot be pickled
        # can block the pool forever (CPython issue 105829).
        packed = _Packed(next(_NUMBERS), pickle.dumps(work))
        waiting: deque[Future[Any]] = deque()
        tasks = zip(*columns, strict=False)
        self._spreads += 1
        is_counted = True
        try:
            with _interrupts_held():
                for task in tasks:
                    waiting.append(self._pool.submit(_call, packed, *task))
                    if len(waiting) == _AHEAD * self.number:
                        break
            while waiting:
                next_result = [waiting.popleft().result()]
                if not waiting:
                    self._spreads -= 1
                    is_counted = False
                    self.begin_later()
                yield next_result.pop()  # not kept here, since it can be large
                for task in tasks:
                    waiting.append(self._pool.submit(_call, packed, *task))
                    break
        finally:
            self._spreads -= is_counted
            for future in waiting:
                future.cancel()

    def when_idle(self, begin: Callable[[], Future[Any]]) -> Callable[[], Future[Any]]:
        """Begin a call when the workers are idle, and return a function that gives its future.

        They are idle while the results of no `spread` are outstanding. One worker is left without
        such calls, since the caller needs a core for the work that makes the workers wait.
        """
        call = _Later(begin)
        self._later.append(call)
        self.begin_later()
        return call

    def drop_later(self) -> None:
        """Drop the calls of `when_idle` that have not begun."""
        self._later.clear()

    def begin_later(self) -> None:
        """Begin calls of `when_idle` if the workers are idle, and forget those that are done."""
        if self._spreads:
            return
        self._later = [call for call in self._later if not (call.begun and call.begun.done())]
        running = sum(call.begun is not None for call in self._later)
        waiting = [call for call in self._later if call.begun is None]
        for call in waiting[: max(0, self.number - 1 - running)]:
            call()

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Start a call of a function in a worker, and return the future of its result."""
        with _interrupts_held():
            return self._pool.submit(function, *arguments)

    def close(self) -> None:
        """End the processes; tasks that have not begun are dropped."""
        self._pool.shutdown(cancel_futures=True)


_POOL: ContextVar[WorkerPool | None] = ContextVar("pool", default=None)


def current_pool() -> WorkerPool | None:
    """Return the pool of the enclosing `worker_pool` block; None outside of one.

    >>> current_pool() is None
    True
    """
    return _POOL.get()


Ahead = Callable[..., Callable[[], Any]]
"""A function that begins a call, `ahead(function, *arguments)`, and returns a function that gives
the call's result, once.
"""


@contextmanager
def calls_ahead(*, when_idle: bool = False) -> Iterator[Ahead]:
    """Provide a function that begins calls before their results are needed.

    In a `worker_pool` block, its workers make the calls; with `when_idle`, only while they have no
    tasks, or if a result is asked for. Elsewhere, a single thread makes one call after another; a
    call that it has not begun is made when its result is asked for.

    At the end of the block, also after an error, no call is running any more. So no call can write
    into a folder that is removed then.

    Examples
    --------
    >>> with calls_ahead() as ahead:
    ...     largest = ahead(max, 1, 2)
    ...     largest()
    2
    """
    pool = _POOL.get()
    begun: set[Future[Any]] = set()
    with ExitStack() as stack:
        submit: Callable[..., Future[Any]]
        if pool is None:
            submit = stack.enter_context(ThreadPoolExecutor(1, "reaug-ahead")).submit
        else:
            submit = pool.submit

        def ahead(function: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
            # A new thread has none of the settings of its caller, such as the language.
            call = function if pool is not None else partial(copy_context().run, function)

            def begin() -> Future[Any]:
                future = submit(call, *arguments)
                begun.add(future)
                return future

            later = pool.when_idle(begin) if pool is not None and when_idle else _Later(begin)
            if not when_idle or pool is None:
                later()
            waiting = [(later, partial(function, *arguments))]

            def result() -> Any:
                # Neither the result nor the arguments are kept, since they can be large.
                later, direct_call = waiting.pop()
                future = later()
                is_left = pool is None and future.cancel()
                value = direct_call() if is_left else future.result()
                begun.discard(future)
                del future, later
                if pool is not None:
                    pool.begin_later()
                return value

            return result

        try:
            yield ahead
        finally:
            if pool is not None and when_idle:
                pool.drop_later()
            wait_for([future for future in begun if not future.cancel()])


@contextmanager
def worker_pool(number: int) -> Iterator[WorkerPool | None]:
    """Provide a pool of `number` processes in a `with` block; None if `number` is 1.

    A block inside another one with the same number uses the outer pool, so that the parts of a run
    share their processes.

    Raises
    ------
    ReaugError
        A worker process ended unexpectedly.

    Examples
    --------
    >>> with worker_pool(2) as pool, worker_pool(2) as same:
    ...     same is pool is current_pool()
    True
    """
    around = _POOL.get()
    if number == 1 or (around is not None and around.number == number):
        yield around if number > 1 else None
        return
    pool = WorkerPool(number)
    token = _POOL.set(pool)
    try:
        yield pool
    except BrokenProcessPool as error:
        raise ReaugError(BROKEN) from error
    finally:
        _POOL.reset(token)
        pool.close()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Block Ctrl-C in a `with` block, also for the processes that are started in it."""
    # Otherwise a worker that is still importing would print a traceback on Ctrl-C.
    in_main_thread = threading.current_thread() is threading.main_thread()
    if not hasattr(signal, "pthread_sigmask") or not in_main_thread:
        yield
        return
    # started before, since it unblocks signals when it starts its process
    resource_tracker.ensure_running()
    caught: list[int] = []
    # A library's thread does not block the signal, so a handler collects it, too.
    handler = signal.signal(signal.SIGINT, lambda number, _: caught.append(number))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        signal.signal(signal.SIGINT, handler)
        if caught:
            signal.raise_signal(signal.SIGINT)


def _import(modules: tuple[str, ...]) -> None:
    for name in modules:
        import_module(name)


def _begin_worker() -> None:
    """Let a worker process ignore Ctrl-C, which the parent handles, and exit with the parent."""
    begin()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is sent to all processes of a terminal
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    """Exit this process when the parent process has exited: nobody needs its work any more."""
    wait([sentinel])
    os._exit(1)
