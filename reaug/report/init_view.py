"""Terminal view of `reaug init`: the data, their problems, the files written, the next commands."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reaug.choices import Lang
from reaug.core.plurals import Counting
from reaug.core.terminal_text import visible
from reaug.report.audit_summary import about, causes_with_commands, severity_of
from reaug.report.shell_commands import AuditOptions
from reaug.report.words import words
from reaug.suggestions import closest

if TYPE_CHECKING:
    from rich.console import RenderableType

    from reaug.runs.init import Start

MOST: Final = 30
"""The greatest number of labels in the table, and of types in a line."""

_LIKE: Final = 0.75
"""The least similarity with which a label is reported as a possible typo of another."""

_SAYS: Final[dict[Lang, dict[str, str]]] = {
    "en": {
        "head": "{rows} rows, {sentences} distinct sentences ({fmt})",
        "bad": "{n} of {of} rows are bad: {rules}; the recipe says {what}",
        "label": "label",
        "rows": "rows",
        "share": "share",
        "pairs": "types of subject → object",
        "more": "{n} more labels",
        "negative": "no relation: {label}",
        "no negative": "no label is called as if it said that no relation holds; if one does, name "
        "it in the rule book (negative)",
        "types": "types",
        "lengths": "lengths",
        "characters": "sentences {a}–{b} characters (median {m}), mentions {c}–{d} (median {n})",
        "languages": "languages",
        "ko": "Korean",
        "ja": "Japanese",
        "zh": "Chinese",
        "latin": "in Latin letters",
        "other": "in another script",
        "none": "without letters",
        "single": "labels of one row, no rule yet: {names}",
        "thin": "types in one row of a label, off in the rule book: {n}",
        "left": "left out of the rule book as a slip: {names}",
        "untyped": "no mention has a type, so entity_swap is off in the recipe",
        "unlabelled": "{n} rows have no label",
        "problems": "Worst problems",
        "no problems": "No rule found anything.",
        "book": "{labels} labels, {types} types, {conventions} conventions",
        "questions": "{n} questions in it, off until you say yes",
        "extends": "over {base}, whose scheme the rows follow; the recipe uses {base}",
        "recipe": "copies rows of labels below {below} rows",
        "next": "Next",
        "then": "; ",
    },
    "ko": {
        "head": "{rows}행, 서로 다른 문장 {sentences}개({fmt})",
        "bad": "{of}행 중 {n}행에 문제가 있다: {rules}. 레시피에는 {what}로 적었다",
        "label": "라벨",
        "rows": "행",
        "share": "비율",
        "pairs": "주체 → 객체 유형",
        "more": "라벨 {n}개 더",
        "negative": "관계없음: {label}",
        "no negative": "이름으로 보아 관계없음을 뜻하는 라벨이 없다. 있으면 규칙집의 "
        "negative에 적는다",
        "types": "유형",
        "lengths": "길이",
        "characters": "문장 {a}~{b}자(중앙값 {m}), 개체 {c}~{d}자(중앙값 {n})",
        "languages": "언어",
        "ko": "한국어",
        "ja": "일본어",
        "zh": "중국어",
        "latin": "로마자",
        "other": "그 밖의 문자",
        "none": "글자 없음",
        "single": "한 행뿐이라 아직 규칙이 아닌 라벨: {names}",
        "thin": "라벨별로 한 행에만 나와 규칙집에서 주석으로 막아 둔 유형: {n}개",
        "left": "잘못 적은 것으로 보아 규칙집에 넣지 않은 이름: {names}",
        "untyped": "개체에 유형이 없어 레시피에서 entity_swap을 껐다",
        "unlabelled": "{n}행에 라벨이 없다",
        "problems": "가장 큰 문제",
        "no problems": "발견된 것이 없다.",
        "book": "라벨 {labels}개, 유형 {types}개, 관례 {conventions}개",
        "questions": "질문 {n}개. 답하기 전까지 꺼져 있다",
        "extends": "데이터가 따르는 {base} 위에 더한 것. 레시피는 {base}를 쓴다",
        "recipe": "{below}행 미만인 라벨의 행을 복제한다",
        "next": "다음",
        "then": ". ",
    },
}


def _says(lang: Lang) -> dict[str, str]:
    kind = str if lang == "ko" else Counting
    return {key: kind(text) for key, text in _SAYS[lang].items()}


def start_view(start: Start, options: AuditOptions, lang: Lang) -> Iterator[RenderableType]:
    """Yield the parts of the view: the data, labels, worst problems, files and next commands."""
    from rich.text import Text

    say = _says(lang)
    yield Text.assemble((visible(start.data), "bold"), "  ", _head(start, say))
    for line in _warnings(start, say):
        yield Text(visible(line), style="yellow")
    yield ""
    yield _labels(start, say)
    yield ""
    for name, line in _facts(start, say):
        yield Text.assemble((f"{say[name]}  ", "bold"), visible(line))
    yield ""
    yield from _problems(start, options, lang)
    yield ""
    for path, line in _files(start, say):
        yield Text.assemble((visible(path), "bold"), f"  {visible(line)}")
    yield ""
    yield Text(say["next"], style="bold")
    for command in next_commands(start, options):
        yield Text(f"   {visible(command)}", style="green")


def next_commands(start: Start, options: AuditOptions) -> list[str]:
    """Return the next commands to run: audit, clean, run, compare and encode.

    If rows have errors, the recipe runs on the output of `clean`, because the errors of a row are
    also in its copies.
    """
    how = [*options.shape, *([] if options.read_as is None else ["--read-as", options.read_as])]
    book = [] if start.base is not None else ["--rules", start.rules]
    folder = Path(start.recipe).parent
    past = [] if "on_bad_row" not in start.starting.source else _past(start.starting.source)
    audit = ["reaug", "audit", start.data, *how, *book, "--html", str(folder / "audit.html")]
    run, cleaned = ["reaug", "run", str(start.recipe)], str(folder / "cleaned")
    clean = ["reaug", "clean", start.data, "--apply", "sure", *how, *book, *past, "-o", cleaned]
    wrong = start.audit.severities["error"] > 0
    return [
        shlex.join(words)
        for words in (
            audit,
            *([clean, [*run, "--input", cleaned]] if wrong else [run]),
            ["reaug", "drift", start.data, start.output, *how, *past],
            ["reaug", "encode", start.output, "-o", str(folder / "encoded"), "--style", _STYLE],
        )
    ]


_STYLE: Final = "typed_entity_marker_punct"


def _past(source: Mapping[str, object]) -> list[str]:
    options = {"on_bad_row": "--on-bad-row", "max_bad_share": "--max-bad-share"}
    given = ((option, source[name]) for name, option in options.items() if name in source)
    return [word for option, value in given for word in (option, str(value))]


def _head(start: Start, say: dict[str, str]) -> str:
    seen = start.profile
    return say["head"].format(
        rows=f"{seen.rows:,}", sentences=f"{seen.sentences:,}", fmt=start.reading.fmt
    )


def _warnings(start: Start, say: dict[str, str]) -> Iterator[str]:
    learnt, bad = start.learnt, start.starting.bad
    if bad:
        yield say["bad"].format(
            n=f"{sum(bad.values()):,}",
            of=f"{start.reading.rows_in:,}",
            rules=", ".join(f"{rule} {n:,}" for rule, n in bad.items()),
            what=f"on_bad_row: {start.starting.source.get('on_bad_row')}",
        )
    if start.profile.unlabelled:
        yield say["unlabelled"].format(n=f"{start.profile.unlabelled:,}")
    if learnt.book.negative is None:
        yield say["no negative"]
    if learnt.single:
        yield say["single"].format(names=_short(_with_likes(start)))
    if learnt.thin:
        yield say["thin"].format(n=f"{sum(map(len, learnt.thin.values())):,}")
    if learnt.left_out:
        names = (f"{name!r} {n:,}" for name, n in learnt.left_out.items())
        yield say["left"].format(names=_short(names))
    if not start.starting.typed:
        yield say["untyped"]


def _with_likes(start: Start) -> Iterator[str]:
    """Yield the labels of a single row, each with the frequent label that it resembles."""
    rows = {label: profile.rows for label, profile in start.profile.labels.items()}
    others = [label for label, many in rows.items() if many > 1]
    for name in start.learnt.single:
        like = closest(name, others, cutoff=_LIKE)
        yield f"{name} ({like[0]}?)" if like else name


def _labels(start: Start, say: dict[str, str]) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    table.add_column(say["label"], overflow="fold")
    table.add_column(say["rows"], justify="right", no_wrap=True)
    table.add_column(say["share"], justify="right", no_wrap=True)
    table.add_column(say["pairs"], overflow="fold")
    rows = max(1, start.profile.rows)
    labels = start.profile.labels
    for label, profile in list(labels.items())[:MOST]:
        shown = list(profile.pairs.items())[:3]
        pairs = ", ".join(f"{a or '·'} → {b or '·'} {n:,}" for (a, b), n in shown)
        more = ", …" if len(profile.pairs) > len(shown) else ""
        table.add_row(
            Text(visible(label)),
            f"{profile.rows:,}",
            f"{profile.rows / rows:.1%}",
            Text(visible(pairs + more)),
        )
    if len(labels) > MOST:
        table.add_row(say["more"].format(n=f"{len(labels) - MOST:,}"), "", "", "")
    return table


def _facts(start: Start, say: dict[str, str]) -> Iterator[tuple[str, str]]:
    seen, negative = start.profile, start.learnt.book.negative
    label = f"{len(seen.labels):,}"
    if negative is not None:
        label += f"; {say['negative'].format(label=negative)}"
    yield "label", label
    yield "types", _short((f"{code} {a + b:,}" for code, (a, b) in seen.types.items()), MOST)
    sentence, mention = seen.sentence, seen.mention
    yield (
        "lengths",
        say["characters"].format(
            a=f"{sentence.least:,}",
            b=f"{sentence.most:,}",
            m=f"{sentence.median:,}",
            c=f"{mention.least:,}",
            d=f"{mention.most:,}",
            n=f"{mention.median:,}",
        ),
    )
    yield "languages", ", ".join(f"{say[name]} {n:,}" for name, n in seen.languages.items())


def _problems(start: Start, options: AuditOptions, lang: Lang) -> Iterator[RenderableType]:
    from rich.text import Text

    say, its = _says(lang), words(lang)
    causes = causes_with_commands(start.audit, options, lang)
    if not causes:
        yield Text(say["no problems"])
        return
    yield Text(say["problems"], style="bold")
    for number, item in enumerate(causes, 1):
        cause = item.cause
        yield Text.assemble(
            f"{number}. ",
            (visible(cause.rule), "bold"),
            f"  {its[severity_of(start.audit, cause)]}  {about(cause, its)}  {visible(item.title)}",
        )


def _files(start: Start, say: dict[str, str]) -> Iterator[tuple[str, str]]:
    book = start.learnt.book
    line = say["book"].format(
        labels=f"{len(book.relations):,}",
        types=f"{len(book.types):,}",
        conventions=f"{len(book.conventions):,}",
    )
    if start.base is not None:
        line += f"{say['then']}{say['extends'].format(base=start.base)}"
    if start.learnt.questions:
        line += f"{say['then']}{say['questions'].format(n=f'{len(start.learnt.questions):,}')}"
    yield str(start.book), line
    yield str(start.recipe), say["recipe"].format(below=f"{start.starting.rare_below:,}")
    for path in start.files:
        if path not in (start.book, start.recipe):
            yield str(path), ""


def _short(names: Iterable[str], most: int = 10) -> str:
    known = list(names)
    return ", ".join(known[:most]) + (f", … ({len(known):,})" if len(known) > most else "")
