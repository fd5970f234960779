"""Patterns and ambiguities of a rule book.

A pattern is a condition on a row that marks a known error. An ambiguity is a condition under which
a scheme allows several labels.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from reaug.rulebook.parts import Name, Part, Pattern, Prose, Share

Severity: TypeAlias = Literal["error", "warning", "review"]
LEAST_PRECISION: Final[dict[Severity, float]] = {"error": 0.95, "warning": 0.8, "review": 0.0}
"""The share of real defects among a pattern's matches that each severity needs."""

TEXTS: Final = (
    "subject",
    "object",
    "mention",
    "before_subject",
    "behind_subject",
    "before_object",
    "behind_object",
    "before_mention",
    "behind_mention",
    "between",
    "sentence",
)
"""The texts of a row that a condition may test, in the order of testing: short texts first."""

WORDS: Final = ("subject", "object", "mention")


def _bare_pattern(value: Any) -> Any:
    return {"pattern": value} if isinstance(value, str) else value


class TextTest(Part):
    """A test of a text: `pattern` matches somewhere in the text, or the text is in `lexicon`."""

    pattern: Pattern | None = None
    lexicon: str | None = None

    @model_validator(mode="after")
    def _tests_something(self) -> TextTest:
        if self.pattern is None and self.lexicon is None:
            raise PydanticCustomError("test", "give a pattern or a lexicon")
        return self


Text: TypeAlias = Annotated[TextTest | None, BeforeValidator(_bare_pattern)]


class Condition(Part):
    """A condition on a row. The row must meet every key that is given.

    Keys with `mention` in their name are tested on the subject and on the object separately.
    `before_*` and `behind_*` are the 30 code points before and after a mention, within the
    sentence. `between` is the text between the two mentions.
    """

    labels: tuple[str, ...] = ()
    not_labels: tuple[str, ...] = ()
    subject_types: tuple[str, ...] = ()
    object_types: tuple[str, ...] = ()
    mention_types: tuple[str, ...] = ()
    order: Literal["subject-first", "object-first"] | None = None
    subject: Text = None
    object: Text = None
    mention: Text = None
    before_subject: Text = None
    behind_subject: Text = None
    before_object: Text = None
    behind_object: Text = None
    before_mention: Text = None
    behind_mention: Text = None
    between: Text = None
    sentence: Text = None

    def tests(self) -> dict[str, TextTest]:
        """Return the text tests of the condition by key, in the order of `TEXTS`."""
        return {key: test for key in TEXTS if (test := getattr(self, key)) is not None}

    def says_something(self) -> bool:
        """Return whether any key is given."""
        return any(getattr(self, key) for key in Condition.model_fields)

    def asks_each_mention(self) -> bool:
        """Return whether the condition is about one mention rather than about the row."""
        return any("mention" in key and getattr(self, key) for key in Condition.model_fields)


class Example(Part):
    """An example row: a sentence with `[S|TYPE|word]` and `[O|TYPE|word]`, and its label."""

    label: str
    text: Prose


class Matcher(Condition):
    """A named condition with a description in two languages and with examples.

    A row matches if it meets the condition's own keys, at least one condition of `any_of` (if
    given), and no condition of `unless`. A book is refused if a row of `hits` does not match or a
    row of `misses` does.
    """

    name: Name
    en: Prose
    ko: Prose
    any_of: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    hits: Annotated[tuple[Example, ...], Field(min_length=1)]
    misses: Annotated[tuple[Example, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _conditions_say_something(self) -> Matcher:
        if not self.says_something() and not self.any_of:
            raise PydanticCustomError("test", "give at least one condition")
        for key in ("any_of", "unless"):
            if not all(part.says_something() for part in getattr(self, key)):
                raise PydanticCustomError(
                    "test",
                    ("an empty condition in {key}; complete it or remove it"),
                    {"key": key},
                )
        return self

    @property
    def parts(self) -> dict[tuple[str | int, ...], Condition]:
        """All conditions of the matcher by their place in it; the matcher itself is at `()`."""
        parts: dict[tuple[str | int, ...], Condition] = {(): self}
        for key in ("any_of", "unless"):
            parts |= {(key, i): part for i, part in enumerate(getattr(self, key))}
        return parts

    @property
    def rule(self) -> str:
        """The rule id of the matcher in an audit."""
        return f"rule/{self.name}"

    @property
    def each_mention(self) -> bool:
        """Whether the matcher is tested on each mention separately."""
        return any(part.asks_each_mention() for part in self.parts.values())


class SpanChange(Part):
    """The correct borders of a mention: text that a pattern matches is cut off or added.

    `cut_left` matches at the beginning of the mention, `cut_right` at its end, `extend_left` right
    before the mention, `extend_right` right after it.
    """

    cut_left: Pattern | None = None
    cut_right: Pattern | None = None
    extend_left: Pattern | None = None
    extend_right: Pattern | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> SpanChange:
        if not any(getattr(self, key) for key in SpanChange.model_fields):
            raise PydanticCustomError("test", "cut or extend at one end at least")
        return self


class Suggestion(Part):
    """The values that would correct a row; keys with `mention` mean the mention that matched."""

    label: str | None = None
    subject_type: str | None = None
    object_type: str | None = None
    mention_type: str | None = None
    subject: SpanChange | None = None
    object: SpanChange | None = None
    mention: SpanChange | None = None

    @model_validator(mode="after")
    def _suggests_something(self) -> Suggestion:
        if not any(getattr(self, key) for key in Suggestion.model_fields):
            raise PydanticCustomError("test", "suggest at least one field")
        return self


class ErrorPattern(Matcher):
    """A pattern of known errors: an audit reports rows that match it as findings `rule/NAME`.

    People judged `judged` of its matches, and `precision` is the share that were real defects. They
    judged `fix_judged` of its suggestions, and `fix_right` were right.
    """

    severity: Severity = "review"
    precision: Share | None = None
    judged: Annotated[int, Field(strict=True, ge=1)] | None = None
    fix_right: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    fix_judged: Annotated[int, Field(strict=True, ge=1)] | None = None
    suggest: Suggestion | None = None

    @model_validator(mode="after")
    def _severity_follows_precision(self) -> ErrorPattern:
        least = LEAST_PRECISION[self.severity]
        if (self.precision or 0.0) < least:
            raise PydanticCustomError(
                "test",
                "severity {severity} needs a judged precision of at least {least}; "
                "judge more hits or choose another severity",
                {"severity": self.severity, "least": least},
            )
        return self

    @model_validator(mode="after")
    def _fixes_are_counted(self) -> ErrorPattern:
        right, judged = self.fix_right, self.fix_judged
        if (right is None) != (judged is None):
            raise PydanticCustomError("test", "give fix_right and fix_judged, or neither")
        if right is not None and judged is not None and right > judged:
            raise PydanticCustomError("test", "fix_right cannot be more than fix_judged")
        return self


class Ambiguity(Matcher):
    """A case that a scheme leaves open: rows that match may have any label of `choices`.

    If a `decision` is given, an audit reports rows with another label of `choices` as findings
    `rule/NAME`.
    """

    choices: Annotated[tuple[str, ...], Field(min_length=2)]
    decision: str | None = None
