"""Messages about copies, in English and Korean."""

from __future__ import annotations

from reaug.audit.near.copies import Copy


def message(copy: Copy, what: str, lang: str) -> str:
    """Return a message about what was edited, and whether mentions and label are the same.

    >>> from reaug.audit.near.edit_description import Edit
    >>> copy = Copy(1, 0, Edit(moved=2), mentions=True, label=False, closeness=0.8)
    >>> message(copy, "a copy of row-0", "en")
    'a copy of row-0: 2 words out of order; the mentions are the same, the label is different'
    >>> message(copy, "row-0의 사본", "ko")
    'row-0의 사본: 단어 2개의 순서를 바꿈. 개체는 같고 라벨은 다르다'
    """
    edit = copy.edit.message(lang)
    if lang == "ko":
        mentions = "개체는 같" if copy.mentions else "개체는 다르"
        if copy.label is None:
            return f"{what}: {edit}. {mentions}다"
        label = "라벨도" if copy.label == copy.mentions else "라벨은"
        return f"{what}: {edit}. {mentions}고 {label} {'같다' if copy.label else '다르다'}"
    mentions = "the mentions are the same" if copy.mentions else "the mentions differ"
    if copy.label is None:
        return f"{what}: {edit}; {mentions}"
    return f"{what}: {edit}; {mentions}, the label is {'the same' if copy.label else 'different'}"
