"""Generate options from the fields of a step: name, type, choices, bounds, help and default."""

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
    """How the value of a field is typed on the command line, if no type of Typer fits it."""

    metavar: str
    help: str
    parse: Parse


class FieldsOf(NamedTuple):
    """Marks a `dict` parameter of a command that gets one option per field of a step.

    The command is given the values by field name.
    """

    step: str
    written: Mapping[str, Written] = {}
    without: tuple[str, ...] = ()
    """Names of fields that get no option, since the command sets them in another way."""


def step_options(step_fields: FieldsOf) -> Iterator[tuple[Parameter, Parse | None]]:
    """Yield, for each field of a step, its option, and the parser of the option's text or None.

    Typer itself parses an option without a parser.

    The fields `p` and `where`, which every step has, can only be set in recipes.

    Raises
    ------
    TypeError
        The value of a field cannot be typed on the command line; give its spelling with `Written`.
    """
    from reaug.core.step import Step
    from reaug.recipe.registry import step_class

    for name, field in step_class(step_fields.step).model_fields.items():
        if name in Step.model_fields or name in step_fields.without:
            continue
        kind, bounds = _unwrapped(field.annotation, field.metadata)
        written = step_fields.written.get(name) or _as_list(name, kind, _help(field))
        if written is not None:
            option = typer.Option(flag_of(name), metavar=written.metavar, help=written.help)
            yield _parameter(name, str, option, field), written.parse
        else:
            yield _parameter(name, kind, _option(name, kind, bounds, field), field), None


def _parameter(name: str, kind: Any, option: Any, field: FieldInfo) -> Parameter:
    # None means not given: a step distinguishes its default from the same value given.
    needed = field.is_required()
    return Parameter(
        name,
        Parameter.KEYWORD_ONLY,
        annotation=Annotated[kind if needed else kind | None, option],
        default=Parameter.empty if needed else None,
    )


def _option(name: str, kind: Any, bounds: Sequence[Any], field: FieldInfo) -> Any:
    flag, help_text = flag_of(name), _help(field)
    if kind is bool:
        on_and_off = f"{flag}/{flag_of(f'no_{name}')}"
        return typer.Option(on_and_off if field.default is True else flag, help=help_text)
    if kind in (int, float):
        least, most = _bounds(kind, bounds)
        return typer.Option(flag, min=least, max=most, help=help_text)
    if kind is str or _is_choice(kind):
        return typer.Option(flag, help=help_text)
    raise TypeError(f"the field {name!r} is a {kind}; declare with Written how it is typed")


def flag_of(name: str) -> str:
    """Return the option for a field.

    >>> flag_of("max_length")
    '--max-length'
    """
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
    """Return a type without `Annotated` and `None`, and the metadata of `Annotated`."""
    if get_origin(kind) is Annotated:
        inner, *more = get_args(kind)
        return _unwrapped(inner, [*metadata, *more])
    if get_origin(kind) in (Union, UnionType):
        others = [arg for arg in get_args(kind) if arg is not NoneType]
        if len(others) == 1:
            return _unwrapped(others[0], metadata)
    return kind, list(metadata)


def _bounds(kind: type, metadata: Sequence[Any]) -> tuple[float | None, float | None]:
    """Return the least and the greatest allowed value of a field; None for no bound."""
    # Typer has no exclusive bounds, so an exclusive bound is used only for int; for other types,
    # the step checks it.
    limits: dict[str, Any] = {}
    for bound in metadata:
        for name in ("ge", "gt", "le", "lt"):
            value = getattr(bound, name, None)
            if value is not None:
                limits[name] = value
    least, most = limits.get("ge"), limits.get("le")
    if kind is int and least is None and "gt" in limits:
        least = limits["gt"] + 1
    if kind is int and most is None and "lt" in limits:
        most = limits["lt"] - 1
    return least, most


def _as_list(name: str, kind: Any, help_text: str) -> Written | None:
    """Return how a tuple of whole numbers or texts is typed: separated by commas."""
    # The result is None for other types.
    if get_origin(kind) is not tuple:
        return None
    inner, *others = get_args(kind)
    inner, _ = _unwrapped(inner, ())
    if others != [Ellipsis] or (inner not in (int, str) and not _is_choice(inner)):
        return None
    if inner is int:
        return Written("N,...", help_text, partial(_numbers, flag_of(name)))
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
