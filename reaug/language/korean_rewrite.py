"""What `reaug rewrite` and its step say, in Korean; see `reaug.language.translation`."""

from __future__ import annotations

from typing import Final

REWRITE: Final[dict[str, str]] = {
    "{} holds white space or another character that no key has, such as the line break of a file; "
    "set it anew": ("{}에 공백이나 파일의 줄바꿈처럼 키에 있을 수 없는 문자가 있다. 다시 설정하라"),
    "Rewrite rows by a language model; mentions, labels and the log are kept.": (
        "언어 모델로 행을 다시 쓴다. 개체와 라벨은 그대로이고 기록이 남는다."
    ),
    "Write what a language model is to be asked, in the batch format that providers take.": (
        "언어 모델에 물을 것을 제공자들이 받는 일괄 요청 형식으로 쓴다."
    ),
    "With --answers, what these answers leave open: rows without one, and labels that --label "
    "server asks about.": (
        "--answers를 주면 그 답이 남긴 것만 쓴다. 답이 없는 행과 --label server가 물을 라벨이다."
    ),
    "The requests, as JSON lines.": "요청을 쓸 JSON Lines 파일.",
    "The model's name, as its server knows it.": "서버가 아는 모델 이름.",
    "Other words, a way through English, or a new sentence for the label; paraphrase by default.": (
        "다른 말로, 영어를 거쳐, 또는 라벨에 맞는 새 문장으로. 기본값은 paraphrase."
    ),
    "An OpenAI-compatible server, as http://localhost:8000/v1.": (
        "OpenAI 호환 서버. 예: http://localhost:8000/v1."
    ),
    "A prompt of your own, a .yaml; by default mode's.": (
        "직접 쓴 프롬프트 .yaml. 기본값은 mode의 것."
    ),
    "The language that the model is asked in; ko by default.": ("모델에 묻는 언어. 기본값은 ko."),
    "How mentions travel; auto: as a trial of the server's model says; placeholders by default.": (
        "개체를 주고받는 방법. auto는 서버의 모델에 시험해 보고 정한다. 기본값은 placeholders."
    ),
    "Answers that are asked for a row; 1 by default.": "행마다 물을 답의 수. 기본값은 1.",
    "How freely the model chooses its words; 0.8 by default.": (
        "모델이 단어를 얼마나 자유롭게 고르는지. 기본값은 0.8."
    ),
    "At most this many tokens an answer; 512 by default.": "답의 최대 토큰 수. 기본값은 512.",
    "Of generate: further rows that are shown; 3 by default.": (
        "generate에서 더 보여 줄 행의 수. 기본값은 3."
    ),
    "Who says whether the label still fits: the audit's model, the server; model by default.": (
        "라벨이 여전히 맞는지 누가 판단하는지. 점검 모델 또는 서버. 기본값은 model."
    ),
    "Sets of which no sentence may come in, such as the test set.": (
        "들어오면 안 되는 문장이 있는 데이터. 예: 평가 데이터."
    ),
    "An answer more like its parent is a copy; 0.9 by default.": (
        "원래 문장과 이보다 비슷한 답은 그대로 베낀 것으로 본다. 기본값은 0.9."
    ),
    "An answer less like its parent tells something else; 0.1 by default.": (
        "원래 문장과 이보다 덜 비슷한 답은 다른 내용으로 본다. 기본값은 0.1."
    ),
    "Least length, as a share of the parent's; 0.5 by default.": (
        "최소 길이(원래 문장 길이에 대한 비율). 기본값은 0.5."
    ),
    "Most length, as a share of the parent's; 2.0 by default.": (
        "최대 길이(원래 문장 길이에 대한 비율). 기본값은 2.0."
    ),
    "The environment's variable with the server's key; OPENAI_API_KEY by default.": (
        "서버의 키가 든 환경 변수. 기본값은 OPENAI_API_KEY."
    ),
    "Seconds for one answer of the server; 60.0 by default.": (
        "서버의 답 하나를 기다릴 시간(초). 기본값은 60.0."
    ),
    "Further tries of a request; 4 by default.": "요청을 다시 시도할 횟수. 기본값은 4.",
    "Price of a million tokens that are sent; 0.0 by default.": (
        "보내는 토큰 100만 개의 가격. 기본값은 0.0."
    ),
    "Price of a million tokens that come back; 0.0 by default.": (
        "받는 토큰 100만 개의 가격. 기본값은 0.0."
    ),
    "Ask no more once a run has spent this much.": ("한 번의 실행에서 이만큼 쓰면 더 묻지 않는다."),
    "Rewrite rows of labels with fewer rows than this.": "행이 이보다 적은 라벨의 행만 다시 쓴다.",
    "Rewrite rows of every label, no_relation too.": (
        "no_relation까지 모든 라벨의 행을 다시 쓴다."
    ),
    "Put the answers in place of the rows, not as copies.": "답을 사본이 아니라 행 자리에 넣는다.",
    "Make a run of answers: each is judged, and refused by a reason that is counted.": (
        "답으로 실행 폴더를 만든다. 답을 하나하나 판단하고, 거절한 답은 이유별로 센다."
    ),
    "What came back: JSON lines, or a run.": "돌아온 답. JSON Lines나 실행 폴더.",
    "Ask the server of --url, 32 requests at a time, and make a run of its answers.": (
        "--url의 서버에 한 번에 32개씩 묻고, 그 답으로 실행 폴더를 만든다."
    ),
    "With --dry-run nothing is asked: it says how many requests, tokens and, with prices, how much "
    "money. What was answered is kept: after an interruption the same command goes on from "
    "there.": (
        "--dry-run이면 묻지 않고 요청과 토큰의 수를, 가격을 지정하면 비용까지 알린다. 받은 답은 "
        "남으므로 중단되었을 때 같은 명령을 다시 실행하면 거기서 이어 간다."
    ),
    # What is said of a run.
    "{n} requests, about {n} tokens to the model and {n} back": (
        "요청 {}개, 보낼 토큰 약 {}개, 받을 토큰 약 {}개"
    ),
    "{n} requests, about {n} tokens to the model and {n} back, for {n}": (
        "요청 {}개, 보낼 토큰 약 {}개, 받을 토큰 약 {}개, 비용 {}"
    ),
    "the budget covers about {n} of these {n} requests": (
        "예산으로는 이 요청 {1}개 가운데 약 {0}개를 물을 수 있다"
    ),
    "{}: answers that were there already: {n}; asked now: {n}": (
        "{}: 이미 있던 답 {}개, 이번에 물은 답 {}개"
    ),
    "{}: answers that were there already: {n}; asked now: {n}, for {n}": (
        "{}: 이미 있던 답 {}개, 이번에 물은 답 {}개, 비용 {}"
    ),
    "{} would ask {}": "{:이} 물을 것: {}",
    "of these {n} ask which label a new sentence has, if every answer passes": (
        "그 가운데 {}개는 새 문장의 라벨을 묻는다(모든 답이 통과할 때)"
    ),
    "where answers fail others are asked for in their place: at most {}": (
        "답이 통과하지 못하면 다른 답을 대신 묻는다. 최대 {}"
    ),
    "then ask which label each answer has, at most {}:": (
        "그다음 답마다 라벨이 무엇인지 묻는다. 최대 {}:"
    ),
    "{}: {n} of {n} findings have no answer: {}": "{}: 발견 {2}개 가운데 {1}개에 답이 없다: {3}",
    "nothing is left to ask about these rows": "이 행들에 대해 물을 것이 없다",
    "no row is asked about: see --below and --all": ("물을 행이 없다. --below와 --all을 보라"),
    "{n} of {n} answers belong to no row: they are to other data, or to rows that have changed "
    "since": (
        "답 {1}개 가운데 {0}개가 어느 행의 답도 아니다. 다른 데이터나 그 뒤에 바뀐 행에 대한 답이다"
    ),
    "{n} of {n} answers are to further samples of these rows; give --samples {}, as for the "
    "export": (
        "답 {1}개 가운데 {0}개는 같은 행의 다른 표본(--samples)에 대한 답이다. export 때처럼 "
        "--samples {2:을} 주라"
    ),
    "{n} of {n} answers are to another prompt, model or parameters": (
        "답 {1}개 가운데 {0}개는 다른 프롬프트나 모델, 매개변수에 대한 답이다"
    ),
    "{}: all answers are to further samples of these rows; give --samples {}": (
        "{}: 모든 답이 같은 행의 다른 표본(--samples)에 대한 답이다. --samples {:을} 주라"
    ),
    "{}: none of the answers belongs to a row: they are to other data, or to rows that have "
    "changed since": ("{}: 어느 행의 답도 아니다. 다른 데이터나 그 뒤에 바뀐 행에 대한 답이다"),
    "{}: holds no answers: nothing stands there": "{}: 답이 없다. 비어 있다",
    "{}: is cut at its end: it did not come whole; fetch it anew": (
        "{}: 끝이 잘렸다. 다 받지 못한 파일이다. 다시 받으라"
    ),
    "what comes back becomes a run by": "돌아온 답은 이 명령으로 실행 폴더가 된다",
    "{n} answers wait for the question which label they have; ask it with what {} writes, and "
    "import what comes back behind the answers that are there": (
        "답 {}개의 라벨을 아직 묻지 않았다. {} 명령이 쓰는 요청으로 묻고, 돌아온 답을 지금 있는 답 "
        "뒤에 붙여 import하라"
    ),
    "Give the options of the export, and after a second export the answers to both.": (
        "export 때와 같은 옵션을 쓰고, 두 번 export했으면 두 번의 답을 모두 지정한다."
    ),
    "Answers that are there: files, or a run.": "이미 받은 답. 파일이나 실행 폴더.",
    # A second opinion.
    "A second opinion": "다른 의견",
    "Ask this OpenAI-compatible server about each review.": (
        "이 OpenAI 호환 서버에 review 발견을 하나하나 묻는다."
    ),
    "The model's name there.": "거기서 쓰는 모델 이름.",
    "Ask about N of all findings, drawn by chance.": "모든 발견에서 N개를 뽑아 묻는다.",
    "The variable with the server's key.": "서버의 키가 든 환경 변수.",
    "What people decided: say how far the model agrees. May be repeated.": (
        "사람들이 내린 결정. 모델의 판단이 이와 얼마나 일치하는지 알린다. 여러 번 쓸 수 있다."
    ),
    "{} on {n} findings: yes {n}, unsure {n}, no {n} (yes: the finding is right)": (
        "모델 {}의 의견(발견 {}개): 맞다 {}, 모름 {}, 아니다 {} (맞다: 발견이 옳다)"
    ),
    "no opinion was in {n} answers": "의견이 아닌 답: {}개",
    "{} was asked nothing, and its server not tried: there is no finding": (
        "모델 {}에 물은 것이 없고 서버도 확인하지 않았다. 발견이 없다"
    ),
    "{} was asked nothing, and its server not tried: no finding is of severity review; "
    "--judge-sample N asks about N of all": (
        "모델 {}에 물은 것이 없고 서버도 확인하지 않았다. 심각도가 review인 발견이 없다. "
        "--judge-sample N을 주면 모든 발견에서 N개를 뽑아 묻는다"
    ),
    "{}: {n} of {n} answers are none of yes, unsure and no, such as {}; take another model": (
        "{}: 답 {2}개 가운데 {1}개가 예, 모름, 아니요 가운데 어느 것도 아니다(예: {3}). "
        "다른 모델을 쓰라"
    ),
    "it agrees with people on {}; kappa {}": "사람과 일치한 판단: {}, 카파 {}",
    # Errors.
    "--judge is missing: the server's address": "--judge가 없다. 서버 주소를 지정하라",
    "--judge-model is missing: the model's name, as the server knows it": (
        "--judge-model이 없다. 서버가 아는 모델 이름을 지정하라"
    ),
    "--decisions says how far --judge agrees with people: give both": (
        "--decisions는 --judge의 판단이 사람과 얼마나 일치하는지 볼 때 쓴다. 둘 다 지정하라"
    ),
    "{}: decides none of the findings of this audit": "{}: 이 점검의 발견에 대한 결정이 없다",
    "--url is missing: the server's address, as http://localhost:8000/v1; without a server use "
    "reaug rewrite export and import": (
        "--url이 없다. http://localhost:8000/v1 같은 서버 주소를 지정하라. 서버가 없으면 reaug "
        "rewrite export와 import를 쓰라"
    ),
    "Farthest is judged by this encoder (torch), not by letters.": (
        "farthest를 글자가 아니라 이 인코더(torch)로 판단한다."
    ),
    "{}: holds no answers; a run of rewrite has {}/answers.arrow": (
        "{}: 답이 없다. rewrite 실행 폴더에는 {}/answers.arrow가 있다"
    ),
    "{}: holds no answers: its columns are {}": "{}: 답이 없다. 열이 {:이다}",
    "{}: holds no answers that a run has written: it was changed since": (
        "{}: 실행이 쓴 답이 아니다. 나중에 바뀌었다"
    ),
    "{}: is no answer: a JSON object with custom_id and response is expected, as providers write "
    "it for a batch": (
        "{}: 답이 아니다. 제공자가 돌려주는 것처럼 custom_id와 response가 든 JSON 객체여야 한다"
    ),
    "{}: is a request, not an answer; give the file that came back, not the one that was sent": (
        "{}: 답이 아니라 요청이다. 보낸 파일이 아니라 돌아온 파일을 지정하라"
    ),
    "{}: has no response; give the file that came back, as it is": (
        "{}: response가 없다. 돌아온 파일을 그대로 지정하라"
    ),
    "{}: lines that hold no answer: {n}; the provider says {}": (
        "{}: 답이 없는 줄 {}개. 제공자가 한 말: {}"
    ),
    "{}: requests with several answers: {n}; the first of each is taken": (
        "{}: 답이 여럿인 요청 {}개. 저마다 첫 답을 쓴다"
    ),
    "{}: {n} answers hold no Korean: take a model that writes Korean, or another prompt": (
        "{}: 답 {}개에 한국어가 없다. 한국어를 쓰는 모델이나 다른 프롬프트를 고르라"
    ),
    "{}: none of these answers is to a request of reaug rewrite export: each custom_id is that of "
    "its request, as reaug-…": (
        "{}: reaug rewrite export가 쓴 요청에 대한 답이 하나도 없다. custom_id는 요청의 것"
        "(reaug-…)과 같아야 한다"
    ),
    "{}: no answer of an OpenAI-compatible server: {} ({n} tries); is it running, and is this its "
    "address?": (
        "{}: OpenAI 호환 서버의 답이 없다({}, {}번 시도). 서버가 켜져 있고 주소가 맞는지 보라"
    ),
    "{}: no answer of an OpenAI-compatible server: {} (1 try); is it running, and is this its "
    "address?": (
        "{}: OpenAI 호환 서버의 답이 없다({}, 1번 시도). 서버가 켜져 있고 주소가 맞는지 보라"
    ),
    "{}: speaks no TLS; does its address begin with http:// instead of https://?": (
        "{}: TLS를 쓰지 않는 서버다. 주소가 https://가 아니라 http://로 시작하는지 보라"
    ),
    "{}: asks for TLS; does its address begin with https:// instead of http://?": (
        "{}: TLS를 쓰는 서버다. 주소가 http://가 아니라 https://로 시작하는지 보라"
    ),
    "{}: tries that failed: {}": "{}: 실패한 시도: {}",
    "{}; the server's last words: {}": "{}. 서버가 마지막으로 한 말: {}",
    "{}: mentions travel as {} ({})": "{}: 개체를 {:으로} 보낸다({})",
    "{}: sends elsewhere{}; give the address that answers": (
        "{}: 다른 주소로 돌려보낸다(리디렉션){}. 실제로 답하는 주소를 지정하라"
    ),
    "{}: refuses the first request: {}": "{}: 첫 요청을 거절한다. {}",
    "{}: a prompt has {}: with system: and user:, each a text": (
        "{}: 프롬프트에는 {}: 아래에 system:과 user:가 텍스트로 있어야 한다"
    ),
    "{}: {{}} is not known; choose of {}": "{}: 알 수 없는 이름 {{}}. 쓸 수 있는 것: {}",
    "{}: asks for a key: put it into the variable {}": "{}: 키가 필요하다. 환경 변수 {}에 넣으라",
    "{}: refuses the key in {}": "{}: {}에 든 키를 거절한다",
    "{}: refuses the key in {}: {}": "{}: {}에 든 키를 거절한다. {}",
    "{}: refuses the first {n} requests: {}": "{}: 처음 요청 {}개를 모두 거절한다. {}",
    "{}: answers no more, whatever is asked: {}": "{}: 무엇을 물어도 더는 답하지 않는다. {}",
    "{}; what was answered is kept, and the same command goes on there": (
        "{}. 받은 답은 남아 있고, 같은 명령이 거기서 이어 간다"
    ),
    "{}: answers to another prompt, model or parameters ({}, not {}); give the options of the "
    "export": (
        "{}: 다른 프롬프트나 모델, 매개변수에 대한 답이다({2:이} 아니라 {1}). export 때와 같은 "
        "옵션을 쓰라"
    ),
}
