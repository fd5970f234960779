"""The step that encodes rows as input of a model: it marks the mentions, and tokenizes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field, StrictBool, StrictInt, field_validator, model_validator

from reaug.core import schema
from reaug.core.apply import apply
from reaug.core.arrays import I64, Bool, rows_where, spread_mask
from reaug.core.batch import Batch, Role
from reaug.core.changes import Changes, reasons
from reaug.core.draws import Draw
from reaug.core.findings import Finding
from reaug.core.row_decisions import PROTECTED, Decided, overruling
from reaug.core.schema import ROLES
from reaug.core.step import Measures, Step
from reaug.errors import InputError, UsageError
from reaug.korean.tokenizer import digest_of, load_with_tokens, special_tokens
from reaug.rulebook import RuleBook
from reaug.shaping.encode import run_tokenizer
from reaug.shaping.encode.mark_edits import Clash, Marked, check_query, mark, queries, wide
from reaug.shaping.encode.run_tokenizer import NO_BOUND, greatest_length
from reaug.shaping.encode.styles import STYLES, Style, StyleName
from reaug.shaping.encode.tokens import COLUMNS, Texts, Tokenizing
from reaug.shaping.encode.tokens import encode as tokenised

MASK: Final = "[MASK]"
"""The mask token, if there is no tokenizer that defines its own."""


@dataclass(frozen=True)
class EncodeState:
    """The values that the step needs for every row; they can be sent to other processes.

    names : the name of each entity type in marks.
    tokens : texts that a tokenizer would read as one token: marks, and its special tokens.
    signs : the characters of which marks consist, which may also occur in a sentence.
    mask : the text of the mask token.
    tokenizing : the tokenizer and its settings; None if the text is only marked.
    decided : people's decisions about the rows; None if there are none.
    """

    names: dict[str, str]
    tokens: tuple[str, ...]
    signs: tuple[str, ...]
    mask: str
    tokenizing: Tokenizing | None
    decided: Decided | None = None


class Encode(Step):
    """Mark both mentions in an input format from the literature, and tokenize with a tokenizer.

    The marks are ordinary edits: the spans of the mentions stay correct, and `reaug undo` removes
    the marks. If the format has a question, or `query` sets one, the question is in a column
    `query`.

    With a tokenizer, columns are added: `input_ids`, `attention_mask`, `token_type_ids` (if the
    tokenizer has them); for each mention the token of its opening mark (`subject_mark`), its tokens
    [`subject_token_start`, `subject_token_end`) and their mask (`subject_mask`, for pooling as in
    R-BERT); `entity_type_ids` (0 outside the mentions, else 1 + the index of the type in the rule
    book); `mask_positions` if there is a query; `labels`, the index of the label in the rule book;
    `token_count` before anything was cut, and `unknown_count`. The tokenizer with its new tokens
    (`tokenizer/`) and `encoding.json` are written to the run folder.

    A row longer than `max_length` keeps both mentions: the window moves, and if they are too far
    apart, the middle of the text between them is cut. Text that would be read as a special token
    ([SEP], [E1]) is escaped and listed, but a mask in the text stays. A row that cannot be marked
    is dropped, with the reason: a mark would split a grapheme, the style needs a type but it is
    unknown, a mention has no token, or text that must be escaped has been decided by a person
    (`decision/protected`).

    Sources: see `reaug.shaping.encode.styles`.

    Raises
    ------
    UsageError
        The tokenizer cannot be loaded, does not know Korean, or lacks a mask that the format needs;
        the mentions are longer than `max_length`.
    InputError
        The data already has a column of such a name.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> batch = batch_of("[S|PER|박열]은 [O|LOC|문경] 사람이다.")
    >>> step = Encode(style="typed_entity_marker_punct", type_names="ko")
    >>> changes = step.propose(batch, step.finish(None, load()), None)
    >>> apply(batch, changes).batch.row(0).sentence
    '@ * 사람 * 박열 @은 # ^ 지명 ^ 문경 # 사람이다.'
    """

    once: ClassVar[bool] = True
    final: ClassVar[bool] = True

    style: Annotated[
        StyleName,
        Field(description="the input format; see reaug list styles", examples=["entity_marker"]),
    ]
    type_names: Annotated[
        Literal["code", "lower", "en", "ko"],
        Field(description="how marks name types: PER, per, or the rule book's name in a language"),
    ] = "code"
    object_mark: Annotated[
        Literal["#", "&"],
        Field(
            description="the sign that marks the object; & cannot be mistaken for WordPiece's ##"
        ),
    ] = "#"
    clash: Annotated[
        Clash,
        Field(
            description="for a sentence that contains a mark's sign: keep it and list the row, "
            "escape the sign (full-width), or refuse the row, which is dropped"
        ),
    ] = "keep"
    query: Annotated[
        str | None,
        Field(
            min_length=1,
            description="a second text with {subject}, {object} and {mask}; the style's own if it "
            "has one. Particles after a mention are adapted",
        ),
    ] = None
    tokenizer: Annotated[
        str | None, Field(min_length=1, description="folder or hub name of the tokenizer")
    ] = None
    max_length: Annotated[
        StrictInt | None,
        Field(ge=1, le=NO_BOUND, description="maximum tokens per row; by default the tokenizer's"),
    ] = None
    token_types: Annotated[
        StrictBool,
        Field(
            description="write token_type_ids; not for models with a single type, such as RoBERTa"
        ),
    ] = True
    pad: Annotated[
        StrictBool, Field(description="pad every row to max_length, for any data collator")
    ] = False

    @field_validator("query")
    @classmethod
    def _query_is_one(cls, value: str | None) -> str | None:
        return None if value is None else check_query(value)

    @model_validator(mode="after")
    def _make_sense(self) -> Encode:
        if self.tokenizer is None and (self.max_length is not None or self.pad):
            raise ValueError("max_length and pad need a tokenizer")
        return self

    @property
    def adds_columns(self) -> bool:  # type: ignore[override]  # depends on the parameters here
        """Whether the step adds columns: it does not if it only marks sentences."""
        return self.tokenizer is not None or self._template is not None

    @property
    def _format(self) -> Style:
        return STYLES[self.style].with_object_mark(self.object_mark)

    @property
    def _template(self) -> str | None:
        return self.query or self._format.query

    def finish(self, summary: None, rules: RuleBook) -> EncodeState:
        """Return the state, with type names and texts to escape; load and check the tokenizer."""
        names = {code: self._name(code, rules) for code in rules.types}
        style = self._format
        new_tokens = tuple(style.texts(list(names.values()))) if style.tokens else ()
        signs = tuple(style.signs)
        if self.tokenizer is None:
            return EncodeState(names, new_tokens, signs, MASK, None)
        tokenizer = load_with_tokens(self.tokenizer, new_tokens)
        self._check(tokenizer, signs)
        how = Tokenizing(
            self.tokenizer,
            new_tokens,
            self.max_length or greatest_length(tokenizer),
            self.pad,
            self.token_types,
            tuple(rules.types),
            tuple(rules.labels),
        )
        # A mask token in a sentence is meant as a mask, so it is not escaped.
        special = tuple(sorted({*special_tokens(tokenizer)} - {tokenizer.mask_token}))
        return EncodeState(names, special, signs, tokenizer.mask_token or MASK, how)

    def finish_heeding(self, summary: None, rules: RuleBook, decided: Decided) -> EncodeState:
        """Return the state of `finish`, with the decisions, since decided text is not escaped."""
        return replace(self.finish(summary, rules), decided=decided if len(decided) else None)

    def masks(self, state: EncodeState) -> Collection[str]:
        """Return the texts that the style puts in place of mentions."""
        return list(self._format.texts([*state.names.values()])) if self._format.masks else ()

    def _name(self, code: str, rules: RuleBook) -> str:
        match self.type_names:
            case "code":
                return code
            case "lower":
                return code.lower()
            case "en":
                return rules.types[code].en
            case "ko":
                return rules.types[code].ko

    def _check(self, tokenizer: Any, signs: Sequence[str]) -> None:
        """Raise `UsageError` if the tokenizer is not suitable."""
        tokenizer_name = f"encode: the tokenizer {self.tokenizer!r}"
        if "{mask}" in (self._template or "") and tokenizer.mask_token is None:
            raise UsageError(
                f"{tokenizer_name} has no mask token, which {self.style} needs; use the tokenizer "
                "of a masked language model, or another style"
            )
        if self.pad and (self.max_length or greatest_length(tokenizer)) is None:
            raise UsageError(f"{tokenizer_name} sets no maximum length to pad to; give max_length")
        if self.pad and tokenizer.pad_token_id is None:
            raise UsageError(f"{tokenizer_name} has no padding token; remove pad")
        for sign in signs if self.clash == "escape" else ():
            plain_ids, wide_ids = tokenizer([sign, wide(sign)], add_special_tokens=False)[
                "input_ids"
            ]
            if plain_ids == wide_ids and tokenizer.unk_token_id not in plain_ids:
                raise UsageError(
                    f"{tokenizer_name} reads {wide(sign)} as {sign}, so escaping does nothing; "
                    "use clash: refuse or keep"
                )

    def describe(self, state: EncodeState) -> dict[str, Any]:
        """Return the input format, and the tokens added to the tokenizer, for the manifest."""
        description: dict[str, Any] = {"style": self.style}
        if self._format.typed:
            description["type_names"] = self.type_names
        if state.tokenizing is not None:
            description["max_length"] = state.tokenizing.max_length
            description["added_tokens"] = list(state.tokenizing.added)
            description["tokenizer_digest"] = digest_of(state.tokenizing.tokenizer)
        return description

    def propose(self, batch: Batch, state: EncodeState, draw: Draw | None) -> Changes:
        """Propose edits that mark rows, new columns, and drops of rows that cannot be marked."""
        self._check_names(batch, state)
        style, n = self._format, len(batch)
        marked = mark(batch, style, state.names, state.tokens, state.signs, self.clash)
        after, _, refusals = apply(batch, Changes(marked.edits))
        masks = {"encode/no-type": marked.untyped}
        if self.clash == "refuse":
            masks["encode/marker-clash"] = marked.clashing(n)
        # Such a row is dropped. If its text were not escaped, it would be read as a mark; if the
        # row were not marked, it would still be used in training.
        if state.decided is not None:
            masks[PROTECTED] = overruling(batch, Changes(marked.escapes), state.decided)
        why = reasons(n, masks)
        refused = np.full(n, None, dtype=object)
        refused[refusals.row] = refusals.reason.to_pylist()
        why = pc.coalesce(why, pa.array(refused, pa.string()))
        columns = None
        if self.adds_columns:
            columns, unfit = self._columns(after, marked, state, pc.is_null(why))
            why = pc.coalesce(why, reasons(n, unfit))
        drop = pc.is_valid(why).to_numpy(zero_copy_only=False)
        findings = [*self._clashes(batch, marked, drop)] if self.clash == "keep" else []
        if columns is not None and state.tokenizing is not None:
            findings += _unknown(batch, columns, state.tokenizing, drop)
        return Changes(
            edits=marked.edits.take(~drop[marked.edits.row]),
            columns=columns,
            drop=drop,
            reason=why,
            findings=tuple(findings),
        )

    def _columns(
        self, batch: Batch, marked: Marked, state: EncodeState, markable: pa.BooleanArray
    ) -> tuple[pa.Table, dict[str, Bool]]:
        """Return the columns of n rows, and by reason the rows that cannot be encoded."""
        # `markable` (n booleans) is true for rows that could be marked; others have null columns.
        style, template, n = self._format, self._template, len(batch)
        query = None if template is None else queries(batch, template, marked, state.mask)
        columns = {} if query is None else {"query": query.text}
        unfit: dict[str, Bool] = {}
        if state.tokenizing is not None:
            rows = rows_where(markable)
            is_complete = len(rows) == n
            # The special tokens that each row must have, in sentence and query.
            per_mention = 0 if not style.tokens else 1 if style.masks else 2
            literal = template or ""
            needed = sum(literal.count(f"{{{role}}}") for role in ROLES) * per_mention
            written = sum(literal.count(text) for text in (*state.tokens, state.mask))
            texts = Texts(
                batch if is_complete else batch.take(rows),
                query if query is None or is_complete else query.take(rows),
                style.query_last,
                *_reaches(batch, marked, rows),
                2 * per_mention + needed + literal.count("{mask}") + written,
            )
            table, too_long = tokenised(texts, state.tokenizing)
            for reason, mask in too_long.items():
                unfit[reason] = spread_mask(mask, rows, n)
            if not is_complete:
                position = np.full(n, -1, dtype=np.int64)
                position[rows] = np.arange(len(rows))
                table = table.take(pa.array(position, mask=position < 0))
            columns |= dict(zip(table.column_names, table.columns, strict=True))
        return pa.table(columns), unfit

    def _check_names(self, batch: Batch, state: EncodeState) -> None:
        # Checked even if text is only marked: existing token columns would no longer fit it.
        if taken := sorted({"query", *COLUMNS} & set(batch.table.column_names)):
            raise InputError(
                f"encode: the data already has a column {taken[0]!r}; rename it first, or encode "
                "rows that are not encoded yet"
            )

    def _clashes(self, batch: Batch, marked: Marked, drop: Bool) -> Iterator[Finding]:
        """Yield findings about text that could be read as a mark, in rows that are not dropped."""
        clashes = [clash for clash in marked.clashes if not drop[clash[0]]]
        ids = batch.ids.take(pa.array([row for row, _, _ in clashes], pa.int64())).to_pylist()
        for row_id, (_, sign, escaped) in zip(ids, clashes, strict=True):
            yield Finding(
                rule="encode/marker-clash",
                rows=(row_id,),
                field=schema.SENTENCE,
                value=sign,
                severity="review",
                applied=escaped,
                en=f"the sentence holds {sign}, which would be read as one token, so it is escaped"
                if escaped
                else f"the sentence holds {sign}, a mark of {self.style}",
            )

    def measure(self, rows: pa.Table, state: EncodeState) -> Measures:
        """Return token counts of rows, how many rows were cut, and the share of unknown tokens."""
        if state.tokenizing is None:
            return Measures()
        return run_tokenizer.measures_of(rows, state.tokenizing, self.style, state.signs)

    def leave(self, folder: Path, rows: pa.Table, state: EncodeState) -> None:
        """Write the tokenizer with its new tokens to `tokenizer/`, and `encoding.json`."""
        if state.tokenizing is not None:
            run_tokenizer.write(folder, state.tokenizing, self.describe(state))


def _unknown(batch: Batch, columns: pa.Table, how: Tokenizing, drop: Bool) -> Iterator[Finding]:
    """Yield a finding for each mention that consists of unknown tokens only."""
    for role, mask in run_tokenizer.unknown_mentions(columns, how).items():
        rows = np.flatnonzero(mask & ~drop)
        words = batch.words(role).take(pa.array(rows)).to_pylist()
        for row_id, word in zip(batch.ids.take(pa.array(rows)).to_pylist(), words, strict=True):
            yield Finding(
                rule="encode/unknown-mention",
                rows=(row_id,),
                field=f"{role}_entity.word",
                value=word,
                severity="review",
                en=f"the {role} is wholly unknown to the tokenizer: {word}",
                ko=f"토크나이저가 {'주체' if role == 'subject' else '객체'}를 전혀 모른다: {word}",
            )


def _reaches(batch: Batch, marked: Marked, rows: I64) -> tuple[dict[Role, I64], dict[Role, I64]]:
    """Return how far the marks extend before and after each mention, by role (`int64[m]`)."""
    # The unit is code points. If two mentions begin or end at the same position, the marks of the
    # longer mention are outside.
    a, b, c, d = batch.spans[rows].T
    subject_outside = b - a >= d - c
    outside = {"subject": subject_outside, "object": ~subject_outside}
    reaches: list[dict[Role, I64]] = []
    for texts, together in ((marked.opens, a == c), (marked.closes, b == d)):
        lengths = {
            role: pc.utf8_length(texts[role]).to_numpy(zero_copy_only=False).astype(np.int64)[rows]
            for role in ROLES
        }
        others = {"subject": lengths["object"], "object": lengths["subject"]}
        reaches.append(
            {
                role: lengths[role] + np.where(together & outside[role], others[role], 0)
                for role in ROLES
            }
        )
    return reaches[0], reaches[1]
