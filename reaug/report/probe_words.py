"""The fixed texts of the page of a probe, in English and Korean."""

from __future__ import annotations

from typing import Final

from reaug.choices import Lang

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "probe of": ("Does it pay? {name}", "효과가 있는가? {name}"),
    "about probe": (
        "{rows} rows, {splits} splits, model {model}; micro-F1 without the negative label",
        "{rows}행, 분할 {splits}개, 모델 {model}; 부정 라벨을 뺀 마이크로 F1",
    ),
    "tested on set": ("tested on {rows} rows of another set", "다른 자료 {rows}행으로 평가"),
    "tested on splits": (
        "tested on a fifth of the rows, in each split another; no sentence and no near-copy is on "
        "both sides",
        "행의 5분의 1로 평가하며 분할마다 다르다. 같은 문장과 그 변형은 한쪽에만 있다",
    ),
    "helps": ("helps", "도움이 됨"),
    "hurts": ("hurts", "해가 됨"),
    "cannot tell": ("cannot be told", "알 수 없음"),
    "no difference": (
        "changes no row that a model sees",
        "모델이 보는 행이 하나도 바뀌지 않는다",
    ),
    "too few splits": ("one split says nothing", "분할 하나로는 아무것도 말할 수 없다"),
    "sees from": (
        "this design sees differences from {points} points on",
        "이 설계로 알아볼 수 있는 차이는 {points}점부터다",
    ),
    "splits settle": (
        "about {splits} splits would settle a difference like this one",
        "이만한 차이는 분할 {splits}개쯤이면 판단할 수 있다",
    ),
    "as duplicates": (
        "plain duplicates of the same labels may do as much",
        "같은 라벨의 행을 그대로 복제해도 같은 효과일 수 있다",
    ),
    "overlap kept": (
        "{same} training rows have a sentence that is tested on, {near} an edit of one: kept",
        "학습 행 {same}개의 문장이 평가 자료에도 있고 {near}개는 그 변형이다: 남겨 둠",
    ),
    "overlap dropped": (
        "{same} training rows have a sentence that is tested on, {near} an edit of one: left out",
        "학습 행 {same}개의 문장이 평가 자료에도 있고 {near}개는 그 변형이다: 제외함",
    ),
    "verdicts": ("Verdicts", "판정"),
    "differences": ("Differences from the raw rows and the controls", "원본·대조군과의 차이"),
    "differences note": (
        "Points of micro-F1, with intervals that hold together. Filled: zero is left out. The "
        "control has as many plain duplicates of the same labels.",
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
    "by-mentions": ("F1 by mentions seen in training", "학습에서 본 개체 표현별 F1"),
    "parts note": (
        "Over all splits; small parts move by chance.",
        "모든 분할을 합친 값. 작은 부분은 우연으로도 움직인다.",
    ),
    "arm": ("arm", "학습 집합"),
    "trained on": ("trained on", "학습 행"),
    "interval": ("interval", "구간"),
    "size": ("raw rows", "원본 행"),
    "verdict": ("verdict", "판정"),
    "test rows": ("rows tested on", "평가 행"),
    "notes": ("To know", "알아 둘 것"),
}


def probe_words(lang: Lang) -> dict[str, str]:
    """Every fixed text of the page that is not shared with others."""
    return {key: pair[lang == "ko"] for key, pair in _WORDS.items()}
