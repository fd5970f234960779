"""Files on object stores: download them before reading, upload them after writing.

URLs (`s3://bucket/rows.parquet`) are handled by fsspec, or by Arrow's own file system if fsspec's
package for the store is not installed.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from reaug.errors import InputError, MissingExtraError, OutputError, ReaugError, UsageError
from reaug.files.file_patterns import is_pattern
from reaug.files.run_files import MANIFEST, SEAL

_URL: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://(.+)", re.DOTALL)
_PARAMETERS: Final = re.compile(r"\?[A-Za-z_]+=[^/]*$")
_BY_ARROW: Final = {"s3": "s3", "gs": "gs", "gcs": "gs", "hdfs": "hdfs"}
_LOCKED: Final = re.compile(
    r"credential|forbidden|access[ _]?denied|unauthorized|anonymous|permission|\b40[13]\b|token",
    re.IGNORECASE,
)
_HOW: Final = {
    "s3": "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile of aws configure",
    "gs": "GOOGLE_APPLICATION_CREDENTIALS, or gcloud auth application-default login",
    "gcs": "GOOGLE_APPLICATION_CREDENTIALS, or gcloud auth application-default login",
    "hf": "HF_TOKEN",
}


def is_remote(name: Any) -> bool:
    """Return whether a name is a URL.

    >>> is_remote("s3://bucket/rows.parquet"), is_remote("klue/re:train"), is_remote("c:/rows")
    (True, False, False)
    """
    return isinstance(name, str) and _URL.fullmatch(name) is not None


@contextmanager
def fetched(url: str) -> Iterator[str]:
    """Download a file or folder, and yield the path of the copy, or `FOLDER:SPLIT`.

    The copy is removed at the end of the block. Errors that contain its path get the URL instead.

    Raises
    ------
    InputError
        The file or folder does not exist, or the store denies access.
    MissingExtraError, UsageError
        The store needs a package, or its scheme is unknown.
    """
    with tempfile.TemporaryDirectory(prefix="reaug-", ignore_cleanup_errors=True) as folder:
        with _errors_with_url(url, InputError):
            files, path = _store(url)
            split = ""
            if not files.exists(path) and ":" in path.rpartition("/")[2]:
                path, _, split = path.rpartition(":")
            local_path = Path(folder) / (path.rstrip("/").rpartition("/")[2] or "data")
            if not files.exists(path) and is_pattern(path):
                _get_matching(files, path, Path(folder), url)
            elif not files.exists(path):
                raise InputError(f"{url}: no such file or folder")
            elif files.isdir(path):
                root = files._strip_protocol(path).rstrip("/")
                for file in files.find(path):
                    target = local_path / file[len(root) :].lstrip("/")
                    target.parent.mkdir(parents=True, exist_ok=True)
                    files.get_file(file, str(target))
            else:
                files.get_file(path, str(local_path))
        try:
            yield f"{local_path}:{split}" if split else str(local_path)
        except ReaugError as error:
            if folder not in str(error):
                raise
            raise type(error)(named(str(error), str(local_path), url)) from error


def _get_matching(files: Any, path: str, folder: Path, url: str) -> None:
    """Download the files that match a pattern into one folder."""
    paths = [match for match in files.glob(path) if files.isfile(match)]
    if not paths:
        raise InputError(f"{url}: no file matches")
    if "/" in path and is_pattern(path.rpartition("/")[0]):
        raise UsageError(
            f"{url}: a pattern can only match file names in one folder; name that folder"
        )
    for match in paths:
        files.get_file(match, str(folder / match.rpartition("/")[2]))


@contextmanager
def delivered(output: str, *, force: bool, reads: Iterable[Any] = ()) -> Iterator[Path]:
    """Yield the local folder for a run; if the output is a URL, upload the run at the end.

    An object store cannot rename a folder. So the manifest and its digest (`manifest.sha256`) are
    uploaded last, and removed first when a run is replaced; a half-written run is never taken for
    a complete one.

    Parameters
    ----------
    force
        Whether an existing run may be replaced.
    reads
        The inputs; the output must not be, or contain, one of them.

    Raises
    ------
    OutputError
        The output exists and may not be replaced, or is or contains an input; or the store denies
        writing.
    """
    if not is_remote(output):
        yield Path(output)
        return
    url = output
    for source in filter(is_remote, reads):
        a, b = (f"{name.rstrip('/')}/" for name in (url, source))
        if a.startswith(b) or b.startswith(a):
            raise OutputError(
                f"--output {url} is or contains {source}, which is read; choose another"
            )
    with _errors_with_url(url, OutputError):
        files, path = _store(url)
        path = path.rstrip("/")
        exists = files.exists(path)
        if exists and not (force and files.exists(f"{path}/{MANIFEST}")):
            more = " or add --force" if files.exists(f"{path}/{MANIFEST}") else ""
            raise OutputError(f"{url} already exists; choose another --output{more}")
    with tempfile.TemporaryDirectory(prefix="reaug-", ignore_cleanup_errors=True) as folder:
        local_path = Path(folder) / path.rpartition("/")[2]
        yield local_path
        if not local_path.is_dir():
            return
        with _errors_with_url(url, OutputError):
            if exists:
                # Without its seal and manifest, a half-removed run cannot be taken for a whole one.
                for name in (SEAL, MANIFEST):
                    if files.exists(f"{path}/{name}"):
                        files.rm_file(f"{path}/{name}")
                files.rm(path, recursive=True)
            _put(files, local_path, path)


def _put(files: Any, local_path: Path, path: str) -> None:
    """Upload the files of a run, its `manifest.sha256` last."""
    last = (MANIFEST, SEAL)
    names = sorted(
        file.relative_to(local_path).as_posix() for file in local_path.rglob("*") if file.is_file()
    )
    names = [name for name in names if name not in last] + [name for name in last if name in names]
    for name in names:
        target = f"{path}/{name}"
        files.makedirs(target.rpartition("/")[0], exist_ok=True)
        files.put_file(str(local_path / name), target)


def _store(url: str) -> tuple[Any, str]:
    """Return the file system of a URL, and the path in it."""
    import fsspec

    scheme = url.partition("://")[0].lower()
    try:
        files, path = fsspec.core.url_to_fs(url)
        return files, str(path)
    except ValueError as error:
        if scheme in fsspec.available_protocols():
            raise
        raise UsageError(
            f"{url}: unknown storage scheme {scheme}://; known are s3, gs, abfs, hf, https, file "
            "and others of fsspec"
        ) from error
    except ImportError as error:
        by_arrow = _by_arrow(url, scheme)
        if by_arrow is None:
            raise MissingExtraError(f"{url}: {scheme}:// needs a package: {error}") from error
        return by_arrow


def _by_arrow(url: str, scheme: str) -> tuple[Any, str] | None:
    """Return Arrow's file system for a URL, and the path in it; None if Arrow has none."""
    from fsspec.implementations.arrow import ArrowFSWrapper

    if scheme not in _BY_ARROW:
        return None
    try:
        files, path = _arrow_store(f"{_BY_ARROW[scheme]}://{url.partition('://')[2]}")
    except (NotImplementedError, ImportError):
        return None
    return ArrowFSWrapper(files), path


