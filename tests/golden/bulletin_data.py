"""The seed evaluations as bulletins: what an organiser's office would hand to ``hengping report --text``.

The problems of the problem chapters are published as counts, shares and examples; which further sites have them is
**constructed** (the next ones on the roster), so that the published counts and shares come out. Run as a program:

    python tests/golden/bulletin_data.py guangxi OUT
    hengping judge --system guangxi-2017 --values OUT/values.csv --roster OUT/roster.csv --out OUT/judged
    hengping report OUT/judged --text OUT/bulletin.yaml
"""

import csv
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import guangxi_2017_data as guangxi
import nanning_2020_data as nanning

MANUSCRIPTS = Path(__file__).parent / "bulletins"


@dataclass(frozen=True)
class Recorded:
    """A recorded problem: how many sites of which group were examined and have it, and which are named."""

    problem: str
    title: str
    examined: int
    count: int
    named: tuple[str, ...]
    group: str = ""


GUANGXI = (
    Recorded(
        "no_interpretation",
        "未设置政策解读栏目",
        183,
        8,
        (
            "自治区投资促进局",
            "自治区金融办",
            "凭祥综合保税区管委会",
            "百色市",
            "平南县",
            "隆林各族自治县",
            "贺州市平桂管理区",
            "河池市金城江区",
        ),
    ),
    Recorded("rights_changes", "未公开权责事项取消、下放、调整情况", 183, 67, ("百色市", "玉林市", "田林县")),
    Recorded("no_directory", "未提供信息公开目录", 183, 15, ("南丹县",)),
    Recorded("static_directory", "信息公开目录为静态页面", 183, 117, ("平南县", "博白县", "田林县")),
    Recorded("live_interview", "在线访谈能够实时互动", 183, 31, ()),
    Recorded("no_letters", "超过1年未公开公众信件", 183, 2, ("自治区旅游发展委", "百色市")),
    Recorded(
        "risk_departments",
        "部门网站出现高危安全漏洞",
        57,
        25,
        ("自治区司法厅", "自治区教育厅", "自治区食品药品监督管理局"),
        guangxi.DEPARTMENTS,
    ),
    Recorded(
        "risk_counties",
        "县级网站出现高危安全漏洞",
        112,
        37,
        ("柳城县", "三江侗族自治县", "富川瑶族自治县", "罗城仫佬族自治县", "东兰县", "都安瑶族自治县"),
        guangxi.COUNTIES,
    ),
)
NANNING = (
    Recorded("no_platform", "未规范设置政府信息公开平台", 52, 25, (), nanning.DEPARTMENTS),
    Recorded("no_feedback", "未在1个月内公开采纳情况", 52, 27, (), nanning.DEPARTMENTS),
    Recorded("guide_format", "办事指南格式与一体化平台不一致", 50, 7, (), nanning.DEPARTMENTS),
    Recorded("guide_source", "办事指南与一体化平台不同源", 50, 9, (), nanning.DEPARTMENTS),
)


def write_guangxi(out: Path) -> tuple[Path, Path]:
    """Roster, values, observations and manuscript of Guangxi 2017; gives roster and values."""
    units = guangxi.build()
    _name_as_published(units)
    roster, values = guangxi.write(units, out)
    sites = [(unit.name, unit.group, guangxi.code_of(unit, number)) for number, unit in enumerate(units)]
    _observations(out, GUANGXI, sites)
    _bare_units(roster)
    shutil.copy(MANUSCRIPTS / "guangxi_2017.yaml", out / "bulletin.yaml")
    return roster, values


def write_nanning(out: Path) -> tuple[Path, Path, Path]:
    """Roster, values of 2020 and 2019, observations and manuscript of Nanning 2020; gives the three tables."""
    units = nanning.build()
    roster, now, then = nanning.write(units, out)
    _observations(out, NANNING, [(unit.name, unit.group, unit.code) for unit in units])
    _bare_units(roster)
    shutil.copy(MANUSCRIPTS / "nanning_2020.yaml", out / "bulletin.yaml")
    return roster, now, then


def _bare_units(roster: Path) -> None:
    """The roster names bodies without the remark (构造): the manuscript's remark says it once for all."""
    with roster.open(encoding="utf-8", newline="") as stream:
        head, *lines = list(csv.reader(stream))
    name, unit = head.index("name"), head.index("unit")
    for line in lines:
        line[unit] = line[name]
    with roster.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([head, *lines])


def _name_as_published(units: Sequence[guangxi.Unit]) -> None:
    """Stand-ins of the completion take the names under which the problem chapter speaks of a site."""
    named = [name for each in GUANGXI for name in each.named]
    for name in dict.fromkeys(named):
        if any(unit.name == name for unit in units):
            continue
        county = name.removeprefix("自治区") == name
        group = guangxi.COUNTIES if county else guangxi.DEPARTMENTS
        stem = name.replace("管理区", "区")
        like = [unit for unit in units if unit.group == group and unit.name.endswith(stem) and county]
        stand_ins = [unit for unit in units if unit.group == group and unit.name.startswith(group)]
        (like or stand_ins)[0].name = name


def _observations(out: Path, recorded: Sequence[Recorded], sites: Sequence[tuple[str, str, str]]) -> None:
    codes = {name: code for name, _, code in sites}
    with (out / "observations.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["problem", "title", "examined", "site_code"])
        for each in recorded:
            fitting = [code for name, group, code in sites if each.group in {"", group} and name not in each.named]
            chosen = [codes[name] for name in each.named] + fitting[: each.count - len(each.named)]
            for code in chosen:
                writer.writerow([each.problem, each.title, each.examined, code])


def main() -> int:
    """Write the files of one seed."""
    if len(sys.argv) != 3 or sys.argv[1] not in {"guangxi", "nanning"}:
        sys.stdout.write(__doc__ or "")
        return 2
    {"guangxi": write_guangxi, "nanning": write_nanning}[sys.argv[1]](Path(sys.argv[2]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
