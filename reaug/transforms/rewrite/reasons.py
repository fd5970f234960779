"""Reasons for which `rewrite` skips rows, and the advice that a run prints for each."""

from __future__ import annotations

from typing import Final

from reaug.core.step import InBoth
from reaug.rewriting import acceptance, label_checks, mention_marks

NO_ANSWER: Final = "rewrite/no-answer"
NO_TYPE: Final = "rewrite/no-type"
NO_SAMPLE: Final = "rewrite/no-sample"
BUDGET: Final = "rewrite/budget"
SERVER: Final = "rewrite/server"
UNJUDGED: Final = "rewrite/label-not-asked"

WAYS_OUT: Final = {
    NO_ANSWER: InBoth(
        "no answer belongs to these rows: no request was sent yet (a dry run, a preview), or the "
        "prompt, model or parameters were different, or an earlier step changed the rows; use the "
        "options of the export, and put rewrite first",
        "이 행에 맞는 답이 없다. 아직 묻지 않았거나(dry run, preview) 프롬프트나 모델, 설정이 "
        "달랐거나 앞 단계가 행을 바꿨다. export 때와 같은 옵션을 주고 rewrite를 맨 앞에 두라",
    ),
    NO_SAMPLE: InBoth(
        "copies need more answers per row; raise samples",
        "사본을 만들려면 행마다 답이 더 필요하다. samples를 올리라",
    ),
    BUDGET: InBoth(
        "the budget was spent before these rows were sent; the next run continues from there",
        "예산이 다해서 묻지 못했다. 다시 실행하면 거기서 이어 간다",
    ),
    SERVER: InBoth(
        "the server or the provider gave no answer (its errors are listed separately); send these "
        "rows again: the answers that arrived are kept",
        "서버나 제공자가 답하지 않았다. 이유는 따로 알린다. 이 행들을 다시 물으라. 받은 답은 "
        "남아 있다",
    ),
    UNJUDGED: InBoth(
        "no model has judged the labels of the new sentences yet: export again with --answers, "
        "send those requests, too, and import both sets of answers",
        "라벨이 무엇인지 아직 묻지 않았다. --answers를 주고 다시 export해서 그것도 묻고, 두 답을 "
        "함께 import하라",
    ),
    mention_marks.LOST: InBoth(
        "the model drops mentions; try mentions: marks, or placeholders, or another model",
        "모델이 개체를 빠뜨린다. mentions: marks나 placeholders를 써 보거나 모델을 바꾸라",
    ),
    mention_marks.BROKEN: InBoth(
        "the model does not answer with one sentence; take another model or prompt",
        "모델이 한 문장으로 답하지 않는다. 모델이나 프롬프트를 바꾸라",
    ),
    acceptance.LANGUAGE: InBoth(
        "the model does not answer in Korean; take a model for Korean",
        "모델이 한국어로 답하지 않는다. 한국어 모델을 쓰라",
    ),
    acceptance.NEAR: InBoth(
        "the answers repeat the rows; raise temperature or nearest",
        "답이 원래 문장과 거의 같다. temperature나 nearest를 올리라",
    ),
    acceptance.FAR: InBoth(
        "the answers have little in common with the rows; lower farthest or temperature",
        "답이 원래 문장과 너무 다르다. farthest나 temperature를 내리라",
    ),
    label_checks.LABEL: InBoth(
        "the answers lose the relation; describe it in the prompt, or use label: none",
        "답에서 관계가 사라진다. 프롬프트에 관계를 더 자세히 쓰거나 label: none을 주라",
    ),
}
