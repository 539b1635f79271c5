"""How targets and trails are written to the frontier's file; an address that cannot be encoded is kept as it is."""

import msgspec

from hengping.collect.frontier_target import Target
from hengping.collect.traps import Trail, TrapRule
from hengping.model.evidence import Purpose

_RULE_SHIFT, _CHAIN_SHIFT, _GROWTH_SHIFT, _MONTH_SHIFT = 4, 10, 22, 28
_RULE_MASK, _CHAIN_MASK, _GROWTH_MASK = 0x3F, 0xFFF, 0x3F
_Packed = tuple[bytes, Purpose, bytes, int, int, int]


def packed_trail(rule: TrapRule | None, trail: Trail) -> int:
    """The rule that left an address out, or how it was come by; as bits beside its marks."""
    if rule is not None:
        return int(rule) << _RULE_SHIFT
    return trail.chain << _CHAIN_SHIFT | trail.growth << _GROWTH_SHIFT | trail.month << _MONTH_SHIFT


def left_out_by(marks: int) -> int:
    """Number of the rule that left an address out; 0: none."""
    return marks >> _RULE_SHIFT & _RULE_MASK


def unpacked_trail(marks: int) -> Trail:
    """How an address was come by."""
    return Trail(marks >> _CHAIN_SHIFT & _CHAIN_MASK, marks >> _GROWTH_SHIFT & _GROWTH_MASK, marks >> _MONTH_SHIFT)


_decoder = msgspec.msgpack.Decoder(_Packed)


def pack(target: Target, marks: int) -> bytes:
    """A target and its trail as a row; text and hint are left out."""
    url, source = target.url.encode("utf-8", "surrogatepass"), target.source_url.encode("utf-8", "surrogatepass")
    return msgspec.msgpack.encode((url, target.purpose, source, target.depth, target.hops, marks))


def unpack(packed: bytes) -> tuple[Target, int]:
    """Target and trail of a row."""
    url, purpose, source, depth, hops, marks = _decoder.decode(packed)
    target = Target(
        url=url.decode("utf-8", "surrogatepass"),
        purpose=purpose,
        source_url=source.decode("utf-8", "surrogatepass"),
        depth=depth,
        hops=hops,
    )
    return target, marks
