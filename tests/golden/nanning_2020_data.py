"""Complete the site level of Nanning's 2020 evaluation, of which only aggregates were published.

Published: means of departments, zones and all for 2020 and 2019; how many departments reached 90; mean score indices of
some indicators; the first ten departments in order; eight departments whose place improved; that nobody was vetoed.
Everything else is **constructed**: 52 departments and 3 zones with values by item for 2020 and totals for 2019, chosen
by a seeded program so that every published figure comes out. It is a completion, one of many that would do: no value of
a single site in it is a published one. Assumptions of the construction:

- 青秀管委会, whose group was not stated, is a department: the letter speaks of “部门网站” there;
- 40 departments are of class A and 12 of class B; 2019 had the same 52 departments and 3 zones;
- the indicators and totals are those of ``nanning-2020`` with its unconfirmed weights; in 2019 only totals are known.

Run as a program:

    python tests/golden/nanning_2020_data.py OUT
    hengping judge --system nanning-2020 --values OUT/values-2020.csv --roster OUT/roster.csv --out OUT/judged
"""

import csv
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from seed_files import run, write_table

PROJECT = Path(__file__).resolve().parents[2]
DEPARTMENTS, ZONES = "部门", "开发区"
SIZES = {DEPARTMENTS: 52, ZONES: 3}
CONSTRUCTED, SCORES_CONSTRUCTED = "(构造)", "(得分为构造)"
"""Remarks in the roster: the unit itself is a stand-in, or only its scores are."""
SEED = 20201231

_FROM_90 = {"2020": 27, "2019": 36}
_SUMS = {
    ("2020", DEPARTMENTS): 52 * Decimal("89.91"),
    ("2019", DEPARTMENTS): 52 * Decimal("89.65"),
    ("2020", ZONES): 3 * Decimal("90.73"),
    ("2019", ZONES): 3 * Decimal("90.83"),
}
"""Sums that give the published means exactly; the published mean of all sites follows from them."""

_IMPROVED_NOW = (1, 5, 7, 12, 15, 18, 21, 24)
_IMPROVED_THEN = (20, 27, 30, 34, 38, 42, 46, 50)
"""Places of the eight improved departments; those within the first ten of 2020 are published."""

_CLASS_B = frozenset({15, 18, 24, 28, 31, 34, 37, 40, 43, 46, 49, 52})

_ITEMS = {
    "health": ("97", 2),
    "design-presentation": ("100", 0),
    "design-identity": ("91", 7),
    "design-new-media": ("95", 4),
    "publishing-key-areas": ("96", 3),
    "guides-format": ("100", 0),
    "guides-material": ("96", 3),
    "guides-forms": ("97", 2),
    "guides-process": ("93", 5),
    "guides-accuracy": ("97", 2),
    "services-convenience": ("95", 4),
    "interaction-replies": ("84", 12),
    "interaction-surveys": ("65", 28),
    "interaction-others": ("93.5", 5),
}
"""Mean index in percent (published, but for health and the last), and how much better than it the best do."""

_GUIDES = tuple(item for item in _ITEMS if item.startswith("guides-"))
_EXTRA = {3: "0.5", 9: "0.5", 19: "0.25", 33: "-0.5", 44: "-0.25"}
_OPEN_ITEM, _OPEN_EFFECT = "publishing-others", Decimal("0.175")
"""The item that makes up the total, and points of the total for one of its own: 35 % × 50 %."""


class Dice:
    """The same throws for the same seed, on every machine (a linear congruential generator)."""

    def __init__(self, seed: int) -> None:
        self._state = seed

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) % 2**64
        return low + (self._state >> 33) % (high - low + 1)

    def shuffle(self, values: list[int]) -> None:
        """Bring the values into another order."""
        for at in range(len(values) - 1, 0, -1):
            other = self.between(0, at)
            values[at], values[other] = values[other], values[at]


