"""Ask a language model whether it agrees with findings: the suspected errors of an audit.

Its opinions are shown to people, and never change a row.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import xxhash

from reaug.core.batch import Row
from reaug.core.findings import OPINIONS, Finding
from reaug.core.quotes import shorten
from reaug.rewriting.answers import OK, Answers
from reaug.rewriting.client import Client
from reaug.rewriting.mention_marks import without_thoughts
from reaug.rewriting.prompts import Prompt, load_prompt
from reaug.rewriting.request_sender import Asking, journal_of, read_journal
from reaug.rewriting.requests import Model, Request, marked, values_of
from reaug.rulebook import RuleBook

YES, UNSURE, NO = OPINIONS
_LOG: Final = logging.getLogger("reaug.data")
_WORDS: Final = {
    YES: ("yes", "true", "right", "예", "네", "맞다", "맞습니다", "그렇다", "그렇습니다"),
    NO: ("no", "false", "wrong", "아니요", "아니오", "아니다", "아닙니다", "틀리다"),
}
_DOUBT: Final = re.compile(
    r"모르|모름|글쎄|애매|불확실|불분명|판단하기|수 없|unsure|not (?:sure|certain)|uncertain|"
    r"unclear|unknown|maybe|perhaps|(?:don.?t|do not) know|cannot (?:tell|say|judge)"
)
_FIRST: Final = re.compile(r"[^\W\d_]+")


class Judge(NamedTuple):
    """The model to ask for opinions.

    sample : maximum number of findings to ask about, chosen by hash; None for all.
    """

    url: str
    model: str
    lang: str = "ko"
    key_env: str = "OPENAI_API_KEY"
    sample: int | None = None


class Opinions(NamedTuple):
    """A model's opinions of findings.

    opinions : `yes`, `no` or `unsure`, by the key of the finding.
    unread : number of answers from which no opinion could be read.
    """

    opinions: dict[str, str]
    unread: int = 0


def opinion_of(text: str) -> str | None:
    """Return the opinion with which an answer begins; None if it begins with none.

    >>> opinion_of("예."), opinion_of("No, since"), opinion_of("글쎄요"), opinion_of("1")
    ('yes', 'no', 'unsure', None)
    """
    answer = without_thoughts(text).casefold()
    word = _FIRST.search(answer)
    for opinion, words in _WORDS.items():
        if word is not None and word[0] in words:
            return opinion
    return UNSURE if _DOUBT.search(answer) else None


def asked_about(findings: Iterable[Finding], sample: int | None) -> list[Finding]:
    """Return the findings to ask about: `sample` distinct ones, or all if it is None.

    They are chosen by hashes of their keys, so the order of the findings does not matter.
    """
    distinct = {finding.key: finding for finding in findings if finding.rows}
    keys = sorted(distinct, key=lambda key: (xxhash.xxh64_intdigest(key.encode()), key))
    return [distinct[key] for key in keys[:sample]]


def opinions(
    findings: Sequence[Finding], rows: Mapping[str, Row], rules: RuleBook, judge: Judge
) -> Opinions:
    """Return the model's opinion of each finding; findings without a readable one are left out.

    Answers are kept in the user's cache, so that no request is sent twice.

    Raises
    ------
    UsageError, InputError
        The server cannot be used.
    """
    prompt = load_prompt("opinion", judge.lang)
    model = Model(judge.model, 0.0, 16)
    requests = dict(_requests(findings, rows, rules, prompt, model))
    journal = journal_of(prompt.digest)
    known = Answers.of(read_journal(journal)).among(request.key for request in requests.values())
    client = Client(judge.url, os.environ.get(judge.key_env), judge.key_env)
    lacking = {request.key: request for request in requests.values() if request.key not in known}
    asking = Asking(client, journal=journal, korean=False)
    answers = Answers.of((*known, *asking.answers(lacking.values())))
    given = {finding: answers.get(request.key) for finding, request in requests.items()}
    texts = {
        finding: answer.text
        for finding, answer in given.items()
        if answer is not None and answer.status == OK
    }
    if silent := len(requests) - len(texts):
        tries = ", ".join(f"{what} {count:,}" for what, count in sorted(client.problems.items()))
        why = client.refusal or tries or "cut"
        _LOG.warning(
            "%s", f"{judge.url}: {silent:,} of {len(requests):,} findings have no answer: {why}"
        )
    by_finding = {finding: opinion_of(text) for finding, text in texts.items()}
    if unclear := [texts[finding] for finding, opinion in by_finding.items() if opinion is None]:
        _LOG.warning(
            "%s",
            f"{judge.url}: {len(unclear):,} of {len(texts):,} answers are not yes, unsure or no, "
            f"such as {shorten(unclear[0], 40)}; use another model",
        )
    return Opinions({key: opinion for key, opinion in by_finding.items() if opinion}, len(unclear))


def _requests(
    findings: Sequence[Finding],
    rows: Mapping[str, Row],
    rules: RuleBook,
    prompt: Prompt,
    model: Model,
) -> Iterator[tuple[str, Request]]:
    for finding in findings:
        row = next((rows[row] for row in finding.rows if row in rows), None)
        if row is None:
            continue
        message = finding.message(prompt.lang)
        values = {**values_of(row, rules, prompt.lang), "sentence": marked(row), "message": message}
        yield finding.key, model.request(prompt.filled(values))
