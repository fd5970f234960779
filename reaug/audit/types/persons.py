"""Words beside a name that show that it is a person, even if a group is mentioned before it.

In 그룹 초여름의 보컬 나예진, the word 그룹 before 나예진 suggests a group, but 보컬 shows a person.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reaug.core.arrays import I64, Bool
from reaug.core.batch import Batch, Role
from reaug.core.text import slices_of

PERSON: Final = "PER"
_WIDTH: Final = 8
_ROLES: Final = (
    r"(?:보컬|보컬리스트|가수|멤버|리더|막내|래퍼|맏형|맏언니|센터|싱어송라이터|아이돌|기타리스트|드러머|베이시스트|키보디스트|댄서|배우|모델"
    r"|작곡가|작사가|프로듀서|아나운서|방송인|개그맨|개그우먼|코미디언|선수|감독|코치|주장|투수|포수"
    r"|골키퍼|공격수|수비수|미드필더|교수|기자|작가|화가|시인|소설가|변호사|의사|의원|장관|대통령|총리"
    r"|회장|사장|대표|이사장|위원장|시장|군수|지사|총장|교장|원장|국장|팀장|아내|남편|아들|딸|아버지"
    r"|어머니) $"
)
"""Words before the name of a person, but never of a group, unlike 밴드 and 그룹."""
_BEHIND: Final = (
    r"^(?:\([0-9]{1,2}\)|\([^)]{1,6}[·,] ?[0-9]{1,2}\))? ?"
    r"(?:씨|군|양|님|옹|여사|선수|감독|교수|기자|의원)(?:[은는이가을를과와도의,. ]|에게|$)"
)


def is_person_beside(batch: Batch, role: Role, rows: I64) -> Bool:
    """Return which mentions have the type PER and a word beside them that shows it (`bool[k]`).

    Parameters
    ----------
    batch
        n rows.
    role
        The role of the mentions, subject or object.
    rows
        `int64[k]`, rows of the batch.

    Examples
    --------
    >>> from reaug.core.examples import batch_of
    >>> batch = batch_of("밴드 [O|ORG|초여름]의 보컬 [S|PER|나예진]이 왔다.")
    >>> is_person_beside(batch, "subject", np.array([0])).tolist()
    [True]
    """
    typed = pc.is_in(batch.type(role).take(pa.array(rows)), value_set=pa.array([PERSON]))
    span = batch.span(role)[rows].astype(np.int64)
    start = np.maximum(span[:, 0] - _WIDTH, 0)
    end = np.minimum(span[:, 1] + 2 * _WIDTH, batch.codepoints.lengths[rows])
    before = slices_of(batch.codepoints, rows, start, span[:, 0])
    after = slices_of(batch.codepoints, rows, span[:, 1], end)
    named = pc.or_(
        pc.match_substring_regex(before, _ROLES), pc.match_substring_regex(after, _BEHIND)
    )
    return np.asarray(pc.and_(typed, named).to_numpy(zero_copy_only=False), dtype=np.bool_)
