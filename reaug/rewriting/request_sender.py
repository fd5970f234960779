"""Send requests to a server concurrently, within a budget, resuming after an interruption."""

from __future__ import annotations

import os
import queue
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from reaug.errors import UsageError
from reaug.rewriting.answers import BUDGET, CUT, FAILED, OK, Answer
from reaug.rewriting.client import Client
from reaug.rewriting.costs import Cost, cost_of
from reaug.rewriting.requests import Request
from reaug.strict_json import dumps, loads

AT_ONCE: Final = 32
"""Number of requests that are sent at a time."""
_LOST: Final = 3 * AT_ONCE
"""Number of failures in a row after which the server is given up."""
_ENOUGH: Final = 20
"""Number of answers without any Hangul after which the model is given up."""
_PATIENCE: Final = 0.5
_HANGUL: Final = re.compile(r"[가-힣]")


@dataclass
class Purse:
    """The budget, and the money that has been spent and reserved.

    price : a function of the tokens in and out that returns their cost.
    spent : the cost of answers that have arrived.
    promised : the estimated cost of requests that are sent and not yet answered.
    """

    price: Callable[[int, int], float] = lambda _in, _out: 0.0
    budget: float | None = None
    spent: float = 0.0
    promised: float = 0.0
    later: dict[str, float] = field(default_factory=dict)
    """By key of a request, the price of the request about the label of its answer."""
    kept_back: float = 0.0
    """The reserved price of requests about labels, for the requests that were sent."""

    def reserve(self, cost: Cost, key: str = "") -> bool:
        """Reserve the price of a request if the budget allows it, and return whether it does.

        A second request may follow, which asks about the label of the answer. `later` has its price
        by the key of the first request; this price is reserved, too.
        """
        price, later = self.price(cost.tokens_in, cost.tokens_out), self.later.get(key, 0.0)
        used = self.spent + self.promised + self.kept_back
        if self.budget is not None and used + price + later > self.budget:
            return False
        self.promised += price
        self.kept_back += later
        return True

    def settle(self, cost: Cost, answer: Answer) -> None:
        """Replace the reserved estimate of a request (`cost`) by what its answer really cost.

        If the server does not count tokens, the estimate is taken as the real cost.
        """
        self.promised -= self.price(cost.tokens_in, cost.tokens_out)
        counted = answer.tokens_in or answer.tokens_out
        known = (answer.tokens_in, answer.tokens_out)
        if answer.status != OK:  # without a text, no request about its label will follow
            self.kept_back -= self.later.get(answer.key, 0.0)
        if answer.status != FAILED or counted:
            self.spent += self.price(*(known if counted else cost[1:]))


@dataclass
class Asking:
    """Sends requests to one server.

    journal : a file to which each answer is added as soon as it arrives; None for no file.
    at_once : number of requests that are sent at a time.
    """

    client: Client
    purse: Purse = field(default_factory=Purse)
    journal: Path | None = None
    at_once: int = AT_ONCE
    korean: bool = True
    """Whether answers must be in Korean."""
    names: set[str] = field(default_factory=set)
    """Keys of the requests whose answers are names, such as labels, and so need not be Korean."""
    _failed: int = 0
    _read: int = 0
    _korean: bool = False

    def answers(self, requests: Iterable[Request]) -> Iterator[Answer]:
        """Yield an answer to each request, in the order of arrival.

        For a request that is not sent, the status of the answer says why.

        Raises
        ------
        UsageError, InputError
            The server refuses all requests or offers no such API, or its model answers without
            Korean.
        """
        waiting: queue.Queue[Request | None] = queue.Queue()
        come: queue.Queue[Answer | BaseException] = queue.Queue()
        stopped = threading.Event()
        workers = [
            threading.Thread(target=self._work, args=(waiting, come, stopped), daemon=True)
            for _ in range(self.at_once)
        ]
        costs: dict[str, Cost] = {}
        try:
            for number, request in enumerate(requests):
                if number < len(workers):
                    workers[number].start()
                cost = cost_of(request)
                while not self.purse.reserve(cost, request.key):
                    if not costs:
                        yield Answer(request.key, BUDGET)
                        break
                    # an answer may have cost less than was reserved
                    yield self._taken(come.get(), costs)
                else:
                    if self._failed >= _LOST or self.client.refusal:
                        self.purse.settle(cost, Answer(request.key, FAILED))
                        yield Answer(request.key, FAILED)
                        continue
                    costs[request.key] = cost
                    waiting.put(request)
                    # Until the server has answered, one request at a time: if it fails, others
                    # would fail, too.
                    while len(costs) >= (2 * self.at_once if self.client.answered else 1):
                        yield self._taken(come.get(), costs)
            while costs:
                yield self._taken(come.get(), costs)
        finally:
            stopped.set()
            running = [worker for worker in workers if worker.is_alive()]
            for _ in running:
                waiting.put(None)
            # a worker may be waiting for an answer that is not needed any more
            for worker in running:
                worker.join(_PATIENCE if worker is running[0] else 0.05)

    def _taken(self, come: Answer | BaseException, costs: dict[str, Cost]) -> Answer:
        if isinstance(come, BaseException):
            raise come
        self.purse.settle(costs.pop(come.key), come)
        self._failed = self._failed + 1 if come.status == FAILED else 0
        if come.status == OK and come.key not in self.names:
            self._read += 1
            self._korean = self._korean or _HANGUL.search(come.text) is not None
            if self.korean and self._read >= _ENOUGH and not self._korean:
                raise UsageError(
                    f"{self.client.url}: {self._read} answers contain no Korean: use a model that "
                    "writes Korean, or another prompt"
                )
        if self.journal is not None and come.status in (OK, CUT):
            write_journal(self.journal, come)
        return come

    def _work(
        self,
        waiting: queue.Queue[Request | None],
        come: queue.Queue[Answer | BaseException],
        stopped: threading.Event,
    ) -> None:
        while (request := waiting.get()) is not None and not stopped.is_set():
            try:
                come.put(self.client.ask(request))
            except BaseException as error:  # passed on to the thread that waits for answers
                come.put(error)
        self.client.close()


def journal_of(made_with: str) -> Path | None:
    """Return the file that keeps answers until their run is complete; None if the cache is off.

    It is in the folder `REAUG_CACHE`, else `XDG_CACHE_HOME/reaug`, else `~/.cache/reaug`.
    """
    own = os.environ.get("REAUG_CACHE")
    if own == "":
        return None
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        home = Path(base) if base and os.path.isabs(base) else Path.home() / ".cache"  # noqa: PTH117
    except RuntimeError:  # the user has no home folder
        return None
    place = Path(own).expanduser() if own else home / "reaug"
    return place / "answers" / f"{made_with[:32]}.jsonl"


def write_journal(path: Path, answer: Answer) -> None:
    """Append an answer to a journal; a cache that cannot be written is ignored."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("a", encoding="utf-8") as file:
            file.write(dumps(answer._asdict()) + "\n")


def read_journal(path: Path | None) -> Iterator[Answer]:
    """Yield the answers in a journal, without lines that are cut off or damaged."""
    try:
        lines = [] if path is None else path.read_bytes().split(b"\n")
    except OSError:
        return
    for line in lines:
        try:
            answer = Answer(**loads(line.decode()))
        except (ValueError, TypeError, RecursionError):
            continue
        if answer.is_whole:
            yield answer
