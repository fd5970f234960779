"""The review page in a real browser: what is decided there is what `reaug clean --patch` does."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from audits import BAND, CUT, ODD, TWICE, audit_of, finding, fix
from browser import Browser, missing
from command import reaug
from reaug.audit import Audit
from reaug.core.batch import Batch
from reaug.core.examples import batch_of
from reaug.data import read
from reaug.report.audit_html import write_html
from reaug.report.shell_commands import AuditOptions
from reviewing import FILE, Reviewer, overruled, page_data, should_be, was_written

HOSTILE = "</script><img src=x onerror=\"document.title='hacked'\"><b>&amp;{{7*7}}"
GIVEN = (
    "김나래",
    "이두레",
    "박솔찬",
    "최한별",
    "정가람",
    "한다온",
    "윤슬기",
    "오미르",
    "서아람",
    "강새론",
)
PLACES = ("강릉", "통영", "남원", "보성", "안동", "태백")
FAMILY = "per:date_of_birth"


def people(n: int = 60) -> Batch:
    """Rows whose object is a year without its 년."""
    texts = [
        f"[S|PER|{GIVEN[i % 10]}] 씨는 [O|DAT|{1900 + i}]년 {PLACES[i % 6]}에서 태어나 자랐다."
        for i in range(n)
    ]
    return batch_of(*texts, label=[FAMILY] * n)


def births(batch: Batch) -> Audit:
    """A finding per row, some with other cures, and one about two rows."""
    findings = []
    for i in range(len(batch)):
        end = int(batch.spans[i, 3])
        cut = fix("object_entity.end_idx", end - 1, end)
        year = batch.row(i).object_word
        kind = {"field": "object_entity", "value": year, "suggestion": f"{year}년"}
        if i % 6 == 4:
            label = fix("label", FAMILY, "no_relation")
            findings.append(
                finding(ODD, f"row-{i}", fixes=[label], value=FAMILY, suggestion="no_relation")
            )
        elif i % 6 == 5:
            findings.append(finding(TWICE, f"row-{i}", f"row-{i - 1}", field="row", value=""))
        else:
            findings.append(finding(CUT, f"row-{i}", fixes=[cut], score=i / 7, **kind))
    return audit_of(*findings, batch=batch)


def saved(batch: Batch, file: Path) -> Path:
    """The rows as a file that reaug reads."""
    rows = []
    for i in range(len(batch)):
        row = batch.row(i)
        mentions = {
            f"{role}_entity": {"word": word, "start_idx": a, "end_idx": b - 1, "type": kind}
            for role, word, (a, b), kind in (
                ("subject", row.subject_word, row.subject, row.subject_type),
                ("object", row.object_word, row.object, row.object_type),
            )
        }
        rows.append({"guid": row.id, "sentence": row.sentence, **mentions, "label": row.label})
    file.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return file


def page(folder: Path, audit: Audit, lang: str = "en") -> Path:
    text = io.StringIO()
    write_html(audit, AuditOptions(str(folder / "rows.json")), lang, text)  # type: ignore[arg-type]
    file = folder / "page.html"
    file.write_text(text.getvalue(), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser of its own: what others have stored is not here."""
    if why := missing():
        pytest.skip(f"{why}; the page is not opened in a browser")
    with Browser() as started:
        started.emulate(width=1400)
        yield started


@pytest.fixture
def reviewer(browser: Browser, tmp_path: Path) -> Iterator[Reviewer]:
    """Somebody at the page, with nothing stored."""
    batch = Batch(read(str(saved(people(), tmp_path / "rows.json"))).table)
    at = Reviewer(browser, page(tmp_path, births(batch)))
    browser.emulate(width=1400)
    at.open()
    browser.js("localStorage.clear()")
    at.open("order=listed&rule=span%2Fnumber-unit")  # each of these has a fix to accept
    at.sign()
    yield at
    browser.js("localStorage.clear()")


