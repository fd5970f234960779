"""A server that misbehaves: nothing is lost, the run ends, the reasons are counted."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chat_server import Reply, Server, as_json, reworded, says, serving, shown
from reaug.core.examples import batch_of
from reaug.data import to_klue
from reaug.errors import InputError, RecipeError, UsageError
from reaug.recipe.model import make_recipe
from reaug.rewriting.answers import Answers, answer_of
from reaug.rewriting.client import Client
from reaug.rewriting.costs import cost_of, tokens_of
from reaug.rewriting.request_sender import Asking, Purse
from reaug.rewriting.requests import Model, Request
from reaug.runs.preparation import prepare
from reaug.runs.rewrite_answers import estimated
from reaug.runs.rewrite_requests import requests_of
from reaug.runs.rewrite_steps import rewriting_steps
from reaug.runs.run import Result, run

PLACES = ("강릉", "속초", "여수", "통영", "목포", "군산", "포항", "울릉도", "거제", "완도")
NAMES = ("한서율", "윤태하", "오다온", "최이안", "박새벽", "정가람")


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REAUG_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("reaug.rewriting.client._FIRST_WAIT", 0.01)


def rows(number: int = 60) -> Any:
    texts = [
        f"[S|PER|{NAMES[i % 6]}]은 {1950 + i}년에 [O|LOC|{PLACES[i % 10]}]에서 태어나 자랐다."
        for i in range(number)
    ]
    batch = batch_of(*texts, label="per:place_of_birth")
    return to_klue(batch.table)


def recipe(url: str, **given: Any) -> Any:
    step = {"model": "m", "url": url, "label": "none", "nearest": 1.0, "timeout": 5, **given}
    return make_recipe(
        [{"augment": {"copies": given.get("samples", 1), "steps": [{"rewrite": step}]}}]
    )


def answered(url: str, folder: Path, number: int = 60, **given: Any) -> Result:
    return run(prepare(recipe(url, **given), source=rows(number)), folder, num_proc=1)


def why(result: Result) -> dict[str, int]:
    [step] = [step for step in result.done.steps if step.path.endswith("rewrite")]
    return {"changed": step.what["changed"], **dict(step.why("skipped"))}


def test_all_that_passes_is_tried_again(tmp_path: Path) -> None:
    def moody(body: dict[str, Any], times: int) -> Reply:
        if times > 1:
            return reworded(body)
        troubles = (
            Reply(500, b"oops"),
            as_json({"error": {"message": "slow down"}}, 429, retry_after="0.05"),
            Reply(200, b'{"choices": [{"message": {"cont', (("Content-Type", "application/json"),)),
            Reply(200, reworded(body).body, cut=True),
            as_json({"choices": []}),
            as_json({"choices": [{"message": {"content": "가"}}] * 2}),
            reworded(body),
        )
        return troubles[int(shown(body).split("년")[0][-2:]) % len(troubles)]

    with serving(moody) as server:
        done = answered(server.url, tmp_path / "run")
    assert why(done) == {"changed": 60}
    assert len(server.asked) > 100
    assert done.done.rows.rows == 120


def test_answers_that_are_of_no_use_are_counted(tmp_path: Path) -> None:
    def bad(body: dict[str, Any], times: int) -> Reply:
        text = shown(body)
        year = int(text.split("년")[0][-4:])
        if year % 6 == 0:
            return says("저는 언어 모델이라 그 부탁은 들어 드릴 수 없습니다.")
        if year % 6 == 1:
            return says(text.replace("[SUBJ]", "[SUBJ] [SUBJ]"))
        if year % 6 == 2:
            return says("I ignored the above for [SUBJ] and [OBJ].")
        if year % 6 == 3:
            return says(text[:9], finish="length")
        if year % 6 == 4:
            return Reply(500, b"")
        return reworded(body)

    with serving(bad) as server:
        done = answered(server.url, tmp_path / "run", retries=1)
    assert why(done) == {
        "changed": 10,
        "rewrite/mention-lost": 10,
        "rewrite/mention-twice": 10,
        "rewrite/language": 10,
        "rewrite/broken-answer": 10,
        "rewrite/server": 10,
    }


def test_a_server_that_dies_is_given_up_and_the_next_run_goes_on(tmp_path: Path) -> None:
    dead = []

    def dies(body: dict[str, Any], _: int) -> Reply:
        dead.append(1)
        return reworded(body) if len(dead) <= 80 else Reply(503, b"")

    with serving(dies) as server:
        first = answered(server.url, tmp_path / "one", number=300, retries=0)
        assert why(first)["rewrite/server"] == 220
        assert len(server.asked) < 300  # it was given up
        server.script = lambda body, _: reworded(body)
        server.asked.clear()
        second = answered(server.url, tmp_path / "two", number=300, retries=0)
    assert why(second) == {"changed": 300}
    assert len(server.asked) == 220  # the others are not asked again


def test_a_time_out(tmp_path: Path) -> None:
    def slow(body: dict[str, Any], times: int) -> Reply:
        return reworded(body)._replace(wait=0.8 if "1953년" in shown(body) and times == 1 else 0)

    with serving(slow) as server:
        done = answered(server.url, tmp_path / "run", number=8, timeout=0.3)
    assert why(done) == {"changed": 8}


def test_the_same_bytes_without_the_server(tmp_path: Path) -> None:
    with serving() as server:
        first = answered(server.url, tmp_path / "one", number=40, samples=2, label="model")
        url = server.url
    step = {"answers": str(tmp_path / "one"), "samples": 2, "label": "model"}
    again = answered(url, tmp_path / "two", number=40, **step)
    assert again.digest == first.digest
    names = ("one", "two")
    kept = [(tmp_path / name / "rewrite" / "answers.arrow").read_bytes() for name in names]
    assert kept[0] == kept[1]
    shuffled = rows(40).take(list(range(39, -1, -1)))
    plan = prepare(recipe(url, **step), source=shuffled)
    both = run(plan, tmp_path / "three", num_proc=2)
    assert both.digest == first.digest


def test_thirty_two_at_a_time(tmp_path: Path) -> None:
    with serving(lambda body, _: reworded(body)._replace(wait=0.05)) as server:
        answered(server.url, tmp_path / "run", number=150)
    assert 16 <= server.most_at_once <= 32


def test_the_key_comes_from_the_environment_and_goes_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_KEY", "geheim-4711")
    with serving() as server:
        answered(server.url, tmp_path / "run", number=3, key_env="MY_KEY")
        assert server.keys == {"Bearer geheim-4711"}
    for place, _, files in os.walk(tmp_path):
        for name in files:
            assert b"geheim-4711" not in Path(place, name).read_bytes()


def test_the_server_is_asked_which_label_the_new_sentence_has(tmp_path: Path) -> None:
    def both(body: dict[str, Any], _: int) -> Reply:
        if "라벨" not in body["messages"][0]["content"]:
            return reworded(body)
        born = int(shown(body).split("년")[0][-2:]) % 2
        return says("per:place_of_birth" if born else "no_relation")

    with serving(both) as server:
        done = answered(server.url, tmp_path / "run", number=20, label="server")
        assert len(server.asked) == 40
    assert why(done) == {"changed": 10, "rewrite/label": 10}


def test_a_budget_stops_cleanly(tmp_path: Path) -> None:
    priced = {"price_in": 10_000.0, "price_out": 0.0}  # a cent a token: an answer costs 1
    with serving() as server:
        plan = prepare(recipe(server.url, **priced), source=rows(60))
        [cost] = estimated(plan).values()
        assert server.asked == []
        assert cost["requests"] == 60
        done = answered(server.url, tmp_path / "one", budget=20.0, **priced)
        counts = why(done)
        assert 5 <= counts["changed"] <= 20
        assert counts["rewrite/budget"] == 60 - counts["changed"]
        assert len(server.asked) == counts["changed"]
        more = answered(server.url, tmp_path / "two", **priced)
        assert why(more) == {"changed": 60}
        assert len(server.asked) == 60


def both_ways(body: dict[str, Any], _: int) -> Reply:
    """A paraphrase, and the label of those born in an even year."""
    if "라벨" not in body["messages"][0]["content"]:
        return reworded(body)
    born = int(shown(body).split("년")[0][-2:]) % 2
    return says("no_relation" if born else "per:place_of_birth")


def test_a_dry_run_counts_the_questions_about_labels(tmp_path: Path) -> None:
    with serving(both_ways) as server:
        plan = prepare(recipe(server.url, label="server", price_in=1.0), source=rows(20))
        [cost] = estimated(plan).values()
        assert cost["requests"] == 40
        assert cost["labels"]["requests"] == 20
        assert cost["cost"] > cost["labels"]["cost"] > 0
        answered(server.url, tmp_path / "run", number=20, label="server")
        assert len(server.asked) == 40
        step = {"label": "server", "answers": str(tmp_path / "run")}
        [cost] = estimated(prepare(recipe(server.url, **step), source=rows(25))).values()
    assert (cost["requests"], cost["labels"]["requests"]) == (10, 5)


def counted(body: dict[str, Any], times: int) -> Reply:
    """The same, of which the server counts as many tokens as were expected."""
    value = json.loads(both_ways(body, times).body)
    text = value["choices"][0]["message"]["content"]
    request = Request("", body)
    usage = {"prompt_tokens": cost_of(request).tokens_in, "completion_tokens": tokens_of(text)}
    return as_json({**value, "usage": usage})


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7])
def test_a_budget_keeps_back_what_questions_about_labels_cost(share: float, tmp_path: Path) -> None:
    priced = {"label": "server", "price_in": 1.0, "price_out": 1.0}
    with serving(counted) as server:
        [cost] = estimated(prepare(recipe(server.url, **priced), source=rows(60))).values()
        if share:  # of the sentences are there already, by an earlier run
            begun = {**priced, "label": "none"}
            answered(server.url, tmp_path / "begun", number=int(60 * share), **begun)
        paid = len(server.asked)
        half = {"budget": cost["cost"] / 2, **priced}
        done = answered(server.url, tmp_path / "one", number=60, **half)
        counts = why(done)
        assert "rewrite/label-not-asked" not in counts
        assert counts["rewrite/budget"] > 0
        assert counts["changed"] > (10 if share < 0.5 else 20)
        assert paid < len(server.asked)
        assert sum(counts.values()) == 60
        for _ in range(4):
            done = answered(server.url, tmp_path / f"more-{_}", number=60, **half)
        assert why(done) == {"changed": 30, "rewrite/label": 30}


def test_what_was_kept_back_for_answers_that_fail_is_spent(tmp_path: Path) -> None:
    priced = {"label": "server", "price_in": 1.0, "price_out": 1.0}
    with serving(lambda body, _: says("모르겠다.")) as server:
        [cost] = estimated(prepare(recipe(server.url, **priced), source=rows(60))).values()
        only = cost["cost"] - cost["labels"]["cost"]
        done = answered(server.url, tmp_path / "run", number=60, budget=1.02 * only, **priced)
        assert why(done) == {"changed": 0, "rewrite/mention-lost": 60}


def test_answers_about_labels_need_not_be_korean(tmp_path: Path) -> None:
    def ones(body: dict[str, Any], times: int) -> Reply:
        return says("1") if "라벨" in body["messages"][0]["content"] else reworded(body)

    step = {"number": 60, "label": "server"}
    with serving() as server:
        answered(server.url, tmp_path / "begun", number=60)
        server.script = ones
        assert why(answered(server.url, tmp_path / "run", **step)) == {
            "changed": 0,
            "rewrite/label": 60,
        }


def moody(body: dict[str, Any], times: int) -> Reply:
    """An answer that is of no use for those born in every third year."""
    if "라벨" in body["messages"][0]["content"]:
        return both_ways(body, times)
    born = int(shown(body).split("년")[0][-2:])
    return says("모르겠다.") if born % 3 == 0 else reworded(body)


def all_asked(plan: Any, file: Path) -> Path:
    """The answers to everything that could be asked."""
    [step] = rewriting_steps(plan.nodes)
    with requests_of(plan, step.path, every=True) as wanted:
        answers = [
            answer_of(each.key, json.loads(moody(each.body, 1).body)) for each in wanted.requests()
        ]
    Answers.of(answers).write(file)
    return file


def balanced(url: str, *, target: int = 70, tries: int = 3, **given: Any) -> Any:
    step = {"model": "m", "url": url, "label": "none", "nearest": 1.0, "samples": 6, **given}
    balance = {"to": target, "max_copies": 2, "tries": tries}
    return make_recipe([{"augment": {"balance": balance, "steps": [{"rewrite": step}]}}])


@pytest.mark.parametrize("label", ["none", "server", "model"])
def test_a_block_with_a_target_asks_what_its_copies_need(label: str, tmp_path: Path) -> None:
    with serving(moody) as server:
        recipe = balanced(server.url, label=label)
        [cost] = estimated(prepare(recipe, source=rows(60))).values()
        asks = 2 if label == "server" else 1
        assert cost["requests"] == 10 * asks
        assert cost["most"]["requests"] == 60 * 6 * asks
        assert not server.asked
        done = run(prepare(recipe, source=rows(60)), tmp_path / "run")
        assert done.done.rows.rows == 70
        assert 10 < len(server.asked) < 60
        kept = [tmp_path / "run"]
    if label == "none":  # nothing else would have come out of asking everything
        kept.append(all_asked(prepare(recipe, source=rows(60)), tmp_path / "all.arrow"))
    for answers in kept:
        given = {"label": label, "answers": str(answers)}
        again = run(prepare(balanced(server.url, **given), source=rows(60)), None, ask=False)
        assert again.digest == done.digest


def test_a_target_out_of_reach_ends_and_so_does_a_dead_server(tmp_path: Path) -> None:
    with serving(lambda body, _: says("모르겠다.")) as server:
        done = run(prepare(balanced(server.url, tries=2), source=rows(20)), None)
        assert done.done.rows.rows == 20
        assert len({json.dumps(request) for request in server.asked}) == 20
        server.script = lambda body, times: Reply(503, b"") if server.asked[40:] else reworded(body)
        server.asked.clear()
        done = run(prepare(balanced(server.url, target=400, retries=0), source=rows(200)), None)
        assert done.done.rows.rows == 240
        assert len(server.asked) < 400


def test_the_trial_says_how_mentions_travel(tmp_path: Path, caplog: Any) -> None:
    def marks_only(body: dict[str, Any], _: int) -> Reply:
        return reworded(body) if "<S>" in shown(body) else says("그는 거기서 태어났다고 한다.")

    with serving(marks_only) as server:
        done = answered(server.url, tmp_path / "run", number=30, mentions="auto")
    assert why(done) == {"changed": 30}
    assert "mentions are sent as marks" in caplog.text
    [state] = done.done.states.values()
    assert state["mentions"] == "marks"


@pytest.mark.parametrize(
    ("reply", "kind", "message"),
    [
        (Reply(401, b"{}"), UsageError, "put it into the environment variable OPENAI_API_KEY"),
        (Reply(404, b"<html>", (("Content-Type", "text/html"),)), InputError, "OpenAI-compatible"),
        (Reply(200, b"<html>", (("Content-Type", "text/html"),)), InputError, "it answers text"),
        (as_json({"hello": 1}), InputError, "no choices"),
        (as_json({"error": {"message": "model 'm' not found"}}, 404), UsageError, "'m' not found"),
        (as_json({"detail": "bad request"}, 422), UsageError, "bad request"),
        (Reply(500, b""), InputError, "status 500"),
        (says("I am sorry, I speak English only."), UsageError, "no Korean"),
    ],
)
def test_what_can_never_work_is_one_line(
    reply: Reply, kind: type[Exception], message: str, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with serving(lambda body, times: reply) as server, pytest.raises(kind, match=message) as caught:
        answered(server.url, tmp_path / "run", retries=1)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "run").exists()


QUOTA = {"message": "You exceeded your current quota", "code": "insufficient_quota"}


@pytest.mark.parametrize(
    ("reply", "kind", "message", "tries"),
    [
        (as_json({"error": QUOTA}, 429), UsageError, "exceeded your current quota", 1),
        (as_json({"error": {"message": "no money"}}, 402), UsageError, "no money", 1),
        (as_json({"error": {"message": "bad key geheim-1"}}, 401), UsageError, "bad key …", 1),
        (as_json({"error": {"message": "not here"}}, 403), UsageError, "not here", 1),
        (as_json({"error": {"message": "slow down"}}, 429), InputError, "slow down", 6),
    ],
)
def test_a_refusal_that_will_not_go_away_ends_it_in_the_words_of_the_server(
    reply: Reply,
    kind: type[Exception],
    message: str,
    tries: int,
    tmp_path: Path,
    monkeypatch: Any,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "geheim-1")
    with serving(lambda body, times: reply) as server, pytest.raises(kind, match=message) as caught:
        answered(server.url, tmp_path / "run", retries=1)
    assert len(server.asked) == tries
    assert "geheim-1" not in str(caught.value)


@pytest.mark.parametrize("status", [401, 402, 403, 429])
def test_a_refusal_on_the_way_ends_the_asking_and_keeps_the_answers(
    status: int, tmp_path: Path, caplog: Any
) -> None:
    sent = []

    def ends(body: dict[str, Any], _: int) -> Reply:
        sent.append(1)
        return reworded(body) if len(sent) <= 80 else as_json({"error": QUOTA}, status)

    with serving(ends) as server:
        first = answered(server.url, tmp_path / "one", number=300)
        assert why(first) == {"changed": 80, "rewrite/server": 220}
        assert len(server.asked) < 80 + 2 * 32
        [message] = [message for message in caplog.messages if "answers so far are kept" in message]
        assert ("exceeded your current quota" in message, "\n" in message) == (status != 401, False)
        assert f"failed attempts: status {status} " in caplog.text
        server.script = lambda body, _: reworded(body)
        assert why(answered(server.url, tmp_path / "two", number=300)) == {"changed": 300}


def test_what_was_there_is_told_apart_from_what_is_asked(tmp_path: Path, caplog: Any) -> None:
    priced = {"price_in": 1.0, "price_out": 2.0}
    with serving() as server:
        answered(server.url, tmp_path / "one", number=20, **priced)
        assert "earlier answers" not in caplog.text
        answered(server.url, tmp_path / "two", number=30, **priced)
        assert "earlier answers: 20; asked now: 10, for 0.0014" in caplog.text
        answered(server.url, tmp_path / "three", number=30, **priced)
        assert "earlier answers: 30; asked now: 0, for 0.00" in caplog.text
        answered(server.url, tmp_path / "four", number=30)
        assert caplog.messages[-1].endswith("earlier answers: 30; asked now: 0")


def test_the_wrong_scheme_and_one_try_are_told(tmp_path: Path) -> None:
    with serving() as server:
        url = server.url.replace("http:", "https:")
        with pytest.raises(
            InputError, match="does not use TLS; should its address start with http:"
        ):
            answered(url, tmp_path / "run")
        url = server.url
    with pytest.raises(InputError, match=r"cannot be reached \(1 attempt\)"):
        answered(url, tmp_path / "run", retries=0)
    plain = Reply(400, b"<h1>The plain HTTP request was sent to HTTPS port</h1>")
    with (
        serving(lambda body, times: plain) as server,
        pytest.raises(InputError, match="requires TLS"),
    ):
        answered(server.url, tmp_path / "run")


def test_nobody_is_there(tmp_path: Path) -> None:
    with serving() as server:
        url = server.url
    with pytest.raises(InputError, match="cannot be reached"):
        answered(url, tmp_path / "run", retries=0)


def test_a_date_in_retry_after_and_one_without_sense() -> None:
    calls: list[float] = []

    def late(body: dict[str, Any], times: int) -> Reply:
        calls.append(time.monotonic())
        if times > 2:
            return says("가")
        return Reply(
            429, b"", (("Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT" if times == 1 else "x"),)
        )

    with serving(late) as server:
        client = Client(server.url, timeout=5)
        answer = client.ask(Model("m", 0.1, 16).request([{"role": "user", "content": "가"}]))
        client.close()
    assert answer.text == "가"
    assert len(calls) == 3


def test_memory_is_bounded_since_requests_are_taken_as_they_are_sent() -> None:
    taken = []

    def many() -> Iterator[Request]:
        for number in range(500):
            taken.append(number)
            yield Model("m", 0.1, 16).request([{"role": "user", "content": f"가{number}"}])

    with serving(lambda body, _: says("나")) as server:
        asking = Asking(Client(server.url, timeout=5), Purse())
        for count, _ in enumerate(asking.answers(many()), start=1):
            assert len(taken) - count <= 2 * asking.at_once + 1
    assert isinstance(server, Server)
    assert json.dumps(taken[:1]) == "[0]"


@pytest.mark.parametrize("key", ["secret\r\nX: y", "secret\n", "비밀", "sec\0ret", "a secret"])
def test_a_key_that_no_header_can_hold_is_not_shown(key: str) -> None:
    with serving() as server, pytest.raises(UsageError, match="OWN_KEY contains") as caught:
        Client(server.url, key, "OWN_KEY").ask(a_request())
    assert "ecret" not in str(caught.value)
    assert "비밀" not in str(caught.value)
    assert not server.asked


@pytest.mark.parametrize("length", ["many", "-1", "9" * 30])
def test_a_length_without_sense(length: str) -> None:
    def script(body: dict[str, Any], times: int) -> Reply:
        reply = reworded(body)
        wrong = (("Content-Length", length), *reply.headers)
        return reply if times > 1 else reply._replace(headers=wrong, cut=True)

    with serving(script) as server:
        client = Client(server.url, timeout=5, retries=2)
        assert client.ask(a_request()).status in ("ok", "failed")
        client.close()


def a_request() -> Request:
    messages = [{"role": "user", "content": "<<<한서율은 강릉에 산다.>>>"}]
    return Model("m", 0.1, 16).request(messages)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_told_and_not_followed(status: int, tmp_path: Path) -> None:
    with serving() as other:
        place = f"{other.url}/chat/completions?key=secret"
        reply = Reply(status, b"", (("Location", place),))
        with (
            serving(lambda body, times: reply) as server,
            pytest.raises(InputError, match="is redirected, to 'http") as caught,
        ):
            answered(server.url, tmp_path / "run", number=3)
        assert not other.asked
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/경로/v1", "http://서버/v1", "http://h/a b"])
def test_an_address_that_no_request_can_be_sent_to(url: str) -> None:
    with pytest.raises(RecipeError, match="xn--"):
        prepare(recipe(url), source=rows(2))


@pytest.mark.parametrize(
    "given",
    [
        {"budget": -1.0, "price_in": 1.0},
        {"budget": float("nan"), "price_in": 1.0},
        {"price_in": -1.0},
        {"price_in": float("inf")},
        {"price_out": float("nan")},
        {"timeout": float("inf")},
        {"timeout": 1e20},
        {"temperature": float("nan")},
        {"longest": float("inf")},
        {"samples": 0},
        {"retries": -1},
    ],
)
def test_figures_without_sense(given: dict[str, Any]) -> None:
    with pytest.raises(RecipeError):
        prepare(recipe("http://127.0.0.1:9/v1", **given), source=rows(2))


@pytest.mark.parametrize("count", [10**30, -5, "many"])
def test_a_server_that_counts_tokens_without_sense(count: Any, tmp_path: Path) -> None:
    def strange(body: dict[str, Any], _: int) -> Reply:
        value = json.loads(reworded(body).body)
        return as_json({**value, "usage": {"prompt_tokens": count, "completion_tokens": count}})

    with serving(strange) as server:
        done = answered(server.url, tmp_path / "run", number=3)
    assert why(done) == {"changed": 3}


def test_an_answer_without_end(tmp_path: Path) -> None:
    endless = Reply(200, b'{"choices": "' + b"x" * (9 << 20))
    with serving(lambda body, times: endless) as server, pytest.raises(InputError, match="end"):
        answered(server.url, tmp_path / "run", number=2, retries=0)
