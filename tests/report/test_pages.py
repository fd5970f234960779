from __future__ import annotations

import json
from pathlib import Path

import pytest

import reaug.report.pages as pages

HOSTILE = "</script><script>alert(1)</script><!--<img src=x onerror=alert(1)>\u2028\u2029&"


def test_json_cannot_end_its_element() -> None:
    text = pages.json_in_html([HOSTILE])
    assert not any(letter in text for letter in "<>&\u2028\u2029")
    assert json.loads(text) == [HOSTILE]


def test_no_nan() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        pages.json_in_html(float("nan"))


def test_templates_travel_with_the_package() -> None:
    folder = Path(pages.__file__).parent / "templates"
    names = {path.name for path in folder.iterdir()}
    assert {"shell.html.j2", "base.css", "listing.js", "audit.html.j2", "audit.js"} <= names


@pytest.mark.parametrize("name", ["listing.js", "audit.js"])
def test_scripts_write_text_and_never_markup(name: str) -> None:
    text = (Path(pages.__file__).parent / "templates" / name).read_text(encoding="utf-8")
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "</"):
        assert word not in text