def cleaned(folder: Path, *patches: Path) -> Path:
    run = folder / "run"
    options = [word for patch in patches for word in ("--patch", patch)]
    result = reaug("clean", folder / "rows.json", "-o", run, *options, "--no-report")
    assert result.code == 0, result.err
    return run


def test_fifty_decisions_are_what_a_run_does(reviewer: Reviewer, tmp_path: Path) -> None:
    browser = reviewer.browser
    reviewer.open("order=listed")
    for i in range(50):
        mouse, of = bool(i % 2), i % 10
        if not reviewer.findings[reviewer.uid]["fixes"] and of not in (2, 3):
            reviewer.drop(mouse=mouse)
        elif of in (2, 3):
            reviewer.reject(mouse=mouse)
        elif of in (4, 5):
            reviewer.move_border("object", 1 + i % 3, mouse=mouse)
        elif of == 6:
            reviewer.move_border("subject", -1, mouse=mouse)
        elif of == 7:
            reviewer.mark_anew("object", 8, 14)
        elif of == 8:
            reviewer.relabel("no_relation")
        else:
            reviewer.accept(mouse=mouse)
    assert len(reviewer.decided) == 50
    assert reviewer.done() == "50 of 60 decided"
    reviewer.open("state=decided")  # a reload loses nothing
    assert reviewer.done() == "50 of 60 decided"
    assert browser.texts(".count") == ["50 of 60 findings"]
    decisions = reviewer.export(tmp_path)
    reviewer.quiet()
    lines = [json.loads(line) for line in decisions.read_text(encoding="utf-8").splitlines()]
    assert {line["by"] for line in lines} == {reviewer.who}
    assert {
        kind: sum(decision == kind for decision in reviewer.decided.values())
        for kind in ("accept",)
    }
    run = cleaned(tmp_path, decisions)
    assert was_written(run) == should_be(reviewer)
    assert overruled(reviewer, run) == set()


def test_keys_of_a_korean_keyboard(reviewer: Reviewer) -> None:
    """While Hangul is typed, a key gives a jamo, or nothing but its place."""
    first = reviewer.uid
    script = (
        "for (const [key, code] of [['ㅁ', 'KeyA'], ['Process', 'KeyR']])"
        "document.dispatchEvent(new KeyboardEvent('keydown', {key, code, bubbles: true}))"
    )
    reviewer.browser.js(script)
    assert reviewer.done() == "2 of 60 decided"
    reviewer.browser.press("u", "u")
    assert reviewer.done() == "0 of 60 decided"
    assert reviewer.uid == first
    reviewer.browser.press("Shift+u")
    assert reviewer.done() == "1 of 60 decided"


def test_undo_takes_back_each_thing(reviewer: Reviewer) -> None:
    browser = reviewer.browser
    reviewer.accept()
    browser.press("k", "c")
    browser.type("textarea", "옳다")
    browser.press("Escape")
    browser.press("Delete")
    assert reviewer.done() == "0 of 60 decided"
    for n in (1, 1, 0):  # the decision with its comment, without, and nothing
        browser.press("Control+z")
        assert reviewer.done() == f"{n} of 60 decided"
    for _ in range(2):
        browser.press("Control+Shift+z")
    assert browser.texts(".said q") == ["옳다"]
    assert browser.texts(".said strong") == ["accepted"]
    reviewer.quiet()


def test_typing_decides_nothing(reviewer: Reviewer) -> None:
    reviewer.browser.press("c")
    reviewer.browser.type("textarea", "a reject u d x 1?")
    reviewer.browser.press("Escape")
    assert reviewer.done() == "0 of 60 decided"
    reviewer.browser.press("/")
    reviewer.browser.type("input[name=text]", "ard")
    reviewer.browser.press("Enter")
    assert reviewer.done() == "0 of 60 decided"


