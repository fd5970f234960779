"""The fixed texts of a probe and of a search, for page and terminal, in English and Korean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reaug.choices import Lang
from reaug.core.plurals import in_one_language

if TYPE_CHECKING:
    from reaug.probing.arms import Arm
    from reaug.probing.results import Probe

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "probe of": ("Does it pay? {name}", "효과가 있는가? {name}"),
    "about probe": (
        "{rows} rows, {splits} splits, model {model}; micro-F1 without the negative label",
        "{rows}행, 분할 {splits}개, 모델 {model}; 부정 라벨을 뺀 마이크로 F1",
    ),
    "tested on set": ("tested on {rows} rows of another set", "다른 데이터 {rows}행으로 평가"),
    "tested on splits": (
        "tested on a fifth of the rows, a different one in each split; no test row has a sentence "
        "of a training row, or a near-copy of one",
        "행의 5분의 1로 평가하며 분할마다 다르다. 같은 문장과 그 변형은 한쪽에만 있다",
    ),
    "helps": ("helps", "도움이 됨"),
    "hurts": ("hurts", "해가 됨"),
    "cannot tell": ("cannot tell", "알 수 없음"),
    "no difference": (
        "changes no row that a model sees",
        "모델이 보는 행이 하나도 바뀌지 않는다",
    ),
    "too few splits": ("a single split decides nothing", "분할 하나로는 아무것도 말할 수 없다"),
    "too few rows": (
        "too few rows: the interval would be wider than the whole range of scores",
        "행이 너무 적다. 구간이 점수의 전체 범위보다 넓어진다",
    ),
    "sees from": (
        "this design can detect differences of {points} points or more",
        "이 설계로 알아볼 수 있는 차이는 {points}점부터다",
    ),
    "splits settle": (
        "about {splits} splits would settle a difference like this one",
        "이만한 차이는 분할 {splits}개쯤이면 판단할 수 있다",
    ),
    "as duplicates": (
        "plain duplicates of rows with the same labels may help as much",
        "같은 라벨의 행을 그대로 복제해도 같은 효과일 수 있다",
    ),
    "overlap kept": (
        "{same} training rows have a sentence of the test set, {near} an edit of one: kept",
        "학습 행 {same}개의 문장이 평가 데이터에도 있고 {near}개는 그 변형이다: 남겨 둠",
    ),
    "overlap dropped": (
        "{same} training rows have a sentence of the test set, {near} an edit of one: left out",
        "학습 행 {same}개의 문장이 평가 데이터에도 있고 {near}개는 그 변형이다: 제외함",
    ),
    "verdicts": ("Verdicts", "판정"),
    "differences": ("Differences from the raw rows and the controls", "원본·대조군과의 차이"),
    "differences note": (
        "Differences in points of micro-F1, with intervals that hold for all of them together. "
        "Filled points: the interval excludes zero. The control has as many plain duplicates of "
        "rows with the same labels.",
        "마이크로 F1 점수 차이와, 함께 성립하는 구간. 속이 찬 점은 구간이 0을 벗어난 것이다. "
        "대조군은 같은 라벨의 행을 같은 수만큼 그대로 복제한 것이다.",
    ),
    "over raw": ("over raw", "원본 대비"),
    "over control": ("over control", "대조군 대비"),
    "curves": ("Learning curves", "학습 곡선"),
    "training rows": ("raw training rows", "원본 학습 행"),
    "by-label": ("F1 by label", "라벨별 F1"),
    "by-type_pair": ("F1 by type pair", "유형 쌍별 F1"),
    "by-length": ("F1 by length of the sentence", "문장 길이별 F1"),
    "by-mentions": ("F1 by mentions seen in training", "개체가 학습에 나왔는지에 따른 F1"),
    "parts note": (
        "Over all splits; figures of small parts vary by chance.",
        "모든 분할을 합친 값. 행이 적은 부분은 우연으로도 값이 달라진다.",
    ),
    "arm": ("arm", "학습 집합"),
    "trained on": ("trained on", "학습 행"),
    "interval": ("interval", "구간"),
    "size": ("raw rows", "원본 행"),
    "accuracy": ("accuracy", "정확도"),
    "verdict": ("verdict", "판정"),
    "test rows": ("test rows", "평가 행"),
    "notes": ("Notes", "알아 둘 것"),
    # Parts of the arms' names.
    "arm raw": ("raw", "원본"),
    "arm control": ("{of}: control", "{of}: 대조군"),
    "arm alone": ("{of}: {step} alone", "{of}: {step} 단독"),
    "arm without": ("{of}: without {step}", "{of}: {step} 제외"),
    # Kinds of mentions.
    "both new": ("both new", "둘 다 새것"),
    "one new": ("one new", "하나만 새것"),
    "both seen": ("both seen", "둘 다 본 것"),
    "short": ("short", "짧은 문장"),
    "middling": ("middling", "중간 문장"),
    "long": ("long", "긴 문장"),
}
_TERMINAL: Final[dict[str, tuple[str, str]]] = {
    # A probe.
    "pays": ("Does it pay?", "효과가 있는가?"),
    "head": (
        "{rows} rows, {splits} splits, model {model}, tested on {where}; micro-F1 without the "
        "negative label",
        "{rows}행, 분할 {splits}개, 모델 {model}, 평가: {where}. 부정 라벨을 뺀 마이크로 F1",
    ),
    "where set": ("{rows} rows of the other set", "다른 데이터 {rows}행"),
    "where split": ("a fifth of the rows", "전체 행의 5분의 1"),
    "overlap": (
        "{same} training rows have a sentence of the test set: {what}",
        "학습 행 {same}개의 문장이 평가 데이터에도 있다: {what}",
    ),
    "overlap near": (
        "{same} training rows have a sentence of the test set, {near} an edit of one: {what}",
        "학습 행 {same}개의 문장이 평가 데이터에도 있고 {near}개는 그 변형이다: {what}",
    ),
    "left out": ("left out", "제외함"),
    "kept": (
        "kept; --drop-overlap leaves them out",
        "남겨 둠. --drop-overlap을 붙이면 제외한다",
    ),
    "rows": ("{rows} rows", "{rows}행"),
    "F1": ("F1", "F1"),
    "to": ("{low} to {high}", "{low} ~ {high}"),
    "then": ("; ", ". "),
    "same": ("no difference", "차이 없음"),
    "more seeds": (
        "a single split decides nothing: use --seeds 5",
        "분할 하나로는 아무것도 말할 수 없다. --seeds 5로 다시 해 보라",
    ),
    "duplicates may do": (
        "but plain duplicates of rows with the same labels may help as much (over control)",
        "다만 같은 라벨의 행을 그대로 복제해도 같은 효과일 수 있다(대조군 대비 참고)",
    ),
    "rows settle": (
        "more splits would not settle it, about {times} times the rows might",
        "분할을 늘려도 판단할 수 없고, 행이 {times}배쯤이면 판단할 수도 있다",
    ),
    "nothing settles": (
        "neither more splits nor more rows are likely to settle it",
        "분할이나 행을 늘려도 판단하기 어려워 보인다",
    ),
    # A search.
    "what pays": ("What pays?", "무엇이 효과가 있는가?"),
    "search head": (
        "recipes tried: {tried}, on {rows} rows, model {model}; confirmed on {held} rows that the "
        "search never saw; micro-F1 without the negative label",
        "{rows}행으로 레시피 {tried}개를 시험, 모델 {model}. 탐색에 쓰지 않은 {held}행으로 검증. "
        "부정 라벨을 뺀 마이크로 F1",
    ),
    "confirmed": (
        "the best recipe of the search gained {searched} there; confirmed, it gains {raw} over the "
        "raw data, and {control} over plain duplicates of the same labels (90% intervals)",
        "탐색에서 가장 좋은 레시피의 이득은 {searched}였다. 검증하니 원본 대비 {raw}, 같은 라벨의 "
        "행을 그대로 복제한 것 대비 {control}이다(90% 구간)",
    ),
    "nothing beats": (
        "Nothing beats the raw data: no recipe is written.",
        "원본보다 나은 레시피가 없어 아무것도 쓰지 않았다.",
    ),
    "recipe written": ("The recipe is {output}.", "레시피: {output}"),
    "failed": (
        "recipes that change no row of this data, or cannot be carried out: {failed}",
        "레시피 {failed}개는 이 데이터의 행을 하나도 바꾸지 않거나 실행할 수 없다",
    ),
    "recipe": ("recipe", "레시피"),
    "round": ("round", "라운드"),
    "search gain": ("gain in the search", "탐색에서의 이득"),
}


def probe_words(lang: Lang) -> dict[str, str]:
    """Return the fixed texts that only the page of a probe has, by key."""
    return in_one_language(_WORDS, korean=lang == "ko")


def terminal_words(lang: Lang) -> dict[str, str]:
    """Return all fixed texts of the terminal, including those of the page."""
    return probe_words(lang) | in_one_language(_TERMINAL, korean=lang == "ko")


def shown_arms(probe: Probe, lang: Lang) -> dict[str, str]:
    """Return the display names of a probe's training sets (arms).

    In Korean `aeda: control` is `aeda: 대조군`.

    Names that the user gave are kept.
    """
    say = probe_words(lang)
    return {arm.name: _shown(arm, say) for arm in probe.arms}


def _shown(arm: Arm, say: dict[str, str]) -> str:
    if arm.kind == "recipe":
        return arm.name
    step = arm.name.removeprefix(f"{arm.of}: ").removeprefix("without ").removesuffix(" alone")
    return say[f"arm {arm.kind}"].format(of=arm.of, step=step)
