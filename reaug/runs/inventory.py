"""Lists and descriptions of steps, rule books, formats, styles and rules of the audit."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import cleandoc
from typing import Any, Final, NamedTuple

from reaug import rulebook
from reaug.audit.asking import known_rules
from reaug.audit.rules import Rule, remedy
from reaug.choices import Lang
from reaug.data import FORMATS, READABLE, WRITABLE
from reaug.errors import UsageError
from reaug.recipe.registry import room_of, shadowed, step_class, step_names
from reaug.shaping.encode.styles import STYLES
from reaug.suggestions import unknown


class Described(NamedTuple):
    """A description for people and for programs."""

    text: str
    data: dict[str, Any]


Say = Callable[[str], str]
"""A text in the language of whoever reads it."""


def inventory(
    kind: str | None = None, lang: Lang = "en", say: Say = str
) -> dict[str, dict[str, str]]:
    """By kind, names and a line about each: steps, rule books, formats of files, styles of
    `encode`, rules of the audit.

    `lang` is the language of what has both, and `say` gives the other texts in it.
    """
    kinds: dict[str, Callable[[], dict[str, str]]] = {
        "transforms": partial(_steps, say),
        "rules": partial(_books, lang),
        "formats": partial(_formats, say),
        "styles": partial(_styles, say),
        "audit-rules": partial(_audit_rules, lang),
    }
    return {name: entries() for name, entries in kinds.items() if kind in (None, name)}


def _steps(say: Say) -> dict[str, str]:
    order = sorted(step_names(), key=lambda name: (room_of(name), name))
    steps = {name: f"[{room_of(name)}] {say(_first_line(name))}" for name in order}
    return steps | {name: f"[plugin] {why}" for name, why in shadowed().items()}


def _books(lang: Lang) -> dict[str, str]:
    return {name: getattr(rulebook.load(name).description, lang) for name in rulebook.names()}


def _formats(say: Say) -> dict[str, str]:
    summaries = {name: one.summary for name, one in FORMATS.items()} | READABLE
    return {name: f"[{say(_ways(name))}] {say(text)}" for name, text in summaries.items()}


def _ways(name: str) -> str:
    if name not in READABLE:
        return "written by reaug export"
    return "read and written" if name in WRITABLE else "read"


def _styles(say: Say) -> dict[str, str]:
    return {name: say(style.summary) for name, style in STYLES.items()}


def _audit_rules(lang: Lang) -> dict[str, str]:
    return {
        name: f"[{rule.severity}] {getattr(rule, lang)}" for name, rule in audit_rules().items()
    }


def audit_rules(book: str = "klue-re") -> dict[str, Rule]:
    """Every rule that an audit by a rule book may report, by id."""
    return known_rules(rulebook.load(book))


def described(name: str, rules: str | None = None, lang: Lang = "en", say: Say = str) -> Described:
    """The description of a step, a rule book (shipped, or a file), a rule of the audit or a label.

    `rules` is the book of a label or rule, before which no step has the name; by default the
    shipped ones.

    Raises
    ------
    UsageError
        The name is unknown; the message lists the known ones.
    """
    if rules is not None:
        return _of_book(name, rules)
    if name in step_names():
        return _step(name, say)
    if name in rulebook.names() or name.endswith((".yaml", ".yml")):
        return _book(name, lang)
    for book_name in rulebook.names():
        if name in rulebook.load(book_name).relations:
            return _label(book_name, name)
        if name in (known := audit_rules(book_name)):
            return _rule(known[name])
    names = [*step_names(), *rulebook.names(), *audit_rules()]
    raise UsageError(
        f"{unknown('name', name, names)}; a label of a rule book of your own: --rules FILE.yaml"
    )


def _of_book(name: str, book_name: str) -> Described:
    book = rulebook.load(book_name)
    if name in book.relations:
        return _label(book_name, name)
    known = known_rules(book)
    if name in known:
        return _rule(known[name])
    raise UsageError(unknown(f"label or rule of {book.name}", name, [*book.relations, *known]))


def _first_line(name: str) -> str:
    try:
        return cleandoc(step_class(name).__doc__ or "").split("\n")[0]
    except UsageError as error:  # a broken plugin is listed, so that users see it
        return str(error)


def _step(name: str, say: Say) -> Described:
    step = step_class(name)
    schema = step.model_json_schema()
    about = cleandoc(step.__doc__ or "")
    first, rest = about.split("\n")[0], about.partition("\n")[2]
    lines = [f"{name} ({room_of(name)})", "", f"{say(first)}\n{rest}".strip(), "", "Parameters"]
    for key, field in step.model_fields.items():
        default = "required" if field.is_required() else f"default {_plain(field.get_default())}"
        choices = schema["properties"][key].get("enum")
        one_of = f"{' | '.join(map(str, choices))}; " if choices else ""
        text = say(field.description or "")
        lines.append(f"  {key}: {text} ({one_of}{default})")
    return Described("\n".join(lines), schema)


def _plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(exclude_defaults=True) or "every row"
    return repr(value)


def _book(name: str, lang: Lang) -> Described:
    book = rulebook.load(name)
    about = getattr(book.description, lang)
    lines = [f"{book.name} {book.version}", "", about, "", "Types"]
    lines += [f"  {code}  {kind.en}  {kind.ko}" for code, kind in book.types.items()]
    lines += ["", "Relations"]
    width = max(map(len, book.relations))
    for label, relation in book.relations.items():
        lines.append(f"  {label:<{width}}  {getattr(relation.definition, lang)}")
    return Described("\n".join(lines), book.model_dump(mode="json"))


_CURES: Final[dict[str, str]] = {
    "clean": "reaug clean fixes it",
    "patch": "its findings suggest values: reaug audit --fixes FILE, then reaug clean --patch FILE",
    "review": "a person has to look: reaug audit --csv FILE, then reaug clean --patch FILE",
}


def _rule(rule: Rule) -> Described:
    judged = "not judged"
    if rule.precision is not None:
        judged = f"{rule.precision:.0%} of its findings hold ({rule.judged} judged)"
    if rule.fix_right is not None:
        share = rule.fix_right / rule.fix_judged
        judged += f"; {share:.0%} of its suggestions are right ({rule.fix_judged} judged)"
    lines = [rule.id, "", rule.en, rule.ko, "", f"severity   {rule.severity}"]
    cure = _CURES[remedy(rule.severity, rule.cure)]
    lines += [f"precision  {judged}", f"cure       {cure}"]
    return Described("\n".join(lines), rule._asdict())


def _label(book_name: str, label: str) -> Described:
    book = rulebook.load(book_name)
    relation = book.relations[label]
    lines = [label, "", relation.definition.en, relation.definition.ko, ""]
    lines.append(f"subject types  {', '.join(relation.subject_types)}")
    shares = book.type_shares(label, "object")
    listed = ", ".join(f"{kind} {share:.1%}" for kind, share in shares.items() if share)
    lines.append(f"object types   {listed}")
    if (turned := book.reverse(label)) is not None:
        lines.append(
            f"read the other way: {turned.label}, true in {turned.fidelity:.0%} of {turned.count}"
        )
    return Described("\n".join(lines), relation.model_dump(mode="json"))
