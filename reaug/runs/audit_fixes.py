"""Apply an audit's sure fixes, and drop rows with findings, in `reaug clean --apply`.

A fix is sure if no person needs to look at it (`reaug audit --fixes` writes the same fixes). The
audit checks the rows as the run reads them. The fixes and drops become a `patch` step, whose file
is stored in the run folder together with the remaining findings. So the run can be repeated from
its folder alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from reaug.audit.fixes import Patch as Fixes
from reaug.audit.fixes import RowFix
from reaug.audit.noise import NoiseOptions
from reaug.audit.result import Audit
from reaug.audit.rows import Rows
from reaug.audit.rule_request import known_rules, rules_to_ask
from reaug.audit.run import audit_table
from reaug.audit.sources import comparable
from reaug.audit.types.corrections import RULE as TYPE_RULE
from reaug.choices import Apply
from reaug.cleaning.patch import Patch
from reaug.core.findings import SEVERITIES
from reaug.core.schema import ROW_ID
from reaug.errors import UsageError
from reaug.recipe.model import make_recipe
from reaug.recipe.plan import Leaf, Node
from reaug.review.jsonl import write_findings, write_patch
from reaug.runs.manifest import read_manifest
from reaug.runs.preparation import Plan, prepare
from reaug.runs.rows_to_drop import DroppedRow, is_ranked, rows_to_drop
from reaug.runs.run import Result
from reaug.runs.undo import read_rows
from reaug.strict_json import dumps

if TYPE_CHECKING:
    from reaug.audit.run import Watcher
    from reaug.recipe.model import Recipe
    from reaug.rulebook import RuleBook

FIXES: Final = "fixes.jsonl"
LEFT: Final = "audit.jsonl"
_DUPLICATES: Final = ("duplicate/exact", "duplicate/conflict")
"""Rules whose findings the step `deduplicate` of `clean` reports itself."""
_TYPE_STEP: Final = "entity_type_correction"
"""The step whose findings have the rule `TYPE_RULE`."""


@dataclass(frozen=True)
class FixOptions:
    """The options of `reaug clean` for an audit.

    apply : which fixes to apply: "sure" for all that the audit is sure of, "label-free" for those
        of them that need no label, None for none.
    drop : ids of audit rules; rows with findings of these rules are dropped.
    top : maximum number of rows to drop per rule of `drop`, the highest score first; None for all.
    against : a second data set, for rules that need one.
    noise : how a model ranks rows by label noise; used only if `drop` has `label/noise`.
    """

    apply: Apply | None = None
    drop: tuple[str, ...] = ()
    top: int | None = None
    against: Any = None
    noise: NoiseOptions = field(default_factory=NoiseOptions)

    def __bool__(self) -> bool:
        return self.apply is not None or bool(self.drop)

    def check(self, book: RuleBook) -> None:
        """Raise an error for inconsistent options, before anything is read.

        Raises
        ------
        UsageError
            A rule has no name, is unknown or needs another data set; `top` is below 1; an option is
            given that nothing uses.
        """
        if not all(name.strip() for name in self.drop):
            raise UsageError("--drop needs the name of a rule; see reaug list audit-rules")
        if self.against is not None and not self:
            raise UsageError(
                "--against is used only with --apply, or with --drop RULE such as leak/sentence"
            )
        if self.top is not None and not self.drop:
            raise UsageError("--top sets how many rows --drop drops; give --drop RULE")
        if self.top is not None and self.top < 1:
            raise UsageError(f"--top must be at least 1, not {self.top}")
        unused = self.noise.pred_probs is not None and not any(map(is_ranked, self.drop))
        if unused:
            raise UsageError("--pred-probs is used only with --drop label/noise; add it")
        if self.drop:
            rules_to_ask(book, self.drop, against=self.against is not None, noise=self.noise)
        groups = [group for group in self.drop if group not in known_rules(book)]
        if groups:
            raise UsageError(
                f"--drop {groups[0]}: name one rule of the group; see reaug list audit-rules"
            )


class Cleaning(NamedTuple):
    """The plan of `reaug clean`.

    plan : the run to execute, in whose recipe the `patch` step with the audit's changes is added.
    errors : number of input rows that had a finding of severity error or were repaired while
        reading; None if `FixOptions.apply` is not set.
    types : number of entity types that the `patch` step corrects by the label of the row.
    """

    plan: Plan
    errors: int | None = None
    types: int = 0


def plan_cleaning(
    recipe: Recipe,
    options: FixOptions,
    folder: Path,
    *,
    source: Any = None,
    watcher: Watcher | None = None,
) -> Cleaning:
    """Return the plan of `reaug clean`: people's decisions, an audit's changes, then other steps.

    The audit's changes become a `patch` step, after the recipe's own patches and before its other
    steps.

    The plan for a test set has only patches: other steps may need labels, which a test set lacks,
    or drop rows, although a model must predict every row.

    Parameters
    ----------
    recipe
        The recipe of `reaug clean`; patches with people's decisions come first.
    folder
        An existing folder in which the file of the patch and the remaining findings are written;
        the run moves them to the run folder.
    source
        The data to read instead of the recipe's input.

    Raises
    ------
    UsageError
        See `FixOptions.check`; or there is nothing to do for a test set.
    """
    from reaug.rulebook import load

    options.check(load(recipe.rules))
    plan = prepare(recipe, source=source)
    if is_test_set(plan):
        plan = _of_test_set(plan, options)
    elif options.apply == "label-free":
        plan = _with_steps(plan, [step for step in plan.recipe.steps if _TYPE_STEP not in step])
    if not options:
        return Cleaning(plan)
    audit, drops = _audit(plan, options, watcher)
    fixes = _fixes(plan, audit, drops, options.apply)
    _write(audit, fixes, drops, options, folder)
    step = {"patch": {"path": FIXES, "left": LEFT, "on_bad_fix": "skip"}}
    by_people = sum(isinstance(step, dict) and "patch" in step for step in plan.recipe.steps)
    steps = [*plan.recipe.steps]
    steps.insert(by_people, step)
    errors = None
    if options.apply is not None:
        repaired = {
            problem.row_id for problem in plan.reading.problems if problem.action == "repaired"
        }
        errors = len(_errors(audit) | repaired)
    types = sum(_is_by_label(fix, audit) for fix in fixes) if options.apply == "sure" else 0
    return Cleaning(with_files(_with_steps(plan, steps), folder), errors, types)


def is_test_set(plan: Plan) -> bool:
    """Return whether the rows were read as a test set, without labels."""
    source = plan.recipe.input
    return plan.reading.unlabelled or (source is not None and source.unlabelled is True)


def with_files(plan: Plan, folder: Path) -> Plan:
    """Return the plan, changed so that the audit's `patch` step reads its files from `folder`.

    The run moves the files to the run folder at the end.
    """
    nodes = tuple(_within(node, folder) for node in plan.nodes)
    return replace(plan, nodes=nodes, kept=(folder / FIXES, folder / LEFT))


def reads_own_files(recipe: Recipe) -> bool:
    """Return whether a recipe has an audit's `patch` step, whose files are in the run folder."""
    return any(
        isinstance(step, dict) and (step.get("patch") or {}).get("left") == LEFT
        for step in recipe.steps
    )


