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


def inventory() -> dict[str, dict[str, str]]:
    """By kind, names and a line about each."""
    steps = {name: _first_line(step_class(name)) for name in step_names()}
    order = sorted(steps, key=lambda name: (room_of(name), name))
    books = {name: rulebook.load(name).description.en for name in rulebook.names()}
    formats = {name: "read" + (" and written" if name in WRITABLE else "") for name in READABLE}
    return {
        "transforms": {name: f"[{room_of(name)}] {steps[name]}" for name in order},
        "rules": books,
        "formats": formats,
    }


def described(name: str) -> Described:
    """All about a step, a rule book, or a label of the shipped rule books.

    Raises
    ------
    UsageError
        There is no such thing; the message lists what there is.
    """
    if name in step_names():
        return _step(name)
    if name in rulebook.names():
        return _book(name)
    for book_name in rulebook.names():
        if name in rulebook.load(book_name).relations:
            return _label(book_name, name)
    raise UsageError(unknown("name", name, [*step_names(), *rulebook.names()]))


def _first_line(step: type) -> str:
    return cleandoc(step.__doc__ or "").split("\n")[0]


def _step(name: str) -> Described:
    step = step_class(name)
    schema = step.model_json_schema()
    lines = [f"{name} ({room_of(name)})", "", cleandoc(step.__doc__ or ""), "", "Parameters"]
    for key, field in step.model_fields.items():
        default = "required" if field.is_required() else f"default {_plain(field.get_default())}"
        lines.append(f"  {key}: {field.description or ''} ({default})")
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
