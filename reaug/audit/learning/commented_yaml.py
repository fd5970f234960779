"""Write a learnt rule book as YAML with comments; open questions are commented-out lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import yaml

from reaug.audit.learning.learnt_book import Learnt
from reaug.audit.learning.reversals import Question
from reaug.choices import Lang
from reaug.core import schema
from reaug.core.terminal_text import visible
from reaug.korean.josa import attach
from reaug.rulebook.book_yaml import Plain, content

_SAYS: Final[dict[Lang, dict[str, str]]] = {
    "en": {
        "head": "A rule book made by {by}; rules/README.md explains the keys. To check data "
        "against it:\nreaug rules check {file} DATA",
        "questions": "The questions below are off; remove the # of a line to answer yes.",
        "types": "The types of mentions, with their names in English and Korean.",
        "relations": "The relations; their order is that of the label ids. Numbers behind types "
        "are counts of the data.\nhard_subject_types: false means that a subject type "
        "that the data does not have is no error; remove\nthe line if the subject "
        "must have one of these types.",
        "negative": "The label that says that no relation holds.",
        "no negative": "No label has a name that means that no relation holds. If there is such a "
        "label, name it here:\nnegative: {label}",
        "kinds": "entity_swap replaces a mention only by a word of the same kind. A word has the "
        "first kind that\nfits it; any fits all other words: remove it if these have "
        "nothing in common.",
        "conventions": "Conditions under which nearly all rows have one label; reaug audit lists "
        "the others.",
        "single": (
            "Only one row has this label, so nothing here is a rule yet: is it a label, or a typo?"
        ),
        "thin": "Only in one row, so it is no rule; remove the # if it is right:",
        "none": "suggested by the names; no pair is labelled in both directions",
        "evidence": "true for {agree} of {pairs} rows whose pair is labelled in both directions",
        "symmetric": "Question: does {label} hold in both directions? ({evidence})",
        "inverse": "Question: is {other} the label if subject and object are exchanged? "
        "({evidence})\nIf so, remove the # of the next line here and under {other}.",
    },
    "ko": {
        "head": "규칙집({by}). 키의 뜻은 rules/README.md에 있다. 데이터에 비추어 보려면\n"
        "reaug rules check {file} DATA",
        "questions": "아래 질문은 꺼져 있다. 맞으면 그 줄의 #을 지운다.",
        "types": "개체의 유형과 영어·한국어 이름.",
        "relations": "관계. 순서가 라벨 번호의 순서다. 유형 옆의 수는 데이터에서 센 것이다.\n"
        "hard_subject_types: false이면 데이터에 없던 주체 유형도 오류가 아니다. 주체가 반드시 이 "
        "유형이어야 하면\n그 줄을 지운다.",
        "negative": "관계가 없음을 뜻하는 라벨.",
        "no negative": "이름으로 보아 관계없음을 뜻하는 라벨이 없다. 있으면 여기에 적는다:\n"
        "negative: {label}",
        "kinds": (
            "entity_swap이 개체를 바꿀 때 서로 바꿔 쓸 수 있는 단어의 종류. 위에서부터 처음 맞는 "
            "종류에 든다.\nany는 나머지 전부이다. 나머지가 서로 비슷하지 않으면 any를 지운다."
        ),
        "conventions": "이런 행은 거의 모두 이렇게 되어 있다. reaug audit가 다르게 된 행을 알린다.",
        "single": "한 행뿐이라 아직 규칙이 아니다. 라벨이 맞는지, 잘못 적은 것인지 본다.",
        "thin": "한 행에만 있어 규칙으로 삼지 않았다. 규칙이면 #을 지운다:",
        "none": "이름으로 짐작. 양방향으로 표시된 쌍은 없다",
        "evidence": "반대 방향으로 표시된 {pairs}행 중 {agree}행이 그렇다",
        "symmetric": "질문: {label_topic} 양쪽에서 모두 성립하는가? ({evidence})",
        "inverse": "질문: 주체와 객체를 바꾸면 {other_subject} 되는가? ({evidence})\n"
        "그렇다면 여기와 {other} 아래에서 다음 줄의 #을 지운다.",
    },
}


def as_commented_yaml(
    learnt: Learnt,
    over: str | None = None,
    *,
    lang: Lang = "en",
    by: str = "reaug rules learn",
    file: str | None = None,
) -> str:
    """Return a learnt book as YAML for the loader, with comments and open questions.

    Parameters
    ----------
    learnt
        The book, with its questions.
    over
        The name of a shipped book that the book extends.
    lang
        The language of the comments.
    by
        The command that made the book.
    file
        The file to which the book is written; by default it has the book's name.

    Examples
    --------
    >>> from reaug.audit.learning import learn
    >>> from reaug.audit.rows import Rows
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> batch = batch_of("[S|DRUG|가온정]은 [O|ILL|두통]에 쓴다.", label="treats")
    >>> text = as_commented_yaml(learn(Rows(batch.table, load("klue-re")), "mine"))
    >>> text.splitlines()[1]
    '# reaug rules check mine.yaml DATA'
    """
    book, say = learnt.book, _SAYS[lang]
    head = say["head"].format(by=by, file=visible(file or f"{book.name}.yaml"))
    lines = [*_comment(head)]
    if learnt.questions:
        lines += _comment(say["questions"])
    written = content(book, over)
    for key, value in written.items():
        if key in say:
            lines += ["", *_comment(say[key])]
        if key != "relations":
            lines += _dumped({key: value})
            continue
        lines.append("relations:")
        for label, relation in value.items():
            lines += (f"  {line}" for line in _relation(learnt, label, relation, lang))
        if book.negative is None:
            lines += ["", *_comment(say["no negative"].format(label="LABEL"))]
    return "\n".join(lines) + "\n"


def _relation(learnt: Learnt, label: str, relation: dict[str, Any], lang: Lang) -> Iterator[str]:
    """Yield the lines of a relation, with commented-out types of single rows and questions."""
    say = _SAYS[lang]
    if label in learnt.single:
        yield from _comment(say["single"])
    first, *rest = _dumped({label: relation})
    roles = {f"{role}_types:": role for role in schema.ROLES}
    waiting: tuple[str, ...] = ()
    yield first
    for line in rest:
        if waiting and not line.startswith("    "):
            yield from _thin_type_lines(waiting, say)
            waiting = ()
        yield line
        role = roles.get(line.strip())
        if role is not None and line.startswith("  ") and not line.startswith("   "):
            waiting = learnt.thin.get((label, role), ())
    yield from _thin_type_lines(waiting, say)
    for question in learnt.questions:
        if question.label == label:
            yield from (f"  {line}" for line in _question_lines(question, lang))


def _thin_type_lines(types: tuple[str, ...], say: dict[str, str]) -> Iterator[str]:
    if types:
        yield f"    # {say['thin']}"
        for code in types:
            yield from (f"    # {line}" for line in _dumped({code: 1}))


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in text.split("\n")]


def _dumped(data: object) -> list[str]:
    text = yaml.dump(data, Dumper=Plain, allow_unicode=True, sort_keys=False, width=100)
    return str(text).rstrip("\n").split("\n")


def _question_lines(question: Question, lang: Lang) -> Iterator[str]:
    """Yield a question, and the line that answers it with yes."""
    # A character that YAML reads as a line break would end the comment.
    label, other = visible(question.label), visible(question.other)
    agree, pairs, say = question.agree, question.pairs, _SAYS[lang]
    evidence = say["evidence"].format(agree=agree, pairs=pairs) if pairs else say["none"]
    measured = f"fidelity: {round(agree / pairs, 3) if pairs else 1.0}, count: {pairs}"
    words = {"label": label, "other": other, "evidence": evidence}
    words |= {"label_topic": attach(label, "는"), "other_subject": attach(other, "가")}
    if question.label == question.other:
        yield from _comment(say["symmetric"].format(**words))
        yield f"# symmetric: {{{measured}}}"
        return
    yield from _comment(say["inverse"].format(**words))
    yield f"# inverse: {{label: {_quoted(question.other)}, {measured}}}"


def _quoted(label: str) -> str:
    """Return a label in quotes for YAML, on one line."""
    return json.dumps(label, ensure_ascii=not label.isprintable())