def errors_left(result: Result, against: Any = None) -> int:
    """Return the number of a run's output rows for which a new audit reports an error.

    `against` is the data set with which the first audit compared the rows, if any.
    """
    table = result.table
    if table is None:
        assert isinstance(result.folder, Path)
        table = read_rows(result.folder, read_manifest(result.folder))
    gold = None if against is None else comparable(against)
    audit = audit_table(
        table,
        result.plan.rules,
        None if gold is None else gold.table,
        gold_unread=None if gold is None else gold.unread,
        unlabelled=is_test_set(result.plan),
    )
    return len(_errors(audit))


def _errors(audit: Audit) -> set[str]:
    """Return the ids of the rows with a finding of severity error."""
    rank = SEVERITIES[0]
    return {
        row
        for finding in audit.findings
        if (finding.severity or audit.catalogue[finding.rule].severity) == rank
        for row in finding.rows
    }


def _within(node: Node, folder: Path) -> Node:
    if isinstance(node, Leaf) and isinstance(node.step, Patch) and node.step.left == LEFT:
        return replace(node, step=node.step.within(folder))
    return node


def _of_test_set(plan: Plan, options: FixOptions) -> Plan:
    steps = [step for step in plan.recipe.steps if isinstance(step, dict) and "patch" in step]
    if not steps and not options:
        raise UsageError(
            f"{plan.reading.origin}: no row has a label, so it is read as a test set: types are "
            "not corrected, since that needs labels, and no row is dropped. Errors that do not "
            "depend on the label are corrected with --apply sure, decisions of reviewers with "
            "--patch FILE; correct the training set in the same way, with --apply label-free"
        )
    # A recipe needs at least one step; the audit's patch is added later.
    return (
        _with_steps(plan, steps)
        if steps
        else replace(plan, nodes=(), recipe=plan.recipe.model_copy(update={"steps": ()}))
    )


