"""Construct totals that give the printed places and tiers of the national evaluation of 2022.

Published: ten lists of places, and tiers of digital governments and apps. Not published: every total, every site code,
and everybody below the tenth place or the second tier. Those are constructed here, by fixed arithmetic, so that they
fit what was published; the roster marks each constructed unit. Three more choices are the construction's own:

- cities that stand in two lists (副省级城市 and 省会城市) have one total for both, which their order allows;
- the eight departments printed for seven places (第四到第十名) get one tie, of the last two: which two share a place
  was not printed;
- tiers are read with the limits of 2023 (95 and 85 of 110).

Run as a program:

    python tests/golden/national_2022_data.py OUT
    hengping judge --system national-2022 --values OUT/values.csv --roster OUT/roster.csv --out OUT/judged
"""

import csv
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from seed_files import run, write_table

PROJECT = Path(__file__).resolve().parents[2]
DIVISIONS = PROJECT / "src/hengping/library/divisions/divisions.csv"
CONSTRUCTED, SCORES_CONSTRUCTED = "(构造)", "(得分为构造)"
"""Remarks in the roster: the unit itself is a stand-in, or only its scores are."""
PROVINCES, CITIES = "省级数字政府", "重点城市数字政府"
MINISTRIES, OTHER_DEPARTMENTS = "国务院组成部门", "国务院其他部门"
SUB_PROVINCIAL, CAPITALS = "副省级城市", "省会城市"
PROVINCE_SITES = "省、自治区"
CORPS = "新疆生产建设兵团"
_CORPS_CODE = "660000"
_SEPARATELY_PLANNED = ("大连市", "宁波市", "厦门市", "青岛市", "深圳市")
_SUB_PROVINCIAL_CAPITALS = (
    *("沈阳市", "长春市", "哈尔滨市", "南京市", "杭州市", "济南市", "武汉市", "广州市", "成都市", "西安市"),
)
_TIER_TOP = {"卓越": Decimal("99.5"), "优秀": Decimal("94.5")}
_BELOW = Decimal(80)
_FILLED = {
    MINISTRIES: 3,
    "地市": 3,
    "区县": 3,
    "国家级经济技术开发区": 3,
    "国家级高新技术产业开发区": 3,
    "城市服务App": 2,
}
"""How many nameless units stand below the published ones, so that the first ten are a choice."""

Ties = list[list[str]]
"""Names place by place; those of one place together."""


def seeds_folder() -> Path:
    """Folder of the published rows: ``$HENGPING_GOLDEN/seeds``, else beside the project."""
    return Path(os.environ.get("HENGPING_GOLDEN") or PROJECT / "../shared/golden") / "seeds"


@dataclass(frozen=True)
class Unit:
    """One judged unit: its constructed code and total."""

    code: str
    name: str
    group: str
    total: Decimal
    note: str = ""