def test_what_nobody_can_decide_comes_last_and_is_no_part_of_the_work(
    browser: Browser, tmp_path: Path
) -> None:
    batch = people(6)
    present = [finding for finding in births(batch).findings if len(finding.rows) == 1][:3]
    lost = [finding(ODD, "row-99", field="object_entity", value="", suggestion="")] * 2
    at = Reviewer(browser, page(tmp_path, audit_of(*lost, *present, batch=batch)))
    for order in ("listed", "cause", "unsurest"):
        at.open(f"order={order}")
        assert at.done() == "0 of 3 decided"
        assert at.uid in {finding.key for finding in present}
    browser.js("localStorage.clear()")


def test_nothing_is_decided_that_is_not_seen(reviewer: Reviewer) -> None:
    reviewer.browser.js("scrollTo(0, 0)")
    reviewer.browser.js("document.querySelector('main').style.paddingTop = '200vh'")
    reviewer.browser.press("a")
    assert reviewer.done() == "0 of 60 decided"
    reviewer.browser.press("a")
    assert reviewer.done() == "1 of 60 decided"


def test_the_address_keeps_filters_and_place(reviewer: Reviewer) -> None:
    browser = reviewer.browser
    reviewer.open("order=unsurest&rule=span%2Fnumber-unit&state=open&text=강릉")
    browser.press("j", "j")
    uid, address = reviewer.uid, browser.js("return location.hash")
    assert "rule=span%2Fnumber-unit" in address
    reviewer.open(address.removeprefix("#"))
    assert reviewer.uid == uid
    assert browser.js("return document.querySelector('select[name=order]').value") == "unsurest"
    reviewer.open("order=__proto__&rule=none&sample=-4&at=<b>&state=constructor")
    assert browser.texts(".count") == ["60 of 60 findings"]
    browser.js("location.hash = '#counts'")
    assert browser.texts(".count") == ["60 of 60 findings"]
    reviewer.quiet()


def test_what_a_model_affirms_comes_first(browser: Browser, tmp_path: Path) -> None:
    audit = births(people(6))
    opinions = (None, "no", "unsure", "yes", None, "yes")
    findings = [
        finding._replace(opinion=opinion)
        for finding, opinion in zip(audit.findings, opinions, strict=False)
    ]
    at = Reviewer(browser, page(tmp_path, replace(audit, findings=findings)))
    at.open("order=opinion")
    tags = browser.texts(".finding .tag.opinion")
    assert tags[0] == "model: right"
    options = "return [...document.querySelectorAll('select[name=order] option')].map(o => o.value)"
    assert "opinion" in browser.js(options)
    at.quiet()
    Reviewer(
        browser, page(tmp_path, audit)
    ).open()  # where nobody was asked, there is no such order
    assert "opinion" not in browser.js(options)


def test_a_sample_is_the_same_for_everybody(reviewer: Reviewer) -> None:
    def listed(address: str) -> list[str]:
        reviewer.open(address)
        return reviewer.browser.texts(".option .of")

    first = listed("sample=2&seed=7&order=listed")
    assert len(first) == 6  # three rules
    assert listed("sample=2&seed=7&order=listed") == first
    assert listed("sample=2&seed=8&order=listed") != first
    reviewer.browser.click("button.again")
    assert "seed=9" in reviewer.browser.js("return location.hash")


def merge(reviewer: Reviewer, *files: Path) -> None:
    """Choose files as a person does in the dialog of the browser."""
    reviewer.browser.js("HTMLInputElement.prototype.click = () => {}")
    reviewer.browser.press("m")
    names = "\n".join(str(file) for file in files)
    reviewer.browser.js("document.querySelector('input[name=decisions]').hidden = false")
    reviewer.browser.type("input[name=decisions]", names)
    reviewer.browser.until(
        "return document.querySelector('dialog[open]') !== null"
        " || document.querySelector('.status').textContent.includes('merged')"
    )


