"""Reading what an earlier stage left, with errors that name the file and say what to do."""

from pathlib import Path
from typing import TypeVar

import msgspec

from hengping.model import codec
from hengping.model.errors import RunError

T = TypeVar("T")


def file_size(path: Path) -> int:
    """Bytes of a file; 0 when it is not there: what is large is begun first, no more depends on it."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def read_one(path: Path, kind: type[T], *, remedy: str) -> T:
    """The one value of a file.

    Args:
        path: the file.
        kind: what it holds.
        remedy: what to do when it is missing or damaged: which stage makes it.

    Raises:
        RunError: the file is missing, cannot be read or does not hold a ``kind``.
    """
    try:
        return codec.decode(path.read_bytes(), kind)
    except FileNotFoundError as error:
        raise RunError("文件缺失", where=str(path), remedy=remedy) from error
    except (OSError, msgspec.DecodeError) as error:
        raise RunError(f"文件损坏，无法读取（{error}）", where=str(path), remedy=remedy) from error


def read_rows(path: Path, kind: type[T], *, remedy: str = "改正或从备份恢复该文件") -> tuple[T, ...]:
    """The values of a line file, one a line; errors as :func:`read_one`."""
    try:
        return tuple(codec.read_lines(path, kind))
    except FileNotFoundError as error:
        raise RunError("文件缺失", where=str(path), remedy=remedy) from error
    except (OSError, msgspec.DecodeError) as error:
        raise RunError(f"文件损坏，无法读取（{error}）", where=str(path), remedy=remedy) from error
