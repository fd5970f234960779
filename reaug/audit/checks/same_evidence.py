"""`label/same-evidence`, `label/outlier`: the same text between the mentions, but other labels.

`label/same-evidence` compares rows with the same two words and the same text between them.
`label/outlier` compares rows with the same types and the same text between them, if there are many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

import numpy as np

from reaug.audit.alike import alike, hashes
from reaug.audit.mention_edges import names_title
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import I64, U64
from reaug.core.findings import Finding, Fix

SAME = Rule(
    "label/same-evidence",
    "warning",
    "review",
    "the same two mentions with the same text between them have different labels",
    "두 개체와 그 사이의 글이 같은데 라벨이 다르다",
    needs_labels=True,
)
OUTLIER = Rule(
    "label/outlier",
    "review",
    "review",
    "nearly all rows with these types and this text between the mentions have another label",
    "유형과 두 개체 사이의 글이 같은 행은 거의 모두 라벨이 다르다",
    needs_labels=True,
)
RULES = (SAME, OUTLIER)

SUPPORT: Final = 15
PURITY: Final = 0.95
_SHOWN: Final = 40
_TITLE: Final = "per:title"
"""The label of titles. For this label, only rows whose noun names a job are counted, because most
nouns beside a person are titles.
"""


def groups(rows: Rows) -> list[I64]:
    """Return groups of rows with the same words, order and text between, but different labels."""
    words = rows.normal.words("subject"), rows.normal.words("object")
    alike = rows.groups(*words, rows.subject_first, rows.normal.between)
    return [group for group in alike if len({rows.labels[row] for row in group}) > 1]


def _labels(rows: Rows, group: I64) -> list[tuple[str, int]]:
    """Return the labels of a group with their counts, sorted by count and name."""
    counts = Counter(rows.labels[row] for row in group)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each group with different labels and for each row that deviates."""
    for some in alike(rows, _words_key, several_labels=True):
        for group in groups(some):
            # Copies are reported by `duplicate/conflict`.
            same = some.normal
            places = {(same.texts[row], *same.batch.spans[row].tolist()) for row in group}
            if len(places) != 1:
                yield _same(some, group)
    for some in alike(rows, _types_key, SUPPORT, several_labels=True):
        yield from _outliers(some)


def _words_key(rows: Rows) -> U64:
    words = rows.normal.words("subject"), rows.normal.words("object")
    return hashes(*words, rows.subject_first, rows.normal.between)


def _types_key(rows: Rows) -> U64:
    types = rows.types("subject"), rows.types("object")
    return hashes(*types, rows.subject_first, rows.normal.between)


def _same(rows: Rows, group: I64) -> Finding:
    counts = _labels(rows, group)
    (top, most), second = counts[0], counts[1][1]
    # The rows to look at come first: rows without the most frequent label.
    order = sorted(group.tolist(), key=lambda row: (rows.labels[row] == top, rows.rank[row]))
    clear = most > second and _is_legal(rows, order[0], top)
    if most == second:
        order = group.tolist()
    label_counts = ", ".join(f"{label} {count}" for label, count in counts)
    between = _shown(rows.between[int(group[0])].as_py())
    return Finding(
        rule=SAME.id,
        rows=rows.named(order),
        field="label",
        value=" / ".join(label for label, _ in counts),
        suggestion=top if clear else "",
        fixes=(Fix("label", rows.labels[order[0]], top),) if clear else (),
        score=most / len(group),
        en=f"{len(group)} rows with the same mentions and “{between}” between them: {label_counts}",
        ko=f"두 개체도, 그 사이의 글 “{between}”도 같은 행 {len(group)}개의 라벨: {label_counts}",
    )


def _is_legal(rows: Rows, row: int, label: str) -> bool:
    """Return whether a label allows the type of a row's subject."""
    relation = rows.rules.relations.get(label)
    if relation is None or not relation.hard_subject_types:
        return True
    return rows.types("subject")[row].as_py() in relation.subject_types


def _outliers(rows: Rows) -> Iterator[Finding]:
    types = rows.types("subject"), rows.types("object")
    for group in rows.groups(*types, rows.subject_first, rows.normal.between):
        if len(group) < SUPPORT:
            continue
        top, most = _labels(rows, group)[0]
        if is_title := top == _TITLE:
            jobs = [names_title(rows.words("object")[row].as_py() or "") for row in group.tolist()]
            group = group[np.array(jobs)]
            if len(group) < SUPPORT:
                continue
            top, most = _labels(rows, group)[0]
        share = most / len(group)
        if share < PURITY or most == len(group):
            continue
        pair = " ".join(str(column[int(group[0])].as_py()) for column in types)
        between = _shown(rows.between[int(group[0])].as_py())
        for row in group[np.array([rows.labels[row] != top for row in group])].tolist():
            label = rows.labels[row]
            yield Finding(
                rule=OUTLIER.id,
                rows=rows.named([row]),
                field="label",
                value=label,
                suggestion=top,
                fixes=(Fix("label", label, top),),
                score=share,
                en=f"{most} of {len(group)} rows with types {pair}"
                f"{', a job as the object,' if is_title else ''} and “{between}” between the "
                f"mentions are {top}",
                ko=f"유형이 {pair}이고{' 객체가 직업 이름이며' if is_title else ''} 사이의 글이 "
                f"“{between}”인 행 {len(group)}개 중 {most}개가 {top}이다",
            )


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
