"""`leak/*`: rows that the other set has, too, as when test rows are in a training set."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.findings import Finding

SENTENCE = Rule(
    "leak/sentence",
    "error",
    "review",
    "the sentence is also in the other set",
    "같은 문장이 상대 데이터에도 있다",
)
TRIPLE = Rule(
    "leak/triple",
    "review",
    "review",
    "subject word, object word and label are also in the other set",
    "주체, 객체, 라벨이 모두 같은 행이 상대 데이터에도 있다",
    needs_labels=True,
    needs_labels_there=True,
)
RULES = (SENTENCE, TRIPLE)


def check(rows: Rows, gold: Rows) -> Iterator[Finding]:
    """Yield one finding for each leaked row, with the first equal row of the other set."""
    # The sentence of a row that cannot be read counts, too.
    (names, sentences), others = rows.sentences, gold.sentences
    for row, text, other, count in _shared_texts(sentences, others):
        yield Finding(
            rule=SENTENCE.id,
            rows=(names[row],),
            field="sentence",
            value=text,
            en=f"the sentence is in {count} rows of the other set, first in {other}",
            ko=f"같은 문장이 상대 데이터의 {count}개 행에 있다(처음은 {other})",
        )
    # Pairs without a relation are left out, since a model cannot memorise them as facts.
    negative = rows.rules.negative or ""
    triples = _triples(rows), _triples(gold)
    for row, text, other, count in _shared_texts(triples[0], (gold.ids, triples[1])):
        subject, object_, label = text.split("\x1f")
        if label in ("", negative):
            continue
        yield Finding(
            rule=TRIPLE.id,
            rows=rows.named([row]),
            field="row",
            value=f"{subject} | {label} | {object_}",
            en=f"{subject} | {label} | {object_} is in {count} rows of the other set, first in "
            f"{other}",
            ko=f"{subject} | {label} | {object_}: 상대 데이터의 {count}개 행에 있다"
            f"(처음은 {other})",
        )


def _shared_texts(
    own: pa.Array, gold: tuple[list[str], pa.Array]
) -> Iterator[tuple[int, str, str, int]]:
    """Yield four values about each row whose text the other set has, too."""
    # They are the position of the row, its text, and of the rows of the other set with this text
    # the least id and the number. `own` has the text of each row, `gold` the ids and texts of the
    # other set.
    ids, others = gold
    mask = pc.is_in(own, value_set=others)
    shared_rows = mask.to_numpy(zero_copy_only=False).nonzero()[0].tolist()
    if not shared_rows:
        return
    texts = own.take(pa.array(shared_rows, pa.int64())).to_pylist()
    wanted = set(texts)
    holders: dict[str, list[str]] = {}
    for text, name in zip(others.to_pylist(), ids, strict=True):
        if text in wanted:
            holders.setdefault(text, []).append(name)
    for row, text in zip(shared_rows, texts, strict=True):
        yield row, text, min(holders[text]), len(holders[text])


def _triples(rows: Rows) -> pa.Array:
    """Return subject word, object word and label of each row, joined into one text."""
    words = [rows.normal.words(role) for role in ("subject", "object")]
    label = pc.fill_null(rows.batch.label, "")
    join: Callable[..., pa.Array] = pc.binary_join_element_wise
    return join(*words, label, "\x1f")
