"""Build values.csv and roster.csv of Guangxi's 2017 evaluation from the published rows.

Published: the 34 black rows with their trigger, the 22 red rows, the top tens. Not published: every other number. Those
are constructed so that they fit what was published, and the roster marks each such site. Run as a program:

    python tests/golden/guangxi_2017_data.py OUT
    hengping judge --system guangxi-2017 --values OUT/values.csv --roster OUT/roster.csv --out OUT/judged
"""

import csv
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
DEPARTMENTS, CITIES, COUNTIES = "自治区部门", "设区市", "县（市、区）"
SIZES = {DEPARTMENTS: 57, CITIES: 14, COUNTIES: 112}
BLANK_TRIGGER, STALE_TRIGGER = "空白栏目", "应更新但长期未更新"
CONSTRUCTED = "(构造)"


def seeds_folder() -> Path:
    """Folder of the published rows: ``$HENGPING_GOLDEN/seeds``, else beside the project."""
    return Path(os.environ.get("HENGPING_GOLDEN") or PROJECT / "../shared/golden") / "seeds"


@dataclass
class Unit:
    """One site: its published place, and values by item."""

    name: str
    group: str
    code: str = ""
    values: dict[str, str] = field(default_factory=dict)
    note: str = ""


def build() -> list[Unit]:
    """All 183 sites, group by group, published ones as published."""
    seeds = seeds_folder()
    black = _rows(seeds / "guangxi_2017_blacklist.csv")
    top = _rows(seeds / "guangxi_2017_ranking_top.csv")
    red = _rows(seeds / "guangxi_2017_redlist.csv")
    units = _roster(black, top, red, _rows(seeds / "guangxi_divisions_2017.csv"))
    for row in black:
        unit = units[_group(row["group"]), row["unit_full"]]
        unit.code, unit.values = row["site_code"], _black_values(row)
    _good_values(units, top, {row["unit"] for row in red}, red)
    _fill(units.values())
    _codes(units.values(), _rows(seeds / "guangxi_divisions_2017.csv"))
    return sorted(units.values(), key=lambda unit: list(SIZES).index(unit.group))


def write(units: Sequence[Unit], out: Path) -> tuple[Path, Path]:
    """Write ``roster.csv`` and ``values.csv`` into ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    roster, values = out / "roster.csv", out / "values.csv"
    with roster.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["site_code", "name", "unit", "url", "group", "class", "region"])
        for number, unit in enumerate(units):
            url = f"http://{host(unit, number)}/"
            writer.writerow([unit.code, unit.name, unit.name + unit.note, url, unit.group, "A", "广西壮族自治区"])
    with values.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["site_code", "item", "value"])
        for number, unit in enumerate(units):
            for item, value in unit.values.items():
                writer.writerow([code_of(unit, number), item, value])
    return roster, values


def host(unit: Unit, number: int) -> str:
    """A constructed host: addresses were not published."""
    return f"site-{unit.code or number}.gx.example"


def code_of(unit: Unit, number: int) -> str:
    """The published code, or the key of a site without one (contract: x- and its host)."""
    return unit.code or f"x-{host(unit, number)}"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _group(name: str) -> str:
    return next(group for group in SIZES if group[0] == name[0])


def _roster(*tables: list[dict[str, str]]) -> dict[tuple[str, str], Unit]:
    black, top, red, divisions = tables
    units: dict[tuple[str, str], Unit] = {}

    def add(group: str, name: str, note: str = "") -> None:
        units.setdefault((group, name), Unit(name, group, note=note))

    for row in [*top, *red]:
        add(_group(row["group"]), row["unit"])
    for row in black:
        add(_group(row["group"]), row["unit_full"])
    named = {name for _, name in units}
    for row in divisions:
        full = row["parent"] + row["name"]
        if row["level"] == CITIES:
            add(CITIES, row["name"])
        elif full not in named and row["name"] not in named:
            add(COUNTIES, full)
    for group, size in SIZES.items():
        # The notice counts 112 counties, the division table of the year has 111; departments were not all named.
        missing = size - sum(unit.group == group for unit in units.values())
        for number in range(missing):
            add(group, f"{group}{number + 1:02d}", CONSTRUCTED)
    return units


def _black_values(row: dict[str, str]) -> dict[str, str]:
    """What the row publishes; the missing parts of a health row are constructed so that nothing else fires."""
    if row["trigger"] == "单项否决":
        return {"GX17-V1" if row["finding_published"].startswith(BLANK_TRIGGER) else "GX17-V2": "1"}
    if row["trigger"] == "健康扣分超40":
        return {"design": "75", "health": "59", "service": "66"}
    return {"total": str(Decimal("59.9") - Decimal(int(row["seq"])) / 10)}


def _good_values(
    units: dict[tuple[str, str], Unit], top: list[dict[str, str]], red: set[str], red_rows: list[dict[str, str]]
) -> None:
    """Totals in the published order, ties equal: red ones from 85 up, three cities over 90, the rest below 85."""
    for row in top:
        place = Decimal(row["rank_dense_inferred"])
        above = Decimal(93) if _group(row["group"]) == CITIES and place <= 3 else Decimal(90)
        total = above - place / 2 if row["unit"] in red else Decimal(85) - place / 2
        units[_group(row["group"]), row["unit"]].values = {"total": str(total)}
    for row in red_rows:
        unit = units[_group(row["group"]), row["unit"]]
        if not unit.values:
            unit.values = {"total": "85"}


def _fill(units: Iterable[Unit]) -> None:
    """Constructed totals between 60 and 79.5, below every published place."""
    rest = [unit for unit in units if not unit.values]
    for number, unit in enumerate(rest):
        unit.values = {"total": str(Decimal(60) + Decimal(number * 19 % 196) / 10)}
        unit.note = CONSTRUCTED


def _codes(units: Iterable[Unit], divisions: list[dict[str, str]]) -> None:
    """Constructed codes (serial 8000 upward) for sites whose code was not published."""
    by_name = {row["parent"] + row["name"]: row["code6"] for row in divisions}
    by_name |= {row["name"]: row["code6"] for row in divisions}
    for number, unit in enumerate(units):
        if not unit.code and unit.name != "自治区残联":
            unit.code = f"{by_name.get(unit.name, '450000')}{8000 + number}"


def main() -> int:
    """Write the two files into the folder named on the command line."""
    if len(sys.argv) != 2 or not seeds_folder().is_dir():
        sys.stderr.write(f"usage: {Path(__file__).name} OUT (published rows expected in {seeds_folder()})\n")
        return 2
    for path in write(build(), Path(sys.argv[1])):
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
