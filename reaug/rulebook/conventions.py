"""Conventions of a rule book: the label that a data set gives to rows that meet a condition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from reaug.rulebook.parts import Label, Name, Part, Role, Share, Word, _nfc

Order: TypeAlias = Literal["subject-first", "object-first"]

_SAYS: Final[dict[str, tuple[str, str]]] = {
    "subject_type": ("the subject is {}", "주체가 {}"),
    "object_type": ("the object is {}", "객체이 {}"),
    "subject_kind": ("the subject is of kind {}", "주체의 종류가 {}"),
    "object_kind": ("the object is of kind {}", "객체의 종류가 {}"),
    "subject_word": ("the subject is {}", "주체가 {}"),
    "object_word": ("the object is {}", "객체이 {}"),
    "order": ("{}", "{}"),
    "between": ("only {} stands between the two", "둘 사이에 {}만 있음"),
    "between_word": ("{} stands between the two", "둘 사이에 {}"),
    "in_bracket": ("{} stands in a bracket behind the other", "{} 다른 쪽 뒤 괄호 안에 있음"),
    "before_subject": ("{} right before the subject", "주체 바로 앞에 {}"),
    "behind_subject": ("{} right behind the subject", "주체 바로 뒤에 {}"),
    "before_object": ("{} right before the object", "객체 바로 앞에 {}"),
    "behind_object": ("{} right behind the object", "객체 바로 뒤에 {}"),
    "subject_particle": ("the subject's particle is {}", "주체의 조사가 {}"),
    "object_particle": ("the object's particle is {}", "객체의 조사가 {}"),
}
"""The wording of each part of a condition in English and Korean, in display order."""

_FIXED: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("between", ""): ("the two touch", "둘이 맞닿음"),
    ("between", " "): ("only a space stands between the two", "둘 사이에 빈칸만 있음"),
    ("order", "subject-first"): ("the subject comes first", "주체가 앞"),
    ("order", "object-first"): ("the object comes first", "객체이 앞"),
    ("in_bracket", "subject"): (
        "the subject stands in a bracket behind the object",
        "주체가 객체 뒤 괄호 안에 있음",
    ),
    ("in_bracket", "object"): (
        "the object stands in a bracket behind the subject",
        "객체이 주체 뒤 괄호 안에 있음",
    ),
}
_PLAIN: Final = ("subject_type", "object_type", "subject_kind", "object_kind")


class When(Part):
    """A condition on types, order, and words between or beside the mentions.

    A row must meet all parts that are set.

    Words are compared without their particle and in Unicode NFC. `between` is the whole text
    between the mentions, with runs of white space as one space, and "" if the mentions touch.

    >>> condition = When(object_type="ORG", between_word="소속")
    >>> condition.en, condition.ko
    ("the object is ORG, '소속' stands between the two", "객체이 ORG, 둘 사이에 '소속'")
    """

    subject_type: Word | None = None
    object_type: Word | None = None
    subject_kind: Word | None = None
    object_kind: Word | None = None
    subject_word: Word | None = None
    object_word: Word | None = None
    order: Order | None = None
    between: Annotated[str, AfterValidator(_nfc)] | None = None
    between_word: Word | None = None
    in_bracket: Role | None = None
    before_subject: Word | None = None
    behind_subject: Word | None = None
    before_object: Word | None = None
    behind_object: Word | None = None
    subject_particle: Word | None = None
    object_particle: Word | None = None

    @property
    def parts(self) -> dict[str, str]:
        """The parts of the condition that are set, in display order."""
        values = {name: getattr(self, name) for name in _SAYS}
        return {name: value for name, value in values.items() if value is not None}

    @property
    def is_worded(self) -> bool:
        """Whether the condition has more parts than types and order."""
        return not self.parts.keys() <= {"subject_type", "object_type", "order"}

    @property
    def en(self) -> str:
        """The condition in English."""
        return ", ".join(self._clauses(0)) or "any row"

    @property
    def ko(self) -> str:
        """The condition in Korean."""
        return ", ".join(self._clauses(1)) or "모든 행"

    def _clauses(self, language: int) -> Iterator[str]:
        for name, value in self.parts.items():
            fixed = _FIXED.get((name, value))
            quoted = value if name in _PLAIN else f"'{value}'"
            yield fixed[language] if fixed else _SAYS[name][language].format(quoted)


class Convention(Part):
    """The label of most rows that meet a condition in a data set.

    `share` of the `support` sentences that meet the condition have the label.

    >>> when = {"object_type": "DAT", "between_word": "출생"}
    >>> fields = {"label": "per:date_of_birth", "share": 0.97, "support": 64}
    >>> Convention(name="birth", when=when, **fields).when.object_type
    'DAT'
    """

    name: Name
    when: When
    label: Label
    share: Share
    support: Annotated[int, Field(strict=True, ge=1)]

    @model_validator(mode="before")
    @classmethod
    def _says_when(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("when") in ({}, None) and "when" in data:
            raise PydanticCustomError("test", "give at least one part of a condition under when")
        return data