def _is_by_label(fix: RowFix, audit: Audit) -> bool:
    """Return whether a fix sets an entity type by a rule that looks at the label."""
    rule = audit.catalogue[fix.rule]
    return fix.fix.field.endswith(".type") and (rule.needs_labels or rule.weaker_unlabelled)


def _with_steps(plan: Plan, steps: Sequence[Any]) -> Plan:
    recipe = make_recipe(steps, **plan.recipe.model_dump(exclude={"steps"}))
    return replace(plan, recipe=recipe, nodes=recipe.nodes())


def _audit(
    plan: Plan, options: FixOptions, watcher: Watcher | None
) -> tuple[Audit, list[DroppedRow]]:
    gold = None if options.against is None else comparable(options.against)
    reading = plan.reading
    by_findings = frozenset(rule for rule in options.drop if not is_ranked(rule))
    blind = is_test_set(plan)
    if blind and any(map(is_ranked, options.drop)):
        raise UsageError(f"{reading.origin}: --drop label/noise ranks labels, but no row has one")
    audit = audit_table(
        reading.table,
        plan.rules,
        None if gold is None else gold.table,
        problems=reading.problems,
        unread=reading.unread,
        gold_unread=None if gold is None else gold.unread,
        unlabelled=blind,
        select=by_findings if options.apply is None else None,
        watcher=watcher,
    )
    lacking = by_findings.difference(audit.catalogue)
    if lacking:
        raise UsageError(f"--drop {min(lacking)} needs labels, but no row of the data has one")
    rows = Rows(reading.table, plan.rules)
    return audit, rows_to_drop(audit, rows, options.drop, options.noise, options.top)


def _fixes(
    plan: Plan, audit: Audit, drops: Sequence[DroppedRow], apply: Apply | None
) -> list[RowFix]:
    """Return the fixes to apply."""
    # Fixes of rows that are dropped or could not be read are left out.
    # Fixes that need no label come from a second audit, which sees the same rows without their
    # labels.
    if apply is None:
        return []
    reading = plan.reading
    if apply == "label-free" and not audit.unlabelled:
        audit = audit_table(
            reading.table,
            plan.rules,
            problems=reading.problems,
            unread=reading.unread,
            unlabelled=True,
        )
    known = set(reading.table[ROW_ID].to_pylist()).difference(drop.id for drop in drops)
    return [fix for fix in audit.patch.fixes if fix.row in known]


def _write(
    audit: Audit,
    fixes: list[RowFix],
    drops: Sequence[DroppedRow],
    options: FixOptions,
    folder: Path,
) -> None:
    """Write the file of the `patch` step, and a file with the remaining findings."""
    # Findings that the patch resolves, or that later steps of `clean` report themselves, are left
    # out.
    dropped_ids = {drop.id for drop in drops}
    by_steps = _DUPLICATES if options.apply == "label-free" else (*_DUPLICATES, TYPE_RULE)
    with (folder / FIXES).open("w", encoding="utf-8", newline="\n") as file:
        for drop in drops:
            line = {"id": drop.id, "field": "row", "old": "", "new": "drop", "reason": drop.rule}
            file.write(dumps(line) + "\n")
        write_patch(Fixes(fixes, 0), file)
    written = {(fix.row, fix.fix) for fix in fixes}
    open_findings = [
        finding._replace(applied=False)
        for finding in audit.findings
        if not dropped_ids.issuperset(finding.rows)
        and (finding.rule not in by_steps or audit.unlabelled)
        and not (finding.fixes and all((finding.rows[0], fix) in written for fix in finding.fixes))
    ]
    with (folder / LEFT).open("w", encoding="utf-8", newline="\n") as file:
        listed = [] if options.apply is None else open_findings
        write_findings(replace(audit, findings=listed), "en", file)
