"""What is wrong with labelled data: findings, each with its rule. Tables in, plain results out.

The package is the function too: `reaug.audit(data, rules="klue-re")` audits a table or data set.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from reaug.audit.findings import Finding, Fix, Rule
from reaug.audit.run import Audit, audit_table

__all__ = ["Audit", "Finding", "Fix", "Rule", "audit_table"]


class _CallablePackage(ModuleType):
    """A function `reaug.audit` could not stand beside a package `reaug.audit`: so one is both."""

    def __call__(
        self,
        data: Any,
        *,
        rules: str = "klue-re",
        against: Any = None,
        select: Sequence[str] | None = None,
        ignore: Sequence[str] | None = None,
    ) -> Audit:
        """What is wrong with a set, by itself and beside another; sources as of `reaug.load`."""
        from reaug.audit.run import audit_sets

        return audit_sets(data, rules, against, select=select, ignore=ignore)


sys.modules[__name__].__class__ = _CallablePackage
