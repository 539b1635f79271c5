"""One way to write data, so that the same data is always the same bytes.

Field order is declaration order, decimals are text, dates are ISO 8601, no white space, UTF-8.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_encoder = msgspec.json.Encoder(decimal_format="string")


def encode(value: Any) -> bytes:
    """The one JSON text of ``value``, without a line end."""
    return _encoder.encode(value)


def encode_lines(values: Iterable[Any]) -> bytes:
    """JSON Lines, one value a line, each line ended."""
    return b"".join(_encoder.encode(value) + b"\n" for value in values)


def encode_pretty(value: Any) -> bytes:
    """The same data indented for reading; still one text per value."""
    return msgspec.json.format(_encoder.encode(value), indent=2) + b"\n"


def decode(data: bytes, kind: type[T]) -> T:
    """Read one value written by :func:`encode`.

    Raises:
        msgspec.ValidationError, msgspec.DecodeError: the text does not hold a ``kind``.
    """
    return msgspec.json.decode(data, type=kind)


def read_lines(path: Path, kind: type[T]) -> Iterator[T]:
    """Each line of a JSON Lines file as a ``kind``; blank lines are passed over."""
    decoder = msgspec.json.Decoder(kind)
    with path.open("rb") as stream:
        for line in stream:
            if line.strip():
                yield decoder.decode(line)