def test_two_reviewers_are_merged_and_the_later_one_holds(
    reviewer: Reviewer, tmp_path: Path
) -> None:
    first = reviewer.uid
    reviewer.move_border("object", 2)
    reviewer.accept()
    reviewer.export(tmp_path).rename(tmp_path / "kim.jsonl")
    reviewer.browser.js("localStorage.clear()")
    other = Reviewer(reviewer.browser, reviewer.file, "이검토")
    other.open("order=listed&rule=span%2Fnumber-unit")
    other.sign()
    other.reject()
    merge(other, tmp_path / "kim.jsonl")
    assert "2 decisions merged" in other.browser.texts(".status")[0]
    other.open("state=differ")
    assert (other.uid, other.done()) == (first, "2 of 60 decided")
    assert other.browser.texts(".said strong") == ["edited", "rejected"]
    both = other.export(tmp_path)
    assert {json.loads(line)["by"] for line in both.read_text("utf-8").splitlines()} == {
        "김검토",
        "이검토",
    }
    written = was_written(cleaned(tmp_path, both))
    assert {row for row, _, _ in written} == {
        reviewer.findings[list(reviewer.decided)[1]]["ids"][0]
    }
    merge(other, both)
    assert (
        "0 decisions merged; left out, since they are here already or are older: 3"
        in other.browser.texts(".status")[0]
    )
    other.quiet()


def test_a_comment_alone_is_exported_and_decides_nothing(
    reviewer: Reviewer, tmp_path: Path
) -> None:
    reviewer.browser.press("c")
    reviewer.browser.type("textarea[name=comment]", "둘 다 맞다 漢")
    reviewer.browser.press("Escape")
    commented = reviewer.uid
    file = reviewer.export(tmp_path)
    [line] = map(json.loads, file.read_text("utf-8").splitlines())
    assert (line["decision"], line["reason"], line["by"]) == ("comment", "둘 다 맞다 漢", "김검토")
    assert (
        "It also has comments without a decision, which change nothing: 1."
        in reviewer.browser.texts(".status")[0]
    )
    assert was_written(cleaned(tmp_path, file)) == set()
    reviewer.browser.js("localStorage.clear()")
    other = Reviewer(reviewer.browser, reviewer.file, "이검토")
    other.open("order=listed&rule=span%2Fnumber-unit")
    other.sign()
    merge(other, file)
    assert "1 decision merged" in other.browser.texts(".status")[0]
    other.open("state=comment")
    assert (other.uid, other.done()) == (commented, "0 of 60 decided")
    other.quiet()


def test_lines_that_do_not_fit_are_named_and_left(reviewer: Reviewer, tmp_path: Path) -> None:
    reviewer.accept()
    good = reviewer.export(tmp_path).read_text(encoding="utf-8").rstrip()
    line = json.loads(good)
    bad = [
        "not JSON",
        json.dumps(line | {"finding": "0" * 16}),
        json.dumps(line | {"rows": ["row-17"]}),
        json.dumps(line | {"old": 99}),
        json.dumps({"id": "row-3", "field": "label", "old": "a", "new": "b"}),
        json.dumps(line | {"decision": "__proto__"}),
        '{"__proto__": {"decision": "accept"}}',
        "[]",
        "null",
    ]
    file = tmp_path / "others.jsonl"
    file.write_text("\n".join([good, *bad]), encoding="utf-8")
    reviewer.browser.press("u")
    merge(reviewer, file)
    assert reviewer.browser.texts("dialog[open] h2") == [
        "Lines of the file that do not fit these findings: 9"
    ]
    named = reviewer.browser.texts(".misfits li")
    assert len(named) == 9
    assert named[2].endswith("is about other rows: row-17")
    assert reviewer.done() == "0 of 60 decided"
    reviewer.browser.click("dialog[open] .take")
    # A dialog says that it is closed a moment after it is.
    merged = "return document.querySelector('.status').textContent.includes('merged')"
    reviewer.browser.until(merged)
    assert reviewer.done() == "1 of 60 decided"
    reviewer.quiet()


