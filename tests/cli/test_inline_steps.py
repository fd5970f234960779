from __future__ import annotations

from typing import Any

import pytest

from reaug.cli.inline_steps import named_parameters, parse_step
from reaug.errors import UsageError


@pytest.mark.parametrize(
    ("text", "name", "parameters"),
    [
        ("aeda", "aeda", {}),
        ("aeda:", "aeda", {}),
        (" aeda : ratio = 0.3 , p=1 ", "aeda", {"ratio": 0.3, "p": 1}),
        ("aeda:ratio=0.3,", "aeda", {"ratio": 0.3}),
        ("a:x=true,y=false,z=True", "a", {"x": True, "y": False, "z": "True"}),
        ("a:x=1e-3,y=-2,z=.5", "a", {"x": 0.001, "y": -2, "z": 0.5}),
        ("a:mask=<mask>,path=C:/x", "a", {"mask": "<mask>", "path": "C:/x"}),
        ("a:x=[.;?;!],y=[],z=[1;2]", "a", {"x": [".", "?", "!"], "y": [], "z": [1, 2]}),
        ("a:x=", "a", {"x": ""}),
        ("a:x=b=c", "a", {"x": "b=c"}),
        ("이름:값=가", "이름", {"값": "가"}),
    ],
)
def test_a_step_on_one_line(text: str, name: str, parameters: dict[str, Any]) -> None:
    assert parse_step(text) == {name: parameters}
    for given, expected in zip(parse_step(text)[name].values(), parameters.values(), strict=True):
        assert type(given) is type(expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("aeda:ratio", "'ratio' is not NAME=VALUE"),
        ("aeda:0.3", "'0.3' is not NAME=VALUE"),
        ("aeda:=3", "'=3' is not NAME=VALUE"),
        ("aeda:ratio=1,ratio=2", "ratio is given twice"),
        ("aeda::", "':' is not NAME=VALUE"),
    ],
)
def test_what_is_no_parameter(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_step(text)


def test_another_option_names_itself() -> None:
    assert named_parameters("baby_step", "--schedule", "a:b=1") == ("baby_step", {})
    with pytest.raises(UsageError, match=r"^--schedule x:y: 'y' is not NAME=VALUE; .* a:b=1$"):
        named_parameters("x:y", "--schedule", "a:b=1")
