"""`schema/symmetric-type`: the object of a symmetric relation has a type that no subject may have.

A person's spouse has a spouse, too, and two names of one entity are of one type. So the object may
only have the types that the rule book allows for the subject; otherwise type or label is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from reaug.audit.korean_quotes import quoted
from reaug.audit.rows import Rows
from reaug.audit.rules import Rule
from reaug.core.arrays import rows_where
from reaug.core.fields import type_field
from reaug.core.findings import Finding

RULE: Final = Rule(
    "schema/symmetric-type",
    "warning",
    "review",
    "the relation is symmetric, but its subject could not have the object's type",
    "대칭 관계인데 객체의 유형은 그 관계의 주체가 될 수 없는 유형이다",
    depends_on_book=True,
    needs_labels=True,
)
RULES = (RULE,)
BY_ROW: Final = True


def check(rows: Rows) -> Iterator[Finding]:
    """Yield one finding for each object of a symmetric relation whose type no subject may have.

    The right type is suggested if only one is allowed.
    """
    field = type_field("object")
    for label, relation in rows.rules.relations.items():
        if relation.symmetric is None or not relation.subject_types:
            continue
        allowed = list(relation.subject_types)
        known = pa.array([name for name in rows.rules.types if name not in allowed])
        is_unusual = pc.and_(
            pc.equal(rows.batch.label, label), pc.is_in(rows.types("object"), value_set=known)
        )
        for row in rows_where(pc.fill_null(is_unusual, fill_value=False)).tolist():
            word, type_ = rows.words("object")[row].as_py(), rows.types("object")[row].as_py()
            yield Finding(
                rule=RULE.id,
                rows=rows.named([row]),
                field=field,
                value=type_,
                suggestion=allowed[0] if len(allowed) == 1 else "",
                en=f"{word!r} is {type_}, but {label} is symmetric and its subjects are "
                f"{' or '.join(allowed)}",
                ko=f"{quoted(word, '는')} {type_}인데, {label}의 주체와 객체는 서로 바꿀 수 있어야 "
                f"하고 주체는 {', '.join(allowed)}뿐이다",
            )
