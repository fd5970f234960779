"""Load data sets from the Hugging Face hub by name, config and split.

| name | dataset | config | split |
|---|---|---|---|
| `klue/re:train` | `klue` | `re` | `train` |
| `klue:re:train` | `klue` | `re` | `train` |
| `owner/name:train` | `owner/name` | | `train` |
| `owner/name/config:train` | `owner/name` | `config` | `train` |
| `owner/name:config:train` | `owner/name` | `config` | `train` |

The colon distinguishes such a name from a path. Two parts before the colon are owner and name; only
after `klue`, a data set without owner, the second part is the config.
"""

from __future__ import annotations

import functools
import os
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from reaug.errors import InputError

if TYPE_CHECKING:
    from reaug.data.raw import Raw

HUB: Final = {"hub": "a data set on the Hugging Face hub (klue/re:train, owner/name:split)"}
"""Name and description of the hub, for the list of everything that can be read."""

_PART: Final = r"[A-Za-z0-9_][\w.-]*"
_NAME: Final = re.compile(
    rf"(?P<name>{_PART}(/{_PART}){{0,2}})(:(?P<config>{_PART}))?:(?P<split>[\w\[\]%:.+-]+?)",
    re.ASCII,
)
_WITHOUT_OWNER: Final = ("klue",)


class HubName(NamedTuple):
    """The arguments for `datasets.load_dataset`, parsed from a hub name."""

    dataset: str
    config: str | None
    split: str


def parse_hub_name(text: str) -> HubName | None:
    """Return the parts of a hub name such as `klue/re:train`; None for any other text.

    >>> parse_hub_name("klue/re:train")
    HubName(dataset='klue', config='re', split='train')
    >>> parse_hub_name("owner/name:train").config is None, parse_hub_name("train.json") is None
    (True, True)
    """
    match = _NAME.fullmatch(text)
    if match is None:
        return None
    name, config, split = match["name"], match["config"], match["split"]
    parts = name.split("/")
    if config is None and (len(parts) == 3 or (len(parts) == 2 and parts[0] in _WITHOUT_OWNER)):
        name, config = "/".join(parts[:-1]), parts[-1]
    return None if len(name.split("/")) > 2 else HubName(name, config, split)


def read_hub(name: HubName, origin: str) -> Raw:
    """Return the rows of a data set, loaded with `datasets.load_dataset`, which caches it.

    Raises
    ------
    InputError
        The data set cannot be loaded.
    """
    import datasets

    from reaug.data.in_memory import from_datasets

    reachable = _is_reachable()
    try:
        with nullcontext() if reachable else _from_cache_alone():
            dataset = datasets.load_dataset(name.dataset, name.config, split=name.split)
    except Exception as error:  # of the hub's client, the network or the builder
        described = f"'{name.dataset}', config {name.config or '-'}, split '{name.split}'"
        if not reachable:
            raise InputError(
                f"{origin}: no such file, and the Hugging Face hub cannot be reached; data set "
                f"{described} is not in the cache of datasets. Give a file, or try again with a "
                "network connection"
            ) from error
        reason = (str(error).splitlines() or [""])[0]
        raise InputError(
            f"{origin}: no such file, and the Hugging Face hub has no data set {described}: "
            f"{type(error).__name__}: {reason}"
        ) from error
    return from_datasets(dataset, None, origin=origin, fmt="hub")


_SECONDS: Final = 3.0
"""Seconds to wait for the hub; its own client would try for half a minute."""


@functools.cache
def _is_reachable() -> bool:
    """Return whether the host of the hub accepts a connection."""
    # The answer is False without a test if `HF_HUB_OFFLINE` is set, and True behind a proxy.
    if os.environ.get("HF_HUB_OFFLINE", "0").lower() in ("1", "true", "yes", "on"):
        return False
    from urllib.request import getproxies  # here, since it imports ssl and http

    if getproxies():
        return True
    place = urlsplit(os.environ.get("HF_ENDPOINT", "https://huggingface.co"))
    answer: list[bool] = []

    def connect() -> None:
        port = place.port or (80 if place.scheme == "http" else 443)
        with suppress(OSError, ValueError):
            socket.create_connection((place.hostname or "", port), timeout=_SECONDS).close()
            answer.append(True)

    # Resolving a host name has no timeout, so it runs in a thread that is abandoned when late.
    waiting = threading.Thread(target=connect, daemon=True)
    waiting.start()
    waiting.join(_SECONDS)
    return bool(answer)


@contextmanager
def _from_cache_alone() -> Iterator[None]:
    """Let `datasets` use only its cache, and not the hub."""
    import datasets
    import huggingface_hub.constants

    places = (datasets.config, huggingface_hub.constants)
    before = [place.HF_HUB_OFFLINE for place in places]
    for place in places:
        place.HF_HUB_OFFLINE = True
    try:
        yield
    finally:
        for place, value in zip(places, before, strict=True):
            place.HF_HUB_OFFLINE = value
