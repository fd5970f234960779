"""The gates' parser and their judgement, hostile input included."""

from __future__ import annotations

import json
import math
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reaug.drift import check_names, evaluate, parse
from reaug.drift.gates import MAX_DEPTH, MAX_LENGTH, OPERATORS
from reaug.errors import UsageError

VALUES = {
    "rows": {"before": 100, "after": 40},
    "label": {"js": 0.25, "noise_band": None},
    "labels": {"per:title": {"ratio": 0.5}, "새 관계": {"ratio": None}},
    "missing": ["a", "b"],
    "duplicate/conflict": 5,
    "span/out-of-range": 0,
    "drifted": True,
}


@pytest.mark.parametrize(
    ("expr", "path", "operator", "threshold"),
    [
        ("label.js > 0.1", ("label", "js"), ">", 0.1),
        ('labels["per:title"].ratio < 0.5', ("labels", "per:title", "ratio"), "<", 0.5),
        ("labels['per:title'].ratio<0.5", ("labels", "per:title", "ratio"), "<", 0.5),
        ("labels.per:title.ratio < .5", ("labels", "per:title", "ratio"), "<", 0.5),
        (
            'type_pairs["PER:ORG"].share_after >= 0.2',
            ("type_pairs", "PER:ORG", "share_after"),
            ">=",
            0.2,
        ),
        ("rows.after<100", ("rows", "after"), "<", 100),
        ("  refused\t> 10 \n", ("refused",), ">", 10),
        ("duplicate/conflict > 0", ("duplicate/conflict",), ">", 0),
        ("span/out-of-range != 0", ("span/out-of-range",), "!=", 0),
        ("labels . x [ 'y' ] . z == 1", ("labels", "x", "y", "z"), "==", 1),
        ('["my rule"].rows > 3', ("my rule", "rows"), ">", 3),
        ("labels.인물:직함.ratio <= 1", ("labels", "인물:직함", "ratio"), "<=", 1),
        ('labels["대통령 🎉 大統領"].after > 1', ("labels", "대통령 🎉 大統領", "after"), ">", 1),
        ('labels[""].after > 1', ("labels", "", "after"), ">", 1),
        (r'labels["a\"b\\c\'d.e]"].x > 1', ("labels", "a\"b\\c'd.e]", "x"), ">", 1),
        ("label.drifted == true", ("label", "drifted"), "==", 1),
        ("x > false", ("x",), ">", 0),
    ],
)
def test_what_a_gate_may_look_like(expr, path, operator, threshold):
    gate = parse(expr)
    assert gate[1:4] == (path, operator, threshold)
    assert gate.expr == expr.strip()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("10", 10),
        ("-1", -1),
        ("+2", 2),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e-3", 0.001),
        ("1E3", 1000.0),
        ("-.5e1", -5.0),
        ("007", 7),
    ],
)
def test_numbers_of_gates_are_parsed(text, number):
    threshold = parse(f"x >{text}").threshold
    assert threshold == number
    assert type(threshold) is type(number)