def test_decisions_name_the_version_that_was_shown(reviewer: Reviewer, tmp_path: Path) -> None:
    reviewer.accept()
    reviewer.reject()
    file = reviewer.export(tmp_path)
    accepted, rejected = map(json.loads, file.read_text("utf-8").splitlines())
    assert accepted["old"] == accepted["value"] - 1
    assert rejected["old"] == rejected["value"] - 1
    assert len(accepted["data"]) == 16
    assert len(accepted["seen"]) == len(rejected["seen"]) == 16
    rows = json.loads((tmp_path / "rows.json").read_text("utf-8"))
    for row in rows:
        if row["guid"] == rejected["rows"][0]:  # somebody has moved the border meanwhile
            row["object_entity"]["end_idx"] += 1
            row["object_entity"]["word"] += "년"
    (tmp_path / "rows.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    words = ("clean", tmp_path / "rows.json", "-o", tmp_path / "run", "--patch", file)
    result = reaug(*words, "--no-report")
    assert result.code == 2
    assert f"of its 2 rows 1 still fit: '{accepted['rows'][0]}'" in result.err
    result = reaug(*words, "--no-report", "--on-bad-fix", "skip")
    assert result.code == 0, result.err
    assert {row for row, _, _ in was_written(tmp_path / "run")} == {accepted["rows"][0]}
    others = [rejected | {"old": rejected["value"]}, accepted | {"seen": rejected["seen"]}]
    other = tmp_path / "others.jsonl"
    other.write_text("\n".join(map(json.dumps, others)), encoding="utf-8")
    reviewer.browser.press("u", "u")
    merge(reviewer, other)
    assert reviewer.browser.texts("dialog[open] h2") == [
        "Lines of the file that do not fit these findings: 2"
    ]
    assert "another sentence or other mentions" in reviewer.browser.texts(".misfits li")[1]
    for row in rows:
        if row["guid"] == accepted["rows"][0]:  # the value is still there, in other words
            row["sentence"] += " 끝."
    (tmp_path / "rows.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    result = reaug(*words, "--no-report", "--force")
    assert "of its 2 rows none of them fits" in result.err


def test_hostile_names_comments_and_stores(browser: Browser, tmp_path: Path) -> None:
    batch = batch_of(f"[S|PER|{HOSTILE}]은 [O|LOC|한양]에 {HOSTILE}", label=HOSTILE)
    texts = {"value": HOSTILE, "en": HOSTILE, "suggestion": HOSTILE}
    audit = audit_of(
        finding(BAND, "row-0", fixes=[fix("label", HOSTILE, HOSTILE + "x")], **texts), batch=batch
    )
    at = Reviewer(browser, page(tmp_path, audit), HOSTILE)
    at.open()
    browser.js("localStorage.clear()")
    at.open()
    at.sign()
    at.accept()
    browser.press("c")
    browser.type("textarea", HOSTILE)
    browser.press("Escape")
    assert browser.texts(".said q") == [HOSTILE]
    line = json.loads(at.export(tmp_path).read_text(encoding="utf-8"))
    assert (line["by"], line["reason"]) == (HOSTILE[:80], HOSTILE)
    browser.press("e")
    assert HOSTILE in browser.texts(".editing")[0]
    browser.press("Escape")
    key = browser.js("return Object.keys(localStorage).find((one) => one.length > 40)")
    for stored in ("{", "[1, null, {}]", '[{"edits": [{"row": "row-0", "field": "x"}]}]', "null"):
        browser.js("localStorage.setItem(arguments[0], arguments[1])", key, stored)
        at.open()
        assert at.done() == "0 of 1 decided"
    assert browser.js("return document.images.length") == 0
    assert browser.js("return document.title") == "Audit of rows.json"
    at.quiet()


def test_letters_that_belong_together_are_not_parted(browser: Browser, tmp_path: Path) -> None:
    """A family of emoji is one letter; offsets count code points all the same."""
    batch = batch_of(
        "[S|PER|이순신]👩\u200d👩\u200d👧은 [O|LOC|한양]에서 났다.", label="per:origin"
    )
    at = Reviewer(browser, page(tmp_path, audit_of(finding(ODD, "row-0"), batch=batch)))
    at.open()
    browser.js("localStorage.clear()")
    at.open()
    at.sign()
    browser.press("e", "s", "ArrowRight", "Enter")
    [line] = at.export(tmp_path).read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["field"] == "subject_entity.end_idx"
    assert json.loads(line)["value"] == 7  # 이순신 and five code points
    at.quiet()


def test_a_finger_moves_borders(reviewer: Reviewer, tmp_path: Path) -> None:
    browser = reviewer.browser
    row = reviewer.rows[reviewer.findings[reviewer.uid]["ids"][0]]
    browser.emulate(width=400)
    browser.point(".desk .actions .edit")
    to = browser.place(f".letter[data-i='{row['object'][1] + 2}']", 0.9)
    browser.drag(browser.place(".handle.object.end"), to, "touch")
    browser.point(".editor .primary")
    [line] = reviewer.export(tmp_path).read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["value"] == row["object"][1] + 2
    browser.emulate(width=1400)
    reviewer.quiet()


def test_mentions_may_not_overlap(reviewer: Reviewer) -> None:
    reviewer.browser.press("e", "s", *["ArrowRight"] * 4)
    assert reviewer.browser.texts(".editor .warned") == [""]
    reviewer.browser.press("ArrowRight", "ArrowRight", "Enter")
    assert reviewer.browser.texts(".editor .warned")[0].startswith("The mentions overlap")
    reviewer.browser.press("Escape")
    assert reviewer.done() == "0 of 60 decided"
    reviewer.browser.press("e", "Enter")
    assert reviewer.browser.texts(".editor .warned")[0].startswith("Nothing differs")


def test_everything_works_by_touch(reviewer: Reviewer, tmp_path: Path) -> None:
    browser = reviewer.browser
    browser.emulate(width=400)
    browser.touch(on=True)
    try:
        reviewer.open("order=listed&rule=span%2Fnumber-unit")

        def tap(selector: str) -> None:
            at = browser.place(selector)
            browser.drag(at, at, "touch")

        small = """
        return [...document.querySelectorAll(
            '.review-page :is(button, select, input, textarea, summary)')]
          .filter((one) => one.offsetParent !== null)
          .map((one) => [one.className || one.name || one.textContent, one.getBoundingClientRect()])
          .filter(([, at]) => at.width < 32 || at.height < 40).map(([name]) => name)
        """
        assert browser.js(small) == []
        tap(".desk .actions .accept")
        tap(".desk .actions .reject")
        tap(".turning .next")
        tap(".turning .previous")
        tap(".desk .actions .edit")
        assert browser.js(small) == []
        tap(".roles .object")
        first, last = (browser.place(f".letter[data-i='{at}']") for at in (12, 14))
        browser.drag(first, last, "touch")
        tap(".editor .primary")
        assert reviewer.done() == "3 of 60 decided"
        tap(".filterbox summary")
        assert browser.js(small) == []
        assert browser.js("return document.documentElement.scrollWidth") <= 400
        reviewer.quiet()
    finally:
        browser.touch(on=False)
        browser.emulate(width=1400)


def test_a_screen_reader_hears_what_is_shown(reviewer: Reviewer) -> None:
    browser = reviewer.browser

    def heard() -> str:
        return browser.texts(".heard[aria-live=polite]")[0]

    def focused() -> str:
        return str(browser.js("return document.activeElement.className"))

    first = heard()
    row = reviewer.rows[reviewer.findings[reviewer.uid]["ids"][0]]
    assert first.startswith("span/number-unit, error. ")
    assert first.endswith(f". {row['label']}: {row['sentence']}. 1 / 40")
    browser.press("j")
    assert heard().endswith("2 / 40")
    browser.press("a")
    assert browser.texts(".status")[0] == "accepted: span/number-unit. 1 of 60 decided"
    assert heard().endswith("3 / 40")
    browser.press("e")
    sliders = [node for node in browser.accessible() if node[0] == "slider"]
    assert [name for _, name, _ in sliders] == [
        f"{role}, {side}" for role in ("subject", "object") for side in ("start", "end")
    ]
    browser.press("Escape")
    assert focused() == "desk"
    browser.press("e", "ArrowRight", "Enter")
    assert focused() == "desk"
    browser.press("c", "Escape")
    assert focused() == "desk"
    tree = browser.accessible()
    unnamed = [(role, more) for role, name, more in tree if more.get("focusable") and not name]
    assert [node for node in unnamed if node[0] != "RootWebArea"] == []
    assert ("region", "The finding") in {(role, name) for role, name, _ in tree}
    assert ("listbox", "All findings") in {(role, name) for role, name, _ in tree}
    pressed = {name: more.get("pressed") for role, name, more in tree if role == "button"}
    assert pressed["Accept"] == "false"
    browser.press("k")
    tree = browser.accessible()
    assert ("button", "Edit", "true") in {(role, n, more.get("pressed")) for role, n, more in tree}
    reviewer.quiet()


@pytest.mark.parametrize("width", [1400, 400])
def test_the_focus_goes_as_the_eye_does(reviewer: Reviewer, width: int) -> None:
    browser = reviewer.browser
    browser.emulate(width=width)
    reviewer.open()
    browser.js("document.querySelector('input[name=name]').focus()")
    places = []
    for _ in range(30):
        script = (
            "const one = document.activeElement; const at = one.getBoundingClientRect();"
            "return [one.className || one.name, at.left, at.top + scrollY]"
        )
        places.append(browser.js(script))
        browser.press("Tab")
        if browser.js("return !document.activeElement.closest('.review-page')"):
            break
    names = [name for name, _, _ in places]
    assert {"name", "export", "longlist", "next", "accept", "comment"} <= set(names)
    if width == 400:
        tops = [top for _, _, top in places]
        assert all(b > a - 40 for a, b in pairwise(tops)), places
        assert names.index("longlist") > names.index("comment")
    else:
        assert names.index("longlist") < names.index("next")
    browser.emulate(width=1400)


UNNAMED = """
const named = (one) => one.getAttribute('aria-label') || one.labels?.[0]?.textContent.trim()
  || (one.matches('button, [role=option]') && one.textContent.trim());
return [...document.querySelectorAll('button, input, select, textarea, [role], progress, dialog')]
  .filter((one) => one.getAttribute('role') !== 'status' && one.getAttribute('role') !== 'alert')
  .filter((one) => !one.matches('[hidden] *, [hidden]') && !named(one)).map((one) => one.outerHTML)
"""


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_control_has_a_name(browser: Browser, tmp_path: Path, lang: str) -> None:
    at = Reviewer(browser, page(tmp_path, births(people(12)), lang))
    at.open()
    assert browser.js(UNNAMED) == []
    browser.press("e")
    assert browser.js(UNNAMED) == []
    browser.press("Escape", "r")
    assert browser.js(UNNAMED) == []
    browser.press("Escape")
    # The browser tells the page later that a dialog is closed; until then keys are the dialog's.
    browser.until("return document.querySelector('dialog[open]') === null")
    for _ in range(40):  # a key that comes with the closing dialog's own end is lost: once more
        browser.press("?")
        if browser.js("return document.querySelector('dialog[open]') !== null"):
            break
        time.sleep(0.1)
    assert browser.js("return document.querySelector('dialog[open]') !== null")
    browser.press("Escape")
    at.quiet()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_phone_shows_the_page_without_scrolling_sideways(
    browser: Browser, tmp_path: Path, lang: str, dark: bool
) -> None:
    at = Reviewer(browser, page(tmp_path, births(people(12)), lang))
    browser.emulate(width=400, dark=dark)
    at.open()
    wide = (
        "return [...document.querySelectorAll('body *')].filter((one) => "
        "one.getBoundingClientRect().right > innerWidth + 1 && one.checkVisibility()"
        " && !one.closest('.command, .scroll')).map((one) => one.outerHTML.slice(0, 80))"
    )
    assert browser.js(wide) == []
    browser.point(".desk .actions .edit")
    assert browser.js(wide) == []
    browser.point(".editor .cancel")
    browser.press("?")
    assert browser.js(wide) == []
    browser.press("Escape")
    browser.emulate(width=1400)


def test_a_browser_that_keeps_nothing_is_told(browser: Browser, tmp_path: Path) -> None:
    at = Reviewer(browser, page(tmp_path, births(people(6))))
    script = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})"
    given = browser._command("Page.addScriptToEvaluateOnNewDocument", {"source": script})
    try:
        at.open()
        assert browser.js("return document.querySelector('.unkept').hidden") is False
        browser.press("a")
        browser.press("Enter")  # without a name
        browser.until("return document.querySelector('dialog.ask') === null")
        assert at.done() == "1 of 6 decided"
        assert len(at.export(tmp_path).read_text(encoding="utf-8").splitlines()) == 1
    finally:
        browser._command("Page.removeScriptToEvaluateOnNewDocument", given)
    at.quiet()


