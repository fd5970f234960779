"""The rule book and its queries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Self

import numpy as np
import pyarrow as pa
from pydantic import Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from reaug.core.arrays import Bool
from reaug.core.text import contiguous
from reaug.errors import RuleBookError
from reaug.rulebook.checked_copies import is_checked
from reaug.rulebook.checks import first_problem
from reaug.rulebook.conditions import Ambiguity, ErrorPattern
from reaug.rulebook.conventions import Convention
from reaug.rulebook.lexicons import expanded
from reaug.rulebook.name_rules import Donors
from reaug.rulebook.parts import (
    Bilingual,
    Code,
    EntityType,
    Grade,
    ImpliedType,
    Judged,
    Kind,
    Label,
    Name,
    Part,
    Prose,
    Relation,
    Reverse,
    Role,
    RuleId,
    Share,
    Word,
)
from reaug.rulebook.word_queries import WordQueries
from reaug.rulebook.word_tests import (
    codes,
    given,
    take_names,
)

_VIOLATIONS = (
    "",
    "schema/unknown-label",
    "schema/unknown-type",
    "schema/subject-type",
    "schema/object-type",
)


class RuleBook(WordQueries, Part):
    """The rules of one labelling scheme, and queries about them.

    Use `load` to read a book; rules/README.md explains how to write one.

    >>> from reaug.rulebook import load
    >>> load("klue-re").reverse("per:children").label
    'per:parents'
    """

    name: Name
    version: Prose
    description: Bilingual
    source: Prose | None = None
    types: Annotated[dict[Code, EntityType], Field(min_length=1)]
    relations: Annotated[dict[Label, Relation], Field(min_length=1)]
    typical_share: Share = 0.05
    negative: Label | None = None
    lexicons: dict[Name, tuple[Word, ...]] = Field(default={})
    place_lexicons: tuple[Name, ...] = ()
    relation_lexicons: tuple[Name, ...] = ()
    kind_tests: dict[str, tuple[Kind, ...]] = Field(default={}, alias="kinds")
    implied_tests: tuple[ImpliedType, ...] = Field(default=(), alias="implied_types")
    patterns: tuple[ErrorPattern, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()
    conventions: tuple[Convention, ...] = ()
    judged: dict[RuleId, Judged] = Field(default={})
    donors: Donors = Donors()

    @model_validator(mode="before")
    @classmethod
    def _write_lexicons_out(cls, data: Any) -> Any:
        return expanded(data)

    @model_validator(mode="after")
    def _consistent(self, info: ValidationInfo) -> RuleBook:
        problem = None if is_checked(info) else first_problem(self)
        if problem is not None:
            at, message = problem
            raise PydanticCustomError("inconsistent", "{message}", {"message": message, "at": at})
        return self

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy as pydantic does, but without the values cached for the old content."""
        copy = super().model_copy(update=update, deep=deep)
        for name in set(vars(copy)) - set(type(self).model_fields):
            del vars(copy)[name]
        return copy

    @property
    def labels(self) -> list[str]:
        """The names of the relations in the order of the book, which is the order of their ids."""
        return list(self.relations)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the book's content as canonical JSON, whatever the layout of the YAML."""
        content = self.model_dump(mode="json", by_alias=True)
        _without_new_keys(content)
        # Keys are sorted, because their order has no meaning. Only the order of the labels defines
        # their ids, so the labels are listed separately.
        canonical = json.dumps([self.labels, content], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(canonical.encode("utf-8")).hexdigest()

    @cached_property
    def _legal(self) -> dict[Role, Bool]:
        """For each role, which types each label allows: `bool[labels + 1, types + 1]`."""
        # The last row and the last column stand for unknown names.
        tables: dict[Role, Bool] = {}
        for role in ("subject", "object"):
            table = np.ones((len(self.relations) + 1, len(self.types) + 1), dtype=np.bool_)
            for row, relation in enumerate(self.relations.values()):
                if role == "subject" and not relation.hard_subject_types:
                    continue
                if role == "subject":
                    table[row, :-1] = [code in relation.subject_types for code in self.types]
                elif relation.hard_object_types:
                    table[row, :-1] = [code in relation.object_types for code in self.types]
            tables[role] = table
        return tables

    def violations(
        self, label: pa.Array, subject_type: pa.Array, object_type: pa.Array
    ) -> pa.StringArray:
        """Return the id of the first hard rule that each row breaks.

        A hard rule is one that no correct row breaks. Only those about a single row are checked.

        Parameters
        ----------
        label, subject_type, object_type
            Columns of n texts. A null breaks no rule.

        Returns
        -------
        n rule ids, "" where no rule is broken: `schema/unknown-label`, `schema/unknown-type`,
        `schema/subject-type`, and `schema/object-type` where the relation's object types are hard.

        Examples
        --------
        >>> from reaug.rulebook import load
        >>> label = pa.array(["per:title", "per:title", "per:boss"])
        >>> person, title = pa.array(["PER", "ORG", "PER"]), pa.array(["POH", "POH", "POH"])
        >>> load("klue-re").violations(label, person, title).to_pylist()
        ['', 'schema/subject-type', 'schema/unknown-label']

        A relation with `hard_subject_types: false` allows every type that the book has.
        """
        label, subject_type, object_type = map(contiguous, (label, subject_type, object_type))
        labels = codes(label, self.labels)
        subjects = codes(subject_type, list(self.types))
        objects = codes(object_type, list(self.types))
        unknown_type = (subjects < 0) & given(subject_type) | (objects < 0) & given(object_type)
        broken = np.select(
            [
                (labels < 0) & given(label),
                unknown_type,
                ~self._legal["subject"][labels, subjects],
                ~self._legal["object"][labels, objects],
            ],
            [1, 2, 3, 4],
            default=0,
        )
        return take_names(_VIOLATIONS, broken)

    def knows(self, label: pa.Array, subject_type: pa.Array, object_type: pa.Array) -> Bool:
        """Return the rows whose label and types are all in the book, as a mask.

        About other rows the book says nothing.

        Parameters
        ----------
        label, subject_type, object_type
            Columns of n texts. A null counts as known.

        Returns
        -------
        `bool[n]`.

        Examples
        --------
        >>> from reaug.rulebook import load
        >>> label, person = pa.array(["per:title", "hires"]), pa.array(["PER", "PER"])
        >>> load("klue-re").knows(label, person, pa.array(["POH", "POH"])).tolist()
        [True, False]
        """
        names = ((label, self.labels), (subject_type, self.types), (object_type, self.types))
        known = np.ones(len(label), dtype=np.bool_)
        for column, those in names:
            column = contiguous(column)
            known &= (codes(column, list(those)) >= 0) | ~given(column)
        return known

    def object_grade(self, label: str, type: str) -> Grade:
        """Return how usual an entity type is for the object of a relation.

        Returns
        -------
        "typical" if at least `typical_share` of the relation's rows have the type, "rare" if fewer
        have it, "unseen" if the book does not list the type for the relation.

        Raises
        ------
        RuleBookError
            The book does not know the label.

        Examples
        --------
        >>> from reaug.rulebook import load
        >>> [load("klue-re").object_grade("per:title", t) for t in ("POH", "LOC", "DAT")]
        ['typical', 'rare', 'rare']
        """
        share = self.type_shares(label, "object").get(type, 0.0)
        if share == 0:
            return "unseen"
        return "typical" if share >= self.typical_share else "rare"

    def reverse(self, label: str) -> Reverse | None:
        """Return the relation that holds with subject and object exchanged; None if there is none.

        Raises
        ------
        RuleBookError
            The book does not know the label.

        Examples
        --------
        >>> from reaug.rulebook import load
        >>> load("klue-re").reverse("per:spouse")
        Reverse(fidelity=0.976, count=211, label='per:spouse')
        """
        relation = self.relation(label)
        if relation.symmetric is not None:
            symmetric = relation.symmetric
            return Reverse(label=label, fidelity=symmetric.fidelity, count=symmetric.count)
        return relation.inverse

    def is_symmetric(self, label: str) -> bool:
        """Return whether a relation holds both ways. Raises RuleBookError for an unknown label."""
        return self.relation(label).symmetric is not None

    def type_shares(self, label: str, role: Role) -> dict[str, float]:
        """Return the share of each type among a relation's subjects or objects; the sum is 1.

        Raises
        ------
        RuleBookError
            The book does not know the label.

        Examples
        --------
        >>> from reaug.rulebook import load
        >>> load("klue-re").type_shares("org:founded", "object")
        {'DAT': 1.0}
        """
        relation = self.relation(label)
        counts = relation.subject_types if role == "subject" else relation.object_types
        total = sum(counts.values())
        return {code: count / total for code, count in counts.items()}

    def relation(self, label: str) -> Relation:
        """Return the relation of a label. Raises RuleBookError for an unknown label."""
        if label not in self.relations:
            known = ", ".join(self.relations)
            raise RuleBookError(f"the rule book {self.name} has no label {label!r}, only: {known}")
        return self.relations[label]


def _without_new_keys(content: dict[str, Any]) -> None:
    """Remove unset keys that older books did not have, so that the hash of older books stays."""
    for name in ("judged", "relation_lexicons"):
        if not content[name]:
            del content[name]
    for relation in content["relations"].values():
        if relation["hard_subject_types"]:
            del relation["hard_subject_types"]
        for key in ("closed", "tied"):
            if not relation["swap"][key]:
                del relation["swap"][key]
    if content["donors"] == Donors().model_dump(mode="json"):
        del content["donors"]
    for pattern in content["patterns"]:
        for key in ("fix_right", "fix_judged"):
            if pattern[key] is None:
                del pattern[key]