@dataclass
class Unit:
    """One site: its constructed place among the departments (0 for a zone) and values."""

    code: str
    name: str
    group: str
    site_class: str = "A"
    place: int = 0
    note: str = ""
    values: dict[str, Decimal] = field(default_factory=dict)
    total_2019: Decimal = Decimal(0)


def seeds_folder() -> Path:
    """Folder of the published rows: ``$HENGPING_GOLDEN/seeds``, else beside the project."""
    return Path(os.environ.get("HENGPING_GOLDEN") or PROJECT / "../shared/golden") / "seeds"


def rows(name: str) -> list[dict[str, str]]:
    """A published table."""
    with (seeds_folder() / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def build() -> list[Unit]:
    """All 55 sites in roster order."""
    improved: list[str] = facts()["progress"]
    dice = Dice(SEED)
    top = {int(row["rank"]): row["unit"] for row in rows("nanning_2020_top10.csv")}
    units = _departments(top | dict(zip(_IMPROVED_NOW, improved, strict=True)), dice)
    _values(units, dice)
    then = dict(zip(improved, _IMPROVED_THEN, strict=True))
    totals = _totals("2019", dice)
    for unit, place in zip(units, _places_2019(units, then), strict=True):
        unit.total_2019 = totals[place - 1]
    return [*sorted(units, key=lambda unit: unit.code), *_zones()]


def write(units: Sequence[Unit], out: Path) -> tuple[Path, Path, Path]:
    """Write ``roster.csv``, ``values-2020.csv`` and ``values-2019.csv`` into ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    roster, now, then = out / "roster.csv", out / "values-2020.csv", out / "values-2019.csv"
    write_table(
        roster,
        ["site_code", "name", "unit", "url", "group", "class", "region"],
        (
            [
                unit.code,
                unit.name,
                unit.name + (unit.note or SCORES_CONSTRUCTED),
                _url(unit),
                unit.group,
                unit.site_class,
                "南宁市",
            ]
            for unit in units
        ),
    )
    header = ["site_code", "item", "value"]
    write_table(now, header, ([unit.code, item, str(value)] for unit in units for item, value in unit.values.items()))
    write_table(then, header, ([unit.code, "total", str(unit.total_2019)] for unit in units))
    return roster, now, then


def _url(unit: Unit) -> str:
    return f"http://site-{unit.code}.nanning.example/"


def _departments(named: Mapping[int, str], dice: Dice) -> list[Unit]:
    """Departments by place of 2020; codes and roster order have nothing to do with it."""
    serials = list(range(1, SIZES[DEPARTMENTS] + 1))
    dice.shuffle(serials)
    return [
        Unit(
            code=f"450100{9000 + serial}",
            name=named.get(place) or f"部门{serial:02d}",
            group=DEPARTMENTS,
            site_class="B" if place in _CLASS_B else "A",
            place=place,
            note="" if place in named else CONSTRUCTED,
        )
        for place, serial in enumerate(serials, start=1)
    ]


def _totals(year: str, dice: Dice) -> list[Decimal]:
    """Totals from best to worst with the published sum and so many of at least 90."""
    high = _FROM_90[year]
    size = SIZES[DEPARTMENTS]
    step = Decimal("0.26") if year == "2020" else Decimal("0.09")
    above = [Decimal("90.2") + step * (high - place) + _jitter(dice) for place in range(1, high + 1)]
    low = size - high
    mean = (_SUMS[year, DEPARTMENTS] - sum(above)) / low
    fall = (Decimal("89.5") - mean) / (Decimal(low - 1) / 2)
    below = [(Decimal("89.5") - fall * number + _jitter(dice)).quantize(Decimal("0.01")) for number in range(low)]
    below[-1] += _SUMS[year, DEPARTMENTS] - sum(above) - sum(below)
    return [*above, *below]


def _jitter(dice: Dice) -> Decimal:
    return Decimal(dice.between(-3, 3)) / 100


def _values(units: Sequence[Unit], dice: Dice) -> None:
    """Items with the published mean, better ones for better sites; the open item then makes up each total."""
    for item, (mean, slope) in _ITEMS.items():
        concerned = [unit for unit in units if unit.site_class == "A" or item not in _GUIDES]
        for unit, value in zip(concerned, _with_mean(Decimal(mean), slope, concerned, dice), strict=True):
            unit.values[item] = Decimal(value)
    for unit, total in zip(units, _totals("2020", dice), strict=True):
        _complete(unit, total)


def _with_mean(mean: Decimal, slope: int, units: Sequence[Unit], dice: Dice) -> list[int]:
    """Whole numbers from 0 to 100 with exactly this mean."""
    middle = Decimal(SIZES[DEPARTMENTS] + 1) / 2
    noise = min(slope, 2)
    values = [
        min(100, max(0, round(mean + slope * (middle - unit.place) / middle) + dice.between(-noise, noise)))
        for unit in units
    ]
    missing = int(mean * len(units)) - sum(values)
    at = 0
    while missing:
        step = 1 if missing > 0 else -1
        spot = at * 7 % len(values)
        if 0 <= values[spot] + step <= 100:
            values[spot] += step
            missing -= step
        at += 1
    return values


def _complete(unit: Unit, total: Decimal) -> None:
    """Set the open item so that the site's total comes out."""
    unit.values["extra"] = Decimal(_EXTRA.get(unit.place, "0"))
    needed = (total - _without_open_item(unit)) / _OPEN_EFFECT
    if not 0 <= needed <= 100:
        message = f"{unit.name}: {_OPEN_ITEM} would have to be {needed}"
        raise ValueError(message)
    unit.values[_OPEN_ITEM] = needed.quantize(Decimal("0.01"))


def _without_open_item(unit: Unit) -> Decimal:
    """Points of the total that the other items make, by the weights of the system."""
    value = unit.values
    design = (value["design-presentation"] + value["design-identity"] + value["design-new-media"]) / 3
    services = value["services-convenience"]
    if unit.site_class == "A":
        services = (services + sum((value[item] for item in _GUIDES), Decimal(0)) / len(_GUIDES)) / 2
    interaction = (value["interaction-replies"] + value["interaction-surveys"]) / 4 + value["interaction-others"] / 2
    weighted = 20 * value["health"] + 10 * design + 20 * services + 15 * interaction
    return weighted / 100 + value["publishing-key-areas"] * _OPEN_EFFECT + value["extra"]


def _places_2019(units: Sequence[Unit], then: Mapping[str, int]) -> list[int]:
    """Places of 2019: the improved far behind, the others in the order of 2020 with neighbours exchanged."""
    free = [place for place in range(1, len(units) + 1) if place not in then.values()]
    for at in range(0, len(free) - 2, 3):
        free[at], free[at + 2] = free[at + 2], free[at]
    others = iter(free)
    return [then[unit.name] if unit.name in then else next(others) for unit in units]


def _zones() -> list[Unit]:
    """Three zones; the published indices are those of departments, so theirs are simply the same numbers."""
    found = []
    for number, (now, before) in enumerate([("92.1", "91.6"), ("90.6", "90.95"), ("89.49", "89.94")], start=1):
        unit = Unit(code=f"450100{9900 + number}", name=f"开发区{number:02d}", group=ZONES, note=CONSTRUCTED)
        unit.values = {item: Decimal(mean) for item, (mean, _) in _ITEMS.items()}
        _complete(unit, Decimal(now))
        unit.total_2019 = Decimal(before)
        found.append(unit)
    return found


def facts() -> dict[str, Any]:
    """What was published besides the tables."""
    everything: dict[str, dict[str, Any]] = json.loads((seeds_folder() / "facts.json").read_text(encoding="utf-8"))
    return everything["seed-001_nanning_2020"]


if __name__ == "__main__":
    sys.exit(run(lambda out: write(build(), out), seeds_folder()))