@pytest.mark.parametrize(
    ("expr", "place", "problem"),
    [
        ("", 0, "a name is expected"),
        ("   ", 0, "a name is expected"),
        ("> 1", 0, "a name is expected"),
        ("label.js", 8, "an operator is expected"),
        ("label js > 1", 6, "an operator is expected"),
        ("label.js = 0.1", 9, "use == to compare, not ="),
        ("label.js >", 10, "a number is expected"),
        ("label.js >> 0.1", 10, "a number is expected"),
        ("label.js <> 0.1", 10, "a number is expected"),
        ("label..js > 1", 6, "a name is expected"),
        (".js > 1", 0, "a name is expected"),
        ("label. > 1", 7, "a name is expected"),
        ("label.js > 0.1 and rows.after < 3", 15, "a second gate"),
        ("label.js > 0.1; rows.after < 3", 14, "a second gate"),
        ("label.js > 10%", 13, "a second gate"),
        ("label.js > rows.after", 11, "a number is expected"),
        ("label.js > 'a'", 11, "a number is expected"),
        ("0.1 < label.js", 6, "a number is expected"),
        ("x > 1_000", 5, "a second gate"),
        ("x > 0x10", 4, "a number is expected"),
        ("x > nan", 4, "a number is expected"),
        ("x > -inf", 4, "a number is expected"),
        ("x > infinity", 4, "a number is expected"),
        ("x > 1e", 4, "a number is expected"),
        ("x > --1", 4, "a number is expected"),
        ("x > .", 4, "a number is expected"),
        ("x > 1.2.3", 4, "a number is expected"),
        ("x > ١", 4, "a number is expected"),  # a digit, but not an ASCII one
        ("x > 1e999", 4, "too large"),
        ("x > " + "9" * 400, 4, "too large"),
        ("labels[per:title] > 1", 7, "a quoted name is expected"),
        ("labels[0] > 1", 7, "a quoted name is expected"),
        ("labels[", 7, "a quoted name is expected"),
        ('labels["per:title > 1', 7, "is never closed"),
        ('labels["per:title" > 1', 19, "] is expected"),
        (r'labels["\n"] > 1', 9, "behind a backslash"),
        ('labels["a\\', 10, "behind a backslash"),
        ("__import__('os').system('ls') > 1", 10, "an operator is expected"),
        ("x\x00 > 1", 1, "U+0000"),
        ('labels["\x1b[31m"] > 1', 8, "U+001B"),
        ('labels["\udcff"] > 1', 8, "U+DCFF"),
    ],
)
def test_a_syntax_error_shows_the_place_and_the_operators(expr, place, problem):
    with pytest.raises(UsageError) as caught:
        parse(expr)
    first, shown, caret, hint = str(caught.value).split("\n")
    assert problem in first
    assert shown.isprintable()
    assert caret == " " * (2 + place) + "^"
    assert all(sign in hint for sign in OPERATORS)


@pytest.mark.parametrize(
    ("name", "columns"),
    [("한글", 4), (unicodedata.normalize("NFD", "한글"), 4), ("大", 2), ("e\u0301", 1), ("🎉", 2)],
)
def test_the_caret_stands_below_its_place_behind_wide_letters(name, columns):
    with pytest.raises(UsageError) as caught:
        parse(f'["{name}"] ? 1')
    caret = str(caught.value).split("\n")[2]
    assert caret.index("^") == 2 + len('[""] ') + columns


def test_limits_of_length_and_depth():
    assert len(parse(".".join("a" * MAX_DEPTH) + " > 1").path) == MAX_DEPTH
    with pytest.raises(UsageError, match=f"more than {MAX_DEPTH} names"):
        parse(".".join("a" * (MAX_DEPTH + 1)) + " > 1")
    parse("a" * (MAX_LENGTH - 4) + " > 1")
    with pytest.raises(UsageError, match=f"at most {MAX_LENGTH}") as caught:
        parse("\x1b" + "a" * 10**6)
    assert len(str(caught.value)) < 300
    assert "\x1b" not in str(caught.value)


@given(st.text(max_size=60) | st.text(alphabet="ab.[]\"'\\ <>=!0123-+e_/:가", max_size=30))
def test_any_text_is_a_gate_or_a_usage_error(text):
    gate, message = None, ""
    try:
        gate = parse(text)
    except UsageError as error:
        message = str(error)
    assert all(line.isprintable() for line in message.split("\n"))
    assert gate is None or (gate.operator in OPERATORS and math.isfinite(gate.threshold))


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20), min_size=1),
    st.sampled_from(["'", '"']),
)
def test_any_name_can_be_quoted(names, quote):
    names = names[:MAX_DEPTH]
    escaped = [name.replace("\\", "\\\\").replace(quote, "\\" + quote) for name in names]
    path = "".join(f"[{quote}{name}{quote}]" for name in escaped)
    if len(path) < MAX_LENGTH - 10:
        assert parse(f"{path} > 1").path == tuple(names)


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**30), 10**30))
def test_any_finite_number_is_read_as_python_writes_it(number):
    assert parse(f"x > {number!r}").threshold == number


