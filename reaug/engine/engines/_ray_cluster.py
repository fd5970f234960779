"""Start Ray or connect to a cluster, and clean up afterwards."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import tempfile
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from reaug.errors import MissingExtraError, ReaugError, UsageError

SEE: Final = "docs/scale.md shows how to start and name a cluster"

_SECONDS: Final = 5.0
"""Seconds to wait for a connection to an address."""

_AUTH: Final = "RAY_AUTH_MODE"

_MUST_BE_ALIKE: Final = ("reaug", "numpy", "pyarrow", "hgtk", "python-mecab-ko", "regex", "xxhash")
"""Packages that must have the same version on all nodes, since another could change results."""

_QUIET: Final = {
    "RAY_USAGE_STATS_ENABLED": "0",  # send no usage statistics, and do not ask about it
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # otherwise Ray prints a warning
    "RAY_IGNORE_UNHANDLED_ERRORS": "1",  # each error is reported once, by us
    "RAY_task_oom_retries": "3",  # by default Ray retries without end
}


def check_reachable(address: str | None, num_proc: int) -> Any:
    """Return the module `ray`, after checking that the address can be reached.

    Raises
    ------
    MissingExtraError, UsageError
        Ray is not installed, or the address cannot be reached; the message says what to do.
    """
    ray = _library(client=address is not None)
    running = ray.is_initialized()
    if running and address is not None:
        raise UsageError("Ray already runs in this process; use engine='ray', or shut Ray down")
    name = _name(address)
    if num_proc > 1 and (running or name is not None):
        raise UsageError(
            "--num-proc sets the number of local workers; a cluster has its own: leave it out"
        )
    if not running and name is not None:
        _check_answers(name)
    return ray


def _name(address: str | None) -> str | None:
    """Return the name of the cluster for messages; None if Ray is started on this machine."""
    return f"ray://{address}" if address is not None else os.environ.get("RAY_ADDRESS") or None


@contextmanager
def connected(address: str | None, num_proc: int) -> Iterator[Any]:
    """Connect to Ray, or start it, and yield the module `ray`.

    A Ray that was started here is stopped at the end.

    Raises
    ------
    MissingExtraError
        Ray is not installed.
    UsageError
        The address does not answer, or Ray or packages have other versions there than
        here.
    """
    ray = check_reachable(address, num_proc)
    # the calling program has connected, and continues to use the connection
    if ray.is_initialized():
        yield ray
        return
    name = _name(address)
    with _quiet(ray), _started(ray, num_proc) if name is None else _joined(ray, name):
        yield ray


def _library(*, client: bool) -> Any:
    try:
        import ray

        if client:
            import grpc  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(
            f"--engine ray needs Ray ({error.name} is missing): pip install 'reaug[ray]'"
        ) from error
    return ray


@contextmanager
def _quiet(ray: Any) -> Iterator[None]:
    """Suppress the output of Ray: it goes to stdout, where only data belongs."""
    # `_AUTH` is saved, too, since Ray sets it when it is started on this machine.
    before = {name: os.environ.get(name) for name in (*_QUIET, _AUTH)}
    os.environ.update({name: value for name, value in _QUIET.items() if before[name] is None})
    inside = ray._private.worker  # Ray has no public option for this
    shown = getattr(inside, "_worker_logs_enabled", True)
    inside._worker_logs_enabled = False
    try:
        yield
    finally:
        inside._worker_logs_enabled = shown
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)


def _begin(ray: Any, **options: Any) -> None:
    """Start or join Ray without output, and restore the handler of SIGTERM, which Ray replaces."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ray.init(logging_level="ERROR", log_to_driver=False, **options)
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, before)


@contextmanager
def _started(ray: Any, num_proc: int) -> Iterator[None]:
    """Start Ray on this machine, with its files in a folder that is removed at the end."""
    # Not in $TMPDIR: its path may be long, and the path of a socket is limited to 107 bytes.
    base = os.environ.get("RAY_TMPDIR") or ("/tmp" if Path("/tmp").is_dir() else None)
    folder = tempfile.mkdtemp(prefix="reaug-ray-", dir=base)
    try:
        try:
            _begin(
                ray, address="local", num_cpus=num_proc, include_dashboard=False, _temp_dir=folder
            )
        except Exception as error:
            raise ReaugError(
                f"--engine ray: Ray does not start on this machine: {one_line(error)}"
            ) from error
        yield
    finally:
        ray.shutdown()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _joined(ray: Any, name: str) -> Iterator[None]:
    """Connect to Ray at an address."""
    try:
        try:
            _begin(ray, address=name)
        except Exception as error:  # Ray raises exceptions of many kinds
            raise refusal(name, error) from error
        _check_alike(ray, name)
        yield
    finally:
        ray.shutdown()


