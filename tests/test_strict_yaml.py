from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from reaug import strict_yaml as reading
from reaug.errors import RuleBookError
from reaug.strict_yaml import read_yaml

Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a YAML file; gives its path."""

    def to_file(content: str | bytes) -> Path:
        path = tmp_path / "book.yaml"
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return to_file


@pytest.fixture(params=["in C", "in Python"], autouse=True)
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "in Python":
        monkeypatch.setattr(reading, "_Loader", yaml.SafeLoader)


@pytest.mark.parametrize(
    "text",
    ["한글", "Latin", "0123a", "漢字", "😀👨‍👩‍👧", unicodedata.normalize("NFD", "각도"), "", "가"],
)
def test_text_is_read_as_it_is(write: Write, text: str) -> None:
    assert read_yaml(write(f"key: '{text}'\n'{text}': [\"{text}\"]")).data == {
        "key": text,
        text: [text],
    }


def test_scalars_and_lines(write: Write) -> None:
    document = read_yaml(write("a: 1\nb:\n  - 0.5\n  - true\n  - '1'\nc: {d: }\n"))
    assert document.data == {"a": 1, "b": [0.5, True, "1"], "c": {"d": None}}
    assert document.lines[("b",)] == 2
    assert document.lines[("b", 1)] == 4
    assert document.lines[("c", "d")] == 6


def test_a_byte_order_mark_is_no_text(write: Write) -> None:
    assert read_yaml(write(b"\xef\xbb\xbfa: 1")).data == {"a": 1}


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("a: 1\nb: [1, 2\n", 3, "not YAML"),
        ("a: 1\nb: 2\na: 3\n", 3, "'a' appears twice; first on line 1"),
        ("a:\n  b: 1\n  'b': 2\n", 3, "'b' appears twice; first on line 2"),
        ("a: &x [1]\nb: *x\n", 2, r"aliases are not allowed; .*\*x"),
        ("a: !!python/name:os.system x\n", 1, "tags are not allowed"),
        ("a: !!str 1\n", 1, "tags are not allowed"),
        ("yes: 1\n", 1, "reads the key yes as the truth value True; quote it"),
        ("a:\n  no: 1\n", 2, "reads the key no as the truth value False; quote it"),
        ("2020: 1\n", 1, "reads the key 2020 as the number 2020; quote it"),
        ("~: 1\n", 1, r"as nothing \(null\)"),
        ("a: 2020-13-45\n", 1, "not a valid value"),
        ("[a]: 1\n", 1, "a key must be text"),
        ("a: 1\n---\nb: 2\n", 2, "a second YAML document"),
        ("[" * 30, 1, "levels deep"),
        ("- " * 30 + "a", 1, "levels deep"),
        (b"a: 1\nb: \xb0\xa1\n", 2, "not UTF-8"),
        ("a: \x00\n", None, "not YAML"),
    ],
)
def test_refusals_name_the_line(
    write: Write, content: str | bytes, line: int | None, words: str
) -> None:
    where = r"book\.yaml:" + (f"{line}:" if line else "")
    with pytest.raises(RuleBookError, match=f"{where}.*{words}") as caught:
        read_yaml(write(content))
    assert "\n" not in str(caught.value)


def test_hostile_depth_does_not_kill_the_process(write: Write) -> None:
    # libyaml's own composer overflows the stack of the process here.
    with pytest.raises(RuleBookError, match="levels deep"):
        read_yaml(write("[" * 200_000))


def test_an_alias_bomb_is_refused_at_its_first_alias(write: Write) -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
    )
    with pytest.raises(RuleBookError, match=r"book\.yaml:2: aliases"):
        read_yaml(write(bomb))


@pytest.mark.parametrize("content", ["", "\n\n", "# nothing\n", b"\xef\xbb\xbf"])
def test_an_empty_file(write: Write, content: str | bytes) -> None:
    with pytest.raises(RuleBookError, match="is empty"):
        read_yaml(write(content))


def test_a_file_that_is_too_large(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 100)
    with pytest.raises(RuleBookError, match="larger than 100 bytes"):
        read_yaml(write("a: " + "x" * 100))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(RuleBookError, match=r"none\.yaml: the rule book file does not exist"):
        read_yaml(tmp_path / "none.yaml")


def test_a_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuleBookError, match="is a folder"):
        read_yaml(tmp_path)


def test_a_path_that_cannot_be_opened() -> None:
    with pytest.raises(RuleBookError, match="cannot be read"):
        read_yaml(Path("a\x00b.yaml"))
