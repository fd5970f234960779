"""How like its parent an answer is to an encoder of the user's: a tiny random model."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from command import reaug
from masked_models import save_model
from reaug.core.apply import apply
from reaug.core.draws import Draw
from reaug.core.examples import batch_of
from reaug.rewriting.acceptance import FAR
from reaug.rewriting.answers import Answer, Answers
from reaug.rulebook import load
from reaug.runs.rewrite_requests import Wanted
from reaug.transforms.rewrite.step import Rewrite
from run_folders import SAMPLE

RULES = load("klue-re")
PAIRS = [
    ("한서율은 강릉에서 살았다.", "한서율은 강릉에서 살았다."),
    ("이순신은 한산도에서 적을 이겼다.", "서울 도시에 학교가 있다."),
    ("서울에서 王 그를 만났다 😀!" * 40, "한서율은 바다를 그렸다."),
]


@pytest.fixture(scope="module")
def model(torch: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> str:
    return save_model(tmp_path_factory.mktemp("encoder"))


def test_likeness_is_of_the_pair_whatever_stands_beside_it(model: str) -> None:
    from reaug.korean.encoders import likeness

    alike = likeness(model, PAIRS, "mlm")
    assert alike[0] == 1.0
    assert ((alike >= -1) & (alike <= 1)).all()
    alone = np.concatenate([likeness(model, [pair], "mlm") for pair in PAIRS])
    assert np.abs(alone - alike).max() <= 1e-3
    assert (likeness(model, PAIRS[::-1], "mlm")[::-1] == alike).all()
    assert len(likeness(model, [], "mlm")) == 0


@pytest.mark.parametrize(("farthest", "expected"), [(1.0, FAR), (0.0, None)])
def test_an_answer_that_tells_something_else_to_the_encoder(
    farthest: float, expected: str | None, model: str, tmp_path: Path
) -> None:
    batch = batch_of("[S|PER|이순신]은 [O|LOC|한산도]에서 여러 적을 이겼다.")
    step = Rewrite(model="m", label="none", encoder=model, farthest=farthest)
    (tmp_path / "asked").mkdir()
    asking = step.collecting(tmp_path / "asked")
    state = asking.finish(asking.summarise(batch), RULES)
    draw = Draw(batch.keys, seed=0, path="0.rewrite")
    asking.propose(batch, state, draw)
    [request] = Wanted(tmp_path / "asked").requests()
    text = "전쟁에서 [SUBJ]은 [OBJ]의 적을 다시 만났다."
    Answers.of([Answer(request.key, text=text)]).write(tmp_path / "answers.arrow")
    step = step.with_answers(tmp_path / "answers.arrow")
    state = step.finish(step.summarise(batch), RULES)
    changes = step.propose(batch, state, draw)
    assert changes.skipped is not None
    assert changes.skipped[0].as_py() == expected
    assert apply(batch, changes).batch.row(0).sentence.startswith("이" if expected else "전쟁")
    assert set(step.describe(state)["likeness"]) == {"5%", "50%", "95%"}


@pytest.mark.parametrize(
    ("given", "message"),
    [({}, "encoder needs farthest"), ({"farthest": 0.5, "mode": "generate"}, "leave encoder out")],
)
def test_an_encoder_without_sense(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Rewrite(model="m", encoder="x", **given)


def test_an_encoder_that_is_none_is_one_line(tmp_path: Path, torch: ModuleType) -> None:
    asked = ("--model", "m", "--label", "none", "--below", 5)
    prompts, answers = tmp_path / "prompts.jsonl", tmp_path / "answers.jsonl"
    assert reaug("rewrite", "export", SAMPLE, "-o", prompts, *asked).code == 0
    lines = []
    for line in prompts.read_text(encoding="utf-8").splitlines():
        body = {"choices": [{"message": {"content": "[SUBJ]은 [OBJ]에 살았다고 한다."}}]}
        response = {"status_code": 200, "body": body}
        lines.append(json.dumps({"custom_id": json.loads(line)["custom_id"], "response": response}))
    answers.write_text("\n".join(lines), encoding="utf-8")
    wrong = ("--encoder", tmp_path / "nothing", "--farthest", 0.5)
    result = reaug("rewrite", "import", SAMPLE, answers, "-o", tmp_path / "run", *asked, *wrong)
    assert result.code == 2
    assert "nothing" in result.err
    assert "Traceback" not in result.err
