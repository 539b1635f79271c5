"""Who lives in the province: 24 named units, and further counties made from two word lists."""

from functools import cache

import msgspec

from hengping.demo.plan import table

_CODES_PER_CITY = 69
_CITIES = 7
_FIRST_COUNTY = 31


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A government body of the demo. ``fields`` names the word list its business is drawn from."""

    name: str
    unit: str
    short: str
    area: str
    host: str
    group: str
    site_class: str = msgspec.field(name="class")
    code: str
    kind: str
    fields: str


@cache
def units(count: int) -> tuple[Unit, ...]:
    """The first ``count`` units; beyond the named ones, counties with made-up names."""
    data = table("units.toml")
    made = msgspec.convert(data["unit"], list[Unit])
    hosts = {unit.host for unit in made}
    number = 0
    while len(made) < count:
        unit = _county(number, len(made), data["syllables"])
        number += 1
        # Different characters may share a spelling; a host belongs to one site only.
        if unit.host not in hosts:
            hosts.add(unit.host)
            made.append(unit)
    return tuple(made[:count])


def _county(number: int, order: int, syllables: dict[str, list[str]]) -> Unit:
    first, second = syllables["first"], syllables["second"]
    row, shift = divmod(number, len(second))
    # The shift walks the second list diagonally, so that neighbours in the roster do not share a syllable.
    a, a_latin = first[(row + shift) % len(first)].split(":")
    b, b_latin = second[shift].split(":")
    name = f"{a}{b}县"
    city = order // _CODES_PER_CITY
    division = f"99{city % _CITIES + 1:02d}{_FIRST_COUNTY + order % _CODES_PER_CITY:02d}"
    return Unit(
        name=f"{name}人民政府",
        unit=f"{name}人民政府办公室",
        short=name,
        area=name,
        host=f"www.{a_latin}{b_latin}xian.gov.cn",
        group="县(市、区)",
        site_class="A",
        code=f"{division}{city // _CITIES + 1:04d}",
        kind="area",
        fields="area",
    )


def divisions(count: int) -> list[tuple[str, str]]:
    """Code and name of the province and of every area among the first ``count`` units, sorted by code."""
    rows = {"990000": "云溪省"}
    for unit in units(count):
        rows.setdefault(unit.code[:6], unit.area)
    return sorted(rows.items())
