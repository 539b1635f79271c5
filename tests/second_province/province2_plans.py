"""The sites of the second province: what each holds, and which defects were put in on purpose."""

from collections.abc import Callable
from datetime import date, timedelta

from province2_family import Family
from province2_model import AS_OF, Footer, Guide, Item, Letter, Reply, Section, Site2, guide, series

ALL_META = {
    "home": ("SiteName", "SiteDomain", "SiteIDCode"),
    "section": (
        "SiteName",
        "SiteDomain",
        "SiteIDCode",
        "ColumnName",
        "ColumnDescription",
        "ColumnKeywords",
        "ColumnType",
    ),
    "article": ("SiteName", "SiteDomain", "SiteIDCode", "ArticleTitle", "PubDate", "ContentSource"),
}
_TYPES = {
    "dynamic": "工作动态",
    "notice": "工作动态",
    "policy": "政策文件",
    "reading": "政策解读",
    "figures": "数据发布",
    "survey": "征集调查",
    "talk": "在线访谈",
    "letters": "咨询投诉",
    "guides": "办事服务",
    "leaders": "负责人信息",
    "duties": "机构职能",
}


def ago(days: int) -> date:
    """So many days before the monitoring time point."""
    return AS_OF - timedelta(days=days)


def footer(code: str, unit: str, number: int) -> Footer:
    """A complete footer."""
    return Footer(
        code=code,
        icp=f"滇ICP备{10000000 + number * 137}号-1",
        psb=f"滇公网安备 5323{number:02}02000{100 + number}号",
        sponsor=unit,
        contact=f"0878-61{number:02}345",
    )


def make(
    host: str, name: str, unit: str, code: str, family: Family, number: int, titles: dict[str, str], **changes: str
) -> Site2:
    """A site without a fault: ``titles`` names its sections by role, in menu order."""
    site = Site2(host, name, unit, code, footer(code, unit, number), **changes)  # type: ignore[arg-type]
    who = unit[-3:] if len(unit) > 6 else unit
    ages = {
        "dynamic": (2, 17, 3),
        "second_dynamic": (5, 9, 4),
        "notice": (30, 12, 21),
        "policy": (61, 9, 40),
        "reading": (83, 7, 30),
        "plan": (205, 3, 300),
        "people": (101, 5, 60),
        "figures": (92, 6, 31),
        "budget": (150, 4, 180),
        "survey": (120, 4, 50),
        "talk": (140, 3, 70),
    }
    for role, title in titles.items():
        section = Section(f"{role[:4]}{number}", title, column_type=_TYPES.get(role, ""))
        if role in ages:
            age, count, step = ages[role]
            section.items = series(ago(age), count, step, who, seed=number + len(role))
        elif role in {"leaders", "duties"}:
            section.kind = "page"
        elif role == "guides":
            section.kind = "guides"
            section.guides = [
                guide(title, family.labels)
                for title in ("城镇居民最低生活保障办理", "建设工程规划许可证核发", "户外广告设置审批")
            ]
        elif role == "letters":
            section.kind = "letters"
            section.letters = [
                Letter(f"2026{number:02}0{n}", f"关于{what}的咨询", ago(40 + 37 * n), ago(30 + 37 * n))
                for n, what in enumerate(("小区供水压力", "公交线路调整", "医保异地结算", "路灯不亮"))
            ]
        section.key = f"{role[:4]}{number}"
        site.sections.append(section)
    return site


def of(site: Site2, role: str) -> Section:
    """The section of a role."""
    return next(s for s in site.all_sections() if s.key.startswith(role[:4]))


def child(site: Site2, parent: str, key: str, title: str, items: list[Item] | None = None, note: str = "") -> Section:
    """A second-level section."""
    section = Section(key, title, items=items or [], note=note, menu=False, column_type=of(site, parent).column_type)
    of(site, parent).children.append(section)
    return section


def without_meta(site: Site2, *names: str) -> None:
    """Switch tags off all over a site, and write down what a judge finds: one fault per tag and page type."""
    site.meta_off |= set(names)
    for page_type, tags in ALL_META.items():
        for tag in tags:
            if tag in names:
                site.plant("meta_missing", page_type, tag=tag, page_type=page_type)


def stale(site: Site2, role: str, newest: date, *, undated: bool = False) -> None:
    """Let a section grow old."""
    section = of(site, role)
    section.items = series(newest, 6, 11, site.unit[-3:], seed=3)
    for item in section.items:
        item.listed = item.printed = not undated


Later = list[Callable[[], None]]
"""Defects whose address is known only once the family has laid out the site."""


def plant_later(later: Later, site: Site2, check: str, section: Section | Letter | Guide, **values: object) -> None:
    """Plant a defect at the address the thing will have."""
    later.append(lambda: site.plant(check, section.path, **values))


def letter(site: Site2, later: Later, no: str, asked: date, *, fault: bool, title: str = "", **more: str) -> Letter:
    """An unanswered letter; with ``fault`` it is one a judge must report."""
    box = of(site, "letters")
    one = Letter(no, title or f"反映{no[-2:]}号小区周边夜间施工扰民", asked, None, **more)
    box.letters.append(one)
    if fault:
        later.append(lambda: site.plant("message_unanswered", one.path or box.path, message_id=no, asked_on=f"{asked}"))
    return one


def lacking(site: Site2, later: Later, family: Family, title: str, without: tuple[str, ...], **values: str) -> None:
    """A guide that lacks elements, by leaving them out or by an empty value."""
    one = guide(title, family.labels, without=without, **values)
    of(site, "guides").guides.append(one)
    plant_later(later, site, "guide_incomplete", one, missing=sorted({*without, *values}))


def missing_identity(site: Site2, **checks: str) -> None:
    """Take items out of the footer: check id → field of the footer."""
    for check, name in checks.items():
        setattr(site.footer, name, False if name in {"mark", "fault_entry"} else "")
        site.plant(check)


def file_reply(status: int = 200) -> Reply:
    """An attachment."""
    return Reply(b"%PDF-1.4\n" + b"0" * 3000 + b"\n%%EOF", status, "application/octet-stream")
