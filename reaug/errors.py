"""The classes of errors. Every error that reaug raises on purpose is one of them.

```
ReaugError                 base of all; exit code 2
├─ UsageError              wrong use: an unknown step, parameter, format or option
│  └─ RecipeError          a recipe that cannot be read or makes no sense
├─ InputError              broken input: names the file, the row and the field
├─ RuleBookError           a rule book that cannot be read or contradicts itself
├─ OutputError             the output already exists, or cannot be written
├─ StepError               a step crashed, or proposed what cannot be applied
│  └─ StepCheckError      `reaug.testing.check_step` found laws that a step breaks
├─ MissingExtraError       an optional package is not installed; prints the pip line
└─ GateError               a gate of a recipe or of --fail-on failed; exit code 1
```

A message says in one line what is wrong, where, and what to do about it.
"""

from __future__ import annotations

__all__ = [
    "GateError",
    "InputError",
    "MissingExtraError",
    "OutputError",
    "ReaugError",
    "RecipeError",
    "RuleBookError",
    "StepCheckError",
    "StepError",
    "UsageError",
]


class ReaugError(Exception):
    """Base class of every error that reaug raises on purpose."""

    exit_code = 2


class UsageError(ReaugError):
    """Wrong use: an unknown step, parameter, format or option."""


class RecipeError(UsageError):
    """A recipe that cannot be read, or that makes no sense."""


class InputError(ReaugError):
    """Broken input; the message names the file, the row and the field."""


class RuleBookError(ReaugError):
    """A rule book that cannot be read, or that contradicts itself."""


class OutputError(ReaugError):
    """The output already exists, or cannot be written."""


class StepError(ReaugError):
    """A step crashed, or proposed changes that cannot be applied; the message names the step's
    path.
    """


class StepCheckError(StepError, AssertionError):
    """A step breaks its contract; the message lists how.

    It is also an AssertionError, so that a test fails rather than ends with an error.
    """


class MissingExtraError(ReaugError):
    """An optional package is missing; the message gives the pip command that installs it."""


class GateError(ReaugError):
    """A gate failed; the work itself was done."""

    exit_code = 1
