from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

SMALL = """\
name: small
version: "1"
description: {en: A small book., ko: 작은 책.}
types:
  PER: {en: person, ko: 사람}
  ORG: {en: organisation, ko: 기관}
  DAT: {en: date, ko: 날짜}
relations:
  none:
    definition: {en: Nothing., ko: 없음.}
    subject_types: [PER, ORG]
    object_types: [PER, ORG, DAT]
  works_for:
    definition: {en: Works for., ko: 일하는 곳.}
    subject_types: [PER]
    object_types: {ORG: 96, PER: 4}
    inverse: {label: employs, fidelity: 0.9, count: 10}
  employs:
    definition: {en: Employs., ko: 일하는 사람.}
    subject_types: [ORG]
    object_types: [PER]
    inverse: {label: works_for, fidelity: 0.8, count: 10}
  born:
    definition: {en: Born on., ko: 태어난 날.}
    subject_types: [PER]
    object_types: [DAT]
    hard_object_types: true
  married:
    definition: {en: Married to., ko: 배우자.}
    subject_types: [PER]
    object_types: [PER]
    symmetric: {fidelity: 0.98, count: 200}
lexicons:
  banks: [바다금고]
kinds:
  ORG:
    - name: bank
      endings: [은행, (주)]
      lexicon: banks
      unless: '눈은행$'
    - name: latin
      pattern: '^\\p{Latin}+$'
implied_types:
  - {name: year, type: DAT, pattern: '^[0-9]{4}년$'}
"""


@pytest.fixture
def small() -> str:
    return SMALL


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """A function that writes a rule book file and returns its path."""

    def to_file(content: str | bytes) -> Path:
        path = tmp_path / "book.yaml"
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return to_file
