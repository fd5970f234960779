"""`schema/*`: labels and types that are not in the rule book, or that it does not allow together.

Subject types are hard rules. Object types are graded, because a tagger assigned them: another type
is an error if the book has a hard rule, and a warning if the type is rare or unseen for the label.
Whatever the label, the form of a word may show that its type is wrong: 1998년 3월 is not a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.checks._unusual_objects import parted
from reaug.audit.korean_quotes import quoted
from reaug.audit.mention_edges import ROLES, types_of
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import Bool, rows_where
from reaug.core.findings import Finding, Fix, Severity
from reaug.korean.josa import attach
from reaug.suggestions import closest

UNKNOWN_LABEL = Rule(
    "schema/unknown-label",
    "error",
    "review",
    "the rule book does not know the label",
    "규칙집에 없는 라벨이다",
    needs_labels=True,
)
UNKNOWN_TYPE = Rule(
    "schema/unknown-type",
    "error",
    "review",
    "the rule book does not know the type",
    "규칙집에 없는 개체 유형이다",
)
SUBJECT_TYPE = Rule(
    "schema/subject-type",
    "error",
    "review",
    "the label does not allow the subject's type",
    "라벨이 주체의 유형을 허용하지 않는다",
    needs_labels=True,
    of_foreign="nothing",
)
OBJECT_TYPE = Rule(
    "schema/object-type",
    "warning",
    "review",
    "the object's type is unusual for the label, or its form suggests another type",
    "객체의 유형이 라벨에 어울리지 않거나 단어의 형태와 맞지 않는다",
    depends_on_book=True,
    needs_labels=True,
)
OBJECT_CONVENTION = Rule(
    "schema/object-convention",
    "review",
    "review",
    "many rows give a label the same unusual type of object, which the words have elsewhere too: "
    "decide once whether the label takes such objects",
    "한 라벨의 여러 행에서 객체가 그 라벨에 드문 유형인데, 그 단어는 다른 행에서도 그 유형이다. "
    "이런 객체를 허용할지 한 번만 정하면 된다",
    needs_labels=True,
)
RULES = (UNKNOWN_LABEL, UNKNOWN_TYPE, SUBJECT_TYPE, OBJECT_TYPE, OBJECT_CONVENTION)

_NO_ROWS: Final = np.zeros(0, dtype=np.int64)
_FORMS: Final = frozenset(("DAT", "NOH"))
"""Types that the form of a word shows, with hardly an exception."""


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each unknown name, illegal type and unusual object."""
    if rows.is_foreign:
        yield from _foreign_names(rows)
        return
    illegal, unusual = [_NO_ROWS], [_NO_ROWS]
    shares: list[float] = []
    for piece in rows.pieces():
        yield from _unknown_labels(piece)
        yield from _unknown_types(piece)
        judged = piece.judged
        types = judged.types("subject"), judged.types("object")
        broken = judged.rules.violations(judged.batch.label, *types)
        unlawful = np.array([rule != "" for rule in broken.to_pylist()], dtype=np.bool_)
        illegal.append(judged.places[rows_where(pc.equal(broken, SUBJECT_TYPE.id))])
        formed = set()
        for finding, row in _by_form(judged):
            formed.add(row)
            yield finding
        for row in rows_where(pc.equal(broken, OBJECT_TYPE.id)).tolist():
            if row not in formed:
                yield _unusual(judged, row, 0.0, severity="error")
        graded = _shares_of_unusual_types(judged, unlawful, formed)
        unusual.append(judged.places[[*graded]])
        shares += graded.values()
    yield from _illegal_subjects(rows.some(np.concatenate(illegal)))
    yield from _unusual_types(rows.some(np.concatenate(unusual)), shares)


