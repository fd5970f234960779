"""The language in which reaug speaks to people: that of `--lang`, else the user's.

`REAUG_LANG` (`en` or `ko`) sets it for every command; otherwise the locale does (`LC_ALL`,
`LC_MESSAGES`, `LANG`: the first that is set). Data, logs, digests and `--json` do not depend on it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from reaug.choices import Lang

_VARIABLES = ("REAUG_LANG", "LC_ALL", "LC_MESSAGES", "LANG")

_chosen: Lang | None = None


def choose(lang: Lang | None) -> None:
    """Set the language from now on; None: that of the environment."""
    global _chosen
    _chosen = lang


def language() -> Lang:
    """Return the language that was chosen, else that of the environment."""
    return language_of(os.environ) if _chosen is None else _chosen


def language_of(environment: Mapping[str, str]) -> Lang:
    """Return the language that an environment asks for; English where it asks for none of ours.

    Examples
    --------
    >>> language_of({"LANG": "ko_KR.UTF-8"})
    'ko'
    >>> language_of({"REAUG_LANG": "en", "LANG": "ko_KR.UTF-8"})
    'en'
    """
    asked = next((value for name in _VARIABLES if (value := environment.get(name))), "")
    return "ko" if asked.lower().partition(".")[0].partition("_")[0] in ("ko", "kor") else "en"