def _arrow_store(url: str) -> tuple[Any, str]:
    from pyarrow import fs

    folder, names = before_pattern(url)
    files, path = fs.FileSystem.from_uri(folder)
    return files, f"{path}/{names}" if names else str(path)


def before_pattern(url: str) -> tuple[str, str]:
    """Return the folder of a URL, and the pattern of names after it ("" if there is none).

    Arrow takes the text after a `?` for parameters of the store. Here it is a pattern, unless a
    name and `=` follow.

    >>> before_pattern("s3://corpus/set/train-?.jsonl")
    ('s3://corpus/set', 'train-?.jsonl')
    >>> before_pattern("s3://corpus/set/train.jsonl?region=eu-west-1")
    ('s3://corpus/set/train.jsonl?region=eu-west-1', '')
    """
    scheme, mark, place = url.partition("://")
    if not is_pattern(place) or _PARAMETERS.search(place):
        return url, ""
    first = min(place.find(sign) for sign in "*?[" if sign in place)
    folder, slash, _ = place[:first].rpartition("/")
    return (f"{scheme}{mark}{folder}", place[len(folder) + 1 :]) if slash else (url, "")


@contextmanager
def _errors_with_url(url: str, kind: type[ReaugError]) -> Iterator[None]:
    """Turn an error of a store into an error of reaug with a message of one line."""
    try:
        yield
    except (ReaugError, KeyboardInterrupt):
        raise
    except Exception as error:  # stores raise errors of many kinds
        scheme = url.partition("://")[0].lower()
        text = str(error).strip() or type(error).__name__
        line = text.splitlines()[0]
        if isinstance(error, PermissionError) or _LOCKED.search(f"{type(error).__name__} {text}"):
            how = _HOW.get(scheme, "the credentials that fsspec names for it")
            raise kind(f"{url}: access denied by the store ({line}); set {how}") from error
        raise kind(f"{url}: cannot be reached: {line}") from error


def named(text: str, local_path: str, url: str) -> str:
    """Replace the path of a downloaded file by its URL in a text, such as an error message.

    If `local_path` is a pattern, the paths of all files in its folder are replaced.
    """
    text = text.replace(local_path, url)
    head, tail = (name.rpartition("/")[0] for name in (local_path, url.rstrip("/")))
    return text.replace(f"{head}/", f"{tail}/") if is_pattern(local_path) else text