def _foreign_names(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each unknown name in a set that follows another scheme."""
    # The rows of such a set are not wrong one by one.
    known = {"label": rows.rules.labels, "type": list(rows.rules.types)}
    by_name: dict[tuple[str, str], list[str]] = {}
    for piece in rows.pieces():
        columns = {"label": (piece.batch.label, known["label"])}
        for role in ROLES:
            columns[f"{role}_entity.type"] = piece.types(role), known["type"]
        for field, (column, names) in columns.items():
            for row in _unknown_rows(column, names):
                by_name.setdefault((field, column[row].as_py()), []).append(piece.ids[row])
    for (field, name), named in by_name.items():
        is_label = field == "label"
        word, word_ko = ("label", "라벨") if is_label else ("type", "유형")
        book, n = rows.rules.name, len(named)
        yield Finding(
            rule=(UNKNOWN_LABEL if is_label else UNKNOWN_TYPE).id,
            rows=tuple(sorted(named)),
            field=field,
            value=name,
            en=f"{name!r} is not a {word} of {book}: {n:,} rows",
            ko=f"{quoted(name, '는')} {book}에 없는 {attach(word_ko, '이다')}: {n:,}행",
        )


def _unknown_rows(column: pa.Array, known: list[str]) -> list[int]:
    """Return the positions at which a column has a text that is not in `known`."""
    is_known = pc.is_in(column, value_set=pa.array(known, pa.string()))
    return rows_where(pc.and_(pc.invert(is_known), column.is_valid())).tolist()


def _nearest_name(name: str, known: list[str]) -> str:
    """Return the known name that a wrong name probably means; "" if no name is close."""
    return next(iter(closest(name, known, cutoff=0.8)), "")


def _unknown_labels(rows: Rows) -> Iterator[Finding]:
    known = rows.rules.labels
    for row in _unknown_rows(rows.batch.label, known):
        label = rows.labels[row]
        near = _nearest_name(label, known)
        yield Finding(
            rule=UNKNOWN_LABEL.id,
            rows=rows.named([row]),
            field="label",
            value=label,
            suggestion=near,
            en=f"{label!r} is not a label of {rows.rules.name}"
            + (f"; is it {near}?" if near else ""),
            ko=f"{quoted(label, '는')} {rows.rules.name}에 없는 라벨이다"
            + (f". {attach(near, '가')} 아닌지 보라" if near else ""),
        )


def _unknown_types(rows: Rows) -> Iterator[Finding]:
    known = list(rows.rules.types)
    for role in ROLES:
        for row in _unknown_rows(rows.types(role), known):
            type_ = rows.types(role)[row].as_py()
            word = rows.words(role)[row].as_py()
            field = f"{role}_entity.type"
            near = _nearest_name(type_.upper(), known)
            yield Finding(
                rule=UNKNOWN_TYPE.id,
                rows=rows.named([row]),
                field=field,
                value=type_,
                suggestion=near,
                en=f"{word} has the type {type_!r}, which {rows.rules.name} does not know",
                ko=f"‘{word}’의 유형 {quoted(type_, '는')} {rows.rules.name}에 없다",
            )


def _illegal_subjects(rows: Rows) -> Iterator[Finding]:
    """Yield a finding for each row whose subject has a type that its label forbids."""
    words = rows.words("subject").to_pylist()
    seen = types_of(rows, set(words)) if words else {}
    for row, word in enumerate(words):
        yield _illegal_subject(rows, row, seen[word])


def _illegal_subject(rows: Rows, row: int, seen: Counter[str]) -> Finding:
    """Return the finding about one row; `seen` counts the types of all mentions of its word."""
    label, type_ = rows.labels[row], rows.types("subject")[row].as_py()
    word = rows.words("subject")[row].as_py()
    types = list(rows.rules.relations[label].subject_types)
    allowed = "/".join(types)
    fix = _plain_fix(rows, row, types, seen)
    new = "" if fix is None else str(fix.new)
    return Finding(
        rule=SUBJECT_TYPE.id,
        rows=rows.named([row]),
        field="subject_entity.type" if fix is None else fix.field,
        value=type_ if fix is None else str(fix.old),
        suggestion=new,
        fixes=() if fix is None else (fix,),
        en=f"{label} requires a subject {allowed}, but {word} is {type_}: one of them is wrong"
        + (f"; likely {new}" if new else ""),
        ko=f"{label}의 주체는 {attach(allowed, '이어야')} 하는데 "
        f"{quoted(word, '는')} {attach(type_, '이다')}. "
        "둘 중 하나가 틀렸다" + (f". {quoted(new, '가')} 맞아 보인다" if new else ""),
    )


def _plain_fix(rows: Rows, row: int, types: list[str], seen: Counter[str]) -> Fix | None:
    """Return a fix of the subject's type or of the label; None unless only one fix is possible."""
    # The type is wrong if the other mentions have a type that the label allows, or if the form of
    # the word shows such a type. The label is wrong if the other mentions have the same type as
    # this one, and the label has a counterpart for the type (per:product, org:product).
    label, type_ = rows.labels[row], rows.types("subject")[row].as_py()
    others = seen - Counter((type_,))
    (usual, most), *_ = [*others.most_common(1), ("", 0)]
    if most < _PLAIN or most < _TIMES * (others.total() - most):
        usual = rows.rules.implied_types(rows.words("subject").slice(row, 1))[0].as_py()
        return Fix("subject_entity.type", type_, usual) if usual in types else None
    if usual in types:
        return Fix("subject_entity.type", type_, usual)
    twins = [
        other
        for other, relation in rows.rules.relations.items()
        if other != label
        and other.partition(":")[2] == label.partition(":")[2] != ""
        and usual in relation.subject_types
    ]
    return Fix("label", label, twins[0]) if usual == type_ and len(twins) == 1 else None


_PLAIN: Final = 2
_TIMES: Final = 3
"""The least number of other mentions of a word with one type, and the least ratio of this number to
the mentions with other types.
"""


def _by_form(rows: Rows) -> Iterator[tuple[Finding, int]]:
    """Yield objects that look like a date or number but have another type, and the reverse."""
    types = rows.types("object").to_pylist()
    implied = rows.rules.implied_types(rows.words("object")).to_pylist()
    for row, (type_, form) in enumerate(zip(types, implied, strict=True)):
        if not form or not type_ or form == type_ or type_ not in rows.rules.types:
            continue
        if _is_usual(rows, row, type_, form):
            continue  # the scheme has another type for such words
        if form not in _FORMS and type_ not in _FORMS:
            continue  # both are types of names, where other mentions say more than the form
        word = rows.words("object")[row].as_py()
        sure: Severity = "warning" if word.isdigit() else "error"
        yield (
            Finding(
                rule=OBJECT_TYPE.id,
                rows=rows.named([row]),
                field="object_entity.type",
                value=type_,
                suggestion=form,
                fixes=(Fix("object_entity.type", type_, form),),
                score=1.0,
                severity=sure,
                en=f"{word} has the form of {form}, but is typed {type_}",
                ko=f"{quoted(word, '는')} 형태로 보아 {form}인데 {attach(type_, '로')} 되어 있다",
            ),
            row,
        )


def _is_usual(rows: Rows, row: int, type_: str, form: str) -> bool:
    """Return whether objects of the row's label typically have `type_`, and never `form`."""
    label = rows.labels[row]
    if label not in rows.rules.relations:
        return False
    grades = (rows.rules.object_grade(label, name) for name in (type_, form))
    return tuple(grades) == ("typical", "unseen")


def _shares_of_unusual_types(rows: Rows, unlawful: Bool, formed: set[int]) -> dict[int, float]:
    """Return the rows whose object has a type that is rare under their label: row to share."""
    # Two groups of rows are skipped, because other findings report them: `unlawful` (`bool[n]`) are
    # rows with an illegal type, `formed` are positions of rows whose object has a form that
    # contradicts its type.
    known = rows.rules.relations
    shares = {label: rows.rules.type_shares(label, "object") for label in known}
    types = rows.types("object").to_pylist()
    unusual: dict[int, float] = {}
    for row, (label, type_) in enumerate(zip(rows.labels, types, strict=True)):
        if label not in known or label == rows.rules.negative or type_ is None:
            continue
        share = shares[label].get(type_, 0.0)
        if share < rows.rules.typical_share and not unlawful[row] and row not in formed:
            unusual[row] = share
    return unusual


def _unusual_types(rows: Rows, unusual: list[float]) -> Iterator[Finding]:
    """Yield findings about objects of unusual types; `unusual` has the shares of these types."""
    parts = parted(rows, range(len(rows)), _FORMS)
    for (label, type_), members in sorted(parts.conventions.items()):
        yield _convention(rows, label, type_, members)
    for row, votes in parts.labels.items():
        yield _label_in_question(rows, row, unusual[row], votes)
    for row in parts.types:
        yield _unusual(rows, row, unusual[row])


def _convention(rows: Rows, label: str, type_: str, members: list[int]) -> Finding:
    members = sorted(members, key=lambda row: int(rows.rank[row]))
    counts = Counter(rows.words("object").take(pa.array(members)).to_pylist())
    words = [
        word for word, _ in sorted(counts.items(), key=lambda count: (-count[1], count[0]))[:3]
    ]
    usual = _usual(rows, label)
    return Finding(
        rule=OBJECT_CONVENTION.id,
        rows=rows.named(members),
        field="label",
        value=label,
        en=f"{len(members)} rows give {label} an object {type_} ({', '.join(words)}, …) where "
        f"{usual} is usual, and other rows type such words so: a convention of this set, or one "
        "mistake made many times; decide it once",
        ko=f"{len(members)}행에서 {label}의 객체가 {attach(type_, '이다')}"
        f"({', '.join(words)} 등). 보통은 {usual}인데 다른 행에서도 유형이 그렇다. "
        "이 데이터의 관례인지 되풀이된 실수인지 한 번만 정하면 된다",
    )


def _label_in_question(rows: Rows, row: int, share: float, votes: tuple[int, int]) -> Finding:
    label, type_ = rows.labels[row], rows.types("object")[row].as_py()
    word, usual = rows.words("object")[row].as_py(), _usual(rows, label)
    same, mentions = votes
    return Finding(
        rule=OBJECT_TYPE.id,
        rows=rows.named([row]),
        field="label",
        value=label,
        score=1 - share,
        severity="review",
        en=f"{label} with an object {type_} ({word}), where {usual} is usual; {word} is {type_} in "
        f"{same} of {mentions} mentions under other labels, so look at the label first",
        ko=f"{label}의 객체 {quoted(word, '가')} {attach(type_, '이다')}. 보통은 {usual}인데 "
        f"다른 라벨에서 {quoted(word, '는')} {mentions}번 중 {same}번 {attach(type_, '이므로')} "
        "유형보다 라벨을 먼저 보아야 한다",
    )


def _usual(rows: Rows, label: str) -> str:
    """Return the types that objects of a label usually have, joined by "/"."""
    return "/".join(
        code
        for code, part in rows.rules.type_shares(label, "object").items()
        if part >= rows.rules.typical_share
    )


def _unusual(rows: Rows, row: int, share: float, severity: Severity = "warning") -> Finding:
    label, type_ = rows.labels[row], rows.types("object")[row].as_py()
    word = rows.words("object")[row].as_py()
    usual = _usual(rows, label)
    seen = f"{share:.1%} of its objects are" if share else "none of its objects is"
    seen_ko = f"객체의 {share:.1%}만 그렇다" if share else "그런 객체가 없다"
    return Finding(
        rule=OBJECT_TYPE.id,
        rows=rows.named([row]),
        field="object_entity.type",
        value=type_,
        score=1 - share,
        severity=severity,
        fact=severity == "error",
        en=f"{label} with an object {type_} ({word}): {seen} {type_}; usual is {usual}",
        ko=f"{label}의 객체 {quoted(word, '가')} {attach(type_, '이다')}: "
        f"{seen_ko}. 보통은 {attach(usual, '이다')}",
    )
