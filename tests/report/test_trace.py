from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from reaug.language import choose
from reaug.report.console import show
from reaug.report.trace import trace_view
from reaug.runs.trace import Stage


def shown(*stages: Stage) -> list[str]:
    screen = io.StringIO()
    show(Console(file=screen, width=80, highlight=False), trace_view(stages))
    return screen.getvalue().splitlines()


def make(sentence: str = "이순신은 한산도에 있다.", label: str = "a") -> dict[str, Any]:
    return {
        "id": "r",
        "sentence": sentence,
        "subject": ["이순신", 0, 3, "PER"],
        "object": ["한산도", 5, 8, "LOC"],
        "label": label,
    }


def entry(kind: str, **more: Any) -> dict[str, Any]:
    names = ("field", "start", "end", "old", "new", "reason")
    return {"kind": kind, **dict.fromkeys(names), **more}


def test_every_kind_of_entry() -> None:
    entries = [
        entry("copy", start=2, old="parent"),
        entry("edit", field="subject", start=0, old="이순신", new="원균", reason="why"),
        entry("field", field="label", old="a", new=None),
        entry("swap_roles"),
    ]
    assert shown(Stage("input", make(), []), Stage("0.x", make(), entries)) == [
        "input",
        "  [S 이순신]은 [O 한산도]에 있다.",
        "  a  PER:LOC",
        "0.x",
        "  copy 2 of parent",
        "  subject at 0: '이순신' → '원균'  (why)",
        "  label: 'a' → None",
        "  subject and object swap roles",
        "  [S 이순신]은 [O 한산도]에 있다.",
        "  a  PER:LOC",
    ]


def test_the_place_of_an_edit_is_said_in_korean() -> None:
    edit = entry("edit", field="object", start=5, old="한산도", new="거제도")
    choose("ko")
    try:
        lines = shown(Stage("0.entity_swap", make(), [edit]))
    finally:
        choose(None)
    assert "  객체 5번 글자(0부터): '한산도' → '거제도'" in lines


def test_a_drop_and_hostile_text() -> None:
    lines = shown(Stage("0.[/]", make("이순신은\x1b한산도[/]", "[b]"), [], "[bold]why"))
    assert lines == [
        "0.[/]",
        "  dropped: [bold]why",
        "  [S 이순신]은␛[O 한산도][/]",
        "  [b]  PER:LOC",
    ]
