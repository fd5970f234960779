"""Mapped files: their pages are released, and threads may map files meanwhile."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from reaug.files.mapped_files import give_back, mapped, trim


def test_a_map_stays_valid_when_its_pages_are_released(tmp_path: Path) -> None:
    file = tmp_path / "rows"
    file.write_bytes("가나다".encode() * 50_000)
    buffer = mapped(file)
    file.unlink()
    for _ in range(3):
        give_back()
        trim()
        assert bytes(buffer) == "가나다".encode() * 50_000


def test_pages_are_released_while_threads_map_files(tmp_path: Path) -> None:
    file, is_over, errors = tmp_path / "rows", threading.Event(), list[Exception]()
    file.write_bytes(b"rows")

    def map_files() -> None:
        kept = []
        while not is_over.is_set():
            kept.append(mapped(file))
            if len(kept) > 200:
                kept.clear()

    threads = [threading.Thread(target=map_files) for _ in range(2)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    for thread in threads:
        thread.start()
    try:
        for _ in range(3000):
            give_back()
    except RuntimeError as error:
        errors.append(error)
    finally:
        sys.setswitchinterval(interval)
        is_over.set()
        for thread in threads:
            thread.join()
    assert errors == []