def _check_answers(name: str) -> None:
    """Raise an error if nothing listens at an address; Ray itself would try for half a minute."""
    host, _, port = name.removeprefix("ray://").rpartition(":")
    if not (host and port.isdecimal()):  # the name is "auto", or one that only Ray can resolve
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_SECONDS).close()
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        raise UsageError(f"{name}: no answer at this address ({why}); {SEE}") from error


def refusal(name: str, error: Exception) -> UsageError:
    r"""Return the error for a cluster that cannot be joined, with the reason in one line.

    >>> there, here = ("Ray: 2.50.0\n Python: 3.11.7", "Ray: 2.60.0\n Python: 3.11.9")
    >>> str(refusal("ray://head:10001", RuntimeError(f"Version mismatch: {there}\n {here}")))[:50]
    'ray://head:10001 runs Ray 2.50.0 on Python 3.11.7,'
    """
    versions = re.findall(r"(?:Ray|Python): (\S+)", str(error))
    if "mismatch" in str(error) and len(versions) == 4:
        ray, python, own, own_python = versions
        return UsageError(
            f"{name} runs Ray {ray} on Python {python}, and this machine Ray {own} on Python "
            f"{own_python}; both must be the same: pip install 'ray[client,data]=={ray}'"
        )
    token = "" if os.environ.get(_AUTH) else f" (if it wants a token: {_AUTH}=token)"
    return UsageError(f"{name}: cannot join a Ray cluster there: {one_line(error)}{token}; {SEE}")


def _check_alike(ray: Any, name: str) -> None:
    """Raise an error if a node has other versions of packages that could change the results."""

    def versions(names: tuple[str, ...]) -> dict[str, str | None]:
        # Nested, since such a function is sent as code: a node without reaug can run it.
        from importlib.metadata import PackageNotFoundError, version

        known: dict[str, str | None] = {}
        for name in names:
            try:
                known[name] = version(name)
            except PackageNotFoundError:
                known[name] = None
        return known

    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    task = ray.remote(versions)
    pending = {
        node["NodeManagerAddress"]: task.options(
            num_cpus=0,
            scheduling_strategy=NodeAffinitySchedulingStrategy(node["NodeID"], soft=True),
        ).remote(_MUST_BE_ALIKE)
        for node in ray.nodes()
        if node["Alive"]
    }
    own_versions = versions(_MUST_BE_ALIKE)
    for node, answer in pending.items():
        check_versions(name, node, own_versions, ray.get(answer))


def check_versions(
    name: str, node: str, own: Mapping[str, str | None], other: Mapping[str, str | None]
) -> None:
    """Raise an error if the versions of packages on a node differ from the local ones.

    Raises
    ------
    UsageError
        Versions differ; the message names the packages.
    """
    if other["reaug"] is None:
        raise UsageError(
            f"{name}: reaug is not installed on the node {node}; all nodes need the same image as "
            f"this machine, with reaug {own['reaug']}; {SEE}"
        )
    others = [
        f"{package} {other[package] or 'missing'} (here {own[package]})"
        for package in own
        if other[package] != own[package]
    ]
    if others:
        raise UsageError(
            f"{name}: the node {node} has {', '.join(others)}; for the same result every node "
            f"needs the same packages; {SEE}"
        )


def one_line(error: BaseException) -> str:
    r"""Return the first line of an error message of Ray, without colours.

    >>> one_line(ValueError("\x1b[36mno memory\x1b[39m\nTraceback ..."))
    'no memory'
    """
    text = re.sub(r"\x1b\[[0-9;]*m", "", str(error)).strip()
    return text.splitlines()[0].strip().rstrip(".") if text else type(error).__name__


def is_of_ray(error: BaseException) -> bool:
    """Return whether an error was raised by Ray itself."""
    return type(error).__module__.startswith("ray.")


def is_lost(error: BaseException) -> bool:
    """Return whether an error says that a finished result was lost together with its node."""
    from ray.exceptions import ObjectLostError, RayTaskError

    cause = error.cause if isinstance(error, RayTaskError) else error
    return isinstance(cause, ObjectLostError)


def is_dead(error: BaseException) -> bool:
    """Return whether an error says that workers died on every attempt of a task."""
    from ray.exceptions import NodeDiedError, OutOfMemoryError, RayTaskError, WorkerCrashedError

    cause = error.cause if isinstance(error, RayTaskError) else error
    return isinstance(cause, NodeDiedError | OutOfMemoryError | WorkerCrashedError)
