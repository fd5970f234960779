"""Figures decide what a rule may claim, and whether its suggestions are written."""

from __future__ import annotations

import pytest

from reaug.audit import judgements
from reaug.audit.catalogue import rules
from reaug.audit.judgements import Figure, Table, allowed, read, shipped, under
from reaug.audit.label_noise import noise_rules
from reaug.audit.rules import Rule
from reaug.audit.run import audit_table
from reaug.core.examples import batch_of
from reaug.rulebook import load

HEAD = "rule,severity,what,right,judged,book"
FREE = Rule("span/free", "error", "patch", "a", "가")
BOUND = Rule("rule/bound", "error", "patch", "a", "가", depends_on_book=True)


def table(*lines: str) -> Table:
    return read([HEAD, *lines])


def test_severity_is_the_lower_of_claim_and_figure() -> None:
    some = table("span/free,error,finding,30,40,klue-re", "span/free,warning,finding,36,40,klue-re")
    assert allowed(FREE, "error", "klue-re", some) == "review"
    assert allowed(FREE, "warning", "klue-re", some) == "warning"
    assert allowed(FREE, "review", "klue-re", some) == "review"
    assert allowed(FREE, "error", "klue-re", ()) == "error", "facts need no figure"
    judgements = table("span/free,,finding,39,40,klue-re")
    assert allowed(FREE, "error", "klue-re", judgements) == "error"


def test_what_depends_on_the_book_is_for_review_under_another() -> None:
    some = table(f"{BOUND.id},,finding,40,40,klue-re", f"{FREE.id},,finding,40,40,klue-re")
    assert allowed(BOUND, "error", "klue-re", some) == "error"
    assert allowed(BOUND, "error", "mine", some) == "review"
    assert allowed(FREE, "error", "mine", some) == "error"
    judgements = table(f"{BOUND.id},,finding,34,40,mine")
    assert allowed(BOUND, "error", "mine", judgements) == "warning"


def test_a_pattern_keeps_what_its_own_book_says() -> None:
    own = BOUND._replace(precision=1.0, judged=40)
    assert under({own.id: own}, "mine", ())[own.id].severity == "error"


@pytest.mark.parametrize(
    ("right", "n", "written"), [(40, 40, True), (38, 40, False), (95, 100, True), (94, 100, False)]
)
def test_suggestions_need_a_share_and_an_interval(right: int, n: int, *, written: bool) -> None:
    catalogue = under(
        {FREE.id: FREE}, "klue-re", table(f"{FREE.id},,suggestion,{right},{n},klue-re")
    )
    assert catalogue[FREE.id].cure == ("patch" if written else "review")


def test_small_rules_of_one_kind_are_judged_together() -> None:
    few = {f"span/{name}": FREE._replace(id=f"span/{name}") for name in "abcd"}
    good = table(*(f"{name},,suggestion,10,10,klue-re" for name in few))
    assert {rule.cure for rule in under(few, "klue-re", good).values()} == {"patch"}
    alone = table("span/a,,suggestion,10,10,klue-re")
    assert under(few, "klue-re", alone)["span/a"].cure == "review"
    one_bad = table(
        *(f"span/{name},,suggestion,20,20,klue-re" for name in "abc"),
        "span/d,,suggestion,2,8,klue-re",
    )
    cures = {name: rule.cure for name, rule in under(few, "klue-re", one_bad).items()}
    assert cures["span/d"] == "review", "its own figure speaks against it"


def test_a_rule_that_never_writes_its_suggestion_says_nothing_of_those_that_do() -> None:
    few = {f"span/{name}": FREE._replace(id=f"span/{name}") for name in "abc"}
    few["span/a"] = few["span/a"]._replace(cure="review")
    figures = table(
        "span/a,,suggestion,0,9,klue-re",
        *(f"span/{name},,suggestion,20,20,klue-re" for name in "bc"),
    )
    cures = {name: rule.cure for name, rule in under(few, "klue-re", figures).items()}
    assert cures == {"span/a": "review", "span/b": "patch", "span/c": "patch"}


def test_one_switch_decides_about_unjudged_suggestions(monkeypatch: pytest.MonkeyPatch) -> None:
    for written, cure in ((True, "patch"), (False, "review")):
        monkeypatch.setattr(judgements, "UNJUDGED_SUGGESTIONS_ARE_WRITTEN", written)
        some = table(f"{FREE.id},,finding,40,40,klue-re")
        assert under({FREE.id: FREE}, "klue-re", some)[FREE.id].cure == cure
        fact = under({FREE.id: FREE}, "klue-re", ())[FREE.id]
        assert fact.cure == "patch", "facts need no figure"


def test_what_is_for_review_says_nothing_of_what_is_written() -> None:
    some = table(f"{FREE.id},error,suggestion,40,40,b", f"{FREE.id},review,suggestion,0,40,b")
    assert under({FREE.id: FREE}, "b", some)[FREE.id].cure == "patch"


@pytest.mark.parametrize(
    "line",
    ["a/b,grave,finding,1,2,b", "a/b,,guess,1,2,b", "a/b,,finding,3,2,b", "a/b,,finding,0,0,b"],
)
def test_a_table_that_makes_no_sense(line: str) -> None:
    with pytest.raises(ValueError, match=r"judged\.csv"):
        table(line)
    with pytest.raises(ValueError, match="twice"):
        table("a/b,,finding,1,2,b", "a/b,,finding,1,3,b")


def test_the_shipped_table_is_of_rules_that_there_are() -> None:
    book = load("klue-re")
    known = rules(book, "checks", "against") | noise_rules(book)
    assert {line.rule for line in shipped()} <= known.keys()
    assert str(Figure(38, 40)) == "95% of 40 (0.83–0.99)"


def test_severities_of_findings_follow_the_book() -> None:
    marked = (
        "[S|PER|김하늘]과 [O|PER|이바다]는 부부다.",
        "[O|PER|김하늘]과 [S|PER|이바다]는 부부다.",
    )
    batch = batch_of(*marked, label=["per:spouse", "per:siblings"])
    for name, severity in (("klue-re", "error"), ("mine", "review")):
        book = load("klue-re").model_copy(update={"name": name})
        audit = audit_table(batch.table, book)
        (finding,) = (
            finding for finding in audit.findings if finding.rule == "direction/symmetric"
        )
        assert (finding.severity or audit.catalogue[finding.rule].severity) == severity


def test_a_broken_hard_rule_is_an_error_under_any_book() -> None:
    book = load("klue-re")
    hard = book.relations["org:founded"].model_copy(update={"hard_object_types": True})
    own = book.model_copy(
        update={"name": "mine", "relations": {**book.relations, "org:founded": hard}}
    )
    batch = batch_of("[S|ORG|가온통신]은 [O|PER|김하늘]이 세웠다.", label="org:founded")
    findings = audit_table(batch.table, own).findings
    (finding,) = (finding for finding in findings if finding.rule.startswith("schema/"))
    assert (finding.rule, finding.severity) == ("schema/object-type", "error")
