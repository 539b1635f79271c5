"""As much of DER (ITU-T X.690) as a time stamp request and its answer need: writing values, walking through values."""

from collections.abc import Iterator

import msgspec

INTEGER, OCTETS, NULL, OID, SEQUENCE, SET, TRUE = 0x02, 0x04, 0x05, 0x06, 0x30, 0x31, b"\x01\x01\xff"
GENERALIZED_TIME = 0x18
_LONG = 0x80
_MAX_LENGTH_BYTES = 4


class DerError(ValueError):
    """The bytes are no DER."""


class Value(msgspec.Struct, frozen=True):
    """One value: its tag byte, its content, and all of its bytes."""

    tag: int
    content: bytes
    whole: bytes

    def parts(self) -> list["Value"]:
        """The values inside.

        Raises:
            DerError: the content is no sequence of values.
        """
        return list(values(self.content))


def values(data: bytes) -> Iterator[Value]:
    """The values that stand one after another in ``data``.

    Raises:
        DerError: they do not fill it exactly.
    """
    at = 0
    while at < len(data):
        start = at
        if len(data) - at < len((0, 0)):
            raise DerError
        tag, length = data[at], data[at + 1]
        at += 2
        if length >= _LONG:
            size = length - _LONG
            if not 0 < size <= _MAX_LENGTH_BYTES or at + size > len(data):
                raise DerError
            length = int.from_bytes(data[at : at + size])
            at += size
        if at + length > len(data):
            raise DerError
        yield Value(tag, data[at : at + length], data[start : at + length])
        at += length


def one(data: bytes) -> Value:
    """The only value in ``data``.

    Raises:
        DerError: there is not exactly one.
    """
    found = list(values(data))
    if len(found) != 1:
        raise DerError
    return found[0]


def der(tag: int, content: bytes = b"") -> bytes:
    """One value."""
    size = len(content)
    if size < _LONG:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, _LONG + len(length))) + length + content


def der_int(number: int) -> bytes:
    """An INTEGER, not negative."""
    return der(INTEGER, number.to_bytes(number.bit_length() // 8 + 1))


def der_oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER."""
    first, second, *rest = map(int, dotted.split("."))
    content = bytes((first * 40 + second,))
    for part in rest:
        digits = [part & 0x7F]
        while part := part >> 7:
            digits.append(part & 0x7F | 0x80)
        content += bytes(reversed(digits))
    return der(OID, content)
