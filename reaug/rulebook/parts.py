"""The parts of a rule book's model, with the checks of each part by itself."""

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
    model_validator,
)
from pydantic_core import PydanticCustomError

from reaug.core.schema import Role as Role
from reaug.rulebook.word_tests import any_of, pattern_problem
from reaug.strict_yaml import describe

Grade: TypeAlias = Literal["typical", "rare", "unseen"]


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _counts(value: Any) -> Any:
    """Turn a list of types into counts of one each."""
    if not isinstance(value, list):
        return value
    for item in value:
        if not isinstance(item, str):
            raise PydanticCustomError(
                "item", "{item} is not a type; quote it", {"item": describe(item)}
            )
    return dict.fromkeys(value, 1)


def _pattern(value: str) -> str:
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
    """Base class of all parts: frozen; unknown keys are errors that name the right ones."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any) -> Any:
        """Refuse unknown keys and name the right ones, which pydantic's own message does not."""
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
    """One text in English and Korean."""

    en: Prose
    ko: Prose


class EntityType(Bilingual):
    """A type of mention: its name in English and Korean."""


class Symmetric(Part):
    """The relation holds both ways, as `fidelity` of `count` pairs labelled both ways show."""

    fidelity: Share
    count: Annotated[int, Field(strict=True, ge=0)]


class Reverse(Symmetric):
    """The relation that holds when subject and object are exchanged.

    >>> Reverse(label="per:parents", fidelity=0.89, count=84).label
    'per:parents'
    """

    label: str


class Swap(Part):
    """What a swap may replace: one mention alone, by its role, or the pair as a whole.

    `family`: the two are of one family, so a surname is kept. `couple`: where the sentence says who
    is the husband or the wife, neither name is replaced alone. `closed`: roles whose words are a
    well-known set (faiths), or belong together only as they are; they are never replaced, alone or
    as a pair. `tied`: whoever knows one of the two knows the other, so neither is replaced if one
    is known.
    """

    replace: tuple[Role, ...] = ("subject", "object")
    pair: Annotated[bool, Field(strict=True)] = True
    family: Annotated[bool, Field(strict=True)] = False
    couple: Annotated[bool, Field(strict=True)] = False
    closed: tuple[Role, ...] = ()
    tied: Annotated[bool, Field(strict=True)] = False


class Relation(Part):
    """A relation: the types it takes with their counts, its reverse, its swaps, its meaning.

    Subject types are hard rules, unless `hard_subject_types` is false: any other type breaks the
    label. Object types are graded by their counts, unless `hard_object_types`.
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
        _pattern(any_of(self.pattern, self.endings) or "")  # too many endings do not compile
        return self


class Kind(WordRule):
    """A kind of mention within a type.

    It takes a word that ends in one of `endings`, or matches `pattern`, or is in `lexicon`, and
    that does not match `unless`. `pool` says which of its words may replace each other: all (kind),
    those with the same one of `endings` (ending), or none, for a rest of unlike words. Only words
    with at least `min_rows` mentions are drawn from it. Words of a kind with `surname` begin with
    one, and those `of_place` belong to a place, as a party or a club does.
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
    """A type that a word has by its form alone; it matches words as a `Kind` does."""

    type: str


class Judged(Part):
    """How people decided about findings of a rule under this book.

    `precision` is the share of `judged` findings that were right; of `fix_judged` suggestions,
    `fix_right` were right. A finding on which two people differ counts one half.
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
