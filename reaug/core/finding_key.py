"""The key of a finding: by it a decision says what it is about."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence


def finding_key(
    rule: str, rows: Sequence[str], field: str, value: str | None, suggestion: str | None
) -> str:
    """16 hex digits from what a finding says, whatever its language, score or severity.

    >>> finding_key("span/overlap", ["row-7"], "row", "", None)
    '4c5ca40c2c661c74'
    """
    said = json.dumps([rule, list(rows), field, value or "", suggestion or ""], ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]
