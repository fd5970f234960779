"""The findings of an audit as they are shown in Korean."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reaug.language.translation import korean

if TYPE_CHECKING:
    from reaug.audit import Audit


def in_korean(audit: Audit) -> Audit:
    """An audit whose findings all have a Korean message.

    What reading found says in English what is wrong with a row, as its errors do: it is looked up
    among the messages.
    """
    return replace(
        audit,
        findings=[one if one.ko else one._replace(ko=korean(one.en)) for one in audit.findings],
    )
