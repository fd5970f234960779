"""Check what a killed run leaves on disk and in the process table; make disks of limited size."""

from __future__ import annotations

import ctypes
import subprocess
import time
from pathlib import Path
from typing import Any, Final

PHASES: Final = ("start", "work", "data", "log", "manifest", "renames", "done")
LIMIT: Final = 300.0


def names_in(place: Path) -> list[str]:
    return [path.name for path in place.iterdir()]


def leftovers(place: Path) -> list[str]:
    """Return the kinds of temporary folders beside the target `out`, such as `.out.partial`."""
    names = [name for name in names_in(place) if name.startswith(".out.")]
    return sorted({name.split("-")[0] for name in names})


def partial(place: Path) -> Path | None:
    """Return the temporary folder to which a run writes; None if there is none."""
    names = [name for name in names_in(place) if name.startswith(".out.partial-")]
    return place / names[0] if names else None


def inode(path: Path) -> int | None:
    """Return the inode of a folder, by which a replaced folder is recognised; None without a
    folder.
    """
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None


def phase_of(place: Path, before: int | None) -> str:
    """Return the phase of a run (one of `PHASES`), judged by the files on disk.

    `before` is the inode of the folder that the run replaces; None if there was none.
    """
    if any(name.startswith(".out.old-") for name in names_in(place)):
        return "renames"
    stage = partial(place)
    if stage is None:
        return "start" if inode(place / "out") == before else "done"
    for name, phase in (("manifest.json", "manifest"), ("log", "log"), ("data", "data")):
        if (stage / name).exists():
            return phase
    return "work"


def wait_for(
    place: Path, before: int | None, phase: str, process: subprocess.Popen[bytes], more: float
) -> None:
    """Wait until a run has reached a phase, and then `more` seconds; 0 for the phase "renames".

    The waiting ends early if the process ends. For `before` see `phase_of`.
    """
    goal = PHASES.index(phase)
    until = time.monotonic() + LIMIT
    while process.poll() is None and time.monotonic() < until:
        if PHASES.index(phase_of(place, before)) >= goal:
            break
        if goal < PHASES.index("manifest"):
            time.sleep(0.002)
    if phase != "renames":
        time.sleep(more)


def alive(session: int) -> list[int]:
    """Return the ids of the processes of a session that are alive."""
    pids = []
    for name in names_in(Path("/proc")):
        if name.isdigit():
            try:
                stat = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(stat[3]) == session and stat[0] not in "ZX":
                pids.append(int(name))
    return pids


_LIBC: Final[Any] = ctypes.CDLL(None, use_errno=True)


def mount(place: Path, size: int, *, again: bool = False) -> None:
    """Mount a tmpfs of `size` bytes; `again` resizes a tmpfs that is mounted."""
    remount = 32
    options = f"size={max(size, 4096)}".encode()
    flags = remount if again else 0
    if _LIBC.mount(b"none", str(place).encode(), b"tmpfs", flags, options):
        raise OSError(ctypes.get_errno(), "mount")


def unmount(place: Path) -> None:
    _LIBC.umount2(str(place).encode(), 2)


def can_mount(root: Path) -> bool:
    place = root / "mounted"
    place.mkdir()
    try:
        mount(place, 2**20)
    except (OSError, AttributeError):
        return False
    unmount(place)
    return True
