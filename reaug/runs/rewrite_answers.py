"""Get the answers for the `rewrite` steps of a recipe before the run, and estimate their cost."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from itertools import chain, count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reaug.engine.execute import Watcher
from reaug.rewriting.answers import BUDGET, FAILED, FOLDER, Answer, Answers, read_answers
from reaug.rewriting.client import Client
from reaug.rewriting.costs import cost_of, costs_of, money
from reaug.rewriting.mention_marks import BROKEN, CHANGED, LOST, TWICE
from reaug.rewriting.request_sender import Asking, Purse, journal_of, read_journal
from reaug.rewriting.requests import Request
from reaug.runs.rewrite_requests import Wanted, aimed_at, executed, requests_of
from reaug.runs.rewrite_steps import RewritingStep, rewriting_steps, with_step
from reaug.transforms.rewrite.step import Rewrite

if TYPE_CHECKING:
    from reaug.runs.preparation import Plan

_LOG: Final = logging.getLogger("reaug.data")
_TRIED: Final = 8
"""Number of rows to send for deciding between placeholders and marks (`mentions: auto`)."""
_LOSSES: Final = (BROKEN, CHANGED, LOST, TWICE)


@contextmanager
def answered(plan: Plan, *, num_proc: int = 1, watcher: Watcher | None = None) -> Iterator[Plan]:
    """Request the missing answers of language models, and yield a plan that uses all answers.

    The files of the answers exist only inside the `with` block.

    Raises
    ------
    UsageError, InputError
        A server cannot be used, or none of its answers can be used.
    """
    asking = [
        rewriting_step
        for rewriting_step in rewriting_steps(plan.nodes)
        if rewriting_step.step.url and not rewriting_step.step.is_given
    ]
    if not asking:
        yield plan
        return
    with tempfile.TemporaryDirectory(prefix="reaug-") as name:
        for number, step in enumerate(asking):
            file = Path(name) / f"{number}.arrow"
            _Round(plan, step, file, num_proc, watcher).fill()
            nodes = with_step(plan.nodes, step.path, step.step.with_answers(file))
            plan = replace(plan, nodes=nodes)
        yield plan


class _Round:
    """Asks a model for the texts that one `rewrite` step still lacks, and stores them."""

    def __init__(
        self,
        plan: Plan,
        rewriting: RewritingStep,
        file: Path,
        num_proc: int,
        watcher: Watcher | None,
    ) -> None:
        self._plan, self._rewriting, self._file = plan, rewriting, file
        self._num_proc, self._watcher = num_proc, watcher
        step = rewriting.step
        assert step.url is not None
        client = Client(
            step.url, os.environ.get(step.key_env), step.key_env, step.timeout, step.retries
        )
        self._asking = Asking(client, Purse(step.cost, step.budget), journal_of(step.made_with))
        self._known = Answers.of((*read_answers(step.files), *read_journal(self._asking.journal)))
        self._note: dict[str, str] = {}
        self._new: set[str] = set()
        self._old: set[str] = set()

    def fill(self) -> None:
        """Send requests until no answer is missing."""
        if self._rewriting.step.mentions == "auto":
            self._try_out()
        used = Answers.of(()).noting(self._note)
        used.write(self._file)
        # existing sentences have their labels checked before further sentences are requested
        if self._saves and len(self._known):
            with self._lacking() as wanted:
                used = Answers.of(self._kept(wanted.rewritten())).noting(self._note)
            used.write(self._file)
        unpaid: list[Answer] = []
        for _ in self._rounds():
            with self._lacking() as wanted:
                come = list(self._existing_then_new(self._in_turn(wanted)))
            unpaid = [answer for answer in come if answer.status == BUDGET]
            paid = [answer for answer in come if answer.status != BUDGET]
            if not paid:
                break
            used = Answers.of((*used, *paid)).noting(self._note)
            used.write(self._file)
            if all(answer.status == FAILED for answer in paid) or (unpaid and not self._saves):
                break  # further requests would fail, too
        if unpaid:
            used = Answers.of((*used, *unpaid)).noting(self._note)
            used.write(self._file)
        self._tell()

    def _tell(self) -> None:
        """Tell the user how many answers existed and were requested, their cost, and problems."""
        client, sent, cached = self._asking.client, len(self._new), len(self._old - self._new)
        paid = money(self._asking.purse.spent)
        message = f"{client.url}: earlier answers: {cached:,}; asked now: {sent:,}"
        if cached and (self._rewriting.step.price_in or self._rewriting.step.price_out):
            message = f"{client.url}: earlier answers: {cached:,}; asked now: {sent:,}, for {paid}"
        if cached:
            _LOG.warning("%s", message)
        if client.refusal:
            _LOG.warning(
                "%s",
                f"{client.refusal}; answers so far are kept, and the same command resumes",
            )
        if client.problems:
            problems = sorted(client.problems.items())
            message = ", ".join(f"{what} {count:,}" for what, count in problems)
            if client.words and not client.refusal:
                message = f"{message}; last message of the server: {client.words}"
            _LOG.warning("%s", f"{self._rewriting.step.url}: failed attempts: {message}")

    @property
    def _saves(self) -> bool:
        """Whether part of the budget is reserved for requests about labels."""
        return self._rewriting.step.budget is not None and self._rewriting.step.label == "server"

    def _in_turn(self, wanted: Wanted) -> Iterator[Request]:
        """Yield the requests to send now; with a budget, requests about labels come first."""
        if not self._saves:
            return chain(wanted.rewritten(), self._about_labels(wanted))
        purse, price = self._asking.purse, self._rewriting.step.cost
        purse.kept_back = 0.0
        purse.later = {request.key: price(*cost_of(request)[1:]) for request in wanted.later()}
        return chain(self._about_labels(wanted), wanted.rewritten())

    def _about_labels(self, wanted: Wanted) -> Iterator[Request]:
        for request in wanted.about_labels():
            self._asking.names.add(request.key)
            yield request

    def _rounds(self) -> Iterable[int]:
        """Return the rounds of requests."""
        # There are several if requests depend on answers.
        if self._saves or self._rewriting.path in aimed_at(self._plan.nodes):
            # If an answer fails, the next row takes its place in the target, or its part of the
            # budget, as long as there are rows.
            return count()
        # The server can only check a label after the sentence exists, which needs a second round.
        return range(2 if self._rewriting.step.label == "server" else 1)

    def _lacking(self) -> AbstractContextManager[Wanted]:
        step = self._rewriting.step.with_answers(self._file)
        nodes = with_step(self._plan.nodes, self._rewriting.path, step)
        plan = replace(self._plan, nodes=nodes)
        return requests_of(
            plan,
            self._rewriting.path,
            num_proc=self._num_proc,
            watcher=self._watcher,
            later=self._saves,
        )

    def _kept(self, requests: Iterable[Request]) -> Iterator[Answer]:
        """Yield the answers that exist from earlier runs."""
        for request in requests:
            known = self._known.get(request.key)
            if known is not None and known.status not in (BUDGET, FAILED):
                self._old.add(known.key)
                yield known

    def _existing_then_new(self, requests: Iterator[Request]) -> Iterator[Answer]:
        """Yield existing answers, and new answers from the server."""

        def unknown() -> Iterator[Request]:
            for request in requests:
                known = self._known.get(request.key)
                if known is None or known.status in (BUDGET, FAILED):
                    yield request
                else:
                    answers.append(known)

        answers: list[Answer] = []
        for come in self._asking.answers(unknown()):
            if come.status not in (BUDGET, FAILED):
                self._new.add(come.key)
            yield come
        self._old.update(known.key for known in answers)
        yield from answers

    def _try_out(self) -> None:
        """Find out in which form of the request the model loses fewer mentions."""
        # Mentions are either replaced by placeholders or marked in place.
        # A few rows are sent in both forms; the better form is noted in the file of answers.
        losses: dict[str, int] = {}
        for style in ("placeholders", "marks"):
            self._note = {"mentions": style}
            Answers.of(()).noting(self._note).write(self._file)
            with self._lacking() as wanted:
                some = list(islice(wanted.requests(), _TRIED))
            come = Answers.of(self._existing_then_new(iter(some)))
            self._known = Answers.of((*come, *self._known))
            come.noting(self._note).write(self._file)
            losses[style] = self._lost()
        chosen = min(losses, key=lambda style: (losses[style], style == "marks"))
        trial = ", ".join(f"{style} {count}" for style, count in losses.items())
        self._note = {"mentions": chosen, "trial": f"mentions lost in {_TRIED} rows: {trial}"}
        message = (
            f"{self._rewriting.step.model}: mentions are sent as {chosen} ({self._note['trial']})"
        )
        _LOG.warning("%s", message)

    def _lost(self) -> int:
        """Return how many answers about the tried rows lose a mention."""
        step = self._rewriting.step.with_answers(self._file).model_copy(update={"label": "none"})
        nodes = with_step(self._plan.nodes, self._rewriting.path, step)
        with tempfile.TemporaryDirectory(prefix="reaug-") as name:
            done = executed(self._plan, nodes, Path(name), self._num_proc, None)
        why = dict(
            next(each for each in done.steps if each.path == self._rewriting.path).why("skipped")
        )
        return sum(why.get(reason, 0) for reason in _LOSSES)


def estimated(
    plan: Plan, *, num_proc: int = 1, watcher: Watcher | None = None
) -> dict[str, dict[str, Any]]:
    """Return estimated requests, tokens and cost of each step with a server, by step path.

    Nothing is sent. The figures assume that every answer is accepted. Requests that depend on
    answers of an earlier step are not counted.

    `labels` has the figures of the requests that check the label of a new sentence. `most` is given
    for a block with a target number of rows: the figures if it makes as many attempts as it may.
    """
    costs = {}
    for rewriting_step in rewriting_steps(plan.nodes):
        if rewriting_step.step.url is None or rewriting_step.step.is_given:
            continue
        with tempfile.TemporaryDirectory(prefix="reaug-") as name:
            file = Path(name) / "known.arrow"
            journal = read_journal(journal_of(rewriting_step.step.made_with))
            known = Answers.of((*read_answers(rewriting_step.step.files), *journal))
            known.write(file)
            nodes = with_step(
                plan.nodes, rewriting_step.path, rewriting_step.step.with_answers(file)
            )
            asked = replace(plan, nodes=nodes)

            costs[rewriting_step.path] = _figures(asked, rewriting_step, num_proc, watcher)
            if rewriting_step.path in aimed_at(nodes):
                costs[rewriting_step.path]["most"] = _figures(
                    asked, rewriting_step, num_proc, watcher, every=True
                )
    return costs


def _figures(
    plan: Plan,
    rewriting: RewritingStep,
    num_proc: int,
    watcher: Watcher | None,
    *,
    every: bool = False,
) -> dict[str, Any]:
    with requests_of(
        plan, rewriting.path, num_proc=num_proc, watcher=watcher, later=True, every=every
    ) as wanted:
        total = money_of(chain(wanted.requests(), wanted.later()), rewriting.step)
        if rewriting.step.budget is not None:
            total["covered"] = _affordable(wanted, rewriting.step, rewriting.step.budget)
        if rewriting.step.label != "server":
            return total
        about = money_of(chain(wanted.about_labels(), wanted.later()), rewriting.step)
        return {**total, "labels": about}


def _affordable(wanted: Wanted, step: Rewrite, left: float) -> int:
    """Return how many requests the money `left` pays for."""
    # A request for a new sentence is counted together with the later request that checks the label
    # of the sentence: the money must pay for both.
    later = {request.key: step.cost(*cost_of(request)[1:]) for request in wanted.later()}
    covered = 0
    for request in chain(wanted.about_labels(), wanted.rewritten()):
        price = step.cost(*cost_of(request)[1:]) + later.get(request.key, 0.0)
        if price <= left:
            left -= price
            covered += 2 if request.key in later else 1
    return covered


def money_of(requests: Iterable[Request], step: Rewrite) -> dict[str, Any]:
    """Return the numbers of requests and tokens, and their price."""
    cost = costs_of(requests)
    return {**cost._asdict(), "cost": step.cost(cost.tokens_in, cost.tokens_out)}


def with_kept_answers(plan: Plan, folder: Path) -> Plan:
    """Return the plan with steps that use the answers in the folder of an earlier run."""
    for number, rewriting_step in enumerate(rewriting_steps(plan.nodes), start=1):
        name = "answers.arrow" if number == 1 else f"answers-{number}.arrow"
        file = folder / FOLDER / name
        if file.is_file():
            nodes = with_step(
                plan.nodes, rewriting_step.path, rewriting_step.step.with_answers(file)
            )
            plan = replace(plan, nodes=nodes)
    return plan
