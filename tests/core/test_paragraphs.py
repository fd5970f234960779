from __future__ import annotations

from reaug.core.paragraphs import Paragraph, paragraphs

DOCSTRING = """Put marks.

    A mark is a word
    of its own:

    - `a`: one
      thing
    - `b`

    Raises
    ------
    UsageError
        It cannot
        be done.
    InputError
        It is broken.

    Examples
    --------
    >>> 1 + \\
    ... 1
    2

    >>> 3
    3
    """


def test_lines_that_only_the_source_breaks_are_one() -> None:
    assert paragraphs(DOCSTRING) == [
        Paragraph("Put marks.", "prose"),
        Paragraph("A mark is a word of its own:", "prose"),
        Paragraph("- `a`: one thing\n- `b`", "prose"),
        Paragraph("Raises", "heading"),
        Paragraph("UsageError\n    It cannot be done.\nInputError\n    It is broken.", "prose"),
        Paragraph("Examples", "heading"),
        Paragraph(">>> 1 + \\\n... 1\n2", "code"),
        Paragraph(">>> 3\n3", "code"),
    ]


def test_no_text_has_no_paragraphs() -> None:
    assert paragraphs("") == []
    assert paragraphs("\n\n  \n") == []
    assert paragraphs("Raises\n------") == [Paragraph("Raises", "heading")]
