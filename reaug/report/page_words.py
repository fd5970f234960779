"""The fixed texts of the pages of runs and of drift, in English and Korean."""

from __future__ import annotations

from typing import Final

from reaug.choices import Lang
from reaug.core.plurals import in_one_language
from reaug.report.words import words

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "run of": ("Run over {name}", "{name} 실행 결과"),
    "drift of": ("Drift from {before} to {after}", "분포 변화: {before} → {after}"),
    "happened": (
        "Of {before} rows read, {after} came out: {parts}.",
        "{before}행을 읽어 {after}행이 나왔다: {parts}.",
    ),
    "part changed": ("{n} changed", "바뀐 행 {n}개"),
    "part copied": ("{n} copies added", "추가한 사본 {n}개"),
    "part dropped": ("{n} dropped", "제외한 행 {n}개"),
    "part nothing": ("nothing was changed", "바뀐 것이 없다"),
    "gate failed": ("A gate failed: {gates}.", "통과하지 못한 게이트: {gates}."),
    "recipe": ("Recipe", "레시피"),
    "contents": ("Contents", "차례"),
    "about run": (
        "rules {rules}, seed {seed}, digest {digest}",
        "규칙집 {rules}, 시드 {seed}, 다이제스트 {digest}",
    ),
    "about drift": ("{before} rows before, {after} after", "전 {before}행, 후 {after}행"),
    "rows in": ("rows in", "들어온 행"),
    "rows out": ("rows out", "나온 행"),
    "copied": ("copies", "사본"),
    "not applied": ("skipped or refused", "건너뜀·거절"),
    "changed": ("changed", "변경"),
    "dropped": ("dropped", "제외"),
    "tried": ("tried", "시도"),
    "not kept": ("not kept", "버림"),
    "skipped": ("skipped", "건너뜀"),
    "refused": ("refused", "거절"),
    "before": ("before", "전"),
    "after": ("after", "후"),
    "type pair": ("type pair", "유형 쌍"),
    "ratio": ("ratio", "배수(후÷전)"),
    "rows of": ("{before} → {after} rows", "{before} → {after}행"),
    # Gates.
    "gates": ("Gates", "게이트"),
    "passed": ("passed", "통과"),
    "failed": ("failed", "실패"),
    "fails if": ("fails if", "실패 조건"),
    # Charts.
    "labels moved": ("Labels before and after", "전과 후의 라벨 분포"),
    "shares": ("Share of each label", "라벨별 비율"),
    "shares note": (
        "Lines: 98% intervals of the ratios of the two shares, all labels together.",
        "선은 비율의 배수(후÷전)의 98% 구간이다(모든 라벨에 한꺼번에 성립).",
    ),
    "ratios": ("Share after ÷ share before", "후 비율 ÷ 전 비율"),
    "ratios note": (
        "With 98% intervals, for all labels together. Filled points: beyond chance.",
        "선은 모든 라벨에 한꺼번에 성립하는 98% 구간이다. 속이 찬 점은 우연의 범위를 넘은 것이다.",
    ),
    "new labels": ("new labels: {names}", "새로 생긴 라벨: {names}"),
    "labels not compared": (
        "labels are not compared: read as a test set, no row has a label ({sides})",
        "라벨은 비교하지 않음: 라벨이 있는 행이 없어 평가 데이터로 읽었다({sides})",
    ),
    "missing labels": ("vanished labels: {names}", "사라진 라벨: {names}"),
    "grid": ("Type pairs and labels", "유형 쌍과 라벨"),
    "grid note": (
        "Change of the share of all rows, in percentage points; empty where neither set has rows.",
        "전체 행에서 차지하는 비율의 변화(퍼센트포인트). 양쪽 모두 행이 없으면 빈칸이다.",
    ),
    "points": ("points", "%p"),
    "lengths": ("Lengths of sentences", "문장 길이"),
    "characters": ("characters", "글자 수"),
    "buckets": ("Lengths per bucket", "구간별 문장 길이"),
    "bucket": ("bucket {name}", "구간 {name}"),
    "conditional": ("Labels given the type pair", "유형 쌍별 라벨 분포의 변화"),
    "by": ("Labels by {column}", "{column}별 라벨 분포의 변화"),
    "bands note": (
        "Dots: the Jensen–Shannon distance. Bars: its range by chance alone. A dot within its bar "
        "may have drifted: a single label moved beyond chance.",
        "점은 옌센–섀넌 거리, 막대는 우연만으로 나올 범위다. 막대 안의 점이라도 한 라벨이 우연을 "
        "넘어 움직였으면 변한 것으로 본다.",
    ),
    "distance": ("Jensen–Shannon distance", "옌센–섀넌 거리"),
    "by chance": ("by chance", "우연의 범위"),
    "drifted": ("drifted", "변화 있음"),
    "no drift": ("no drift", "변화 없음"),
    "too few rows": ("too few rows to say", "행이 너무 적어 판단하지 않음"),
    "charts need": (
        "The charts are drawn by a script inside this file; allow it to run.",
        "차트는 이 파일 안의 스크립트가 그린다. 브라우저에서 스크립트를 허용해야 한다.",
    ),
    # What was compared.
    "compared": ("What moved beyond chance", "우연의 범위를 넘은 것"),
    "compared note": (
        "By chance: the range of the distance of two random sets of these sizes in 96 of 100 "
        "cases. Drifted: two random sets are as far apart in at most 2 of 100 cases.",
        "우연의 범위는 크기가 같은 두 무작위 표본의 거리가 100번 중 96번 들어가는 범위다. "
        "‘변화 있음’은 우연히 그만큼 멀어지는 일이 100번 중 2번 이하라는 뜻이다.",
    ),
    "moved by run": (
        "A run changes the shares on purpose: here the ranges are only a scale.",
        "실행은 비율을 일부러 바꾸므로, 여기서 우연의 범위는 변화의 크기를 가늠하는 기준일 뿐이다.",
    ),
    "what": ("compared", "비교 대상"),
    "label": ("label", "라벨"),
    "type_pair": ("type pairs", "유형 쌍"),
    "length": ("lengths", "길이"),
    "source": ("sources", "출처"),
    "given types": ("labels given the types ({n} pairs)", "유형 쌍별 라벨({n}쌍)"),
    "least p": ("{p} or less", "{p} 이하"),
    "pairs left out": (
        "Type pairs not compared, since they have too few rows or a single label: {n}.",
        "행이 너무 적거나 라벨이 하나뿐인 유형 쌍 {n}개는 비교하지 않는다.",
    ),
    "reuse": (
        "Mentions that occur in the other set, too: before {before} (by chance {by_before}), "
        "after {after} ({by_after}).",
        "상대 데이터에도 나오는 개체: 전 {before}(우연 {by_before}), 후 {after}(우연 {by_after}).",
    ),
    # Warnings.
    "warnings": ("Look at this first", "먼저 볼 것"),
    "set aside": (
        "failed on {rows} rows, which were dropped (step/error); findings.jsonl lists the errors, "
        "reaug undo restores the rows",
        "{rows}행에서 오류가 나 따로 빼 두었다(step/error). 오류는 findings.jsonl에 있고 "
        "행은 reaug undo로 되살린다",
    ),
    # Steps.
    "steps": ("What each step did", "단계별 결과"),
    "step": ("step", "단계"),
    "figures": ("Settings and figures of steps", "단계별 설정과 수치"),
    "reasons": ("Reasons, by label", "이유와 라벨별 행 수"),
    "reason": ("reason", "이유"),
    "what happened": ("what", "처리"),
    "labels of": ("labels", "라벨"),
    "problems": ("Rows that the reader dropped or repaired", "읽을 때 제외하거나 고친 행"),
    "repaired": ("repaired", "고침"),
    "quota": ("Targets of {path}", "{path}의 목표"),
    "group": ("group", "묶음"),
    "target": ("target", "목표"),
    "short": ("short", "부족"),
    "why": ("why", "이유"),
    "more groups": ("and {n} more groups", "외 묶음 {n}개"),
    # Edits and findings.
    "edits": ("Edits", "변경 내역"),
    "edits note": (
        "{shown} of {all} changed, copied or dropped rows, step by step; the log has the rest.",
        "단계별로 변경·복제·제외한 행 {all}개 가운데 {shown}개. 나머지는 로그에 있다.",
    ),
    "edits all": (
        "All {all} changed, copied or dropped rows, step by step.",
        "단계별로 변경·복제·제외한 행 {all}개 전부.",
    ),
    "edits shown": ("{from}–{to} of {n} edits", "변경 {n}개 중 {from}–{to}"),
    "no edits left": ("No edit matches the filters.", "조건에 맞는 변경이 없다."),
    "search edits": ("Search text, ids, reasons", "본문, id, 이유에서 찾기"),
    "findings note": (
        "{shown} of {all} findings, errors first; findings.jsonl has the rest.",
        "발견 {all}개 가운데 오류부터 {shown}개. 나머지는 findings.jsonl에 있다.",
    ),
    "kind": ("kind", "종류"),
    "edit": ("text", "본문"),
    "field": ("field", "항목"),
    "span": ("span", "범위"),
    "swap_roles": ("roles swapped", "주체와 객체 맞바꿈"),
    "copy": ("copy", "사본"),
    "copy of": ("copy of {id}", "{id}의 사본"),
    "same as": ("the same as {id}", "{id}와 같은 행"),
    "inserted": ("inserted", "넣은 글자"),
    "deleted": ("deleted", "지운 글자"),
    "applied": ("applied", "적용함"),
    # The chain of runs.
    "runs": ("Runs, from raw file to training set", "실행 기록: 원본 파일에서 학습 데이터까지"),
    "about graph": (
        "{runs} runs from {sources} sources",
        "원본 {sources}개에서 나온 실행 {runs}개",
    ),
    "rows number": ("{rows} rows", "{rows}행"),
    "seed": ("seed", "시드"),
    "run edited": ("manifest edited", "매니페스트 수정됨"),
    "changed against": ("against {name}:", "{name} 대비:"),
    "made too": ("the same rows come from", "같은 행을 만든 다른 실행:"),
    "left out": ("Left out", "제외한 폴더"),
}


def page_words(lang: Lang) -> dict[str, str]:
    """Return all fixed texts of these pages, including those that they share with the audit."""
    return words(lang) | in_one_language(_WORDS, korean=lang == "ko")
