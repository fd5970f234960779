"""Rewrite sentences with a language model whose answers are checked before they are used."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pyarrow as pa
from pydantic import PrivateAttr

from reaug.core import schema
from reaug.core.batch import Batch
from reaug.core.changes import Changes
from reaug.core.draws import Draw
from reaug.core.step import InBoth, Measures
from reaug.korean.encoders import likeness
from reaug.rewriting.acceptance import FAR, Bounds, judged, with_others
from reaug.rewriting.answers import FOLDER, Answers, read_answers
from reaug.rewriting.batch_files import check_answers
from reaug.rewriting.example_rows import Pool
from reaug.rewriting.label_checks import FEW, LEARNT, verdicts
from reaug.rewriting.mention_marks import Restored, Style
from reaug.rewriting.other_sets import NONE, read_others
from reaug.rewriting.plain_rows import rows_of
from reaug.rewriting.prompts import Prompt, load_prompt
from reaug.rewriting.requests import Model, Request
from reaug.rewriting.sentence_changes import changes_of
from reaug.strict_json import dumps
from reaug.transforms.rewrite import reasons as why
from reaug.transforms.rewrite.collected_requests import ASKED, Collecting, as_is
from reaug.transforms.rewrite.outcomes import Outcomes, RewriteState
from reaug.transforms.rewrite.parameters import RewriteParameters
from reaug.transforms.rewrite.unused_answers import (
    Strangers,
    check_any,
    check_some,
    check_texts,
    other_sets,
    strangers_of,
)

if TYPE_CHECKING:
    from reaug.rulebook import RuleBook


class Rewrite(RewriteParameters, frozen=True, extra="forbid"):
    """Rewrite whole sentences with a language model, but keep the mentions.

    `mode: paraphrase` asks for the same meaning in other words, `back_translate` for a translation
    to English and back, and `generate` for a new sentence with the row's label and types, for which
    the model sees `examples` rows. The mentions are sent as placeholders or between marks
    (`mentions`), and the model sees the definition of the label from the rule book. A name that
    comes back with a slightly different spelling is restored, and particles take the form that
    fits. Each answer is checked before it is used; a refused one is counted under a reason.

    The answers come from `answers`, which is JSON lines of a provider's batch, or an earlier run;
    or from `url`, an OpenAI-compatible server, to which a run sends requests before it begins (32
    at a time, resuming where an earlier run was interrupted). In both cases the result depends only
    on the row and the answers, which are stored with the run (`rewrite/answers.arrow`), so a rerun
    needs no server.

    `label: model` refuses an answer to which the audit's model gives another label, if it gave the
    right one to the parent; if it doubts both, a finding says so. `label: server` asks the language
    model which relation the new sentence expresses, and refuses the answer if it names another one.

    Each copy of a row uses another answer: `samples` is the number of answers per row.

    Skipped: `rewrite/no-answer`, `rewrite/no-sample`, `rewrite/budget`, `rewrite/server`,
    `rewrite/broken-answer` (empty, truncated, or more than one line), `rewrite/mention-lost`,
    `rewrite/mention-twice`, `rewrite/mention-changed`, `rewrite/mentions-overlap`,
    `rewrite/marks-in-text` (the row itself contains such marks), `rewrite/no-type`,
    `rewrite/broken-text`,
    `rewrite/length`, `rewrite/language`, `rewrite/too-near`, `rewrite/too-far`,
    `rewrite/particle`, `rewrite/leak`, `rewrite/label`, `rewrite/label-not-asked`.

    Source: Sennrich et al. 2016, "Improving Neural Machine Translation Models with Monolingual
    Data", ACL, for back-translation; Yoo et al. 2021, "GPT3Mix", EMNLP Findings.

    Examples
    --------
    >>> step = Rewrite(model="my-model", answers="answers.jsonl", mode="back_translate")
    >>> step.mentions, step.samples, step.language
    ('placeholders', 1, 'ko')
    """

    ways_out: ClassVar[Mapping[str, str]] = MappingProxyType(why.WAYS_OUT)

    _run_answers: str | None = PrivateAttr(default=None)
    """The file with the answers of a run, used instead of `answers`."""
    _collecting: Collecting | None = PrivateAttr(default=None)
    """Where to write requests without an answer; if set, the step only collects requests."""

    def with_answers(self, path: Path) -> Rewrite:
        """Return a copy of the step that reads its answers from a file of a run."""
        step = self.model_copy()
        step._run_answers, step._collecting = str(path), None
        return step

    @property
    def files(self) -> tuple[str, ...]:
        """The files with the answers: those of a run, if given, else those of the recipe."""
        if self._run_answers is not None:
            return (self._run_answers,)
        return (self.answers,) if isinstance(self.answers, str) else self.answers or ()

    @property
    def is_given(self) -> bool:
        """Whether the step reads the answers of a run, so that it needs no server."""
        return self._run_answers is not None

    def collecting(self, folder: Path, *, assuming: bool = False, later: bool = False) -> Rewrite:
        """Return a step that writes requests without an answer to a folder, and changes nothing.

        With `assuming`, it continues as if each such answer had arrived and been accepted, so that
        a block of the recipe with a target distribution can plan the copies that it needs. With
        `later`, requests about the labels of sentences that do not exist yet are written, too, to a
        separate folder.
        """
        step = self.model_copy()
        step._collecting = Collecting(folder, assuming, later and self.label == "server")
        return step

    @property
    def needs_summary(self) -> bool:
        """Whether all rows must be seen first: for examples, a label model, or an encoder."""
        return self.mode == "generate" or self.label == "model" or self.encoder is not None

    @property
    def asked(self) -> Model:
        """The language model and its settings."""
        return Model(self.model, self.temperature, self.max_tokens)

    @property
    def made_with(self) -> str:
        """SHA-256 of prompt, model and parameters; answers made with others do not belong to the
        step.
        """
        return self._made_with(self.mentions)

    def _made_with(self, style: str) -> str:
        parts = [self._prompt.digest, vars(self.asked), style, self.examples, self.mode]
        return hashlib.sha256(dumps(parts).encode()).hexdigest()

    @property
    def _prompt(self) -> Prompt:
        return load_prompt(self.prompt or self.mode, self.language)

    @property
    def _bounds(self) -> Bounds:
        by_letters = self.mode != "generate" and self.encoder is None
        far = self.farthest if by_letters else 0.0
        return Bounds(self.nearest, far, self.shortest, self.longest)

    def summarise(self, batch: Batch) -> pa.Table:
        """Return the rows of a batch, without the user's own columns."""
        return batch.table.select(schema.CORE_SCHEMA.names)

    def merge(self, a: pa.Table, b: pa.Table) -> pa.Table:
        """Return the rows of both tables."""
        return pa.concat_tables([a, b])

    def finish(self, summary: pa.Table | None, rules: RuleBook | None) -> RewriteState:
        """Return the state: the answers, and the judgements of the audit's model about them."""
        self._prompt  # noqa: B018  # raises early if the prompt cannot be read
        read_others(self.without)
        answers = read_answers(self.files)
        style = self._style(answers)
        if self._run_answers is None:
            for file in self.files:
                check_answers(Path(file), self._made_with(style))
        rows = Batch(schema.CORE_SCHEMA.empty_table() if summary is None else summary)
        rows = Batch(rows.table.take(_by_id(rows)).combine_chunks())
        pool = Pool.of(rows, self.examples) if self.mode == "generate" else Pool.none()
        state = RewriteState(answers, rules, pool, {}, style, {})
        if not len(answers):
            return state
        alone = self._run_answers is None and self._collecting is None and self.url is None
        if self.mode == "generate" and alone and len(rows):
            check_some(self._outcomes(state), rows, ", ".join(self.files))
        return self._judged(rows, state)

    def _judged(self, rows: Batch, state: RewriteState) -> RewriteState:
        """Return the state, extended by the judgements of the audit's model and of the encoder."""
        noting = self._collecting
        asks_labels = self.label == "server"
        if noting is not None and not noting.assuming and not asks_labels:
            return state  # existing answers are not checked
        by_model = self.label == "model" and state.rules is not None
        if not by_model and self.encoder is None:
            return state
        candidates = self._outcomes(state).candidates(rows)
        if by_model and state.rules is not None:
            by_key = verdicts(rows, candidates, state.rules)
            known = int((rows.codes(schema.LABEL, list(state.rules.labels)) >= 0).sum())
            state = state._replace(
                verdicts=by_key, learnt=min(known, LEARNT) if candidates else None
            )
        if self.encoder is None or not candidates:
            return state
        old = rows.sentence.to_pylist()
        pairs = [(old[copy.row], copy.new.sentence) for copy in candidates]
        alike = likeness(self.encoder, pairs, "mlm").tolist()
        keys = (copy.key for copy in candidates)
        return state._replace(likeness=dict(zip(keys, alike, strict=True)))

    def _outcomes(self, state: RewriteState) -> Outcomes:
        options = self.asked, self._prompt, self.samples, self.examples
        return Outcomes(self.mode, *options, self.label, state)

    def _style(self, answers: Answers) -> Style:
        """Return how mentions are sent to the model: `placeholders` or `marks`."""
        # If the recipe says `auto`, it is the style with which the answers were requested.
        if self.mentions != "auto":
            return self.mentions
        return "marks" if answers.note.get("mentions") == "marks" else "placeholders"

    def strangers(self, rows: Batch, state: RewriteState) -> Strangers:
        """Return how many answers belong to no request about these rows, by reason."""
        others = other_sets(map(Path, self.files), self._made_with(state.style))
        # Requests about labels depend on the contents of the answers.
        return strangers_of(self._outcomes(state), rows, others, known_alone=self.label == "server")

    def check_some_belong(self, rows: Batch, rules: RuleBook | None) -> None:
        """Raise an error, before the work begins, if no answer belongs to a row.

        With `mode: generate`, this can only be checked in `finish`, since the requests depend on
        the examples.

        Raises
        ------
        InputError
            There are no answers, or all belong to other data or to further samples of the rows.
        """
        answers = read_answers(self.files, quiet=True)
        names = ", ".join(self.files)
        check_any(answers, names)
        style = self._style(answers)
        for file in self.files:
            check_answers(Path(file), self._made_with(style))
        if not answers.has_texts:
            read_answers(self.files)  # says why the provider did not answer
            check_texts(answers, names)
        if self.mode != "generate":
            state = RewriteState(answers, rules, Pool.none(), {}, style, {})
            check_some(self._outcomes(state), rows, names)

    def describe(self, state: RewriteState) -> dict[str, Any]:
        """Return what the run's manifest records: model, digests, number of tokens, and cost."""
        figures = state.answers.figures()
        description: dict[str, Any] = {
            "model": self.model,
            "prompt": f"{self._prompt.name}.{self.language}",
            "prompt_sha256": self._prompt.digest,
            "mentions": state.style,
            "sha256": state.answers.digest,
            **figures,
        }
        if self.price_in or self.price_out:
            description["cost"] = round(self.cost(figures["tokens_in"], figures["tokens_out"]), 6)
        if "trial" in state.answers.note:
            description["trial"] = state.answers.note["trial"]
        if state.likeness:
            description["encoder"] = self.encoder
            shares = (0.05, 0.5, 0.95)
            figures_of = np.quantile(list(state.likeness.values()), shares).round(4).tolist()
            description["likeness"] = {
                f"{share:.0%}": at for share, at in zip(shares, figures_of, strict=True)
            }
        if state.verdicts:
            description["doubted_labels"] = len(state.verdicts)
        return description

    def cost(self, tokens_in: int, tokens_out: int) -> float:
        """Return the price of a number of tokens.

        >>> Rewrite(model="m", price_in=2.0, price_out=10.0).cost(1_000_000, 500_000)
        7.0
        """
        return (tokens_in * self.price_in + tokens_out * self.price_out) / 1e6

    def leave(self, folder: Path, rows: pa.Table, state: RewriteState) -> None:
        """Store the answers in the run folder."""
        place = folder / FOLDER
        place.mkdir(exist_ok=True)
        number, path = 1, place / "answers.arrow"
        while path.exists():  # written by another step of the recipe
            number += 1
            path = place / f"answers-{number}.arrow"
        note = {**state.answers.note, "made_with": self._made_with(state.style)}
        state.answers.noting(note).write(path)

    def measure(self, rows: pa.Table, state: RewriteState) -> Measures:
        """Return a warning if the audit's model learnt from few rows."""
        if state.learnt is None or state.learnt >= FEW:
            return Measures()
        return Measures(warnings=(_learnt_from_few(state.learnt),))

    def propose(self, batch: Batch, state: RewriteState, draw: Draw) -> Changes:
        """Return new sentences for rows with an acceptable answer, and reasons for the others."""
        outcomes, n = self._outcomes(state), len(batch)
        skipped: list[str | None] = [None] * n
        new: dict[int, Restored] = {}
        keys: dict[int, str] = {}
        missing: dict[int, Request] = {}
        rows = rows_of(batch)
        for at, row in enumerate(rows):
            outcome = outcomes.outcome(row)
            if isinstance(outcome, Request):
                missing[at], skipped[at] = outcome, why.NO_ANSWER
            elif isinstance(outcome, str):
                skipped[at] = outcome
            else:
                new[at], keys[at] = outcome
        noting = self._collecting
        if noting is not None and not noting.assuming and self.label != "server":
            noting.note(rows, missing, {}, outcomes)
            return _nothing(n)
        checked = judged(
            batch, new, self._bounds, read_others(self.without) if self.without else NONE
        )
        alike = state.likeness
        too_different = [at for at in checked.new if alike.get(keys[at], 1.0) < self.farthest]
        checked = with_others(checked, dict.fromkeys(too_different, FAR))
        labelled = outcomes.labelled(batch, checked.new, keys)
        reasons = dict.fromkeys(checked.new, f"rewrite: {self.mode}")
        if noting is not None:
            noting.note(rows, missing, labelled.missing, outcomes)
            if not noting.assuming:
                return _nothing(n)
            for at, request in {**missing, **labelled.missing}.items():
                # the key makes the text differ from every other copy's
                checked.new.setdefault(at, as_is(rows[at], f" {request.key}"))
                reasons[at], skipped[at] = ASKED + request.key, None
                labelled.faults.pop(at, None)
        checked = with_others(checked, labelled.faults)
        for at, fault in checked.faults.items():
            skipped[at] = fault
        changes = changes_of(batch, checked.new, reasons, skipped)
        findings = tuple(finding for at, finding in labelled.findings.items() if at in checked.new)
        return replace(changes, findings=findings) if findings else changes


def _learnt_from_few(n: int) -> InBoth:
    return InBoth(
        f"label: model learnt from only {n:,} rows, so its judgement of labels is unreliable; use "
        "label: server to ask the language model, or label: none to leave labels unchecked",
        ko=f"label: model이 {n:,}행만 보고 배워서 라벨 판단을 믿기 어렵다. label: server는 언어 "
        "모델에 묻고, label: none은 라벨을 확인하지 않는다",
    )


def _nothing(n: int) -> Changes:
    """Return changes that skip all n rows."""
    # Their requests are only collected.
    return Changes(skipped=pa.array([why.NO_ANSWER] * n, pa.string()))


def _by_id(rows: Batch) -> pa.Array:
    import pyarrow.compute as pc

    return pc.sort_indices(rows.ids)
