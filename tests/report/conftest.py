"""One browser for all tests of pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from browser import Browser, missing


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if why := missing():
        pytest.skip(f"{why}; the page is not opened in a browser")
    try:
        started = Browser()
    except OSError as error:  # wrong driver version, or out of memory: no fault of the page
        pytest.skip(f"Chromium does not start ({error}); the page is not opened in a browser")
    with started as browser:
        yield browser
