from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import reaug.report.pages as pages
from reaug.errors import InputError

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
    names = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    assert {"shell.html.j2", "base.css", "listing.js", "audit.html.j2", "audit.js"} <= names
    assert {"run.html.j2", "drift.html.j2", "charts.js", "sentences.js", "run.js"} <= names
    assert {"dom.js", "review/review.js", "review/records.js", "review.css"} <= names


SCRIPTS = sorted((Path(pages.__file__).parent / "templates").rglob("*.js"))


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_scripts_write_text_and_never_markup(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    forbidden = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "</")
    for word in (*forbidden, "new Function", "setHTML", "srcdoc", "fetch(", "XMLHttp", "://"):
        assert word not in text
    assert len(text.splitlines()) < 400


def test_without_plotly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="pip install 'plotly"):
        pages.page("drift.html.j2", lang="en", scripts=(pages.PLOTLY,), data={})


def test_plotly_is_not_imported() -> None:
    code = (
        "import sys; from reaug.report.pages import _script, PLOTLY; "
        "print(len(_script(PLOTLY)) > 10**6, 'plotly' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["True", "False"]


def test_plotly_can_stand_in_a_script_element() -> None:
    text = pages._script(pages.PLOTLY).lower()
    assert "</script" not in text
    assert "<!--" not in text


def test_a_page_is_made_ready_with_all_that_its_templates_use() -> None:
    pages._environment.cache_clear()
    pages.make_ready("run.html.j2", ("run.js",))
    cache = pages._environment().cache
    assert cache is not None
    names = {name for _, name in cache}
    used = {"drift_parts.html.j2", "base.css", "audit.css", "report.css", "review.css"}
    assert names == {"run.html.j2", "shell.html.j2", *used}
