"""List and describe steps, rule books, file formats, styles of `encode`, and audit rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any, Final, NamedTuple

from reaug import rulebook
from reaug.audit.checks.unreadable_rows import RULES as READING
from reaug.audit.rule_request import known_rules
from reaug.audit.rules import Rule, remedy
from reaug.choices import Lang
from reaug.core.paragraphs import Paragraph, paragraphs
from reaug.core.step import Step
from reaug.core.terminal_text import columns, padded
from reaug.data import FORMATS, READABLE, WRITABLE
from reaug.errors import UsageError
from reaug.recipe.registry import room_of, shadowed, step_class, step_names
from reaug.shaping.encode.styles import STYLES
from reaug.suggestions import closest


class Described(NamedTuple):
    """A description as text, and as JSON data."""

    text: str
    data: dict[str, Any]


Say = Callable[[str], str]
"""A function that translates a text to the user's language."""


def _english(step: str) -> Say:
    return str


def inventory(
    kind: str | None = None, lang: Lang = "en", saying_of: Callable[[str], Say] = _english
) -> dict[str, dict[str, str]]:
    """Return what `reaug list` shows: for each kind, the names with a line of description.

    Parameters
    ----------
    kind
        `transforms` (the steps), `rules` (the rule books), `formats`, `styles` or `audit-rules`;
        None for all of them.
    lang
        The language of the descriptions of rule books and audit rules.
    saying_of
        A function that takes the name of a step and returns the function that translates texts
        about that step; for "", the function that translates all other texts. By default, texts
        stay English.
    """
    say = saying_of("")
    kinds: dict[str, Callable[[], dict[str, str]]] = {
        "transforms": partial(_steps, saying_of),
        "rules": partial(_books, lang),
        "formats": partial(_formats, say),
        "styles": partial(_styles, say),
        "audit-rules": partial(_audit_rules, lang, say),
    }
    return {name: entries() for name, entries in kinds.items() if kind in (None, name)}


def _steps(saying_of: Callable[[str], Say]) -> dict[str, str]:
    order = sorted(step_names(), key=lambda name: (room_of(name), name))
    say = saying_of("")
    steps = {name: f"[{say(room_of(name))}] {saying_of(name)(_first_line(name))}" for name in order}
    return steps | {name: f"[{say('plugin')}] {say(why)}" for name, why in shadowed().items()}


def _books(lang: Lang) -> dict[str, str]:
    return {name: getattr(rulebook.load(name).description, lang) for name in rulebook.names()}


def _formats(say: Say) -> dict[str, str]:
    summaries = {name: fmt.summary for name, fmt in FORMATS.items()} | READABLE
    return {name: f"[{say(_ways(name))}] {say(text)}" for name, text in summaries.items()}


def _ways(name: str) -> str:
    if name not in READABLE:
        return "written by reaug export"
    return "read and written" if name in WRITABLE else "read"


def _styles(say: Say) -> dict[str, str]:
    return {name: say(style.summary) for name, style in STYLES.items()}


def _audit_rules(lang: Lang, say: Say) -> dict[str, str]:
    return {
        name: f"[{say(rule.severity)}] {getattr(rule, lang)}"
        for name, rule in audit_rules().items()
    }


def audit_rules(book: str = "klue-re") -> dict[str, Rule]:
    """Return every rule that an audit with the rule book can report, by id."""
    return known_rules(rulebook.load(book))


def described(
    name: str,
    rules: str | None = None,
    lang: Lang = "en",
    saying_of: Callable[[str], Say] = _english,
) -> Described:
    """Return the description of a step, a rule book (shipped, or a file), an audit rule, or a
    label.

    `rules` is the rule book of the label or rule, by default all shipped ones. If it is given, the
    name is not searched among the steps.

    Raises
    ------
    UsageError
        The name is unknown; the message suggests similar names.
    """
    if rules is None and name in step_names():
        return _step(name, saying_of(name), lang)
    say = saying_of("")
    if rules is not None:
        return _of_book(name, rules, lang, say)
    if name in rulebook.names() or name.endswith((".yaml", ".yml")):
        return _book(name, lang, say)
    for book_name in rulebook.names():
        if name in rulebook.load(book_name).relations:
            return _label(book_name, name, lang, say)
        if name in (known := audit_rules(book_name)):
            return _rule(known[name], lang, say)
    labels = [label for book in rulebook.names() for label in rulebook.load(book).relations]
    names = [*step_names(), *rulebook.names(), *audit_rules(), *labels]
    if meant := " or ".join(map(repr, closest(name, names))):
        raise UsageError(f"unknown name {name!r}; did you mean {meant}? reaug list shows all")
    raise UsageError(
        f"unknown name {name!r}; reaug list shows all, and --rules FILE.yaml adds the labels and "
        "rules of your own rule book"
    )


def _of_book(name: str, book_name: str, lang: Lang, say: Say) -> Described:
    book = rulebook.load(book_name)
    if name in book.relations:
        return _label(book_name, name, lang, say)
    known = known_rules(book)
    if name in known:
        return _rule(known[name], lang, say)
    if meant := " or ".join(map(repr, closest(name, [*book.relations, *known]))):
        raise UsageError(
            f"unknown label or rule of {book_name} {name!r}; did you mean {meant}? reaug show "
            f"{book_name} lists the labels"
        )
    raise UsageError(
        f"unknown label or rule of {book_name} {name!r}; reaug show {book_name} lists the labels"
    )


