"""Fixtures for all tests: hypothesis profiles, and the real data if it is available."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path
from types import ModuleType

# Linear algebra on one thread, here and in processes that tests start: their sets are small, and
# threads of several processes would wait for each other. NumPy looks at this when it is imported.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import pytest
from hypothesis import HealthCheck, settings

from installed_steps import plugins as plugins

pytest.register_assert_rewrite("laws", "oracle", "strategies")

# No deadline, since the machine may be busy. The default profile always draws the same examples, so
# that a test fails for everyone or no one; REAUG_HYPOTHESIS=search looks for new ones.
_COMMON = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
settings.register_profile("default", max_examples=60, derandomize=True, database=None, **_COMMON)
settings.register_profile("search", max_examples=2000, database=None, **_COMMON)
settings.load_profile(os.environ.get("REAUG_HYPOTHESIS", "default"))

# pytest-xdist sets these for its workers; the output of commands must not depend on them.
for _size in ("COLUMNS", "LINES"):
    os.environ.pop(_size, None)
# Processes started by tests write bytecode: otherwise each compiles about 400 modules, for 1 s.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ["REAUG_LANG"] = "en"  # whatever the locale of the user

# The cache of runs is separate for the tests, and for each of their processes.
os.environ["REAUG_CACHE"] = tempfile.mkdtemp(prefix="reaug-cache-")
atexit.register(shutil.rmtree, os.environ["REAUG_CACHE"], ignore_errors=True)

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data sets next to the checkout; skips the test if it is missing."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the folder shared/data with the real data sets is not beside the checkout")
    return SHARED_DATA


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need the extra, so that `pytest -m torch` runs only those."""
    for item in items:
        if "torch" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.torch)


def pytest_collection_finish() -> None:
    """Run the garbage collector as rarely as in reaug's own processes, and not on the tests."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def torch() -> ModuleType:
    """torch from the extras `mlm` and `probe`; skips the test if it is not installed."""
    return pytest.importorskip("torch", reason="torch is not installed: pip install '.[mlm]'")


@pytest.fixture(scope="session")
def masked_model(torch: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a tiny masked language model with random weights, without preferred words."""
    from masked_models import save_model

    return save_model(tmp_path_factory.mktemp("masked"))
