"""What there is: steps, rule books, formats; and what each of them takes or says."""

from __future__ import annotations

from inspect import cleandoc
from typing import Any, NamedTuple

from reaug import rulebook
from reaug.data import READABLE, WRITABLE
from reaug.errors import UsageError
from reaug.pipeline.registry import room_of, step_class, step_names, unknown


class Described(NamedTuple):
    """One thing, for people and for programs."""

    text: str
    data: dict[str, Any]


def inventory(kind: str | None = None) -> dict[str, dict[str, str]]:
    """By kind (`transforms`, `rules`, `formats`), names and a line about each; or of one kind."""
    kinds = {"transforms": _steps, "rules": _books, "formats": _formats}
    return {name: told() for name, told in kinds.items() if kind in (None, name)}


def _steps() -> dict[str, str]:
    order = sorted(step_names(), key=lambda name: (room_of(name), name))
    return {name: f"[{room_of(name)}] {_first_line(name)}" for name in order}


def _books() -> dict[str, str]:
    return {name: rulebook.load(name).description.en for name in rulebook.names()}


def _formats() -> dict[str, str]:
    return {name: "read" + (" and written" if name in WRITABLE else "") for name in READABLE}


def described(name: str) -> Described:
    """All about a step, a rule book (shipped, or a file), or a label of the shipped ones.

    Raises
    ------
    UsageError
        There is no such thing; the message lists what there is.
    """
    if name in step_names():
        return _step(name)
    if name in rulebook.names() or name.endswith((".yaml", ".yml")):
        return _book(name)
    for book_name in rulebook.names():
        if name in rulebook.load(book_name).relations:
            return _label(book_name, name)
    raise UsageError(unknown("name", name, [*step_names(), *rulebook.names()]))


def _first_line(name: str) -> str:
    try:
        return cleandoc(step_class(name).__doc__ or "").split("\n")[0]
    except UsageError as error:  # a broken plugin is listed, so that it can be found
        return str(error)


def _step(name: str) -> Described:
    step = step_class(name)
    schema = step.model_json_schema()
    lines = [f"{name} ({room_of(name)})", "", cleandoc(step.__doc__ or ""), "", "Parameters"]
    for key, field in step.model_fields.items():
        default = "required" if field.is_required() else f"default {_plain(field.get_default())}"
        choices = schema["properties"][key].get("enum")
        one_of = f"{' | '.join(map(str, choices))}; " if choices else ""
        lines.append(f"  {key}: {field.description or ''} ({one_of}{default})")
    return Described("\n".join(lines), schema)


def _plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(exclude_defaults=True) or "every row"
    return repr(value)


def _book(name: str) -> Described:
    book = rulebook.load(name)
    lines = [f"{book.name} {book.version}", "", book.description.en, "", "Types"]
    lines += [f"  {code}  {kind.en}  {kind.ko}" for code, kind in book.types.items()]
    lines += ["", "Relations"]
    width = max(map(len, book.relations))
    for label, relation in book.relations.items():
        lines.append(f"  {label:<{width}}  {relation.definition.en}")
    return Described("\n".join(lines), book.model_dump(mode="json"))


def _label(book_name: str, label: str) -> Described:
    book = rulebook.load(book_name)
    relation = book.relations[label]
    lines = [label, "", relation.definition.en, relation.definition.ko, ""]
    lines.append(f"subject types  {', '.join(relation.subject_types)}")
    shares = book.type_shares(label, "object")
    told = ", ".join(f"{kind} {share:.1%}" for kind, share in shares.items() if share)
    lines.append(f"object types   {told}")
    if (turned := book.reverse(label)) is not None:
        lines.append(
            f"read the other way: {turned.label}, true in {turned.fidelity:.0%} of {turned.count}"
        )
    return Described("\n".join(lines), relation.model_dump(mode="json"))
