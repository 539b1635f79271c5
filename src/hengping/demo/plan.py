"""The rotating plan of defects and decoys: which slot gets what (``data/plan.toml``)."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec


class Slot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One slot of the plan; field meanings stand at the head of ``plan.toml``.

    Attributes:
        flaky: about every seventh request of the home page fails (a planted fault).
        challenge, down: status of the challenge page, way of failing; each turn of the plan takes the next.
        near_miss: about two in a hundred fail (below the line, not a fault).
        guides: number of missing elements of each guide that has a fault.
        meta_all: a tag that every article of the site lacks.
        personal: what leaks and where (``id_table``, ``bank_xlsx`` …); wording, reprint: how many; dark: how hidden.
        search: how the site's search fails.
    """

    family: int
    encoding: str = "utf-8"
    declared: str = ""
    header_charset: str = ""
    down: tuple[Literal["close", "503"], ...] = ()
    challenge: tuple[int, ...] = ()
    flaky: bool = False
    near_miss: bool = False
    home_stale: bool = False
    no_service: bool = False
    no_channel: bool = False
    code: Literal["", "missing", "mismatch"] = ""
    lacks: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    undated: tuple[str, ...] = ()
    on_limit: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    attachments: int = 0
    unanswered: int = 0
    guides: tuple[int, ...] = ()
    meta: tuple[str, ...] = ()
    meta_all: str = ""
    personal: tuple[str, ...] = ()
    wording: int = 0
    dark: tuple[str, ...] = ()
    search: Literal["", "500", "nothing"] = ""
    reprint: int = 0
    decoys: tuple[str, ...] = ()

    @property
    def wanted(self) -> frozenset[str]:
        """Sections that must exist because something is planted in them."""
        return frozenset(self.blank + self.stale + self.undated + self.on_limit)


def table(name: str) -> dict[str, Any]:
    """A shipped TOML table of the demo."""
    return tomllib.loads((files("hengping.demo") / "data" / name).read_text("utf-8"))


@cache
def slots() -> tuple[Slot, ...]:
    """All slots of the plan in order."""
    return tuple(msgspec.convert(table("plan.toml")["slot"], list[Slot]))
