"""Write the first recipe for a data set, with comments, for `reaug init`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from reaug.choices import Lang
from reaug.core.terminal_text import visible

_SAYS: Final[dict[Lang, dict[str, str]]] = {
    "en": {
        "head": "Made by reaug init for {rows} rows. Run it: reaug run {file}\nIt adds changed "
        "copies of rows with rare labels; lines that begin with # are off.",
        "map": "The columns as they were recognised; remove the # to fix this mapping.",
        "bad": "{n} rows are bad ({rules}). repair corrects mentions where possible and leaves out "
        "the\nother rows, and lists each in problems.jsonl; stop ends the run at such rows.",
        "dropped": "{n} rows are bad ({rules}). drop leaves them out and lists each in "
        "problems.jsonl; stop ends the run at such rows.",
        "shipped": "The rows have the labels and types of this rule book. {file} extends it with "
        "the counts of these rows; to use it, name it here.",
        "duplicates": "{n} rows are duplicates, or equal except for the label. With none, all rows "
        "whose labels\ndiffer are dropped; majority, first and all keep some of them.",
        "spelling": (
            "{n} rows contain hidden characters, text that is not in NFC, or white space at the "
            "edges."
        ),
        "rare": "Rows of labels with fewer than {below} rows, which is at most the mean number.",
        "no negative": "If a label means that no relation holds, do not copy its rows: not_labels: "
        "[LABEL].",
        "single": "Labels with a single row are not copied, since they may be typos ({names}).",
        "swap": "Replaces a mention by another of the same kind (kinds: in the rule book).",
        "no swap": "The mentions have no types, so it is unknown which may replace which.",
        "role": "Exchanges subject and object; needs labels that are inverse or symmetric in the "
        "rule book.",
        "aeda": "Inserts punctuation between words.",
        "more": "More steps: reaug list transforms, reaug show NAME",
        "output": (
            "The run folder (data, log, report.html), relative to the folder in which you run it."
        ),
        "dvc": "Made by reaug init --dvc: dvc repro runs the recipe again if its rows, its rule "
        "book or the recipe has changed.",
    },
    "ko": {
        "head": "reaug init이 {rows}행을 보고 만든 레시피. 실행: reaug run {file}\n"
        "드문 라벨의 행을 조금씩 바꾸어 복제한다. 앞에 #이 있는 줄은 꺼져 있다.",
        "map": "알아본 열. #을 지우면 그대로 정해진다.",
        "bad": "{n}행에 문제가 있다({rules}). repair는 고칠 수 있는 개체 위치를 고치고 나머지는 "
        "빼면서\n모두 problems.jsonl에 적는다. stop은 읽지 않고 멈춘다.",
        "dropped": "{n}행에 문제가 있다({rules}). drop은 이 행을 빼고 problems.jsonl에 적는다. "
        "stop은 읽지 않고 멈춘다.",
        "shipped": "이 데이터는 이 규칙집을 따른다. {file}에는 여기에 이 데이터의 관례가 더해져 "
        "있다. 쓰려면 여기에 적는다.",
        "duplicates": "{n}행이 중복이거나 라벨이 서로 다르다. none이면 라벨이 다른 행은 모두 "
        "빠진다.\nmajority, first, all은 일부를 남긴다.",
        "spelling": "{n}행에 보이지 않는 문자, NFC가 아닌 글자, 문장 앞뒤의 공백이 있다.",
        "rare": "{below}행 미만인 라벨의 행. 라벨마다 평균 이하인 것들이다.",
        "no negative": "관계없음을 뜻하는 라벨이 있으면 복제하지 않는 것이 좋다: "
        "not_labels: [LABEL].",
        "single": "한 행뿐인 라벨은 잘못 적은 것일 수 있어 복제하지 않는다({names}).",
        "swap": "같은 종류의 다른 개체로 바꾼다(규칙집의 kinds).",
        "no swap": "개체의 유형이 없어 무엇을 무엇으로 바꿔도 되는지 알 수 없다.",
        "role": (
            "문장은 그대로 두고 주체와 객체의 역할을 맞바꾼다. 규칙집에 inverse나 symmetric이 "
            "있어야 한다."
        ),
        "aeda": "단어 사이에 문장 부호를 넣는다.",
        "more": "더 보기: reaug list transforms, reaug show NAME",
        "output": "실행 폴더: 데이터, 기록, report.html. 실행하는 곳을 기준으로 한다.",
        "dvc": "reaug init --dvc가 만든 파일. 데이터, 규칙집, 레시피가 바뀌면 dvc repro가 다시 "
        "실행한다.",
    },
}


@dataclass(frozen=True)
class Starting:
    """The properties of a data set on which its first recipe depends.

    source : the input of the recipe: `path` and options for reading.
    rules : the rule book of the recipe, as a name or path.
    output : the run folder.
    labels : the number of rows by label.
    rows : the number of rows.
    negative : the label for "no relation".
    bad : the number of rows that a run cannot read, by the rule that they break.
    recognised : the columns that were recognised, if they are not KLUE's.
    duplicates, spelling : the number of rows with findings about duplicates, and about characters.
    shipped : whether `rules` is a rule book that ships with reaug.
    typed : whether the types of mentions are informative.
    single : labels with only one row, if other labels have more.
    """

    source: Mapping[str, Any]
    rules: str
    output: str
    labels: Mapping[str, int]
    rows: int
    negative: str | None = None
    bad: Mapping[str, int] = field(default_factory=dict)
    recognised: Mapping[str, str] = field(default_factory=dict)
    duplicates: int = 0
    spelling: int = 0
    shipped: bool = False
    typed: bool = True
    single: tuple[str, ...] = ()

    @property
    def rare_below(self) -> int:
        """One more than the mean number of rows of a label, without the negative label.

        >>> Starting({}, "", "", {"가": 9, "나": 2, "무관": 90}, 101, "무관").rare_below
        7
        """
        counts = [n for label, n in self.labels.items() if label != self.negative]
        return int(-(-sum(counts) // max(1, len(counts)))) + 1


def starting_recipe(start: Starting, *, file: str, book: str, lang: Lang = "en") -> str:
    """Return the first recipe of a data set as YAML, ready to run.

    Parameters
    ----------
    start
        The properties of the data set.
    file, book
        The file names of the recipe and of the learnt rule book, for the comments.
    lang
        The language of the comments.

    Examples
    --------
    >>> text = starting_recipe(
    ...     Starting({"path": "a.csv"}, "rules.yaml", "augmented", {"치료": 3}, 3),
    ...     file="recipe.yaml", book="rules.yaml",
    ... )
    >>> yaml.safe_load(text)["rules"]
    'rules.yaml'
    """
    lines = [*_head(start, file, lang), *_input(start, lang), *_rules(start, book, lang)]
    lines += ["seed: 42", "steps:", *_steps(start, lang)]
    lines += [_comment(_SAYS[lang]["output"]), f"output: {_value(start.output)}"]
    return "\n".join(lines) + "\n"


def starting_stage(start: Starting, *, file: str, folder: str, lang: Lang = "en") -> str:
    """Return a `dvc.yaml` with one stage that runs the recipe, with paths relative to its folder.

    The `notes/` of an earlier run are kept: DVC does not delete the folder (`persist`), and reaug
    replaces the run in it.
    """
    depends = [file, *(name for name in (start.source["path"], start.rules) if not _is_name(name))]
    stage = {
        "cmd": f"reaug run {file} --output {folder} --force",
        "deps": sorted(depends),
        "outs": [{folder: {"persist": True}}],
    }
    data = {"stages": {"augment": stage}, "metrics": [f"{folder}/drift.json"]}
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)
    return f"{_comment(_SAYS[lang]['dvc'])}\n{text}"


def _is_name(name: str) -> bool:
    """Return whether a text is the name of a shipped rule book or hub data set, not a file."""
    from reaug.data.hub import parse_hub_name
    from reaug.rulebook import names

    return name in names() or parse_hub_name(name) is not None


def _head(start: Starting, file: str, lang: Lang) -> Iterator[str]:
    yield _comment(_SAYS[lang]["head"].format(rows=f"{start.rows:,}", file=visible(file)))


def _input(start: Starting, lang: Lang) -> Iterator[str]:
    say = _SAYS[lang]
    source = dict(start.source)
    bad = source.pop("on_bad_row", None)
    share = source.pop("max_bad_share", None)
    yield "input:"
    yield from (f"  {line}" for line in _dumped(source))
    if start.recognised and "map" not in source:
        yield _comment(say["map"], 2)
        yield f"  # map: {_flow(dict(start.recognised))}"
    if bad is not None:
        rules = ", ".join(f"{rule} {n:,}" for rule, n in start.bad.items())
        text = say["bad" if bad == "repair" else "dropped"]
        if rules:
            yield _comment(text.format(n=f"{sum(start.bad.values()):,}", rules=rules), 2)
        yield f"  on_bad_row: {bad}"
    if share is not None:
        yield f"  max_bad_share: {share}"


def _rules(start: Starting, book: str, lang: Lang) -> Iterator[str]:
    if start.shipped:
        yield _comment(_SAYS[lang]["shipped"].format(file=visible(book)))
    yield f"rules: {_value(start.rules)}"


def _steps(start: Starting, lang: Lang) -> Iterator[str]:
    say = _SAYS[lang]
    if start.spelling:
        yield _comment(say["spelling"].format(n=f"{start.spelling:,}"), 2)
        yield "  # - normalise_text"
    if start.duplicates:
        yield _comment(say["duplicates"].format(n=f"{start.duplicates:,}"), 2)
        yield "  # - deduplicate: {keep: none}"
    yield "  - augment:"
    yield "      copies: 1"
    yield _comment(say["rare"].format(below=f"{start.rare_below:,}"), 6)
    where: dict[str, Any] = {"rare_below": start.rare_below}
    if start.negative is None:
        yield _comment(say["no negative"], 6)
    else:
        where["not_labels"] = [start.negative]
    if start.single:
        names = ", ".join(map(visible, start.single))
        yield _comment(say["single"].format(names=names), 6)
        where["not_labels"] = [*where.get("not_labels", ()), *start.single]
    yield f"      where: {_flow(where)}"
    yield "      steps:"
    yield "        - one_of:"
    off = "" if start.typed else "# "
    yield _comment(say["swap" if start.typed else "no swap"], 12)
    yield f"            {off}- entity_swap: {{mode: replace}}"
    yield _comment(say["role"], 12)
    yield "            # - entity_swap: {mode: role}"
    yield _comment(say["aeda"], 12)
    yield "            - aeda: {ratio: 0.3}"
    yield _comment(say["more"], 12)
    yield "            # - random_deletion: {rate: 0.1}"


def _comment(text: str, indent: int = 0) -> str:
    return "\n".join(f"{' ' * indent}# {line}" for line in text.split("\n"))


def _dumped(data: Mapping[str, Any]) -> list[str]:
    text = yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False, width=1000)
    return str(text).rstrip("\n").split("\n")


def _flow(data: object) -> str:
    """Return a list or mapping as YAML on one line."""
    dumped = yaml.safe_dump(
        data, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10**6
    )
    return str(dumped).rstrip("\n")


def _value(text: str) -> str:
    """Return a text as YAML on one line."""
    return str(yaml.safe_dump([text], allow_unicode=True, width=1000)).removeprefix("- ").rstrip()
