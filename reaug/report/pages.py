"""HTML pages as single files, with templates, style and scripts inside; they load nothing.

The ES modules of a page cannot import each other, because a page is one file. So they are joined
into one script: each module becomes a function that returns its exports, and hides everything else.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from reaug.errors import InputError

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

PLOTLY: Final = "plotly.min.js"
_TEMPLATES: Final = Path(__file__).parent / "templates"
_TITLED: Final = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>')
_USED: Final = re.compile(r'\{% *(?:extends|from|import|include) "([^"]+)"')
"""A reference of a template to another template."""
_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; script-src {scripts}"
)


def page(template: str, *, lang: str, scripts: tuple[str, ...], data: Any, **values: Any) -> str:
    """Return a page as one HTML document.

    Texts are escaped. The policy of the page allows only `scripts` to run, and nothing to be
    loaded.

    Parameters
    ----------
    template
        The file of the page under `templates/`, which extends `shell.html.j2`.
    scripts
        Modules under `templates/` that run in the page, in order, each with its imports. `PLOTLY`
        stands for the library Plotly.
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
    """Load the parts of a page in advance, so that `page` only has to fill in its values."""
    environment = _environment()
    names = [template]
    for name in names:
        environment.get_template(name)
        text = (_TEMPLATES / name).read_text(encoding="utf-8")
        names += [name for name in _USED.findall(text) if name not in names]
    for script in scripts:
        _digest(script)


def _script(name: str) -> str:
    return _plotly().read_text(encoding="utf-8") if name == PLOTLY else joined(_TEMPLATES, name)


def _plotly() -> Path:
    """Return the path of Plotly's script."""
    # Importing the package `plotly` would take long.
    spec = find_spec("plotly")
    places = () if spec is None else spec.submodule_search_locations or ()
    for place in places:
        file = Path(place) / "package_data" / "plotly.min.js"
        if file.is_file():
            return file
    raise InputError("the charts need the package plotly: pip install 'plotly>=5.24'")


def json_in_html(value: Any) -> str:
    r"""Return a value as JSON for a script element; no text in it can end the element.

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
    """Return id and title of each section of a page that has an id, for the table of contents.

    >>> titled_parts('<h2 id="steps">Steps</h2> <h2>Words</h2> <h2 id="all">Findings</h2>')
    [('steps', Markup('Steps')), ('all', Markup('Findings'))]
    """
    from markupsafe import Markup

    return [(part[1], Markup(part[2])) for part in _TITLED.finditer(body)]


_IMPORT: Final = re.compile(r'^import (?:(\{[^}]*\}) from )?"(\.\.?/[\w./-]+\.js)";\n', re.M)
_EXPORT: Final = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.M)
_AS: Final = re.compile(r"(\w+) as (\w+)")


def joined(folder: Path, entry: str) -> str:
    r"""Return a module and all modules that it imports as one script; imported modules come first.

    Supported are named imports, imports of a whole file, and exports of functions, classes and
    constants at their declaration. Circular imports are an error.

    Parameters
    ----------
    folder
        The folder of the modules.
    entry
        The module that is joined with its imports, as a path in the folder.

    Raises
    ------
    ValueError
        Imports are circular.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     files = {"a.js": "export const one = 1;\n", "b.js": 'import { one } from "./a.js";\n'}
    ...     for file, text in files.items():
    ...         _ = (Path(name) / file).write_text(text)
    ...     print(joined(Path(name), "b.js"))
    "use strict";
    const a_js = (() => {
    const one = 1;
    return { one };
    })();
    const b_js = (() => {
    const { one } = a_js;
    return {  };
    })();
    <BLANKLINE>
    """
    parts: dict[str, str] = {}
    _add(folder, entry, parts, ())
    return '"use strict";\n' + "".join(parts.values())


def _add(folder: Path, name: str, parts: dict[str, str], above: tuple[str, ...]) -> None:
    if name in above:
        raise ValueError(f"modules import each other: {' → '.join((*above, name))}")
    if name in parts:
        return
    text = (folder / name).read_text(encoding="utf-8")
    for _, other in _IMPORT.findall(text):
        _add(folder, _imported_path(name, other), parts, (*above, name))

    def given(match: re.Match[str]) -> str:
        names, other = match.groups()
        if names is None:
            return ""
        renamed = _AS.sub(r"\1: \2", names)
        return f"const {renamed} = {_variable(_imported_path(name, other))};\n"

    exports = ", ".join(_EXPORT.findall(text))
    body = _EXPORT.sub("", _IMPORT.sub(given, text))
    parts[name] = f"const {_variable(name)} = (() => {{\n{body}return {{ {exports} }};\n}})();\n"


def _imported_path(name: str, other: str) -> str:
    """Return the path of a module, from an import of it in another module."""
    # `name` is the path of the importing module, and `other` the path in its import, which is
    # relative.
    parts: list[str] = list(PurePosixPath(name).parent.parts)
    for part in PurePosixPath(other).parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _variable(name: str) -> str:
    return re.sub(r"\W", "_", name)
