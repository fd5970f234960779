"""Lists and descriptions of steps, rule books, formats, styles and rules of the audit."""

from __future__ import annotations

from inspect import cleandoc
from typing import Any, Final, NamedTuple

from reaug import rulebook
from reaug.audit.asking import known_rules
from reaug.audit.rules import Rule, remedy
from reaug.data import FORMATS, READABLE, WRITABLE
from reaug.errors import UsageError
from reaug.recipe.registry import room_of, shadowed, step_class, step_names
from reaug.shaping.encode.styles import STYLES
from reaug.suggestions import unknown


class Described(NamedTuple):
    """A description for people and for programs."""

    text: str
    data: dict[str, Any]


def inventory(kind: str | None = None) -> dict[str, dict[str, str]]:
    """By kind, names and a line about each: steps, rule books, formats of files, styles of
    `encode`, rules of the audit.
    """
    kinds = {
        "transforms": _steps,
        "rules": _books,
        "formats": _formats,
        "styles": _styles,
        "audit-rules": _audit_rules,
    }
    return {name: entries() for name, entries in kinds.items() if kind in (None, name)}


def _steps() -> dict[str, str]:
    order = sorted(step_names(), key=lambda name: (room_of(name), name))
    steps = {name: f"[{room_of(name)}] {_first_line(name)}" for name in order}
    return steps | {name: f"[plugin] {why}" for name, why in shadowed().items()}


def _books() -> dict[str, str]:
    return {name: rulebook.load(name).description.en for name in rulebook.names()}


def _formats() -> dict[str, str]:
    summaries = {name: one.summary for name, one in FORMATS.items()} | READABLE
    return {name: f"[{_ways(name)}] {summary}" for name, summary in summaries.items()}


def _ways(name: str) -> str:
    if name not in READABLE:
        return "written by reaug export"
    return "read" + (" and written" if name in WRITABLE else "")


def _styles() -> dict[str, str]:
    return {name: style.summary for name, style in STYLES.items()}


def _audit_rules() -> dict[str, str]:
    return {name: f"[{rule.severity}] {rule.en}" for name, rule in audit_rules().items()}


def audit_rules(book: str = "klue-re") -> dict[str, Rule]:
    """Every rule that an audit by a rule book may report, by id."""
    return known_rules(rulebook.load(book))


def described(name: str, rules: str | None = None) -> Described:
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
        return _step(name)
    if name in rulebook.names() or name.endswith((".yaml", ".yml")):
        return _book(name)
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
