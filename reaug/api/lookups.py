"""Functions that look things up: `columns`, `inventory`, `show`, `schema` and `runs_graph`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reaug.data import read_options as shapes

if TYPE_CHECKING:
    from reaug.choices import Lang, ListKind
    from reaug.runs.history.run_list import Runs
    from reaug.runs.inventory import Described

Name = str | os.PathLike[str]


def columns(
    data: Any,
    *,
    output: Name | None = None,
    force: bool = False,
    map: Name | Mapping[str, Any] | None = None,  # the option's name
    encoding: str | None = None,
    offsets: str | None = None,
    label_names: Name | None = None,
) -> dict[str, str]:
    """Return the column from which each field is read, as `load` takes it in its parameter `map`.

    Parameters
    ----------
    data
        Anything that `load` reads; rows that cannot be read are left out.
    output
        A YAML file to which the result is written, too.
    force
        Whether to overwrite an existing file.
    map, encoding, offsets, label_names
        See `load`.

    Returns
    -------
    dict of str to str
        The column by the name of the field; also `encoding`, `offsets` and `labels`, as given or
        recognised.

    Raises
    ------
    UsageError, InputError, OutputError
        Nothing is written in that case.

    Examples
    --------
    >>> import reaug
    >>> row = {"문장": "세종은 한양에서 났다.", "주어": "세종", "목적어": "한양"}
    >>> row |= {"주어종류": "PER", "목적어종류": "LOC", "관계": "per:place_of_birth"}
    >>> mapping = {"subject.word": "주어", "subject.type": "주어종류", "object.word": "목적어"}
    >>> mapping |= {"object.type": "목적어종류", "sentence": "문장", "label": "관계"}
    >>> reaug.columns([row], map=mapping)["object.word"]
    '목적어'
    """
    from reaug.data.read_data import read_good
    from reaug.data.user_mapping import check_mapping_file, stated, write_mapping
    from reaug.report.report_files import check_outputs

    target = None if output is None else Path(output).expanduser()
    if target is not None:
        check_mapping_file(target)
        check_outputs({f"{target}": target}, force=force, inputs=(data,))
    how = shapes.read_as(map, encoding, offsets, label_names)
    reading = read_good(data, require_label=False, how=how)
    mapping = stated(
        reading.columns,
        encoding=how.encoding,
        offsets=reading.counted if how.offsets == "auto" else how.offsets,
        labels=how.label_names,
    )
    if target is not None:
        write_mapping(mapping, target)
    return mapping


def inventory(kind: ListKind | None = None, *, lang: Lang = "en") -> dict[str, dict[str, str]]:
    """Return the names of all steps, rule books, formats, …, each with a one-line description.

    They are grouped by kind, as `reaug list` shows them.

    Parameters
    ----------
    kind
        "transforms", "rules" (books), "formats", "styles" (of `encode`) or "audit-rules"; by
        default all kinds.

    Raises
    ------
    UsageError
        The kind is unknown.

    Examples
    --------
    >>> import reaug
    >>> reaug.inventory("rules")["rules"]["klue-re"].startswith("The labelling rules")
    True
    """
    from typing import get_args

    from reaug.choices import ListKind as Kinds
    from reaug.errors import UsageError
    from reaug.language.about import in_korean
    from reaug.runs.inventory import inventory as listed
    from reaug.suggestions import unknown

    if kind is not None and kind not in get_args(Kinds):
        raise UsageError(unknown("kind", kind, list(get_args(Kinds))))
    return listed(kind, lang, in_korean) if lang == "ko" else listed(kind)


def show(name: str, *, rules: str | None = None, lang: Lang = "en") -> Described:
    """Return the description of a step, a rule book, a rule of the audit or a label.

    This is what `reaug show` shows.

    Parameters
    ----------
    rules
        The rule book of the label or rule; by default the shipped books.

    Returns
    -------
    Described
        `text` is for people, `data` for programs (for a step, the JSON Schema of its parameters).

    Raises
    ------
    UsageError
        The name is unknown; the message lists the known ones.

    Examples
    --------
    >>> import reaug
    >>> sorted(reaug.show("aeda").data["properties"])[:2]
    ['marks', 'max_marks']
    """
    from reaug.language.about import in_korean
    from reaug.runs.inventory import described

    return described(name, rules, lang, in_korean) if lang == "ko" else described(name, rules)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of recipes, with every step and parameter, for editors.

    Examples
    --------
    >>> import reaug
    >>> "steps" in reaug.schema()["properties"]
    True
    """
    from reaug.recipe.json_schema import recipe_schema

    return recipe_schema()


def runs_graph(
    output: Name,
    places: Name | Sequence[Name] = ".",
    *,
    lang: Lang = "en",
    force: bool = False,
) -> Runs:
    """Write an HTML page with a graph of how runs lead from raw files to training sets.

    Parameters
    ----------
    output
        The file of the page, which ends in .html.
    places
        One or several folders that contain runs.
    force
        Whether to overwrite an existing file.

    Returns
    -------
    Runs
        The runs on the page; `refused` lists the folders that were left out.

    Raises
    ------
    UsageError, InputError, OutputError
        Nothing is written in that case.

    Examples
    --------
    >>> import reaug, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     len(reaug.runs_graph(f"{folder}/runs.html", folder))
    0
    """
    from reaug.report.report_files import check_outputs
    from reaug.report.runs_html import check_page, write_graph
    from reaug.runs.history.run_list import list_runs

    target = Path(output).expanduser()
    check_page(target)
    check_outputs({"--output": target}, force=force, inputs=())
    folders = [places] if isinstance(places, str | os.PathLike) else list(places)
    runs = list_runs([Path(folder) for folder in folders])
    write_graph(runs, target, lang)
    return runs