def _first_line(name: str) -> str:
    try:
        first, *_ = [*paragraphs(step_class(name).__doc__ or ""), Paragraph("", "prose")]
    except UsageError as error:  # a broken plugin is listed with its error, so that users see it
        return str(error)
    return first.text


def _step(name: str, say: Say, lang: Lang) -> Described:
    step = step_class(name)
    schema = step.model_json_schema()
    parts = [
        Paragraph(f"{name} ({say(room_of(name))})", "prose"),
        *_translated(paragraphs(step.__doc__ or ""), say),
        Paragraph(say("Parameters"), "heading"),
        Paragraph("\n".join(_parameters(step, schema, say, lang)), "prose"),
    ]
    return Described(_joined(parts), schema)


def _translated(parts: list[Paragraph], say: Say) -> list[Paragraph]:
    return [part if part.kind == "code" else Paragraph(say(part.text), part.kind) for part in parts]


def _joined(parts: list[Paragraph]) -> str:
    """Return paragraphs joined by blank lines, except below a heading."""
    gaps = ("\n" if above.kind == "heading" else "\n\n" for above, _ in pairwise(parts))
    return "".join(part.text + gap for part, gap in zip(parts, [*gaps, ""], strict=True))


def _parameters(step: type[Step], schema: dict[str, Any], say: Say, lang: Lang) -> Iterator[str]:
    gap = "" if lang == "ko" else " "  # Korean has no space before a bracket
    for key, field in step.model_fields.items():
        required = field.is_required()
        default = (
            say("required") if required else f"{say('default')} {_plain(field.get_default(), say)}"
        )
        choices = schema["properties"][key].get("enum")
        one_of = f"{' | '.join(map(str, choices))}; " if choices else ""
        about = f"{say(field.description)}{gap}" if field.description else ""
        yield f"  {key}: {about}({one_of}{default})"


def _plain(value: Any, say: Say) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(exclude_defaults=True) or say("every row")
    return repr(value)


def _book(name: str, lang: Lang, say: Say) -> Described:
    book = rulebook.load(name)
    about = getattr(book.description, lang)
    lines = [f"{book.name} {book.version}", "", about, "", say("Types")]
    widest = max(map(columns, book.types), default=0)
    for code, kind in book.types.items():
        lines.append(f"  {padded(code, widest)}  {getattr(kind, lang)}")
    lines += ["", say("Relations")]
    width = max(map(columns, book.relations))
    for label, relation in book.relations.items():
        definition = getattr(relation.definition, lang)
        lines.append(f"  {padded(label, width)}  {definition}")
    return Described("\n".join(lines), book.model_dump(mode="json"))


_CURES: Final[dict[str, str]] = {
    "clean": "reaug clean fixes it",
    "read": "reaug clean --on-bad-row drop leaves such rows out, and repair also fixes a mention "
    "whose word occurs exactly once",
    "patch": "its findings suggest values: reaug audit --fixes FILE, then reaug clean --patch FILE",
    "review": "needs a person: reaug audit --csv FILE, then reaug clean --patch FILE",
}


def _rule(rule: Rule, lang: Lang, say: Say) -> Described:
    judged = say("not judged")
    if rule.precision is not None:
        judged = say(f"{rule.precision:.0%} of its findings are right ({rule.judged} judged)")
    if rule.fix_right is not None:
        share = rule.fix_right / rule.fix_judged
        right = say(f"{share:.0%} of its suggestions are right ({rule.fix_judged} judged)")
        judged += f"; {right}"
    # `reaug clean` without options stops at unreadable rows.
    unreadable = rule.id in {reading_rule.id for reading_rule in READING}
    facts = {
        say("severity"): say(rule.severity),
        say("precision"): judged,
        say("cure"): say(_CURES["read" if unreadable else remedy(rule.severity, rule.cure)]),
    }
    lines = [rule.id, "", getattr(rule, lang), "", *_table(facts)]
    return Described("\n".join(lines), rule._asdict())


def _label(book_name: str, label: str, lang: Lang, say: Say) -> Described:
    book = rulebook.load(book_name)
    relation = book.relations[label]
    shares = book.type_shares(label, "object")
    facts = {
        say("subject types"): ", ".join(relation.subject_types),
        say("object types"): ", ".join(
            f"{kind} {share:.1%}" for kind, share in shares.items() if share
        ),
    }
    lines = [label, "", getattr(relation.definition, lang), "", *_table(facts)]
    if (turned := book.reverse(label)) is not None:
        fidelity, count = f"{turned.fidelity:.0%}", turned.count
        lines.append(say(f"in the other direction: {turned.label}, true in {fidelity} of {count}"))
    return Described("\n".join(lines), relation.model_dump(mode="json"))


def _table(facts: dict[str, str]) -> Iterator[str]:
    width = max(map(columns, facts))
    return (f"{padded(name, width)}  {text}" for name, text in facts.items())
