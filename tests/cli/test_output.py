from __future__ import annotations

import io
import json
import sys

import pytest

from reaug.cli import output
from reaug.errors import UsageError


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1", "cp949"])
def test_json_in_any_encoding(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    value = {"이름": ["é", "😀", "가\n나", "\udcff"], "n": 1.5}
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
    output.print_json(value)
    assert json.loads(raw.getvalue().decode(encoding)) == value


def test_errors_keep_their_lists(capsys: pytest.CaptureFixture[str]) -> None:
    for message, said in (
        ("one\ntwo", "one two"),
        ("one\n  row 1\n  row 2\nhint", "one\n  row 1\n  row 2\nhint"),
        ("[bold]x[/] \x1b[31m", "[bold]x[/] ␛[31m"),
    ):
        output.print_error(UsageError(message), message)
        assert capsys.readouterr() == ("", f"error: {said}\n")


def test_no_bar_where_there_is_no_terminal() -> None:
    with output.progress() as bar:
        assert bar is None


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with output.progress() as bar:
        assert bar is not None
        bar.begin("0.[/]aeda", 10)
        bar.advance(10)
    assert "0.[/]aeda" in screen.getvalue()
