"""What all tests share: hypothesis profiles, and the real data where it is there."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, settings

from installed_steps import plugins as plugins

pytest.register_assert_rewrite("laws", "oracle", "strategies")

# No deadline: a busy machine is not a defect. The default profile draws the same examples each
# time, so that a red test is red for everyone; REAUG_HYPOTHESIS=search looks for new ones.
_COMMON = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
settings.register_profile("default", max_examples=60, derandomize=True, database=None, **_COMMON)
settings.register_profile("search", max_examples=2000, database=None, **_COMMON)
settings.load_profile(os.environ.get("REAUG_HYPOTHESIS", "default"))

# pytest-xdist sets these for its workers; what a command prints must not depend on them.
for _size in ("COLUMNS", "LINES"):
    os.environ.pop(_size, None)
# Processes that tests start keep what they compile: else each compiles some 400 modules, for 1 s.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ["REAUG_LANG"] = "en"  # whatever the locale of who tests

# What is kept of runs belongs to the tests alone, and to each of their processes.
os.environ["REAUG_CACHE"] = tempfile.mkdtemp(prefix="reaug-cache-")
atexit.register(shutil.rmtree, os.environ["REAUG_CACHE"], ignore_errors=True)

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data sets beside the checkout; the test skips where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the folder shared/data with the real data sets is not beside the checkout")
    return SHARED_DATA


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the extra, so that `pytest -m torch` runs just that."""
    for item in items:
        if "torch" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.torch)


def pytest_collection_finish() -> None:
    """Look for cycles of objects as rarely as reaug's own processes, never among the tests."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def torch() -> ModuleType:
    """The extras `mlm` and `probe`; the test skips where it is not installed."""
    return pytest.importorskip("torch", reason="torch is not installed: pip install '.[mlm]'")


@pytest.fixture(scope="session")
def masked_model(torch: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a tiny masked language model with random weights, which likes no word most."""
    from masked_models import save_model

    return save_model(tmp_path_factory.mktemp("masked"))
