"""Rule books: what a labelling scheme allows, expects and means, as YAML under `rules/`.

A rule book lists entity types and relations: which types are legal, typical or rare for a relation;
which relations are symmetric or inverse to each other, and how often that holds in the data
(fidelity); which mentions a step may replace by other names; and into which kinds the mentions of a
type are divided, such as party within ORG. `load` reads a book; all queries are methods of
`RuleBook`.

>>> book = load("klue-re")
>>> book.object_grade("per:title", "POH"), book.is_symmetric("per:spouse")
('typical', True)
"""

from __future__ import annotations

from reaug.rulebook.book import RuleBook
from reaug.rulebook.book_files import book_files, load, names
from reaug.rulebook.conditions import Ambiguity, ErrorPattern, Suggestion
from reaug.rulebook.conventions import Convention, When
from reaug.rulebook.parts import (
    Bilingual,
    EntityType,
    Grade,
    ImpliedType,
    Kind,
    Relation,
    Reverse,
    Role,
    Swap,
    Symmetric,
)

__all__ = [
    "Ambiguity",
    "Bilingual",
    "Convention",
    "EntityType",
    "ErrorPattern",
    "Grade",
    "ImpliedType",
    "Kind",
    "Relation",
    "Reverse",
    "Role",
    "RuleBook",
    "Suggestion",
    "Swap",
    "Symmetric",
    "When",
    "book_files",
    "load",
    "names",
]
