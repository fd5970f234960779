"""The parts of a rule book as pydantic models, with the checks of each part."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from reaug.core.schema import Role as Role
from reaug.rulebook.checked_copies import is_checked
from reaug.rulebook.word_tests import pattern_problem
from reaug.strict_yaml import describe

Grade: TypeAlias = Literal["typical", "rare", "unseen"]


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _counts(value: Any) -> Any:
    """Return a list of types as a mapping of each type to the count 1; any other value as it is."""
    if not isinstance(value, list):
        return value
    for item in value:
        if not isinstance(item, str):
            raise PydanticCustomError(
                "item", "{item} is not a type; quote it", {"item": describe(item)}
            )
    return dict.fromkeys(value, 1)


def checked_pattern(value: str) -> str:
    """Return a pattern in NFC; a validation error where RE2 refuses it."""
    value = unicodedata.normalize("NFC", value)
    problem = pattern_problem(value)
    if problem is not None:
        shown = value if len(value) <= 80 else f"{value[:77]}..."
        raise PydanticCustomError(
            "pattern",
            "the pattern {pattern} does not compile in RE2: {problem}",
            {"pattern": shown, "problem": problem},
        )
    return value


def _pattern(value: str, info: ValidationInfo) -> str:
    return _nfc(value) if is_checked(info) else checked_pattern(value)


def _nfc(value: str) -> str:
    return unicodedata.normalize("NFC", value)


RuleId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]*/[^\s/]+$")]
Name: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[^\s/]+$")]
Code: TypeAlias = Annotated[str, StringConstraints(pattern=r"^\S([^\t\n\r]*\S)?$")]
Label: TypeAlias = Annotated[str, StringConstraints(pattern=r"^\S(.*\S)?$")]
Prose: TypeAlias = Annotated[str, StringConstraints(min_length=1), AfterValidator(_one_line)]
Word: TypeAlias = Annotated[str, StringConstraints(min_length=1), AfterValidator(_nfc)]
Pattern: TypeAlias = Annotated[str, StringConstraints(min_length=1), AfterValidator(_pattern)]
Count: TypeAlias = Annotated[int, Field(strict=True, ge=1)]
Share: TypeAlias = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
Counts: TypeAlias = Annotated[dict[str, Count], BeforeValidator(_counts), Field(min_length=1)]


class Part(BaseModel):
    """Base class of all parts: frozen, and unknown keys are errors that list the valid keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any) -> Any:
        """Refuse unknown keys with a list of the valid keys, which pydantic's own message lacks."""
        if isinstance(data, dict):
            known = [field.alias or name for name, field in cls.model_fields.items()]
            for key in data:
                if key not in known:
                    raise PydanticCustomError(
                        "unknown_key",
                        "unknown key {key}; the keys here are: {known}",
                        {"key": str(key), "known": ", ".join(known)},
                    )
        return data


class Bilingual(Part):
    """A text in English and Korean."""

    en: Prose
    ko: Prose


class EntityType(Bilingual):
    """An entity type: its name in English and Korean."""


class Symmetric(Part):
    """Data about a relation that holds both ways.

    Of `count` entity pairs that were labelled in both directions, the share `fidelity` has the
    relation in both.
    """

    fidelity: Share
    count: Annotated[int, Field(strict=True, ge=0)]


class Reverse(Symmetric):
    """The relation that usually holds when subject and object are exchanged.

    >>> Reverse(label="per:parents", fidelity=0.89, count=84).label
    'per:parents'
    """

    label: str


class Swap(Part):
    """The mentions of a relation that a name swap may replace.

    `replace`: roles that may be replaced alone. `pair`: whether both may be replaced together.

    `family`: subject and object belong to one family, so the surname is kept. `couple`: if the
    sentence says who is the husband or the wife, neither name is replaced alone. `closed`: roles
    that are never replaced, alone or in a pair, because their words are a well-known set (such as
    religions) or belong together. `tied`: whoever knows the subject knows the object and the other
    way round, so if one of them is known, neither is replaced.
    """

    replace: tuple[Role, ...] = ("subject", "object")
    pair: Annotated[bool, Field(strict=True)] = True
    family: Annotated[bool, Field(strict=True)] = False
    couple: Annotated[bool, Field(strict=True)] = False
    closed: tuple[Role, ...] = ()
    tied: Annotated[bool, Field(strict=True)] = False


class Relation(Part):
    """A relation: its entity types with counts, its reverse, its swaps, its meaning.

    A row whose subject has another type breaks a hard rule, unless `hard_subject_types` is false.
    Object types are only graded by their counts, unless `hard_object_types` is true.
    """

    definition: Bilingual
    subject_types: Counts
    object_types: Counts
    hard_subject_types: Annotated[bool, Field(strict=True)] = True
    hard_object_types: Annotated[bool, Field(strict=True)] = False
    inverse: Reverse | None = None
    symmetric: Symmetric | None = None
    swap: Swap = Swap()

    @model_validator(mode="after")
    def _one_reverse(self) -> Relation:
        if self.inverse is not None and self.symmetric is not None:
            raise PydanticCustomError(
                "reverse", "a relation has an inverse or is symmetric, not both"
            )
        return self


class WordRule(Part):
    """A named test of a word."""

    name: Name
    endings: tuple[Word, ...] = ()
    pattern: Pattern | None = None
    lexicon: str | None = None
    unless: Pattern | None = None

    @model_validator(mode="after")
    def _tests_something(self) -> WordRule:
        if self.pattern is None and self.lexicon is None and not self.endings:
            raise PydanticCustomError("test", "give endings, a pattern or a lexicon")
        return self


class Kind(WordRule):
    """A kind of mention within an entity type, such as party within ORG.

    A word is of the kind if it ends in one of `endings`, matches `pattern` or is in `lexicon`, and
    does not match `unless`. `pool` says which words of the kind may replace each other: all (kind),
    words with the same ending of `endings` (ending), or none, for kinds of unlike words. Only words
    with at least `min_rows` mentions become donors. `surname`: whether the words begin with a
    surname. `of_place`: whether the words belong to a place, as a party or a club does.
    """

    pool: Literal["kind", "ending", "none"] = "kind"
    min_rows: Annotated[int, Field(strict=True, ge=1)] = 1
    surname: Annotated[bool, Field(strict=True)] = False
    of_place: Annotated[bool, Field(strict=True)] = False

    @model_validator(mode="after")
    def _has_endings(self) -> Kind:
        if self.pool == "ending" and not self.endings:
            raise PydanticCustomError("test", "pool: ending needs endings")
        return self


class ImpliedType(WordRule):
    """An entity type that a word has by its form alone; the tests are those of a `Kind`."""

    type: str


class Judged(Part):
    """Counts of people's decisions about the findings of a rule under this book.

    Of `judged` findings the share `precision` was right, and of `fix_judged` suggestions
    `fix_right` were right. A finding on which two people disagree counts one half.
    """

    precision: Share
    judged: Annotated[int, Field(strict=True, ge=1)]
    fix_right: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    fix_judged: Annotated[int, Field(strict=True, ge=1)] | None = None

    @model_validator(mode="after")
    def _fixes_are_counted(self) -> Judged:
        right, judged = self.fix_right, self.fix_judged
        if (right is None) != (judged is None):
            raise PydanticCustomError("test", "give fix_right and fix_judged, or neither")
        if right is not None and judged is not None and right > judged:
            raise PydanticCustomError("test", "fix_right cannot be more than fix_judged")
        return self
