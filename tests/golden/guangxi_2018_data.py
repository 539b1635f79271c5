"""Complete the site level of Guangxi's evaluation of 2018 and its spot check, of which only aggregates were published.

Published: sizes of the groups, the mean, the means of page design and of health (itself the mean of four quarters), how
many passed in all, in health, and in health of the first and the fourth quarter; the names at the top of design and of
health; of the spot check the number of sites, of red and of black ones. Every value of a single site is
**constructed** by fixed arithmetic so that all of this comes out; nothing in it is a published score.

Run as a program:

    python tests/golden/guangxi_2018_data.py OUT
    hengping judge --system guangxi-2018 --values OUT/values.csv --roster OUT/roster.csv --out OUT/judged
"""

import csv
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from seed_files import run, write_table

PROJECT = Path(__file__).resolve().parents[2]
DEPARTMENTS, CITIES, COUNTIES, SPOT_CHECK = "自治区部门", "设区市", "县（市、区）", "抽查网站"
SIZES = {DEPARTMENTS: 63, CITIES: 14, COUNTIES: 111}
SPOT_SIZES = {"red": 99, "middle": 380, "black": 13}
CONSTRUCTED, SCORES_CONSTRUCTED = "(构造)", "(得分为构造)"
"""Remarks in the roster: the unit itself is a stand-in, or only its scores are."""
_FAILED, _HEALTH_FAILED, _FIRST_QUARTER_FAILED = 8, 12, 50
_CENT = Decimal("0.01")


@dataclass
class Unit:
    """One site with its constructed values by item."""

    code: str
    name: str
    group: str
    note: str = ""
    values: dict[str, Decimal] = field(default_factory=dict)


def seeds_folder() -> Path:
    """Folder of the published rows: ``$HENGPING_GOLDEN/seeds``, else beside the project."""
    return Path(os.environ.get("HENGPING_GOLDEN") or PROJECT / "../shared/golden") / "seeds"


def facts() -> dict[str, Any]:
    """What the notice of 2018 printed."""
    everything: dict[str, dict[str, Any]] = json.loads((seeds_folder() / "facts.json").read_text(encoding="utf-8"))
    return next(value for key, value in everything.items() if key.startswith("guangxi_2018"))


def names(key: str) -> list[str]:
    """A list of names of the notice, without remarks in brackets."""
    return [name.partition("(")[0] for name in facts()[key]]


def build() -> list[Unit]:
    """The 188 sites of the annual evaluation and the 492 of the spot check, in roster order."""
    units = _units()
    best = dict.fromkeys(
        name
        for key in ("page_design_100", "health_100", "page_design_over_99", "health_over_95")
        for name in names(key)
    )
    by_name = {unit.name: unit for unit in units}
    failed = [unit for unit in units if unit.group == DEPARTMENTS][-_FAILED:]
    others = [unit for unit in units if unit.name not in best and unit not in failed]
    others.sort(key=lambda unit: int(unit.code) * 7919 % 1009)
    order = [*(by_name[name] for name in best), *others, *failed]
    designs, healths, totals = _designs(order), _healths(order), _totals(order)
    weakest = sorted(healths)[_HEALTH_FAILED:_FIRST_QUARTER_FAILED]
    for unit, design, health, total in zip(order, designs, healths, totals, strict=True):
        quarters = _quarters(health, fails_first=health in weakest)
        unit.values = {"design-whole": design}
        unit.values |= {f"health-quarters/q{number}": each for number, each in enumerate(quarters, start=1)}
        service = (total - design * 15 / 100 - health * 25 / 100) * 100 / 60
        unit.values["service-whole"] = service.quantize(_CENT)
    return [*units, *_spot_check()]


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
                f"http://site-{unit.code}.gx.example/",
                unit.group,
                "A",
                "",
            ]
            for unit in units
        ),
    )
    write_table(
        values,
        ["site_code", "item", "value"],
        ([unit.code, item, str(value)] for unit in units for item, value in unit.values.items()),
    )
    return roster, values


