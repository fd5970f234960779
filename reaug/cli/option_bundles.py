"""Give commands options that are declared in bundles (dataclasses) or as the fields of a step.

Typer reads the options of a command from its signature. A parameter whose type is a bundle (a
dataclass of `cli.options`) or `FieldsOf` a step is replaced in the signature by one option per
field. When the command is called, the parameter's value is built from these options.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import MISSING, fields, is_dataclass
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, NamedTuple, get_args, get_type_hints

from reaug.cli.step_fields import FieldsOf, Parse, step_options

Command = Callable[..., None]


class _Part(NamedTuple):
    """The options that replace a parameter, and the function that builds its value from theirs."""

    options: list[Parameter]
    value: Callable[[dict[str, Any]], Any]


def spread(command: Command) -> Command:
    """Return a command in which each bundle and each `FieldsOf` parameter is replaced by options.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass
    ... class Reading:
    ...     rules: str = "klue-re"
    >>> def clean(data: str, reading: Reading) -> None:
    ...     print(data, reading.rules)
    >>> print(*signature(spread(clean)).parameters)
    data rules
    >>> spread(clean)(data="a.json", rules="mine.yaml")
    a.json mine.yaml
    """
    hints = get_type_hints(command, include_extras=True)
    parts = {
        name: _part(parameter.replace(annotation=hints[name], kind=Parameter.KEYWORD_ONLY))
        for name, parameter in signature(command).parameters.items()
    }
    options = [option for part in parts.values() for option in part.options]

    def with_options(**values: Any) -> None:
        command(**{name: part.value(values) for name, part in parts.items()})

    with_options.__doc__ = command.__doc__
    with_options.__name__ = command.__name__
    with_options.__annotations__ = {option.name: option.annotation for option in options}
    with_options.__signature__ = Signature(options)  # type: ignore[attr-defined]
    return with_options


def _part(parameter: Parameter) -> _Part:
    kind = parameter.annotation
    if is_dataclass(kind):
        assert isinstance(kind, type)
        return _bundle(kind)
    for mark in get_args(kind):
        if isinstance(mark, FieldsOf):
            return _fields([(_of_step(option), parse) for option, parse in step_options(mark)])
    return _Part([parameter], lambda values: values[parameter.name])


def _bundle(kind: type) -> _Part:
    hints = get_type_hints(kind, include_extras=True)
    options = [
        Parameter(
            field.name,
            Parameter.KEYWORD_ONLY,
            annotation=_under(getattr(kind, "HEAD", None), hints[field.name]),
            default=Parameter.empty if field.default is MISSING else field.default,
        )
        for field in fields(kind)
    ]
    names = [option.name for option in options]
    return _Part(options, lambda values: kind(**{name: values[name] for name in names}))


def _of_step(option: Parameter) -> Parameter:
    return option.replace(annotation=_under("Parameters of the step", option.annotation))


def _under(head: str | None, annotation: Any) -> Any:
    """Put an option under a heading of the help, if one is given."""
    if head is None:
        return annotation
    kind, *marks = get_args(annotation)
    headed = []
    for mark in marks:
        mark = copy(mark)  # options are shared between commands
        mark.rich_help_panel = head
        headed.append(mark)
    return Annotated[(kind, *headed)]


def _fields(options: list[tuple[Parameter, Parse | None]]) -> _Part:
    def field_values(values: dict[str, Any]) -> dict[str, Any]:
        return dict(_values(options, values))

    return _Part([option for option, _ in options], field_values)


def _values(
    options: list[tuple[Parameter, Parse | None]], values: dict[str, Any]
) -> Iterator[tuple[str, Any]]:
    for option, parse in options:
        value = values[option.name]
        if value is not None:
            yield option.name, value if parse is None else parse(value)
