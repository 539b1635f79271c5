"""The published tie lists as scores.

Only ranks around the ties were published. The places between are filled with constructed names (“第2名单位”), and all
totals are constructed: each place has its own, so that ranking them by the stated method must give the printed ranks.
"""

import csv
import os
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from hengping.indicators.system import IndicatorSystem
from hengping.model.score import SiteScore

PLACE_FIRST = re.compile(r"(\d+)([\u4e00-\u9fff]+(?:/[\u4e00-\u9fff]+)*)")
NAME_FIRST = re.compile(r"([\u4e00-\u9fff]+?(?:/[\u4e00-\u9fff]+?)*)(?:并列)?(?:\(?第|在)?(\d+)")
RUN = re.compile(r"\d+(?:,\d+)+")
COUNTS = re.compile(r"四到十位?共\d+名|前十名共\d+个名称")
"""How many names stand in a range: checked apart from the places."""


def golden_folder() -> Path:
    return Path(os.environ.get("HENGPING_GOLDEN", Path(__file__).parents[3] / "shared/golden"))


def published(name: str) -> list[dict[str, str]]:
    with (golden_folder() / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def stated_places(evidence: str) -> dict[int, list[str]]:
    """Places and names as the evidence writes them: ``青岛/深圳并列第1, 广州第3``, ``4湖北/福建 5广西``, ``9,9,11``."""
    places: dict[int, list[str]] = {}
    runs = RUN.findall(evidence)
    if runs:
        for number in (int(each) for run in runs for each in run.split(",")):
            names = places.setdefault(number, [])
            names.append(f"第{number}名单位{'甲乙'[len(names)]}")
        return places
    text = COUNTS.sub("", evidence)
    if text[0].isdigit():
        return {int(number): names.split("/") for number, names in PLACE_FIRST.findall(text)}
    return {int(number): names.split("/") for names, number in NAME_FIRST.findall(text)}


def completed(stated: Mapping[int, Sequence[str]], method: str, last: int) -> list[tuple[int, str]]:
    """Rank and name of every place up to the last, constructed where nothing was printed."""
    found: list[tuple[int, str]] = []
    number = 1
    while number <= last:
        names = stated.get(number) or [f"第{number}名单位"]
        found += [(number, name) for name in names]
        number += len(names) if method == "competition" else 1
    return found


def system(method: str, tiers: Sequence[Mapping[str, Any]] = (), **ranking: Any) -> IndicatorSystem:
    return IndicatorSystem.model_validate(
        {
            "schema": 1,
            "id": "ties",
            "version": "1",
            "title": "并列",
            "sources": [{"title": "公开发布的名次"}],
            "effective": {"from": "2010-01-01"},
            "scale": 100,
            "ranking": {"method": method, "tie_order": "roster", **ranking},
            "tiers": tiers,
            "tree": {
                "id": "total",
                "title": "总分",
                "kind": "system",
                "children": [{"id": "all", "title": "全部", "kind": "item", "marks": 100, "rule": {"kind": "given"}}],
            },
        }
    )


def site(name: str, total: Decimal, group: str = "", raw: Decimal | None = None, code: str = "") -> SiteScore:
    return SiteScore(
        system_id="ties",
        system_version="1",
        site_code=code or f"{group}{name}",
        name=name,
        group=group,
        total=total,
        raw_total=total if raw is None else raw,
        full=Decimal(100),
        state="ranked",
        passed=True,
    )


def constructed(ranks: Sequence[tuple[int, str]], group: str = "") -> list[SiteScore]:
    """Scores whose totals fall with the rank; labelled as constructed by this function's name."""
    return [site(name, Decimal(100) - Decimal(rank) / 2, group) for rank, name in ranks]
