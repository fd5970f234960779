"""A real OpenAI-compatible server: `transformers serve` over a tiny model of random weights."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from reaug.core.examples import batch_of
from reaug.data import to_klue
from reaug.recipe.model import make_recipe
from reaug.rewriting.client import Client
from reaug.rewriting.requests import Model
from reaug.runs.preparation import prepare
from reaug.runs.rewrite_answers import with_kept_answers
from reaug.runs.run import run
from tiny_tokenizers import bytes_pairs

pytestmark = [pytest.mark.torch, pytest.mark.slow]
NEEDED = ("torch", "fastapi", "uvicorn")
TEMPLATE = "{% for message in messages %}{{ message['content'] }}\n{% endfor %}"
PATIENCE = 180


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A causal model of two small layers over the bytes of a text."""
    for name in NEEDED:
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is not installed: pip install torch 'transformers[serving]'")
    from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

    folder = bytes_pairs(tmp_path_factory.mktemp("model"))
    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.chat_template = TEMPLATE
    tokenizer.add_special_tokens({"eos_token": "[SEP]", "pad_token": "[PAD]"})
    tokenizer.save_pretrained(folder)
    sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2}
    heads = {"num_attention_heads": 2, "num_key_value_heads": 2, "max_position_embeddings": 4096}
    ends = {"eos_token_id": tokenizer.eos_token_id, "pad_token_id": tokenizer.pad_token_id}
    config = LlamaConfig(vocab_size=len(tokenizer), **sizes, **heads, **ends)
    LlamaForCausalLM(config).save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module")
def url(model: str) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "transformers.cli.transformers", "serve", model]
    with subprocess.Popen(
        [*command, "--port", str(port), "--host", "127.0.0.1", "--device", "cpu"],
        env={**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            _await(f"http://127.0.0.1:{port}/health", process)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()
            process.communicate(timeout=30)


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            assert process.stderr is not None
            pytest.fail(process.stderr.read().decode()[-2000:])
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"{address} did not come up")


def test_it_answers_the_client(model: str, url: str) -> None:
    client = Client(url, timeout=60, retries=0)
    messages = [{"role": "user", "content": "이순신은 한산도에서 이겼다."}]
    answer = client.ask(Model(model, 0.7, 16).request(messages))
    client.close()
    assert answer.status in ("ok", "cut")
    assert answer.tokens_in > 0
    assert 0 < answer.tokens_out <= 16


def test_a_run_ends_and_counts_what_such_a_model_says(
    model: str, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REAUG_CACHE", "")
    texts = [f"[S|PER|한서율]은 {year}년에 [O|LOC|강릉]에서 났다." for year in range(1990, 1998)]
    rows = to_klue(batch_of(*texts, label="per:place_of_birth").table)
    step = {"model": model, "url": url, "max_tokens": 24, "label": "none", "timeout": 120}
    plan = prepare(make_recipe([{"augment": {"steps": [{"rewrite": step}]}}]), source=rows)
    done = run(plan, tmp_path / "run")
    [_, counts] = done.done.steps
    assert counts.what["tried"] == 8
    assert counts.what["changed"] + counts.what["skipped"] + counts.what["refused"] == 8
    [state] = done.done.states.values()
    assert sum(state["answers"].values()) == 8
    assert state["tokens_in"] > 0
    again = run(with_kept_answers(plan, tmp_path / "run"), tmp_path / "again")
    assert again.digest == done.digest
