"""Engines by name, and what is said where Ray is not there, not reached, or not the same."""

from __future__ import annotations

import re
import socket
import sys
from pathlib import Path

import pytest

from command import reaug
from reaug.engine import engines
from reaug.engine.engine_names import check_engine, engine_names, engine_of
from reaug.engine.engines import _ray_cluster as ray_cluster
from reaug.engine.engines.local import LocalEngine
from reaug.engine.engines.ray import RayEngine
from reaug.errors import MissingExtraError, UsageError
from run_folders import SAMPLE


def test_names_of_engines_make_engines() -> None:
    local, own, remote = (engine_of(name) for name in ("local", "ray", "ray://[::1]:10001"))
    assert isinstance(local, LocalEngine)
    assert isinstance(own, RayEngine)
    assert isinstance(remote, RayEngine)
    assert (own.address, remote.address) == (None, "[::1]:10001")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("rya", r"unknown engine 'rya'.*ray"),
        ("", "unknown engine ''"),
        ("레이", "unknown engine '레이'"),
        ("local://here", "the engine local takes no address; use --engine local"),
        ("ray://", "e.g. ray://head:10001"),
        ("ray://head", "e.g. ray://head:10001"),
        ("ray://head:x", "e.g. ray://head:10001"),
        ("ray://:10001", "e.g. ray://head:10001"),
        ("ray://head:99999", "e.g. ray://head:10001"),
    ],
)
def test_names_that_are_none(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        engine_of(name)


def test_an_engine_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command uses it, although no list names it."""
    (tmp_path / "slow.py").write_text(
        "from reaug.engine.engines.local import LocalEngine\n"
        "class SlowEngine(LocalEngine):\n"
        "    def check(self):\n"
        "        print('checked')\n"
        "    def map(self, *args, **more):\n"
        "        print('mapped')\n"
        "        return super().map(*args, **more)\n",
        encoding="utf-8",
    )
    (tmp_path / "_helper.py").write_text("", encoding="utf-8")
    (tmp_path / "two.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(engines, "__path__", [*engines.__path__, str(tmp_path)])
    assert engine_names() == ("local", "ray", "slow", "two")
    with pytest.raises(ImportError, match=r"engines\.two must define one engine, not 0"):
        engine_of("two")
    words = ["augment", SAMPLE, "-t", "aeda", "-o", tmp_path / "run", "--engine", "slow"]
    result = reaug(*words)
    assert (result.code, result.out.split()[:2]) == (0, ["checked", "mapped"]), result.err
    monkeypatch.delitem(sys.modules, "reaug.engine.engines.slow")


def test_the_option_names_every_engine() -> None:
    shown = reaug("run", "--help").out
    assert all(re.search(rf"[ |]{name}\b", shown) for name in engine_names())


def test_an_unknown_engine_is_told_before_the_input_is_read(tmp_path: Path) -> None:
    result = reaug("augment", "none.json", "-t", "aeda", "-o", tmp_path / "run", "--engine", "dask")
    assert result.code == 2
    assert result.err.count("\n") == 1
    assert "unknown engine 'dask'" in result.err


def test_ray_that_is_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'reaug\[ray\]'"):
        check_engine("ray")
    result = reaug("encode", SAMPLE, "--style", "entity_mask", "-o", tmp_path / "r", "--engine=ray")
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert "pip install 'reaug[ray]'" in result.err
    assert not (tmp_path / "r").exists()


@pytest.mark.ray
def test_an_address_that_does_not_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="ray is not installed: pip install '.[ray]'")
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        name = f"127.0.0.1:{taken.getsockname()[1]}"
        words = ["augment", SAMPLE, "-t", "aeda", "-o", tmp_path / "run", "--engine"]
        result = reaug(*words, f"ray://{name}")
        assert (result.code, result.err.count("\n")) == (2, 1)
        assert f"ray://{name}: no answer at this address" in result.err
        monkeypatch.setenv("RAY_ADDRESS", name)
        with pytest.raises(UsageError, match=f"{name}: no answer at this address"):
            check_engine("ray")
        with pytest.raises(UsageError, match="leave it out"):
            check_engine("ray", 2)


@pytest.mark.ray
def test_a_cluster_with_another_ray() -> None:
    pytest.importorskip("ray", reason="ray is not installed: pip install '.[ray]'")
    import ray
    from ray._private.utils import check_version_info

    theirs = {"ray_version": "2.40.0", "python_version": "3.10.2"}
    with pytest.raises(RuntimeError) as error:
        check_version_info(theirs, "Ray Client")
    message = str(ray_cluster.refusal("ray://head:10001", error.value))
    python = ".".join(map(str, sys.version_info[:3]))
    assert message == (
        "ray://head:10001 runs Ray 2.40.0 on Python 3.10.2, and this machine Ray "
        f"{ray.__version__} on Python {python}; both must be the same: pip install "
        "'ray[client,data]==2.40.0'"
    )


def test_a_cluster_that_refuses_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAY_AUTH_MODE", raising=False)
    refused = ray_cluster.refusal(
        "ray://head:10001", ConnectionError("\x1b[31mtimeout\x1b[0m\n at")
    )
    assert str(refused).startswith(
        "ray://head:10001: cannot join a Ray cluster there: timeout (if it"
    )
    assert "RAY_AUTH_MODE=token" in str(refused)
    assert "\n" not in str(refused)


def test_nodes_with_other_packages() -> None:
    own = {"reaug": "0.1.0", "pyarrow": "20.0.0", "numpy": "2.1.0"}
    ray_cluster.check_versions("ray://head:10001", "10.0.0.7", own, dict(own))
    with pytest.raises(UsageError, match=r"reaug is not installed on the node 10\.0\.0\.7"):
        ray_cluster.check_versions("ray://head:10001", "10.0.0.7", own, dict.fromkeys(own))
    others = {**own, "pyarrow": "19.0.0", "numpy": None}
    with pytest.raises(UsageError) as error:
        ray_cluster.check_versions("ray://head:10001", "10.0.0.7", own, others)
    message = "the node 10.0.0.7 has pyarrow 19.0.0 (here 20.0.0), numpy missing (here 2.1.0)"
    assert message in str(error.value)
