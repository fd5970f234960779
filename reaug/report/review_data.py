"""Findings and rows as the data of the review page in `templates/review/`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit import Audit
from reaug.audit.causes import PRESUMED, causes
from reaug.choices import Lang
from reaug.core import schema
from reaug.core.batch import Row
from reaug.core.fields import MENTION_FIELDS, SPAN_FIELDS, TEXT_FIELDS, WORD_FIELDS
from reaug.core.findings import OPINIONS, SEVERITIES
from reaug.errors import ReaugError
from reaug.report.review_words import review_words
from reaug.report.words import words
from reaug.review.decisions import DROP
from reaug.review.versions import seen_of
from reaug.rulebook import load

Record = dict[str, Any]
"""A line of `findings.jsonl`."""


class Names(NamedTuple):
    """The labels and types from which a reviewer can choose."""

    labels: Sequence[str]
    types: Sequence[str]


def names_of(audit: Audit, rules: str) -> Names:
    """Return the labels and types of a rule book, or of the rows if the book does not fit them."""
    if audit.foreign is None:
        try:
            book = load(rules)
        except ReaugError:  # the file no longer exists, so names are read from the rows
            pass
        else:
            return Names(sorted(book.labels), sorted(book.types))
    if audit.table is None:
        return Names((), ())
    types = pa.chunked_array(
        [*audit.table[schema.SUBJECT_TYPE].chunks, *audit.table[schema.OBJECT_TYPE].chunks],
        pa.string(),
    )
    return Names(_values(audit.table[schema.LABEL]), _values(types))


def _values(column: pa.ChunkedArray) -> list[str]:
    return sorted(value for value in pc.unique(column).to_pylist() if value)


def review_data(
    audit: Audit,
    records: Sequence[Record],
    rows: Mapping[str, Row],
    names: Names,
    lang: Lang,
    copies: Collection[str] = (),
    version: str | None = None,
) -> dict[str, Any]:
    """Return the data of the page: each row once, and the findings about the rows.

    Parameters
    ----------
    audit
        The audit that has the rules of the findings; they are ranked by the number of wrong rows.
    records
        The findings, in the order of the page.
    rows
        The rows that can be shown, by id.
    copies
        Ids of rows that cannot be decided, because they are not in the data to which decisions
        apply.
    version
        The version of the data to which decisions apply (`review.versions`).
    """
    at = {row_id: n for n, row_id in enumerate(rows)}
    rules = {name: n for n, name in enumerate(dict.fromkeys(record["rule"] for record in records))}
    shown = [_row(row) | ({"copy": True} if row.id in copies else {}) for row in rows.values()]
    # The page stores a reviewer's work under a hash of findings and rows.
    content = json.dumps([sorted(record["key"] for record in records), shown], ensure_ascii=False)
    return {
        "words": {**words(lang), **review_words(lang)},
        "digest": hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:32],
        "version": version,
        "severities": SEVERITIES,
        "labels": list(names.labels),
        "types": list(names.types),
        "rules": _rules(audit, list(rules)),
        "rows": [
            item | {"seen": seen_of(row)} for item, row in zip(shown, rows.values(), strict=True)
        ],
        "findings": [_finding(record, rules[record["rule"]], at, rows) for record in records],
    }


def _rules(audit: Audit, names: list[str]) -> list[Record]:
    """Return for each rule of `names` its id, precision, and rank by the number of wrong rows."""
    # A rule whose precision nobody has judged gets the one that its severity suggests.
    rank = {cause.rule: n for n, cause in enumerate(causes(audit, None))}
    rules = []
    for name in names:
        rule = audit.catalogue[name]
        certainty = PRESUMED[rule.severity] if rule.precision is None else rule.precision
        rules.append(
            {"id": name, "certainty": round(certainty, 4), "rank": rank.get(name, len(rank))}
        )
    return rules


def _row(row: Row) -> Record:
    return {
        "id": row.id,
        "sentence": row.sentence,
        "subject": [*row.subject, row.subject_type],
        "object": [*row.object, row.object_type],
        "label": row.label,
    }


def _finding(record: Record, rule: int, at: Mapping[str, int], rows: Mapping[str, Row]) -> Record:
    return {
        "key": record["key"],
        "rule": rule,
        "severity": SEVERITIES.index(record["severity"]),
        "rows": [at.get(row, row) for row in record["rows"]],
        "field": record["field"],
        "value": record["value"],
        "suggestion": record["suggestion"],
        "score": record["score"],
        "message": record["message"],
        **({"applied": True} if record.get("applied") else {}),
        **({"opinion": record["opinion"]} if record.get("opinion") in OPINIONS else {}),
        "fixes": list(_fixes(record, rows)),
    }


def _fixes(record: Record, rows: Mapping[str, Row]) -> Iterator[Record]:
    """Yield each value that accepting a finding sets: row, field, old, new, place."""
    # A finding with a suggestion but without fixes sets the suggestion in each of its rows.
    for fix in record.get("fixes", ()):
        yield {"row": record["rows"][0], **fix}
    if record.get("fixes") or not record["suggestion"]:
        return
    for row_id in record["rows"]:
        row = rows.get(row_id)
        if row is not None:
            yield from _by_hand(record, row)


_WORDS: Final = dict(zip(MENTION_FIELDS, WORD_FIELDS, strict=True))


def _by_hand(record: Record, row: Row) -> Iterator[Record]:
    field, new = record["field"] or "", record["suggestion"]
    field = _WORDS.get(field, field)
    holds = dict(
        zip(
            (*TEXT_FIELDS, *WORD_FIELDS),
            (row.label, row.subject_type, row.object_type, row.subject_word, row.object_word),
            strict=True,
        )
    )
    if field in holds:
        yield {"row": row.id, "field": field, "old": holds[field], "new": new}
    elif field == "row" and new == DROP:
        yield {"row": row.id, "field": field, "old": "", "new": new}
    elif field in SPAN_FIELDS and new.isdecimal() and record["value"].isdecimal():
        yield {"row": row.id, "field": field, "old": int(record["value"]), "new": int(new)}
    elif field == "sentence" and record["value"] and row.sentence.count(record["value"]) == 1:
        place = row.sentence.index(record["value"])
        yield {"row": row.id, "field": field, "old": record["value"], "new": new, "at": place}
