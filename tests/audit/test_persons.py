"""Words beside a name that say it is a person's."""

from __future__ import annotations

import numpy as np
import pytest

from reaug.audit.types.persons import is_person_beside
from reaug.core.examples import batch_of


@pytest.mark.parametrize(
    ("marked", "person"),
    [
        ("그룹 [O|ORG|초여름]의 보컬 [S|PER|나예진]이 왔다.", True),
        ("밴드 [O|ORG|초여름] 출신 가수 [S|PER|나예진]이 왔다.", True),
        ("[O|ORG|초여름] [S|PER|나예진](24) 씨가 왔다.", True),
        ("[O|ORG|초여름] [S|PER|예진](나예진·24) 씨가 왔다.", True),
        ("[O|ORG|초여름]의 [S|PER|나예진] 선수가 왔다.", True),
        ("그룹 [S|PER|초여름]의 보컬 [O|PER|나예진]이 왔다.", False),
        ("밴드 [S|PER|초여름] 씨름 대회 [O|PER|나예진]", False),
        ("가수 [S|ORG|초여름]과 [O|PER|나예진]", False),
        ("[S|PER|초여름][O|PER|나예진]", False),
    ],
)
def test_a_person_beside(marked: str, person: bool) -> None:
    assert is_person_beside(batch_of(marked), "subject", np.array([0])).tolist() == [person]


def test_no_rows() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert is_person_beside(batch_of(), "object", none).tolist() == []
