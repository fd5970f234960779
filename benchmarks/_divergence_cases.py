"""The labelling rules that `divergence.py` plants, for the reported figures and for development."""

from __future__ import annotations

from typing import Any, Final, NamedTuple


class Planted(NamedTuple):
    """A rule to plant: `n` rows with label `before` that meet the condition `parts` get label
    `after`.
    """

    before: str
    after: str
    n: int
    parts: dict[str, Any]


class Cases(NamedTuple):
    """The rules to plant, and the first seeds of three series of random trials.

    planted : the rules.
    seed : for splits of the data into two halves, in one of which a rule is planted.
    halves : for splits without a planted rule.
    small : for samples of 500 rows.
    """

    planted: tuple[Planted, ...]
    seed: int
    halves: int
    small: int


MEMBER: Final = ("org:member_of", "org:members")


def _member(n: int, *conditions: dict[str, Any]) -> list[Planted]:
    return [Planted(*MEMBER, n, parts) for parts in conditions]


_CONDITIONS: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"object_type": "ORG"},
    {"object_type": "ORG", "order": "object-first"},
    {"order": "object-first"},
    {"order": "subject-first"},
    {"object_type": "POH"},
    {"object_particle": "의"},
    {"object_type": "ORG", "object_particle": "의"},
    {"subject_particle": "의"},
    {"object_kind": "ORG/league"},
    {"order": "object-first", "object_particle": "의"},
)
REPORTED: Final = Cases(
    (
        *_member(100, *_CONDITIONS),
        *_member(400, *_CONDITIONS),
        Planted("per:employee_of", "per:title", 100, {"object_type": "ORG", "between": " "}),
        Planted("per:employee_of", "per:title", 50, {"between_word": "소속"}),
        Planted("no_relation", "per:origin", 100, {"subject_type": "PER", "object_type": "LOC"}),
        Planted("org:top_members/employees", "no_relation", 100, {"between_word": "대표"}),
        Planted("per:title", "no_relation", 100, {"between": " ", "order": "subject-first"}),
        Planted("org:top_members/employees", "org:founded_by", 100, {"between": "(군수 "}),
        Planted(
            "per:origin", "per:employee_of", 100, {"object_type": "LOC", "behind_object": "출신"}
        ),
        Planted("per:date_of_birth", "no_relation", 100, {"in_bracket": "object"}),
    ),
    seed=0,
    halves=1000,
    small=0,
)

_DEVELOPED: Final[tuple[dict[str, Any], ...]] = (
    {"object_type": "ORG"},
    {"object_type": "ORG", "order": "subject-first"},
    {"order": "object-first"},
    {"subject_kind": "ORG/football-club"},
    {"subject_particle": "은/는"},
)
DEVELOPMENT: Final = Cases(
    (
        *_member(100, *_DEVELOPED),
        *_member(400, *_DEVELOPED),
        Planted("per:employee_of", "per:origin", 100, {"object_kind": "ORG/party"}),
        Planted(
            "per:employee_of", "per:title", 100, {"object_type": "ORG", "order": "subject-first"}
        ),
        Planted("per:employee_of", "per:title", 100, {"between": " "}),
        Planted("per:employee_of", "no_relation", 100, {"object_particle": "의"}),
        Planted("per:employee_of", "per:title", 100, {"subject_kind": "PER/foreign-full-name"}),
        Planted("per:title", "per:employee_of", 100, {"between": " "}),
        Planted("per:title", "per:employee_of", 100, {"order": "object-first"}),
        Planted("org:top_members/employees", "org:founded_by", 100, {"subject_kind": "ORG/county"}),
        Planted("org:top_members/employees", "org:founded_by", 100, {"order": "object-first"}),
        Planted("org:top_members/employees", "per:employee_of", 100, {"between": " "}),
        Planted("no_relation", "per:origin", 100, {"object_kind": "DAT/year"}),
        Planted(
            "no_relation",
            "org:founded",
            100,
            {"subject_type": "ORG", "object_type": "DAT", "order": "subject-first"},
        ),
        Planted("per:origin", "per:place_of_residence", 100, {"object_kind": "LOC/country"}),
        Planted("per:origin", "per:place_of_birth", 100, {"order": "subject-first"}),
        Planted(
            "org:place_of_headquarters",
            "org:member_of",
            100,
            {"object_type": "LOC", "order": "object-first"},
        ),
        Planted("org:alternate_names", "org:member_of", 100, {"in_bracket": "object"}),
        Planted("per:spouse", "per:colleagues", 100, {"order": "subject-first"}),
        Planted("per:date_of_birth", "no_relation", 100, {"object_kind": "DAT/day"}),
    ),
    seed=100,
    halves=3000,
    small=100,
)
