"""Korean translations of the texts of `reaug rewrite` and its step; see
`reaug.language.translation`.
"""

from __future__ import annotations

from typing import Final

REWRITE: Final[dict[str, str]] = {
    "the environment variable {} contains white space or another character that keys never have, "
    "such as a line break from a file; set it again without that": (
        "환경 변수 {}에 공백이나 파일의 줄바꿈처럼 키에 있을 수 없는 문자가 있다. 그 문자를 빼고 "
        "다시 설정하라"
    ),
    "Rewrite rows with a language model; mentions, labels and the log are kept.": (
        "언어 모델로 행을 다시 쓴다. 개체와 라벨은 그대로이고 기록이 남는다."
    ),
    "Write the requests to a language model, in the batch format of the providers.": (
        "언어 모델에 물을 것을 제공자들이 받는 일괄 요청 형식으로 쓴다."
    ),
    "With --answers, only requests that these answers leave open: for rows without an answer, and "
    "about the labels that --label server asks for.": (
        "--answers를 주면 그 답이 남긴 것만 쓴다. 답이 없는 행과 --label server가 물을 라벨이다."
    ),
    "The requests, as JSON lines.": "요청을 쓸 JSON Lines 파일.",
    "The model's name on its server.": "서버가 아는 모델 이름.",
    "Paraphrase, translate to English and back, or write a new sentence for the "
    "label; paraphrase by default.": (
        "다른 말로, 영어를 거쳐, 또는 라벨에 맞는 새 문장으로. 기본값은 paraphrase."
    ),
    "An OpenAI-compatible server, e.g. http://localhost:8000/v1.": (
        "OpenAI 호환 서버. 예: http://localhost:8000/v1."
    ),
    "Your own prompt, a .yaml file; by default the one of the mode.": (
        "직접 쓴 프롬프트 .yaml. 기본값은 mode의 것."
    ),
    "The language of the prompt; ko by default.": ("모델에 묻는 언어. 기본값은 ko."),
    "How mentions are sent to the model; auto tests in which form the server's model keeps them; "
    "placeholders by default.": (
        "개체를 주고받는 방법. auto는 서버의 모델에 시험해 보고 정한다. 기본값은 placeholders."
    ),
    "Number of answers per row; 1 by default.": "행마다 물을 답의 수. 기본값은 1.",
    "Sampling temperature of the model; 0.8 by default.": (
        "모델이 단어를 얼마나 자유롭게 고르는지. 기본값은 0.8."
    ),
    "Maximum number of tokens per answer; 512 by default.": "답의 최대 토큰 수. 기본값은 512.",
    "For generate: number of further rows to show as examples; 3 by default.": (
        "generate에서 더 보여 줄 행의 수. 기본값은 3."
    ),
    "What checks that the label still fits: the audit's model or the server; model by default.": (
        "라벨이 여전히 맞는지 누가 판단하는지. 점검 모델 또는 서버. 기본값은 model."
    ),
    "Data sets whose sentences must not appear, such as the test set.": (
        "들어오면 안 되는 문장이 있는 데이터. 예: 평가 데이터."
    ),
    "An answer more similar to the original sentence than this is a copy; 0.9 by default.": (
        "원래 문장과 이보다 비슷한 답은 그대로 베낀 것으로 본다. 기본값은 0.9."
    ),
    "An answer less similar to the original sentence than this has a new meaning; 0.1 by "
    "default.": ("원래 문장과 이보다 덜 비슷한 답은 다른 내용으로 본다. 기본값은 0.1."),
    "Minimum length, as a share of the original sentence's; 0.5 by default.": (
        "최소 길이(원래 문장 길이에 대한 비율). 기본값은 0.5."
    ),
    "Maximum length, as a share of the original sentence's; 2.0 by default.": (
        "최대 길이(원래 문장 길이에 대한 비율). 기본값은 2.0."
    ),
    "The environment variable with the server's key; OPENAI_API_KEY by default.": (
        "서버의 키가 든 환경 변수. 기본값은 OPENAI_API_KEY."
    ),
    "Seconds to wait for one answer of the server; 60.0 by default.": (
        "서버의 답 하나를 기다릴 시간(초). 기본값은 60.0."
    ),
    "Number of retries of a request; 4 by default.": "요청을 다시 시도할 횟수. 기본값은 4.",
    "Price per million input tokens; 0.0 by default.": (
        "보내는 토큰 100만 개의 가격. 기본값은 0.0."
    ),
    "Price per million output tokens; 0.0 by default.": (
        "받는 토큰 100만 개의 가격. 기본값은 0.0."
    ),
    "Stop asking once a run has spent this much.": ("한 번의 실행에서 이만큼 쓰면 더 묻지 않는다."),
    "Rewrite only rows of labels with fewer rows than this.": (
        "행이 이보다 적은 라벨의 행만 다시 쓴다."
    ),
    "Rewrite rows of every label, including no_relation.": (
        "관계없음 라벨까지 포함해 모든 라벨의 행을 다시 쓴다."
    ),
    "Replace the rows with the answers instead of adding copies.": (
        "답을 사본이 아니라 행 자리에 넣는다."
    ),
    "Make a run from answers: each is checked, and rejected ones are counted by reason.": (
        "답으로 실행 폴더를 만든다. 답을 하나하나 판단하고, 거절한 답은 이유별로 센다."
    ),
    "The answers: JSON lines, or a run.": "돌아온 답. JSON Lines나 실행 폴더.",
    "Ask the server at --url, 32 requests at a time, and make a run from its answers.": (
        "--url의 서버에 한 번에 32개씩 묻고, 그 답으로 실행 폴더를 만든다."
    ),
    "With --dry-run nothing is sent: it shows the number of requests, tokens and, with prices, "
    "the cost. Answers are kept: after an interruption the same command resumes.": (
        "--dry-run이면 묻지 않고 요청과 토큰의 수를, 가격을 지정하면 비용까지 알린다. 받은 답은 "
        "남으므로 중단되었을 때 같은 명령을 다시 실행하면 거기서 이어 간다."
    ),
    # What is reported about a run.
    "{n} requests, about {n} tokens to the model and {n} back": (
        "요청 {}개, 보낼 토큰 약 {}개, 받을 토큰 약 {}개"
    ),
    "{n} requests, about {n} tokens to the model and {n} back, for {n}": (
        "요청 {}개, 보낼 토큰 약 {}개, 받을 토큰 약 {}개, 비용 {}"
    ),
    "the budget covers about {n} of these {n} requests": (
        "예산으로는 이 요청 {1}개 가운데 약 {0}개를 물을 수 있다"
    ),
    "{}: earlier answers: {n}; asked now: {n}": ("{}: 이미 있던 답 {}개, 이번에 물은 답 {}개"),
    "{}: earlier answers: {n}; asked now: {n}, for {n}": (
        "{}: 이미 있던 답 {}개, 이번에 물은 답 {}개, 비용 {}"
    ),
    "{} would ask {}": "{:이} 물을 것: {}",
    "{n} of these ask which label a new sentence has, if every answer passes": (
        "그 가운데 {}개는 새 문장의 라벨을 묻는다(모든 답이 통과할 때)"
    ),
    "for answers that fail, further ones are asked for: at most {}": (
        "답이 통과하지 못하면 다른 답을 대신 묻는다. 최대 {}"
    ),
    "then ask which label each answer has, at most {}:": (
        "그다음 답마다 라벨이 무엇인지 묻는다. 최대 {}:"
    ),
    "{}: {n} of {n} findings have no answer: {}": "{}: 발견 {2}개 가운데 {1}개에 답이 없다: {3}",
    "nothing is left to ask about these rows": "이 행들에 대해 물을 것이 없다",
    "no row to ask about: raise --below, or use --all": (
        "물을 행이 없다. --below를 올리거나 --all을 쓰라"
    ),
    "{n} of {n} answers match no row: they are for other data, or for rows that have changed "
    "since": (
        "답 {1}개 가운데 {0}개가 어느 행의 답도 아니다. 다른 데이터나 그 뒤에 바뀐 행에 대한 답이다"
    ),
    "{n} of {n} answers are for further samples of these rows; give --samples {}, as in the "
    "export": (
        "답 {1}개 가운데 {0}개는 같은 행의 다른 표본(--samples)에 대한 답이다. export 때처럼 "
        "--samples {2:을} 주라"
    ),
    "{n} of {n} answers are for another prompt, model or parameters": (
        "답 {1}개 가운데 {0}개는 다른 프롬프트나 모델, 매개변수에 대한 답이다"
    ),
    "{}: all answers are for further samples of these rows; give --samples {}": (
        "{}: 모든 답이 같은 행의 다른 표본(--samples)에 대한 답이다. --samples {:을} 주라"
    ),
    "{}: none of the answers matches a row: they are for other data, or for rows that have "
    "changed since": ("{}: 어느 행의 답도 아니다. 다른 데이터나 그 뒤에 바뀐 행에 대한 답이다"),
    "{}: contains no answers: the file is empty": "{}: 답이 없다. 비어 있다",
    "{}: is truncated; download it again": ("{}: 끝이 잘렸다. 다 받지 못한 파일이다. 다시 받으라"),
    "make a run from the answers with": "돌아온 답은 이 명령으로 실행 폴더가 된다",
    "{n} answers still need their label; ask for it with the requests that {} writes, and "
    "import those answers after the earlier ones": (
        "답 {}개의 라벨을 아직 묻지 않았다. {} 명령이 쓰는 요청으로 묻고, 돌아온 답을 지금 있는 답 "
        "뒤에 붙여 import하라"
    ),
    "Repeat the options of the export; after a second export give the answers to both.": (
        "export 때와 같은 옵션을 쓰고, 두 번 export했으면 두 번의 답을 모두 지정한다."
    ),
    "Earlier answers: files, or a run.": "이미 받은 답. 파일이나 실행 폴더.",
    # A second opinion.
    "A second opinion": "언어 모델의 판단",
    "Ask this OpenAI-compatible server about each finding of severity review.": (
        "이 OpenAI 호환 서버에 심각도가 검토인 발견을 하나씩 묻는다."
    ),
    "The model's name there.": "그 서버에서 쓸 모델의 이름.",
    "Ask about N of all findings, drawn at random.": "모든 발견에서 N개를 뽑아 묻는다.",
    "The environment variable with the server's key.": "서버의 키가 든 환경 변수.",
    "Decisions of reviewers, to measure how far the model agrees with them. May be repeated.": (
        "사람들이 내린 결정. 모델의 판단이 이와 얼마나 일치하는지 알린다. 여러 번 쓸 수 있다."
    ),
    "{} on {n} findings: yes {n}, unsure {n}, no {n} (yes: the finding is right)": (
        "모델 {}의 의견(발견 {}개): 맞다 {}, 모름 {}, 아니다 {}(맞다: 발견이 옳다)"
    ),
    "{n} answers contained no opinion": "의견이 아닌 답: {}개",
    "{} was not asked, and its server not contacted: there are no findings": (
        "모델 {}에 물은 것이 없고 서버도 확인하지 않았다. 발견이 없다"
    ),
    "{} was not asked, and its server not contacted: no finding has severity review; "
    "--judge-sample N asks about N of all": (
        "모델 {}에 물은 것이 없고 서버도 확인하지 않았다. 심각도가 review인 발견이 없다. "
        "--judge-sample N을 주면 모든 발견에서 N개를 뽑아 묻는다"
    ),
    "{}: {n} of {n} answers are not yes, unsure or no, such as {}; use another model": (
        "{}: 답 {2}개 가운데 {1}개가 예, 모름, 아니요 가운데 어느 것도 아니다(예: {3}). "
        "다른 모델을 쓰라"
    ),
    "it agrees with people on {}; kappa {}": "사람과 일치한 판단: {}, 카파 {}",
    # Errors.
    "--judge is missing: the server's address": "--judge가 없다. 서버 주소를 지정하라",
    "--judge-model is missing: the model's name on the server": (
        "--judge-model이 없다. 서버가 아는 모델 이름을 지정하라"
    ),
    "--decisions needs --judge, whose agreement with them it measures": (
        "--decisions에는 --judge가 필요하다. --judge의 판단이 그 결정과 얼마나 일치하는지 잰다"
    ),
    "{}: decides none of the findings of this audit": "{}: 이 점검의 발견에 대한 결정이 없다",
    "--url is missing: the server's address, e.g. http://localhost:8000/v1; without a server "
    "use reaug rewrite export and import": (
        "--url이 없다. http://localhost:8000/v1 같은 서버 주소를 지정하라. 서버가 없으면 reaug "
        "rewrite export와 import를 쓰라"
    ),
    "Encoder (torch) that judges farthest, instead of letters.": (
        "farthest를 글자가 아니라 이 인코더(torch)로 판단한다."
    ),
    "{}: contains no answers; a run of rewrite has {}/answers.arrow": (
        "{}: 답이 없다. rewrite 실행 폴더에는 {}/answers.arrow가 있다"
    ),
    "{}: contains no answers: its columns are {}": "{}: 답이 없다. 열이 {:이다}",
    "{}: its answers are not as a run wrote them: the file was changed since": (
        "{}: 실행이 쓴 답이 아니다. 나중에 바뀌었다"
    ),
    "{}: is not an answer: expected is a JSON object with custom_id and response, as providers "
    "write it for a batch": (
        "{}: 답이 아니다. 제공자가 돌려주는 것처럼 custom_id와 response가 든 JSON 객체여야 한다"
    ),
    "{}: is a request, not an answer; give the file that came back, not the one that was sent": (
        "{}: 답이 아니라 요청이다. 보낸 파일이 아니라 돌아온 파일을 지정하라"
    ),
    "{}: has no response; give the file from the provider unchanged": (
        "{}: response가 없다. 돌아온 파일을 그대로 지정하라"
    ),
    "{}: contains {n} requests, but no answer to any; send them to the provider again": (
        "{0}: 요청 {1}개 가운데 답을 받은 것이 없다. 제공자에게 다시 보내라"
    ),
    "url must not contain a user name, password or query, since runs store it; give the key in "
    "the environment variable that key_env names": (
        "url은 실행에 기록되므로 사용자 이름, 비밀번호, 쿼리를 넣을 수 없다. 키는 key_env에 적은 "
        "환경 변수에 넣으라"
    ),
    "url contains a space or another character that an address cannot have; write a space as "
    "%20, and a host name with Hangul in its ASCII form, which begins with xn--": (
        "url에 공백이나 주소에 쓸 수 없는 문자가 있다. 공백은 %20으로, 한글 호스트 이름은 xn--로 "
        "시작하는 ASCII 꼴로 적으라"
    ),
    "encoder compares an answer with the sentence that it rewrites, which mode: generate does not "
    "have; leave encoder out": (
        "encoder는 답을 원래 문장과 비교하는데 mode: generate에는 원래 문장이 없다. encoder를 빼라"
    ),
    "encoder needs farthest: the cosine similarity of sentence and answer below which an answer is "
    "rejected. It differs between encoders; each run reports the similarities of its answers": (
        "encoder에는 farthest가 있어야 한다. 문장과 답의 코사인 유사도가 이보다 낮으면 답을 "
        "버린다. 알맞은 값은 인코더마다 다르며 실행마다 답의 유사도를 보여 준다"
    ),
    "{}: lines without an answer: {n}; the provider says {}": (
        "{}: 답이 없는 줄 {}개. 제공자가 한 말: {}"
    ),
    "{}: requests with several answers: {n}; the first of each is used": (
        "{}: 답이 여럿인 요청 {}개. 저마다 첫 답을 쓴다"
    ),
    "{}: {n} answers contain no Korean: use a model that writes Korean, or another prompt": (
        "{}: 답 {}개에 한국어가 없다. 한국어를 쓰는 모델이나 다른 프롬프트를 고르라"
    ),
    "{}: none of these answers is for a request of reaug rewrite export: each custom_id must be "
    "that of its request, reaug-…": (
        "{}: reaug rewrite export가 쓴 요청에 대한 답이 하나도 없다. custom_id는 요청의 것"
        "(reaug-…)과 같아야 한다"
    ),
    "{}: no answer from an OpenAI-compatible server: {} ({n} attempts); is it running, and is "
    "this its address?": (
        "{}: OpenAI 호환 서버의 답이 없다({}, {}번 시도). 서버가 켜져 있고 주소가 맞는지 보라"
    ),
    "{}: no answer from an OpenAI-compatible server: {} (1 attempt); is it running, and is this "
    "its address?": (
        "{}: OpenAI 호환 서버의 답이 없다({}, 1번 시도). 서버가 켜져 있고 주소가 맞는지 보라"
    ),
    "{}: does not use TLS; should its address start with http:// instead of https://?": (
        "{}: TLS를 쓰지 않는 서버다. 주소가 https://가 아니라 http://로 시작하는지 보라"
    ),
    "{}: requires TLS; should its address start with https:// instead of http://?": (
        "{}: TLS를 쓰는 서버다. 주소가 http://가 아니라 https://로 시작하는지 보라"
    ),
    "{}: failed attempts: {}": "{}: 실패한 시도: {}",
    "{}; last message of the server: {}": "{}. 서버가 마지막으로 한 말: {}",
    "{}: mentions are sent as {} ({})": "{}: 개체를 {:으로} 보낸다({})",
    "{}: is redirected{}; give the address that answers": (
        "{}: 다른 주소로 돌려보낸다(리디렉션){}. 실제로 답하는 주소를 지정하라"
    ),
    "{}: rejects the first request: {}": "{}: 첫 요청을 거절한다. {}",
    "{}: a prompt has {}: with system: and user:, both text": (
        "{}: 프롬프트에는 {}: 아래에 system:과 user:가 텍스트로 있어야 한다"
    ),
    "{}: {{}} is unknown; choose from {}": "{}: 알 수 없는 이름 {{}}. 쓸 수 있는 것: {}",
    "{}: requires a key: put it into the environment variable {}": (
        "{}: 키가 필요하다. 환경 변수 {}에 넣으라"
    ),
    "{}: rejects the key in {}": "{}: {}에 든 키를 거절한다",
    "{}: rejects the key in {}: {}": "{}: {}에 든 키를 거절한다. {}",
    "{}: rejects the first {n} requests: {}": "{}: 처음 요청 {}개를 모두 거절한다. {}",
    "{}: no longer answers any request: {}": "{}: 무엇을 물어도 더는 답하지 않는다. {}",
    "{}; answers so far are kept, and the same command resumes": (
        "{}. 받은 답은 남아 있고, 같은 명령이 거기서 이어 간다"
    ),
    "{}: answers for another prompt, model or parameters ({}, not {}); repeat the options of "
    "the export": (
        "{}: 다른 프롬프트나 모델, 매개변수에 대한 답이다({2:이} 아니라 {1}). export 때와 같은 "
        "옵션을 쓰라"
    ),
}