def test_another_window_is_heard(reviewer: Reviewer) -> None:
    reviewer.accept()
    reviewer.browser.js(
        "const key = Object.keys(localStorage).find((one) => one.length > 40);"
        "const newValue = null; localStorage.removeItem(key);"
        "dispatchEvent(new StorageEvent('storage', {key, newValue}))"
    )
    assert reviewer.done() == "0 of 60 decided"


def test_rows_that_cannot_be_shown_cannot_be_decided(browser: Browser, tmp_path: Path) -> None:
    at = Reviewer(browser, page(tmp_path, audit_of(finding(ODD, "gone"))))
    at.open()
    browser.press("a", "r", "d", "e")
    assert at.done() == "0 of 0 decided"
    at.quiet()


def test_all_findings_are_printed(reviewer: Reviewer) -> None:
    reviewer.browser.js("dispatchEvent(new Event('beforeprint'))")
    assert len(reviewer.browser.texts(".printed .finding")) == 40
    reviewer.browser.js("dispatchEvent(new Event('afterprint'))")
    assert reviewer.browser.texts(".printed .finding") == []


def test_ten_thousand_findings_open_in_two_seconds(browser: Browser, tmp_path: Path) -> None:
    batch = people(100)
    findings = [
        finding(
            CUT, f"row-{i % 100}", value=f"{i}", suggestion=f"{i}년", field="object_entity.word"
        )
        for i in range(10_000)
    ]
    file = page(tmp_path, audit_of(*findings, batch=batch))
    seconds = []
    for _ in range(3):
        begun = time.perf_counter()
        browser.open(file)
        assert browser.texts(".count") == ["10,000 of 10,000 findings"]
        seconds.append(time.perf_counter() - begun)
    assert min(seconds) < 2
    assert browser.js("return document.querySelectorAll('.option').length") < 60
    browser.js("document.querySelector('.longlist').scrollTop = 1e9")
    browser.until("return document.querySelector(\"[aria-posinset='10000']\") !== null")


def test_a_run_page_decides_for_the_data_that_was_read(browser: Browser, tmp_path: Path) -> None:
    """Rows are shown as the run read them; copies cannot be decided."""
    rows: list[Any] = json.loads((Path("samples") / "klue-style.json").read_text("utf-8"))
    source = tmp_path / "rows.json"
    source.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    assert reaug("clean", source, "-o", tmp_path / "first").code == 0
    file = tmp_path / "first" / "report.html"
    given = {row["guid"]: row["sentence"] for row in rows}
    assert all(given[row["id"]] == row["sentence"] for row in page_data(file)["rows"])
    at = Reviewer(browser, file)
    at.open()
    at.sign()
    at.reject()
    at.drop()
    decisions = at.export(tmp_path)
    at.quiet()
    run = cleaned(tmp_path, decisions)
    assert was_written(run) == should_be(at)
    assert decisions.name == FILE
