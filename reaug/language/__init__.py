"""The language of messages to people: English or Korean.

It is set by `--lang`, else by `REAUG_LANG` (`en` or `ko`), else by the locale (the first of
`LC_ALL`, `LC_MESSAGES` and `LANG` that is set). Data, logs, digests and `--json` do not depend on
it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from reaug.choices import Lang

_VARIABLES = ("REAUG_LANG", "LC_ALL", "LC_MESSAGES", "LANG")

_chosen: Lang | None = None


def choose(lang: Lang | None) -> None:
    """Set the language of messages from now on; None means the language of the environment."""
    global _chosen
    _chosen = lang


def language() -> Lang:
    """Return the language set by `choose`, else the language of the environment."""
    return language_of(os.environ) if _chosen is None else _chosen


def language_of(environment: Mapping[str, str]) -> Lang:
    """Return the language set by environment variables; English for any language but Korean.

    Examples
    --------
    >>> language_of({"LANG": "ko_KR.UTF-8"})
    'ko'
    >>> language_of({"REAUG_LANG": "en", "LANG": "ko_KR.UTF-8"})
    'en'
    """
    locale = next((value for name in _VARIABLES if (value := environment.get(name))), "")
    return "ko" if locale.lower().partition(".")[0].partition("_")[0] in ("ko", "kor") else "en"