def rows(name: str) -> list[dict[str, str]]:
    """A published table."""
    with (seeds_folder() / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def published_places() -> dict[str, Ties]:
    """Names by list and place, as printed; the unmarked tie among the other departments is not in it."""
    found: dict[str, Ties] = {}
    last: tuple[str, str] | None = None
    for row in rows("national_2022_rankings.csv"):
        ties = found.setdefault(row["category"], [])
        here = (row["category"], row["rank"])
        if here == last and row["rank"].isdigit():
            ties[-1].append(row["unit"])
        else:
            ties.append([row["unit"]])
        last = here
    return found


def build() -> list[Unit]:
    """All units, list by list."""
    units: list[Unit] = []
    places = published_places()
    *others, second_last, last = places[OTHER_DEPARTMENTS]
    places[OTHER_DEPARTMENTS] = [*others, second_last + last]
    cities = _descending(merged(places[SUB_PROVINCIAL], places[CAPITALS]))
    codes = Codes()
    for group, ties in places.items():
        totals = cities if group in {SUB_PROVINCIAL, CAPITALS} else _descending(ties)
        names = [name for tie in ties for name in tie]
        units += [Unit(codes.of(group, name), name, group, totals[name]) for name in names]
        units += _rest(group, [name for name in codes.members(group) if name not in names], codes)
    for group, grades in _grades().items():
        totals = {
            name: _TIER_TOP[grade[:2]] - Decimal(number * 7 % len(names)) / 4
            for grade, names in grades.items()
            for number, name in enumerate(names)
        }
        units += [Unit(codes.of(group, name), name, group, total) for name, total in totals.items()]
        units += _rest(group, [name for name in codes.members(group) if name not in totals], codes)
    order = [PROVINCES, CITIES, *places]
    return sorted(units, key=lambda unit: order.index(unit.group) if unit.group in order else len(order))


def merged(first: Ties, second: Ties) -> Ties:
    """One order out of two that agree on the names they share; names that share a place in either share it here."""
    whole: Ties = [list(tie) for tie in first]
    at = 0
    for tie in second:
        met = [number for number, each in enumerate(whole) if set(each) & set(tie)]
        if met:
            at = met[0] + 1
            whole[met[0]] += [name for name in tie if name not in whole[met[0]]]
        else:
            whole.insert(at, list(tie))
            at += 1
    return whole


def write(units: Sequence[Unit], out: Path) -> tuple[Path, Path]:
    """Write ``roster.csv`` and ``values.csv`` into ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    roster, values = out / "roster.csv", out / "values.csv"
    write_table(
        roster,
        ["site_code", "name", "unit", "url", "group", "class", "region"],
        (
            [
                unit.code,
                unit.name,
                unit.name + (unit.note or SCORES_CONSTRUCTED),
                f"http://{_host(unit.code)}/",
                unit.group,
                "A",
                "",
            ]
            for unit in units
        ),
    )
    write_table(values, ["site_code", "item", "value"], ([unit.code, "result", str(unit.total)] for unit in units))
    return roster, values


class Codes:
    """Constructed site codes: the unit's division and a serial of its list, so that division order holds."""

    def __init__(self) -> None:
        with DIVISIONS.open(encoding="utf-8", newline="") as stream:
            now = {row["code"]: row["name"] for row in csv.DictReader(stream) if not row["to_year"]}
        self._provinces = {name: code for code, name in now.items() if code.endswith("0000")} | {CORPS: _CORPS_CODE}
        self._cities = {name: code for code, name in now.items() if code[2:4] != "00" and code.endswith("00")}
        upper = {code: name for code, name in now.items() if code.endswith("00")}
        self._counties: dict[str, str] = {}
        for code, name in now.items():
            for above in (code[:4] + "00", code[:2] + "0000"):
                if above in upper and not code.endswith("00"):
                    self._counties[upper[above].rstrip("省市") + name] = code
        self._groups: list[str] = []
        self._serial = 0

    def of(self, group: str, name: str) -> str:
        """The code of one unit of a list."""
        if group not in self._groups:
            self._groups.append(group)
        number = 9000 + 10 * self._groups.index(group)
        division = self._division(group, name)
        if division:
            return f"{division}{number}"
        self._serial += 1
        serial = f"{number}{self._serial:04d}"
        return f"bm{serial}" if group in {MINISTRIES, OTHER_DEPARTMENTS} else f"x-site-{serial}.example"

    def members(self, group: str) -> list[str]:
        """Everybody who belongs to a list, where that is known; else as many nameless units as it is filled with."""
        capitals = [name for name, code in self._cities.items() if code.endswith("0100") and code[:2] not in _MUNICIPAL]
        known = {
            PROVINCES: [name for name in self._provinces if not name.endswith("特别行政区") and name != "台湾省"],
            CITIES: [*capitals, *_SEPARATELY_PLANNED],
            PROVINCE_SITES: [
                name for name, code in self._provinces.items() if code[:2] not in {*_MUNICIPAL, "66", "71", "81", "82"}
            ],
            SUB_PROVINCIAL: [*_SUB_PROVINCIAL_CAPITALS, *_SEPARATELY_PLANNED],
            CAPITALS: capitals,
        }
        return known.get(group, [f"{group}{number + 1:02d}" for number in range(_FILLED.get(group, 0))])

    def _division(self, group: str, name: str) -> str:
        if "App" in group:
            region = name.partition("(")[2].rstrip(")")
            everywhere = self._provinces | self._cities
            return next((code for full, code in everywhere.items() if region and full.startswith(region)), "")
        if group in {PROVINCES, PROVINCE_SITES, "直辖市"}:
            return self._provinces[name]
        return self._cities.get(name) or self._counties.get(name, "")


_MUNICIPAL = ("11", "12", "31", "50")


def _descending(ties: Ties) -> dict[str, Decimal]:
    """A total by name: 96 down, half a point a place."""
    return {name: Decimal(96) - Decimal(number) / 2 for number, tie in enumerate(ties) for name in tie}


def _rest(group: str, names: Iterable[str], codes: Codes) -> list[Unit]:
    """Those who were not published: between 60 and 80, below every published total."""
    cities = codes.members(CITIES)
    numbered = ((cities.index(name) if name in cities else number, name) for number, name in enumerate(names))
    return [
        Unit(codes.of(group, name), name, group, _BELOW - Decimal(1 + number * 7 % 190) / 10, CONSTRUCTED)
        for number, name in numbered
    ]


def _grades() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for row in rows("national_2022_grades.csv"):
        found.setdefault(row["category"], {}).setdefault(row["grade"], []).append(row["unit"])
    return found


def _host(code: str) -> str:
    return code.removeprefix("x-") if code.startswith("x-") else f"site-{code}.example"


if __name__ == "__main__":
    sys.exit(run(lambda out: write(build(), out), seeds_folder()))
