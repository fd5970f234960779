"""Hostile rule books: YAML, contradictions, patterns, books that extend others."""

from __future__ import annotations

from typing import Final

from hostile.cases import FIVE, Case, both, data, text

BOOK: Final = """\
name: small
version: "1"
description: {en: A small book., ko: 작은 책.}
types:
  PER: {en: person, ko: 사람}
  LOC: {en: place, ko: 곳}
relations:
  no_relation:
    definition: {en: Nothing., ko: 없음.}
    subject_types: [PER]
    object_types: [PER, LOC]
  lives:
    definition: {en: Lives., ko: 사는 곳.}
    subject_types: [PER]
    object_types: [LOC]
"""
COMMAND: Final = "audit rows.json --rules book.yaml"
_PATTERN: Final = """\
patterns:
  - name: year
    en: A year.
    ko: 해.
    mention_types: [PER]
    mention: 'WHAT'
    hits: [{label: lives, text: '[S|PER|이순신]은 [O|PER|1592년]에 이겼다.'}]
    misses: [{label: lives, text: '[S|PER|이순신]은 [O|PER|권율]과 싸웠다.'}]
"""


def _book(name: str, content: str | bytes, message: str = "book.yaml") -> Case:
    raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    return Case(f"rule book: {name}", both(FIVE, data("book.yaml", raw)), COMMAND, message)


def _changed(name: str, old: str, new: str, message: str) -> Case:
    assert old in BOOK, old
    return _book(name, BOOK.replace(old, new, 1), message)


def _pattern(name: str, pattern: str, message: str = "pattern") -> Case:
    return _book(f"a pattern {name}", BOOK + _PATTERN.replace("WHAT", pattern), message)


CASES: Final = (
    _book("an empty file", ""),
    _book("a list", "- a\n", "mapping"),
    _book("not UTF-8", "name: 규칙 책\n".encode("cp949"), "UTF-8"),
    _book("6 MB", "# " + "x" * 6_000_000 + "\n" + BOOK, "large"),
    _book("a key alone", "name: x\n", "missing"),
    _book("lists 1,000 deep", "types: " + "[" * 1000, "deep"),
    _book("an unknown key", BOOK + "typo: 1\n", "typo"),
    _book("a key with a bracket", BOOK + '"x[0]": 1\n', "x[0]"),
    _changed("a type with a bracket", "  LOC: {", '  "L[0]": {', "LOC"),
    _changed("a type without names", "{en: place, ko: 곳}", "3", "LOC"),
    _changed(
        "no types", BOOK[BOOK.index("types:") : BOOK.index("relations:")], "types: {}\n", "types"
    ),
    _changed("a relation of an unknown type", "[PER, LOC]", "[PER, XYZ]", "XYZ"),
    _changed("a type that YAML reads as a number", "[PER, LOC]", "[PER, 10]", "10"),
    _changed("a count of 0", "[PER, LOC]", "{PER: 0}", "PER"),
    _changed("a count of 31 digits", "[PER, LOC]", f"{{PER: {10**30}.5}}", "PER"),
    _changed(
        "an inverse that is not there",
        "object_types: [LOC]\n",
        "object_types: [LOC]\n    inverse: {label: none, fidelity: 1.0, count: 1}\n",
        "none",
    ),
    _changed(
        "a fidelity of NaN",
        "object_types: [LOC]\n",
        "object_types: [LOC]\n    symmetric: {fidelity: .nan, count: 1}\n",
        "fidelity",
    ),
    _changed("a relation twice", "  lives:", "  no_relation:", "'no_relation'"),
    _changed("an alias", "[PER, LOC]", "*a", "book.yaml:11"),
    _changed("a lone surrogate in a name", "name: small", 'name: "\\ud800"', "book.yaml"),
    _pattern("that does not compile", "(", "RE2"),
    _pattern("with a look-ahead", "(?=년)", "RE2"),
    _pattern("with a reference back", "(년)\\1", "RE2"),
    _pattern("that repeats 100,000 times", "(년{1000}){1000}", "RE2"),
    _pattern("of 200,000 signs", "년" * 200_000),
    _pattern("that hits its own miss", ".", "misses"),
    _pattern("that misses its own hit", "^[가-나]$", "hits"),
    _book("it extends itself", f"extends: book.yaml\n{BOOK}"),
    _book("it extends what is not there", f"extends: none.yaml\n{BOOK}", "none.yaml"),
    _book("it extends a device", f"extends: /dev/zero/x.yaml\n{BOOK}", "/dev/zero"),
    Case(
        "rule book: two that extend each other",
        both(
            FIVE,
            text("book.yaml", f"extends: other.yaml\n{BOOK}"),
            text("other.yaml", f"extends: book.yaml\n{BOOK}"),
        ),
        COMMAND,
        "extends",
    ),
    Case("rule book: none of this name", FIVE, "audit rows.json --rules klue-er", "klue-re"),
    Case(
        "rule book: a folder", both(FIVE, lambda f: (f / "book.yaml").mkdir()), COMMAND, "book.yaml"
    ),
    Case("rule book: rows in its place", FIVE, "audit rows.json --rules ./rows.json", "rows.json"),
)
