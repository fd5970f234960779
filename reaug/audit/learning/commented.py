"""A learnt rule book as YAML with what a person should know, and questions that are off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

import yaml

from reaug.audit.learning.book import Learnt
from reaug.audit.learning.reversals import Question
from reaug.core.visible import visible
from reaug.rulebook.writing import Plain, content

_SAYS: Final = {
    "types": "The types of mentions, with their names in English and Korean.",
    "relations": "The relations; their order is that of the label ids. Types have the counts of "
    "the data.\nhard_subject_types: false means that a type the data does not show is no error; "
    "take the line\naway where the subject must have one of these types.",
    "negative": "The label that says that no relation holds.",
    "kinds": "What may stand for what when entity_swap replaces a mention: words of one kind. The "
    "first kind\nthat takes a word is its kind; any takes the rest: take it away where the rest "
    "has nothing in common.",
    "conventions": "What nearly all rows like these do; reaug audit lists those that do otherwise.",
}


def as_commented_yaml(learnt: Learnt, over: str | None = None) -> str:
    """The book as a text that the loader reads, with comments and open questions.

    Parameters
    ----------
    learnt
        The book, with its questions.
    over
        The name of a shipped book that it extends.

    Examples
    --------
    >>> from reaug.audit.learning import learn
    >>> from reaug.audit.rows import Rows
    >>> from reaug.core.examples import batch_of
    >>> from reaug.rulebook import load
    >>> batch = batch_of("[S|DRUG|가온정]은 [O|ILL|두통]에 쓴다.", label="treats")
    >>> text = as_commented_yaml(learn(Rows(batch.table, load("klue-re")), "mine"))
    >>> text.splitlines()[0]
    '# A rule book that reaug rules learn made; keys: rules/README.md. Check it against data with'
    """
    book = learnt.book
    lines = [
        "# A rule book that reaug rules learn made; keys: rules/README.md. Check it against data "
        "with",
        f"# reaug rules check {book.name}.yaml DATA",
    ]
    if learnt.questions:
        lines.append("# Questions below are off; take the # of a line away to say yes.")
    for key, value in content(book, over).items():
        if key in _SAYS:
            lines += ["", *(f"# {line}" for line in _SAYS[key].split("\n"))]
        if key != "relations":
            lines += _dumped({key: value})
            continue
        lines.append("relations:")
        for label, relation in value.items():
            lines += [f"  {line}" for line in _dumped({label: relation})]
            for question in learnt.questions:
                if question.label == label:
                    lines += [f"    {line}" for line in _asked(question)]
    return "\n".join(lines) + "\n"


def _dumped(data: object) -> list[str]:
    text = yaml.dump(data, Dumper=Plain, allow_unicode=True, sort_keys=False, width=100)
    return str(text).rstrip("\n").split("\n")


def _asked(question: Question) -> Iterator[str]:
    """A question, and the line that says yes."""
    # In a comment, too, what YAML takes for a line break would end the line.
    label, other = visible(question.label), visible(question.other)
    agree, pairs = question.agree, question.pairs
    evidence = f"{agree} of {pairs} rows that are read the other way say so"
    if not pairs:
        evidence = "by the names; no pair is read both ways"
    measured = f"fidelity: {round(agree / pairs, 3) if pairs else 1.0}, count: {pairs}"
    if question.label == question.other:
        yield f"# Question: does {label} hold both ways? ({evidence})"
        yield f"# symmetric: {{{measured}}}"
        return
    yield f"# Question: is it {other} when subject and object trade roles? ({evidence})"
    yield f"# If so, take away the # of the next line here and under {other}."
    yield f"# inverse: {{label: {_quoted(question.other)}, {measured}}}"


def _quoted(label: str) -> str:
    """A label as YAML in double quotes, on one line."""
    return json.dumps(label, ensure_ascii=not label.isprintable())
