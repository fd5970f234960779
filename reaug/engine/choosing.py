"""Which engine a name stands for."""

from __future__ import annotations

from typing import Final, get_args

from reaug.choices import EngineName
from reaug.engine.local import LocalEngine
from reaug.engine.ray import RayEngine
from reaug.errors import UsageError
from reaug.suggestions import unknown

ENGINES: Final[tuple[str, ...]] = get_args(EngineName)


def engine_of(name: str, num_proc: int = 1) -> LocalEngine | RayEngine:
    """The engine with a name: `local`, `ray`, or `ray://HOST:PORT` for a cluster.

    Nothing is started or joined before `running` is entered.

    Raises
    ------
    UsageError
        There is no such engine, or `num_proc` does not go with it.

    Examples
    --------
    >>> engine_of("ray://head:10001").address
    'head:10001'
    """
    if num_proc < 1:
        raise UsageError(f"--num-proc must be at least 1, not {num_proc}")
    kind, colon, address = name.partition("://")
    if kind not in ENGINES:
        raise UsageError(unknown("engine", name, ENGINES))
    if kind == "local":
        if colon:
            raise UsageError(f"--engine {name}: the engine local has no address")
        return LocalEngine(num_proc)
    if not colon:
        return RayEngine(None, num_proc)
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise UsageError(
            f"--engine {name}: an address is a host and the port of Ray's client server, as in "
            "ray://head:10001"
        )
    return RayEngine(address, num_proc)


def check_engine(name: str, num_proc: int = 1) -> None:
    """Refuse an engine before any work is done: unknown, not installed, or not to be reached.

    Raises
    ------
    UsageError, MissingExtraError
        With what to do about it.
    """
    engine = engine_of(name, num_proc)
    if isinstance(engine, RayEngine):
        engine.check()
