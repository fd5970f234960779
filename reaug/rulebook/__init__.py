"""Rule books: what a labelling scheme allows, expects and means, as YAML under `rules/`.

A rule book lists types and relations: what is legal, typical and rare, which relations are inverse
or symmetric (with measured fidelity), what may be swapped, and the kinds of mentions. `load` reads
one; all queries are methods of `RuleBook`.

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
