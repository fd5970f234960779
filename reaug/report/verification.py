"""The result of verifying a run folder, as lines for a terminal."""

from __future__ import annotations

from reaug.runs.verify import CHECKS, Verification


def verification_lines(result: Verification) -> list[str]:
    """A line per check, and one below it for each difference."""
    width = max(map(len, CHECKS))
    lines: list[str] = []
    for check in result.checks:
        about = CHECKS[check.name] if check.skipped is None else check.skipped
        mark = "skipped" if check.skipped is not None else "ok" if check.ok else "differs"
        lines.append(f"{check.name:<{width}}  {mark:<7}  {about}")
        lines += [f"{'':<{width}}           {difference}" for difference in check.differences]
    return lines
