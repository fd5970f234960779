"""A cache of facts read from run folders: records, and the hashes of their rows.

It is one SQLite file in the user's cache folder (`REAUG_CACHE`, else `XDG_CACHE_HOME/reaug`, else
`~/.cache/reaug`), so that nothing is written to run folders, which may be read-only and have
digests. An entry is valid while the stamp of the run's files (`record.stamp`) is the same. SQLite
handles concurrent processes. Problems with the cache never change a result: a damaged file is
replaced, and a file that cannot be used is ignored.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

VERSION: Final = 2
"""The version of the cache's format; each version has its own file."""
MOST_RECORDS: Final = 50_000
MOST_ROW_BYTES: Final = 512 * 2**20
"""Maximum size of the stored row hashes in bytes; hashes read longest ago are removed first."""
_WAIT: Final = 2.0
"""Seconds to wait while another process writes."""
_AT_ONCE: Final = 500
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS records (folder TEXT PRIMARY KEY, stamp TEXT, record TEXT);
CREATE TABLE IF NOT EXISTS rows (key TEXT PRIMARY KEY, bytes INTEGER, used REAL, hashes BLOB);
"""


def place() -> Path | None:
    """Return the path of the cache; None if `REAUG_CACHE` is empty, which turns it off."""
    own = os.environ.get("REAUG_CACHE")
    if own is not None:
        return Path(own).expanduser() / f"runs-{VERSION}.sqlite" if own else None
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        home = Path(base) if base and os.path.isabs(base) else Path.home() / ".cache"  # noqa: PTH117
    except RuntimeError:  # the user has no home folder
        return None
    return home / "reaug" / f"runs-{VERSION}.sqlite"


class Cache:
    """The open cache; if its file cannot be used, its methods do nothing."""

    def __init__(self, base: sqlite3.Connection | None) -> None:
        self._base = base
        self.damaged = False

    def records(self, folders: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Return the stamp and the record (as text) of each folder in the cache, by folder."""
        entries: dict[str, tuple[str, str]] = {}
        for i in range(0, len(folders), _AT_ONCE):
            some = folders[i : i + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            query = f"SELECT folder, stamp, record FROM records WHERE folder IN ({marks})"
            for folder, stamp, record in self._ask(query, some):
                entries[folder] = (stamp, record)
        return entries

    def keep_records(self, records: Iterable[tuple[str, str, str]]) -> None:
        """Store the folder, stamp and record of runs."""
        lines = list(records)
        if not lines:
            return
        self._change("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", lines)
        query = "DELETE FROM records WHERE rowid <= (SELECT max(rowid) FROM records) - ?"
        self._change(query, [(MOST_RECORDS,)])

    def rows(self, key: str, now: float) -> bytes | None:
        """Return the stored row hashes (`RowKeys.to_bytes`); None if they are not stored.

        `key` is made from the digest of the rows. `now` is recorded as the time of the last use.
        """
        for (hashes,) in self._ask("SELECT hashes FROM rows WHERE key = ?", (key,)):
            if isinstance(hashes, bytes):
                self._change("UPDATE rows SET used = ? WHERE key = ?", [(now, key)])
                return hashes
        return None

    def keep_rows(self, key: str, hashes: bytes, now: float) -> None:
        """Store row hashes (see `rows`); if space is short, remove the least recently used ones."""
        if len(hashes) > MOST_ROW_BYTES:
            return
        line = (key, len(hashes), now, hashes)
        self._change("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?)", [line])
        total, gone = 0, []
        for known, size in self._ask("SELECT key, bytes FROM rows ORDER BY used DESC", ()):
            total += size
            if total > MOST_ROW_BYTES:
                gone.append((known,))
        if gone:
            self._change("DELETE FROM rows WHERE key = ?", gone)

    def _ask(self, query: str, values: Sequence[Any]) -> list[Any]:
        if self._base is None:
            return []
        try:
            return self._base.execute(query, values).fetchall()
        except (sqlite3.Error, UnicodeError) as error:  # the name of a folder may be undecodable
            self._note_damage(error)
            return []

    def _change(self, query: str, lines: Sequence[tuple[Any, ...]]) -> None:
        if self._base is None:
            return
        try:
            with self._base:
                self._base.executemany(query, lines)
        except (sqlite3.Error, UnicodeError) as error:
            self._note_damage(error)

    def _note_damage(self, error: Exception) -> None:
        """Record whether an error shows that the file is damaged."""
        other = isinstance(error, sqlite3.OperationalError | UnicodeError)
        self.damaged |= not other


@contextmanager
def opened() -> Iterator[Cache]:
    """Open the cache, and close it at the end of the block."""
    path = place()
    base = None if path is None else _connected(path)
    cache = Cache(base)
    try:
        yield cache
    finally:
        if base is not None:
            base.close()
        if cache.damaged and path is not None:
            with suppress(OSError):
                path.unlink()


def _connected(path: Path) -> sqlite3.Connection | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    for _ in range(2):
        try:
            return _begun(path)
        # no permission, a full disk or a lock, which a new file would not fix
        except sqlite3.OperationalError:
            return None
        except sqlite3.DatabaseError:
            with suppress(OSError):
                path.unlink()
        except OSError:
            return None
    return None


def _begun(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=_WAIT)
    try:
        base.execute("PRAGMA synchronous = OFF")  # entries lost in a crash are read again
        base.executescript(_TABLES)
        columns = [line[1] for line in base.execute("PRAGMA table_info(records)")]
        if columns != ["folder", "stamp", "record"]:
            raise sqlite3.DatabaseError("another's tables")
        return base
    except BaseException:
        base.close()
        raise
