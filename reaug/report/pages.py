"""HTML pages in one file, with templates, style and scripts inside; nothing is loaded."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reaug.errors import InputError
from reaug.report.script_modules import joined

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

PLOTLY: Final = "plotly.min.js"
_TEMPLATES: Final = Path(__file__).parent / "templates"
_TITLED: Final = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>')
_USED: Final = re.compile(r'\{% *(?:extends|from|import|include) "([^"]+)"')
"""A template that another one uses."""
_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; script-src {scripts}"
)


def page(template: str, *, lang: str, scripts: tuple[str, ...], data: Any, **values: Any) -> str:
    """Render a page as one HTML document.

    Texts are escaped; the page's own policy allows only `scripts` to run, and nothing to load.

    Parameters
    ----------
    template
        The page's file under `templates/`, which extends `shell.html.j2`.
    scripts
        Modules under `templates/` that run in the page, in order, each with its imports; `PLOTLY`
        stands for that library.
    data
        The data of the scripts, stored as JSON in the element `data`.
    values
        The variables of the template.
    """
    from markupsafe import Markup

    texts = [_script(name) for name in scripts]
    hashes = " ".join(f"'sha256-{_digest(name)}'" for name in scripts)
    return (
        _environment()
        .get_template(template)
        .render(
            lang=lang,
            policy=Markup(_POLICY.format(scripts=hashes)),
            scripts=[Markup(text) for text in texts],
            data=Markup(json_in_html(data)),
            **values,
        )
    )


def make_ready(template: str, scripts: tuple[str, ...]) -> None:
    """Load the parts of a page in advance, so that `page` only has to fill it in."""
    environment = _environment()
    names = [template]
    for name in names:
        environment.get_template(name)
        text = (_TEMPLATES / name).read_text(encoding="utf-8")
        names += [one for one in _USED.findall(text) if one not in names]
    for script in scripts:
        _digest(script)


def _script(name: str) -> str:
    return _plotly().read_text(encoding="utf-8") if name == PLOTLY else joined(_TEMPLATES, name)


def _plotly() -> Path:
    """Find the script in the package `plotly`, without importing it, which would take long."""
    spec = find_spec("plotly")
    places = () if spec is None else spec.submodule_search_locations or ()
    for place in places:
        file = Path(place) / "package_data" / "plotly.min.js"
        if file.is_file():
            return file
    raise InputError("the charts need the package plotly: pip install 'plotly>=5.24'")


def json_in_html(value: Any) -> str:
    r"""Serialise JSON for the inside of a script element, so that no text in it can end it.

    >>> json_in_html("</script>")
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


@cache  # Plotly's script has 4.7 MB
def _digest(script: str) -> str:
    digest = hashlib.sha256(_script(script).encode("utf-8")).digest()
    return base64.b64encode(digest).decode("ascii")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["titled_parts"] = titled_parts
    return environment


def titled_parts(body: str) -> list[tuple[str, Markup]]:
    """List the sections of a page with an id, each with its title, for the contents.

    >>> titled_parts('<h2 id="steps">Steps</h2> <h2>Words</h2> <h2 id="all">Findings</h2>')
    [('steps', Markup('Steps')), ('all', Markup('Findings'))]
    """
    from markupsafe import Markup

    return [(part[1], Markup(part[2])) for part in _TITLED.finditer(body)]
