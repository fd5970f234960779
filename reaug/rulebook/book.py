"""The rule book and its queries."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from reaug.core.arrays import I64, Bool
from reaug.core.text import contiguous
from reaug.errors import RuleBookError
from reaug.rulebook.checks import first_problem
from reaug.rulebook.conditions import Ambiguity, ErrorPattern
from reaug.rulebook.conventions import Convention
from reaug.rulebook.donors import Donors, first_test, topics_of
from reaug.rulebook.expanding import expanded
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
    WordRule,
)
from reaug.rulebook.words import (
    WordTest,
    any_of,
    codes,
    ending_of,
    first_passed,
    normalised,
    take_names,
)

OTHER = "other"
"""Name of the last kind of every type, which takes the words that no other kind takes."""

_VIOLATIONS = (
    "",
    "schema/unknown-label",
    "schema/unknown-type",
    "schema/subject-type",
    "schema/object-type",
)


class RuleBook(Part):
    """The rules of one labelling scheme.

    Ask `load` for one; see rules/README.md for how to write one.

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
    def _consistent(self) -> RuleBook:
        problem = first_problem(self)
        if problem is not None:
            at, message = problem
            raise PydanticCustomError("inconsistent", "{message}", {"message": message, "at": at})
        return self

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy as pydantic does, but without what was computed from the old content."""
        copy = super().model_copy(update=update, deep=deep)
        for name in set(vars(copy)) - set(type(self).model_fields):
            del vars(copy)[name]
        return copy

    @property
    def labels(self) -> list[str]:
        """Names of the relations, in the book's order, which is the order of their ids."""
        return list(self.relations)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the book's content as canonical JSON: the same for any YAML that says it."""
        content = self.model_dump(mode="json", by_alias=True)
        _without_new_keys(content)
        # Mappings are sorted, since their order says nothing; that of the labels is their ids.
        canonical = json.dumps([self.labels, content], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(canonical.encode("utf-8")).hexdigest()

    @cached_property
    def _kind_tests(self) -> dict[str, list[WordTest]]:
        return {type_: self._compiled(kinds) for type_, kinds in self.kind_tests.items()}

    @cached_property
    def _implied_tests(self) -> list[WordTest]:
        return self._compiled(self.implied_tests)

    def _compiled(self, tests: Sequence[WordRule]) -> list[WordTest]:
        arrays = {name: pa.array(words, pa.string()) for name, words in self.lexicons.items()}
        return [
            WordTest(
                any_of(test.pattern, test.endings),
                None if test.lexicon is None else arrays[test.lexicon],
                test.unless,
            )
            for test in tests
        ]

    @cached_property
    def known_names(self) -> pa.StringArray:
        """The names of the lexicons that `donors` calls known, each once."""
        words = {word for name in self.donors.known for word in self.lexicons[name]}
        return pa.array(sorted(words), pa.string())

    def kind_masks(
        self, words: pa.StringArray, types: pa.StringArray, *lists: Sequence[str]
    ) -> list[Bool]:
        """`bool[n]` for each list of types and TYPE/kinds: whether a mention is of one of them.

        >>> from reaug.rulebook import load
        >>> words, types = pa.array(["나래당", "수원"]), pa.array(["ORG", "LOC"])
        >>> masks = load("klue-re").kind_masks(words, types, ["ORG/party"], ["LOC"])
        >>> [mask.tolist() for mask in masks]
        [[True, False], [False, True]]
        """
        kinds = self.kinds(words, types)
        masks = []
        for names in lists:
            among = pa.array(names, pa.string())
            found = pc.or_kleene(pc.is_in(kinds, value_set=among), pc.is_in(types, value_set=among))
            masks.append(_truths(found))
        return masks

    def languages(self, names: pa.StringArray) -> pa.StringArray:
        """The language of n distinct persons' names, "" where no test of the book takes one.

        >>> from reaug.rulebook import load
        >>> load("klue-re").languages(pa.array(["김하늘", "한스 바움"])).to_pylist()
        ['korean', 'german']
        """
        tests = self.donors.languages
        return first_test(normalised(names), tests, self._compiled(tests))

    def sexes(self, names: pa.StringArray) -> pa.StringArray:
        """Whose names n distinct persons' names look like, "" where that cannot be told.

        >>> from reaug.rulebook import load
        >>> load("klue-re").sexes(pa.array(["김영숙", "한스 바움", "김하늘"])).to_pylist()
        ['woman', 'man', '']
        """
        tests = self.donors.sexes
        return first_test(normalised(names), tests, self._compiled(tests))

    def topics(self, texts: pa.StringArray) -> I64:
        """`int64[n]`: the topics of n texts, a bit each; see `donors.topics_of`."""
        return topics_of(normalised(texts), self.donors.topics, self.lexicons)

    @cached_property
    def _legal(self) -> dict[Role, Bool]:
        """For each role, `bool[labels + 1, types + 1]`; the last of each stands for unknown."""
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
        """The first hard rule about single rows that each row breaks.

        Parameters
        ----------
        label, subject_type, object_type
            Columns of n texts. A null is not judged.

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
        unknown_type = (subjects < 0) & _given(subject_type) | (objects < 0) & _given(object_type)
        broken = np.select(
            [
                (labels < 0) & _given(label),
                unknown_type,
                ~self._legal["subject"][labels, subjects],
                ~self._legal["object"][labels, objects],
            ],
            [1, 2, 3, 4],
            default=0,
        )
        return take_names(_VIOLATIONS, broken)

    def knows(self, label: pa.Array, subject_type: pa.Array, object_type: pa.Array) -> Bool:
        """Whether the book knows all three names of each row; only such rows can it judge.

        Parameters
        ----------
        label, subject_type, object_type
            Columns of n texts. A null is no unknown name.

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
            known &= (codes(column, list(those)) >= 0) | ~_given(column)
        return known

    def object_grade(self, label: str, type: str) -> Grade:
        """How usual a type is for the object of a relation.

        Returns
        -------
        "typical" from `typical_share` of the relation's rows on, "rare" below, "unseen" where the
        book does not list the type for the relation.

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
        """The relation when subject and object trade roles; None where the book has none.

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
        """Whether the relation holds both ways. Raises RuleBookError for an unknown label."""
        return self.relation(label).symmetric is not None

    def type_shares(self, label: str, role: Role) -> dict[str, float]:
        """Share of each type among a relation's subjects or objects, as counted; they sum to 1.

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
        """The relation of a label. Raises RuleBookError, with the labels there are."""
        if label not in self.relations:
            known = ", ".join(self.relations)
            raise RuleBookError(f"the rule book {self.name} has no label {label!r}, only: {known}")
        return self.relations[label]

    def kinds(self, words: pa.StringArray, types: pa.StringArray) -> pa.StringArray:
        """The kind of each mention: its type, a slash and the first kind that its word passes.

        Parameters
        ----------
        words, types
            n words and their types.

        Returns
        -------
        n kinds such as "ORG/party"; "TYPE/other" where no kind of the type takes the word, also
        for a type that the book does not know; null where word or type is null.

        Examples
        --------
        >>> from reaug.rulebook import load
        >>> words = pa.array(["서울대학교", "2007년", "2007"])
        >>> load("klue-re").kinds(words, pa.array(["ORG", "DAT", "DAT"])).to_pylist()
        ['ORG/university', 'DAT/year', 'DAT/bare-year']
        """
        spelled = normalised(contiguous(words)).dictionary_encode()
        typed = contiguous(types).cast(pa.string()).dictionary_encode()
        known = _given(spelled) & _given(typed)
        word_codes = np.asarray(pc.fill_null(spelled.indices, 0), dtype=np.int64)
        type_codes = np.asarray(pc.fill_null(typed.indices, 0), dtype=np.int64)
        width = max(1, len(spelled.dictionary))
        pairs, inverse = np.unique(type_codes * width + word_codes, return_inverse=True)
        names: list[str] = []
        kind_of_pair = np.zeros(len(pairs), dtype=np.int64)
        for code, type_ in enumerate(typed.dictionary.to_pylist()):
            chosen = np.flatnonzero(pairs // width == code)
            distinct = spelled.dictionary.take(pa.array(pairs[chosen] % width))
            tests = self.kind_tests.get(type_, ())
            place = first_passed(distinct, self._kind_tests.get(type_, ()))
            # -1, no test passed, counts from the end: the catch-all.
            kind_of_pair[chosen] = len(names) + place % (len(tests) + 1)
            names += [f"{type_}/{test.name}" for test in tests] + [f"{type_}/{OTHER}"]
        return take_names(names, np.where(known, kind_of_pair[inverse], -1))

    def pools(self, words: pa.StringArray, types: pa.StringArray) -> pa.StringArray:
        """The pool of each mention: words of one pool may replace each other.

        Parameters
        ----------
        words, types
            n words and their types.

        Returns
        -------
        n pools: the kind, with the word's ending where the kind's `pool` is "ending"; null where
        nothing may replace the word: `pool` is "none", or it has no kind.

        Examples
        --------
        >>> from reaug.rulebook import load
        >>> words = pa.array(["나래대학교", "나래대학원", "바람결"])
        >>> load("klue-re").pools(words, pa.array(["ORG"] * 3)).to_pylist()
        ['ORG/university:대학교', 'ORG/university:대학원', None]
        """
        kinds = self.kinds(words, types).dictionary_encode()
        pools = kinds.dictionary_decode()
        spelled = normalised(contiguous(words))
        for code, name in enumerate(kinds.dictionary.to_pylist()):
            kind = self._kind_named(name)
            mask = pc.fill_null(pc.equal(kinds.indices, code), False)  # noqa: FBT003
            if kind is None or kind.pool == "none":
                pools = pc.if_else(mask, pa.scalar(None, pa.string()), pools)
            elif kind.pool == "ending":
                ends = ending_of(spelled.filter(mask), kind.endings)
                named = pc.binary_join_element_wise(pa.scalar(name), ends, ":")
                pools = pc.replace_with_mask(pools, mask, named)
        return contiguous(pools)

    @cached_property
    def place_pattern(self) -> str | None:
        r"""A pattern (RE2) that finds a word of the `place_lexicons` at the beginning of a word.

        >>> from reaug.rulebook import load
        >>> pattern = load("klue-re").place_pattern.replace(r"\p{Hangul}", "가-힣")
        >>> bool(re.search(pattern, "그는 독일에"))
        True
        """
        words = {word for name in self.place_lexicons for word in self.lexicons[name]}
        # The order of the words does not matter: the pattern only has to match.
        alternatives = "|".join(re.escape(word) for word in sorted(words))
        return rf"(?:^|[^\p{{Hangul}}])(?:{alternatives})" if words else None

    @cached_property
    def relation_pattern(self) -> str | None:
        r"""A pattern (RE2) that finds words that hold a word of the `relation_lexicons`.

        A word of one syllable (딸, 형) counts at the head of a word, alone or before a particle.

        >>> from reaug.rulebook import load
        >>> pattern = load("klue-re").relation_pattern
        >>> [word for word in ("남편과", "부회장은", "딸의", "딸기를") if re.search(pattern, word)]
        ['남편과', '부회장은', '딸의']
        """
        words = {word for name in self.relation_lexicons for word in self.lexicons[name]}
        long = "|".join(re.escape(word) for word in sorted(words) if len(word) > 1)
        short = "|".join(re.escape(word) for word in sorted(words) if len(word) == 1)
        tail = "[은는이가을를의과와도로인에께님들]"
        parts = [long] if long else []
        parts += [rf"^(?:{short})(?:$|{tail}|[^가-힣])"] if short else []
        return "|".join(parts) or None

    def kind_of(self, pool: str) -> Kind | None:
        """The kind that a pool's name, as of `pools`, begins with."""
        return self._kind_named(pool.partition(":")[0])

    def _kind_named(self, name: str) -> Kind | None:
        type_, _, rest = name.rpartition("/")
        return next((kind for kind in self.kind_tests.get(type_, ()) if kind.name == rest), None)

    def implied_types(self, words: pa.StringArray) -> pa.StringArray:
        """The type that a word has by its form alone.

        Parameters
        ----------
        words
            n words.

        Returns
        -------
        n types, "" where the book implies none or the word is null.

        Examples
        --------
        >>> from reaug.rulebook import load
        >>> words = pa.array(["1998년 3월", "해우대학교", "바람"])
        >>> load("klue-re").implied_types(words).to_pylist()
        ['DAT', 'ORG', '']
        """
        spelled = normalised(contiguous(words)).dictionary_encode()
        place = first_passed(spelled.dictionary, self._implied_tests)
        names = ["", *(test.type for test in self.implied_tests)]
        implied = np.append(place + 1, 0)  # a null word points behind the last
        word_codes = np.asarray(pc.fill_null(spelled.indices, len(place)), dtype=np.int64)
        return take_names(names, implied[word_codes])


def _truths(array: pa.Array) -> Bool:
    return np.asarray(array.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _given(array: pa.Array) -> Bool:
    return np.asarray(array.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)


def _without_new_keys(content: dict[str, Any]) -> None:
    """Take away what books of before could not say, where it is not said: their hash stays."""
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
