"""Options generated from the fields of a step: name, type, choices, bounds, help and default."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from inspect import Parameter
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import typer

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo


Parse = Callable[[str], Any]


class Written(NamedTuple):
    """How the command line spells a field that is not a plain number, text or choice."""

    metavar: str
    help: str
    parse: Parse


class FieldsOf(NamedTuple):
    """Marks a parameter, a `dict`, that holds the values given for the fields of a step."""

    step: str
    written: Mapping[str, Written] = {}
    without: tuple[str, ...] = ()
    """Fields for which the command has options of its own."""


def step_options(asked: FieldsOf) -> Iterator[tuple[Parameter, Parse | None]]:
    """Yield each field of a step as an option, with a parser for those that are typed as text.

    `p` and `where`, which every step has, can only be set in recipes.

    Raises
    ------
    TypeError
        A field's type has no spelling on the command line; its author must give one (`Written`).
    """
    from reaug.core.step import Step
    from reaug.recipe.registry import step_class

    for name, field in step_class(asked.step).model_fields.items():
        if name in Step.model_fields or name in asked.without:
            continue
        kind, bounds = _unwrapped(field.annotation, field.metadata)
        written = asked.written.get(name) or _as_list(name, kind, _help(field))
        if written is not None:
            option = typer.Option(_flag(name), metavar=written.metavar, help=written.help)
            yield _parameter(name, str, option, field), written.parse
        else:
            yield _parameter(name, kind, _option(name, kind, bounds, field), field), None


def _parameter(name: str, kind: Any, option: Any, field: FieldInfo) -> Parameter:
    # Leave out what was not given, since a step distinguishes a default from a value that was
    # given.
    needed = field.is_required()
    return Parameter(
        name,
        Parameter.KEYWORD_ONLY,
        annotation=Annotated[kind if needed else kind | None, option],
        default=Parameter.empty if needed else None,
    )


def _option(name: str, kind: Any, bounds: Sequence[Any], field: FieldInfo) -> Any:
    flag, help_text = _flag(name), _help(field)
    if kind is bool:
        on_and_off = f"{flag}/{_flag(f'no_{name}')}"
        return typer.Option(on_and_off if field.default is True else flag, help=help_text)
    if kind in (int, float):
        least, most = _bounds(kind, bounds)
        return typer.Option(flag, min=least, max=most, help=help_text)
    if kind is str or _is_choice(kind):
        return typer.Option(flag, help=help_text)
    raise TypeError(
        f"the field {name!r} is a {kind}; say with Written how it is written on the command line"
    )


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _help(field: FieldInfo) -> str:
    text = field.description or ""
    if field.default is True:
        text += "; on by default"
    elif not field.is_required() and field.default not in (None, ()) and field.default is not False:
        text += f"; {field.default} by default"
    return f"{text[:1].upper()}{text[1:]}."


def _is_choice(kind: Any) -> bool:
    return get_origin(kind) is Literal and all(isinstance(arg, str) for arg in get_args(kind))


def _unwrapped(kind: Any, metadata: Sequence[Any]) -> tuple[Any, list[Any]]:
    """Split a type into the type without None and `Annotated`, and the metadata."""
    if get_origin(kind) is Annotated:
        inner, *more = get_args(kind)
        return _unwrapped(inner, [*metadata, *more])
    if get_origin(kind) in (Union, UnionType):
        others = [arg for arg in get_args(kind) if arg is not NoneType]
        if len(others) == 1:
            return _unwrapped(others[0], metadata)
    return kind, list(metadata)


def _bounds(kind: type, metadata: Sequence[Any]) -> tuple[float | None, float | None]:
    """Return the least and greatest allowed value of a field.

    Exclusive bounds are used only for int, since Typer has none; the step itself checks the others.
    """
    limits: dict[str, Any] = {}
    for one in metadata:
        for name in ("ge", "gt", "le", "lt"):
            value = getattr(one, name, None)
            if value is not None:
                limits[name] = value
    least, most = limits.get("ge"), limits.get("le")
    if kind is int and least is None and "gt" in limits:
        least = limits["gt"] + 1
    if kind is int and most is None and "lt" in limits:
        most = limits["lt"] - 1
    return least, most


def _as_list(name: str, kind: Any, help_text: str) -> Written | None:
    """How a tuple of whole numbers or texts is typed: separated by commas."""
    if get_origin(kind) is not tuple:
        return None
    inner, *rest = get_args(kind)
    inner, _ = _unwrapped(inner, ())
    if rest != [Ellipsis] or (inner not in (int, str) and not _is_choice(inner)):
        return None
    if inner is int:
        return Written("N,...", help_text, partial(_numbers, _flag(name)))
    return Written("NAME,...", help_text, comma_parted)


def comma_parted(text: str) -> list[str]:
    """Split a text at commas.

    >>> comma_parted("dev.json, test.json")
    ['dev.json', 'test.json']
    """
    return [part.strip() for part in text.split(",")]


def _numbers(flag: str, text: str) -> list[int]:
    from reaug.errors import UsageError

    numbers = []
    for part in text.split(","):
        try:
            numbers.append(int(part))
        except ValueError:
            raise UsageError(f"{flag} takes whole numbers such as 60,120, not {part!r}") from None
    return numbers
