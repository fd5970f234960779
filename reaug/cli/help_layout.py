"""Lay out the help of commands: plain text in 80 columns, options grouped by purpose.

Choices are not broken across lines, values have readable names, and each group of options has a
heading. The help is in Korean where the user's language is Korean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, Final, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup

from reaug.choices import Lang
from reaug.language import choose
from reaug.language.translation import translated

_LONGEST_CHOICES: Final = 24
"""The greatest width, in columns, of the choices that help shows beside an option.

A longer list of choices is moved to the option's description.
"""
_VALUES: Final = {
    "str": "TEXT",
    "int": "N",
    "int range": "N",
    "float": "NUMBER",
    "float range": "NUMBER",
    "path": "PATH",
    "list[str]": "NAME",
}
"""The placeholder that help shows for a value of each type, if the option sets none."""
LangOption = Annotated[
    Lang | None,
    typer.Option(
        "--lang",
        help="Language of messages; by default REAUG_LANG or the locale.",
    ),
]
_HYPHEN: Final = "\ue000"
"""A character that replaces hyphens while lines are wrapped, so that no name is broken."""
_TYPE: Final = re.compile(r"<([^<>]+)>")


class HelpfulCommand(TyperCommand):
    """A command whose help groups its options under headings."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the usage line."""
        write_usage(self, ctx, formatter)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the names of the arguments, without braces."""
        pieces = (re.sub(r"[{}]", "", piece) for piece in super().collect_usage_pieces(ctx))
        return [piece.replace("......", "...") for piece in pieces]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments and options, group by group."""
        write_parameters(self, ctx, formatter)


class HelpfulGroup(TyperGroup):
    """A group of commands whose help lists each command with its whole summary."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the usage line."""
        write_usage(self, ctx, formatter)

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """Write the description of the group."""
        self.help = translated(self.help or "")
        super().format_help_text(ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options of the group, then its commands."""
        write_parameters(self, ctx, formatter)
        write_commands(self, ctx, formatter)


class App(typer.Typer):
    """A Typer app whose commands have readable help."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(rich_markup_mode=None, **{"cls": HelpfulGroup, **settings})

    def command(self, name: str | None = None, **settings: Any) -> Any:
        """Register a function as a Typer command, with readable help and `--lang`."""
        decorate = super().command(name, **{"cls": HelpfulCommand, **settings})
        return lambda function: decorate(_with_language(function))


def _with_language(function: Callable[..., None]) -> Callable[..., None]:
    """Wrap a command so that its messages are in the language given by `--lang`."""
    form = signature(function)
    options = [*form.parameters.values()]
    option = Parameter("lang", Parameter.KEYWORD_ONLY, default=None, annotation=LangOption)

    @wraps(function)
    def speaking(**values: Any) -> None:
        if (lang := values.pop("lang")) is not None:
            choose(lang)
        function(**values)

    hints = get_type_hints(function, include_extras=True)
    keyword_only = (
        option.replace(
            kind=Parameter.KEYWORD_ONLY, annotation=hints.get(option.name, option.annotation)
        )
        for option in options
    )
    speaking.__signature__ = Signature([*keyword_only, option])  # type: ignore[attr-defined]
    speaking.__annotations__ = {**hints, "lang": LangOption}
    return speaking


def write_usage(command: Any, ctx: Any, formatter: Any) -> None:
    """Write the usage line of a command."""
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, prefix=f"{translated('Usage')}: ")


def write_parameters(command: Any, ctx: Any, formatter: Any) -> None:
    """Write the arguments and options of a command under their headings."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for parameter in command.get_params(ctx):
        parameter.help = translated(parameter.help or "")
        record: tuple[str, str] | None = parameter.get_help_record(ctx)
        if record is not None:
            names, text = _readable(record[0], record[1], parameter.name)
            if parameter.param_type_name == "argument":
                names = names.partition(" ")[0]
            sections.setdefault(_head(parameter), []).append((names, _translated_help(text)))
    _write_sections(formatter, sections)


def _translated_help(text: str) -> str:
    """Translate the help of an option, including the notes in brackets that Typer appends."""
    words, bracket, default = text.rpartition("  [")
    if not bracket:
        return text
    texts = (translated(part) for part in default.removesuffix("]").split("; "))
    return f"{words}{bracket}{'; '.join(texts)}]"


def write_commands(group: Any, ctx: Any, formatter: Any) -> None:
    """Write the commands of a group under their headings, each with its whole summary."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        line = " ".join((command.help or "").partition("\n\n")[0].split())
        head = getattr(command, "rich_help_panel", None) or "Commands"
        sections.setdefault(head, []).append((name, translated(line)))
    _write_sections(formatter, sections)


def _write_sections(formatter: Any, sections: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """Write each section, without breaking names at hyphens."""
    for head, records in sections.items():
        with formatter.section(translated(head)):
            formatter.write_dl([(name, text.replace("-", _HYPHEN)) for name, text in records])
    formatter.buffer = [text.replace(_HYPHEN, "-") for text in formatter.buffer]


def _head(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return "Arguments"
    return getattr(parameter, "rich_help_panel", None) or "Options"


def translate(command: Any) -> None:
    """Translate the help of a command and its parameters into the user's language."""
    paragraphs = (command.help or "").split("\n\n")
    command.help = "\n\n".join(translated(" ".join(text.split())) for text in paragraphs)
    for parameter in command.params:
        parameter.help = translated(parameter.help or "")
        if getattr(parameter, "secondary_opts", None):
            parameter.show_default = False  # the default of --a/--no-a is an option's name
    for inner in getattr(command, "commands", {}).values():
        translate(inner)


def _readable(names: str, text: str, name: str) -> tuple[str, str]:
    """Return an option's usage and help for people.

    Click's types become placeholders (`N`); many choices are moved from the usage to the help.

    Examples
    --------
    >>> _readable("--seed <int range>", "The seed.", "seed")
    ('--seed N', 'The seed.')
    >>> _readable("--by <characters|eojeols|morphemes|tokens>", "The unit.", "by")
    ('--by BY', 'The unit: characters, eojeols, morphemes, tokens.')
    """
    shown = _TYPE.search(names)
    if shown is None:
        return names, text
    kind = shown[1]
    if "|" not in kind:
        return names.replace(shown[0], _VALUES.get(kind, kind.upper())), text
    if len(kind) <= _LONGEST_CHOICES:
        return names.replace(shown[0], kind), text
    first, dot, rest = text.partition(".  [")
    choices = f"{first.rstrip('.')}: {', '.join(kind.split('|'))}{dot or '.'}{rest}"
    return names.replace(shown[0], name.rpartition("_")[2].upper()), choices
