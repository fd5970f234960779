"""Advice that a run prints if `entity_swap` changed no row, by the reason."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reaug.core.step import InBoth

WAYS_OUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "swap/no-kind": InBoth(
            "the rule book has no kinds for these types, or no kind that fits these names; "
            "add kinds, see rules/README.md",
            "규칙집에 이 유형들의 종류(kinds)가 없거나 맞는 것이 없다. "
            "rules/README.md를 보고 더하라",
        ),
        "swap/label": InBoth(
            "the rule book allows no swap for these labels (swap: replace); "
            "choose other labels by where, or change the rule book, see rules/README.md",
            "규칙집이 이 라벨들의 교체를 허용하지 않는다(swap: replace). where로 다른 라벨을 "
            "고르거나 규칙집을 고치라",
        ),
        "swap/closed-set": InBoth(
            "these names belong to closed sets that readers know (places, religions, most "
            "professions), or the label is only true of them; choose other labels or sides, give "
            "your own names by names: FILE.csv, or change donors: closed in the rule book, see "
            "rules/README.md",
            "독자가 다 아는 집합(지명, 종교, 직업 등)의 말이거나 그대로일 때만 성립하는 말이다. "
            "다른 라벨이나 sides를 고르거나 names: FILE.csv로 이름을 주거나 "
            "규칙집의 donors: closed를 고치라",
        ),
        "swap/known": InBoth(
            "readers know these names, or the names beside them, so a new name would contradict "
            "what they know; give your own names by names: FILE.csv, or change donors in the rule "
            "book",
            "독자가 아는 이름이거나 그런 이름 곁에 있어서 바꾸면 사실과 어긋난다. "
            "names: FILE.csv로 이름을 주거나 규칙집의 donors를 고치라",
        ),
        "swap/another-world": InBoth(
            "the sentences are about another era, country or religion than any new name, or do "
            "not name the country of a foreign one; give names that fit by names: FILE.csv",
            "문장이 다른 시대, 나라, 종교를 다루거나 외국 이름의 나라를 말하지 않아 맞는 새 이름이 "
            "없다. "
            "맞는 이름을 names: FILE.csv로 주라",
        ),
        "swap/name-language": InBoth(
            "the language of these persons' names is not known; add tests to donors: languages in "
            "the rule book, see rules/README.md",
            "이 인명들이 어느 언어의 이름인지 알 수 없다. rules/README.md를 보고 규칙집의 "
            "donors: languages에 더하라",
        ),
        "swap/few-donors": InBoth(
            "fewer than three names fit these rows, so the same names would recur; "
            "use more rows, names: made, or a file with at least three other such names",
            "맞는 이름이 셋보다 적어 같은 이름만 되풀이된다. "
            "행을 늘리거나 names: made를 쓰거나 이름 파일에 그런 이름을 셋 이상 적으라",
        ),
        "swap/no-candidate": InBoth(
            "the rows have too few other names of the same label, type and kind; "
            "widen where, or use more rows",
            "들어온 행에 라벨, 유형, 종류가 같은 다른 이름이 너무 적다. "
            "where를 넓히거나 행을 늘려라",
        ),
        "swap/not-symmetric": InBoth(
            "only labels that the rule book calls symmetric can be exchanged; "
            "choose them by where: {labels: [...]}",
            "규칙집에 symmetric으로 적힌 라벨만 맞바꿀 수 있다. where: {labels: [...]}로 고르라",
        ),
        "swap/types-differ": InBoth(
            "only mentions of one type can be exchanged; choose them by where: {type_pairs: …}",
            "유형이 같은 두 개체만 맞바꿀 수 있다. where: {type_pairs: …}로 고르라",
        ),
        "swap/no-reverse": InBoth(
            "the rule book has no inverse for these labels; choose other labels by where, or add "
            "an inverse",
            "규칙집에 이 라벨들의 역관계(inverse)가 없다. where로 다른 라벨을 고르거나 적어 넣으라",
        ),
        "swap/low-fidelity": InBoth(
            "the inverses of these labels hold too rarely; lower min_fidelity if you accept that",
            "이 라벨들의 역관계가 성립한 비율이 낮다. 받아들일 수 있으면 min_fidelity를 낮추라",
        ),
        "swap/labelled": InBoth(
            "the reversed pairs are in the data already, labelled by a person",
            "뒤집은 쌍이 이미 데이터에 있고 사람이 라벨을 달았다. 더할 것이 없다",
        ),
        "swap/recurs": InBoth(
            "the names occur in their sentences again; recurs: replace renames them there, too",
            "이름이 문장에 다시 나온다. recurs: replace로 그 자리도 함께 바꿀 수 있다",
        ),
        "swap/joint": InBoth(
            "neither name can be replaced alone here; sides: pair or either replaces both",
            "여기서는 이름 하나만 바꿀 수 없다. sides: pair나 either로 둘 다 바꾸라",
        ),
        "swap/compound": InBoth(
            "no particle follows these mentions; check their spans with reaug audit",
            "개체 뒤에 조사가 없다. 경계가 맞는지 reaug audit으로 확인하라",
        ),
        "swap/boundary": InBoth(
            "the spans of these mentions are wrong; correct them with reaug audit, then reaug "
            "clean --patch",
            "개체의 경계가 잘못되었다. reaug audit, reaug clean --patch로 고치라",
        ),
    }
)

OF_THE_ROWS: Final = "those of the rows, since the rule book makes none of these types"
"""What the manifest records as the source of names if the rule book has no parts of names."""

TOO_FEW: Final = InBoth(
    "the rows are too few to tell which persons readers know, and known persons do not fit the "
    "sentences of others; use names: made, which invents names",
    "행이 적어 어느 인물이 널리 알려졌는지 알 수 없다. 알려진 인물은 다른 사람의 문장에 맞지 "
    "않으므로, 아무도 쓰지 않는 이름을 지어 넣는 names: made를 쓰라",
)
"""Warning for few rows with names of other rows.

In sets of 1,000 rows, two readers found 11 of 19 augmented rows of rare labels free of faults with
such names, and 20 of 21 with invented names.
"""
