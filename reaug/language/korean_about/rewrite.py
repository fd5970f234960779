"""rewrite, in Korean."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, str]] = {
    """
    Rewrite whole sentences with a language model, but keep the mentions.
    """: """
    언어 모델로 문장을 다시 쓰고 개체는 그대로 둔다.
    """,
    """
    `mode: paraphrase` asks for the same meaning in other words, `back_translate` for a translation
    to English and back, and `generate` for a new sentence with the row's label and types, for which
    the model sees `examples` rows. The mentions are sent as placeholders or between marks
    (`mentions`), and the model sees the definition of the label from the rule book. A name that
    comes back with a slightly different spelling is restored, and particles take the form that
    fits. Each answer is checked before it is used; a refused one is counted under a reason.
    """: """
    `mode: paraphrase`는 다른 말로 쓰게 하고, `back_translate`는 영어를 거쳐 다시 쓰게 하고,
    `generate`는 그 행의 라벨과 유형에 맞는 새 문장을 쓰게 한다. 새 문장에는 라벨과 유형이 같은 행
    `examples`개를 보여 준다. 개체는 자리표시자로 바꾸거나 표시로 감싸(`mentions`) 보내며, 모델은
    규칙집에 적힌 라벨의 정의도 본다. 표기가 조금 달라져 돌아온 이름은 원래 표기로 되돌리고, 조사는
    맞는 형태로 고친다. 답은 넣기 전에 하나하나 판단하고, 거절하면 이유를 적는다.
    """,
    """
    The answers come from `answers`, which is JSON lines of a provider's batch, or an earlier run;
    or from `url`, an OpenAI-compatible server, to which a run sends requests before it begins (32
    at a time, resuming where an earlier run was interrupted). In both cases the result depends only
    on the row and the answers, which are stored with the run (`rewrite/answers.arrow`), so a rerun
    needs no server.
    """: """
    답은 `answers`(제공자의 일괄 처리 결과인 JSON Lines, 또는 앞선 실행)나 `url`(OpenAI 호환
    서버)에서 온다. 서버에는 실행을 시작하기 전에 묻는다(한 번에 32개씩 묻고, 중단된 실행이 있으면
    이어서 묻는다). 어느 쪽이든 결과는 행과 답으로만 정해지고, 답은 실행 폴더에
    남는다(`rewrite/answers.arrow`). 그래서 다시 실행할 때는 서버가 필요 없다.
    """,
    """
    `label: model` refuses an answer to which the audit's model gives another label, if it gave the
    right one to the parent; if it doubts both, a finding says so. `label: server` asks the language
    model which relation the new sentence expresses, and refuses the answer if it names another one.
    """: """
    `label: model`이면, 점검의 모델이 원본에는 맞는 라벨을 주고 답에는 다른 라벨을 준 경우 그 답을
    거절한다. 둘 다 의심스러우면 발견으로 적는다. `label: server`이면 새 문장이 어떤 관계를 말하는지
    언어 모델에 물어, 다른 라벨이 나오면 거절한다.
    """,
    """
    Each copy of a row uses another answer: `samples` is the number of answers per row.
    """: """
    n번째 사본은 n번째 답을 쓴다. `samples`는 행마다 물을 답의 수이다.
    """,
    """
    Skipped: `rewrite/no-answer`, `rewrite/no-sample`, `rewrite/budget`, `rewrite/server`,
    `rewrite/broken-answer` (empty, truncated, or more than one line), `rewrite/mention-lost`,
    `rewrite/mention-twice`, `rewrite/mention-changed`, `rewrite/mentions-overlap`,
    `rewrite/marks-in-text` (the row itself contains such marks), `rewrite/no-type`,
    `rewrite/broken-text`, `rewrite/length`, `rewrite/language`, `rewrite/too-near`,
    `rewrite/too-far`, `rewrite/particle`, `rewrite/leak`, `rewrite/label`,
    `rewrite/label-not-asked`.
    """: """
    건너뜀:
    - 답이 없다: `rewrite/no-answer`(맞는 답이 없다. 요청할 때와 옵션이 다르거나 앞 단계가 행을
      바꾸었다), `rewrite/no-sample`(사본의 번호가 `samples`보다 크다), `rewrite/budget`(예산이
      떨어져 묻지 않았다), `rewrite/server`(서버나 일괄 처리가 답하지 않았다).
    - 답이 깨졌다: `rewrite/broken-answer`(비었거나, 잘렸거나, 여러 줄이다),
      `rewrite/broken-text`(원본에 없던 열린 괄호, 마크업, 주소가 있다).
    - 개체가 맞지 않다: `rewrite/mention-lost`(개체가 없다), `rewrite/mention-twice`(두 곳 이상에
      있다), `rewrite/mention-changed`(다른 이름이 되었다), `rewrite/mentions-overlap`(두 개체가
      겹친다), `rewrite/marks-in-text`(행에 같은 표시가 이미 있다), `rewrite/no-type`(두 개체의
      순서가 바뀌었는데 유형이 없는 개체가 있다).
    - 문장이 맞지 않다: `rewrite/length`(`shortest`와 `longest`를 벗어난다),
      `rewrite/language`(한글이 너무 적다), `rewrite/too-near`(`nearest`보다 원본과 비슷해 그대로
      베낀 것으로 본다), `rewrite/too-far`(`farthest`보다 원본과 다르다), `rewrite/particle`(앞말과
      맞지 않는 조사가 생겼다), `rewrite/leak`(`without`의 데이터에 같거나 거의 같은 문장이 있다).
    - 라벨이 맞지 않다: `rewrite/label`(라벨이 더는 맞지 않다), `rewrite/label-not-asked`(`label:
      server`인데 답이 없다).
    """,
    """
    Source: Sennrich et al. 2016, "Improving Neural Machine Translation Models with Monolingual
    Data", ACL, for back-translation; Yoo et al. 2021, "GPT3Mix", EMNLP Findings.
    """: """
    출처: 역번역은 Sennrich et al. 2016, "Improving Neural Machine Translation Models with
    Monolingual Data", ACL. 그 밖에 Yoo et al. 2021, "GPT3Mix", EMNLP Findings.
    """,
}