@given(st.integers(-3, 3) | st.floats(-3, 3), st.integers(-3, 3), st.sampled_from([*OPERATORS]))
def test_a_gate_fails_when_its_comparison_is_true(value, threshold, sign):
    result = evaluate([parse(f"x {sign} {threshold}")], {"x": value})[0]
    assert result.passed is not OPERATORS[sign](value, threshold)
    assert result.value == value
    assert result.reason is None


@pytest.mark.parametrize(
    ("expr", "value", "passed"),
    [
        ("label.js > 0.1", 0.25, False),
        ("label.js > 0.25", 0.25, True),
        ("rows.after < 100", 40, False),
        ("duplicate/conflict > 0", 5, False),
        ("span/out-of-range > 0", 0, True),
        ("missing > 1", 2, False),
        ("drifted == true", 1, False),
    ],
)
def test_gates_compare_the_values_that_they_name(expr, value, passed):
    result = evaluate([parse(expr)], VALUES)[0]
    assert result == (expr, value, passed, None)
    assert result.to_json() == {"expr": expr, "value": value, "passed": passed}


@pytest.mark.parametrize(
    ("expr", "reason"),
    [
        ("label.jss > 0.1", "label has no 'jss'; names there: js, noise_band"),
        ("label.noise_band.js > 0.1", "label.noise_band has no names below it, so no 'js'"),
        ("label.noise_band > 0.1", "label.noise_band was not computed"),
        ("label > 0.1", "label is a group; names there: js, noise_band"),
        ("labels['per:titel'].ratio > 1", "labels has no 'per:titel'; names there: per:title, "),
        ('labels["새 관계"].ratio > 1', "labels.새 관계.ratio was not computed"),
        ("missing.a > 1", "missing has no names below it"),
    ],
)
def test_what_was_not_computed_fails_whatever_the_operator(expr, reason):
    for sign in OPERATORS:
        result = evaluate([parse(expr.replace(">", sign))], VALUES)[0]
        assert (result.value, result.passed) == (None, False)
        assert result.reason.startswith(reason)
        assert result.to_json()["reason"] == result.reason


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -math.inf, np.float64("nan"), "12", b"1", 1j, {}, object()]
)
def test_a_value_that_is_no_finite_number_fails(value):
    result = evaluate([parse("x != 5")], {"x": value})[0]
    assert (result.value, result.passed) == (None, False)
    assert "x is" in result.reason


@pytest.mark.parametrize("value", [np.int64(3), np.uint8(3), np.float32(3), np.float64(3), True])
def test_numbers_of_numpy_come_back_as_plain_ones(value):
    result = evaluate([parse("x > 2")], {"x": value})[0]
    assert type(result.value) in (int, float)
    json.dumps(result.to_json(), allow_nan=False)


def test_a_huge_whole_number_is_compared_exactly():
    assert not evaluate([parse(f"x > {10**300}")], {"x": 10**400})[0].passed


def test_an_unknown_first_name_is_wrong_use():
    with pytest.raises(UsageError) as caught:
        evaluate([parse("rows.after < 1"), parse("  lable.js > 0.1")], VALUES)
    first, shown, caret, hint = str(caught.value).split("\n")
    assert first.startswith("gate: unknown name 'lable'; names there: label, labels, ")
    assert (shown, caret) == ("  lable.js > 0.1", "  ^")
    assert all(sign in hint for sign in OPERATORS)


def test_names_can_be_checked_before_there_are_values():
    check_names([parse("label.js > 1")], ["label"])
    with pytest.raises(UsageError, match="unknown name 'labe'; names there: label, rows"):
        check_names([parse("labe.js > 1")], iter(["rows", "label"]))
    with pytest.raises(UsageError, match="it is empty"):
        check_names([parse("label.js > 1")], [])


def test_a_long_list_of_names_is_cut():
    result = evaluate(
        [parse("labels.label77x > 1")], {"labels": {f"label{n}": n for n in range(99)}}
    )
    assert result[0].reason.endswith(" and 87 more")
    assert "names there: label77, " in result[0].reason


def test_no_gates_no_results():
    assert evaluate([], VALUES) == []
