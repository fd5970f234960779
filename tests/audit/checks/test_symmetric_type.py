"""`schema/symmetric-type`: the object of a symmetric relation could stand as its subject."""

from __future__ import annotations

import pytest

from audit.rows import findings_of

RULE = "schema/symmetric-type"


@pytest.mark.parametrize(
    ("marked", "label", "suggestion"),
    [
        ("[S|ORG|가람축구협회]가 여는 [O|POH|GFA] 시상식", "org:alternate_names", "ORG"),
        ("[S|PER|한서율]의 누나 [O|POH|한서린]", "per:siblings", "PER"),
    ],
)
def test_an_object_that_could_not_be_the_subject(marked: str, label: str, suggestion: str) -> None:
    [finding] = findings_of(marked, label=label, rule=RULE)
    assert (finding.field, finding.suggestion) == ("object_entity.type", suggestion)
    assert not finding.fixes  # the label may be what is wrong


@pytest.mark.parametrize(
    ("marked", "label"),
    [
        ("[S|ORG|가람축구협회]([O|ORG|GFA])", "org:alternate_names"),
        ("[S|PER|한서율]의 누나 [O|PER|한서린]", "per:siblings"),
        ("[S|ORG|가람축구협회]의 [O|POH|GFA] 시상식", "no_relation"),
        ("[S|ORG|가람축구협회]의 [O|XYZ|GFA] 시상식", "org:alternate_names"),
        ("[S|PER|한서율]의 직업 [O|POH|배우]", "per:title"),
    ],
)
def test_what_fits_or_is_not_symmetric(marked: str, label: str) -> None:
    assert not findings_of(marked, label=label, rule=RULE)