def _units() -> list[Unit]:
    """Departments (two were named), cities and counties by the division table of the year."""
    named = names("health_100")
    nameless = [f"{DEPARTMENTS}{number:02d}" for number in range(len(named) + 1, SIZES[DEPARTMENTS] + 1)]
    units = [
        Unit(f"450000{8000 + number}", name, DEPARTMENTS, "" if name in named else CONSTRUCTED)
        for number, name in enumerate([*named, *nameless])
    ]
    with (seeds_folder() / "guangxi_divisions_2017.csv").open(encoding="utf-8-sig", newline="") as stream:
        divisions = list(csv.DictReader(stream))
    for row in divisions:
        is_city = row["level"] == CITIES
        name = row["parent"] + row["name"] if row["name"].endswith("区") and not is_city else row["name"]
        units.append(Unit(f"{row['code6']}8000", name, CITIES if is_city else COUNTIES))
    return units


def _falling(count: int, total: Decimal, half_width: int) -> list[Decimal]:
    """So many values, evenly falling by twice the width, with exactly this sum, in cents."""
    mean = total / count
    values = [(mean + half_width - Decimal(2 * half_width * at) / (count - 1)).quantize(_CENT) for at in range(count)]
    values[count // 2] += total - sum(values)
    return values


def _designs(order: Sequence[Unit]) -> list[Decimal]:
    full, over = set(names("page_design_100")), names("page_design_over_99")
    fixed = {name: Decimal(100) for name in full} | {
        name: Decimal("99.9") - Decimal(at) / 20 for at, name in enumerate(over)
    }
    rest = len(order) - len(fixed)
    total = Decimal(str(facts()["page_design_average"])) * len(order) - sum(fixed.values())
    others = iter(_falling(rest, total, 12))
    return [fixed[unit.name] if unit.name in fixed else next(others) for unit in order]


def _healths(order: Sequence[Unit]) -> list[Decimal]:
    fixed = {name: Decimal(100) for name in names("health_100")} | {
        name: Decimal("97.5") - Decimal(at) / 5 for at, name in enumerate(names("health_over_95"))
    }
    below = {unit.name: Decimal("58.5") - Decimal(at) for at, unit in enumerate(order[len(order) - _HEALTH_FAILED :])}
    fixed |= below
    rest = len(order) - len(fixed)
    total = Decimal(str(facts()["health_average_of_four_quarters"])) * len(order) - sum(fixed.values())
    others = iter(_falling(rest, total, 13))
    return [fixed[unit.name] if unit.name in fixed else next(others) for unit in order]


def _quarters(health: Decimal, *, fails_first: bool) -> tuple[Decimal, ...]:
    """Four quarters around their mean; the last never fails, the first where it must."""
    if health < 60:
        far = 62 - health
    elif fails_first:
        far = health - 58
    else:
        far = min(Decimal(3), 100 - health)
    near = min(Decimal(1), far)
    return health - far, health - near, health + near, health + far


def _totals(order: Sequence[Unit]) -> list[Decimal]:
    """Totals from the best to the eight departments that failed."""
    low = [Decimal(59 - number) for number in range(_FAILED)]
    total = Decimal(str(facts()["average"])) * len(order) - sum(low)
    return [*_falling(len(order) - _FAILED, total, 14), *low]


def _spot_check() -> list[Unit]:
    """Totals of the spot check: red from 95, black below 60."""
    totals = [Decimal(95) + Decimal(at) / 20 for at in range(SPOT_SIZES["red"])]
    totals += [Decimal("94.99") - Decimal(at) * 9 / 100 for at in range(SPOT_SIZES["middle"])]
    totals += [Decimal("59.99") - at for at in range(SPOT_SIZES["black"])]
    return [
        Unit(f"451900{8000 + number}", f"{SPOT_CHECK}{number + 1:03d}", SPOT_CHECK, CONSTRUCTED, {"total": total})
        for number, total in enumerate(totals)
    ]


if __name__ == "__main__":
    sys.exit(run(lambda out: write(build(), out), seeds_folder()))
