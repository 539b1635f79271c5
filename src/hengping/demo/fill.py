"""Fills a site: which sections it has, what stands in them, where everything lies."""

from datetime import date, timedelta
from functools import cache
from typing import Any, cast

from hengping.demo.content import Article, Attachment, BodyKind, Section, SiteContent
from hengping.demo.faults import plant_faults
from hengping.demo.guides import guides
from hengping.demo.harm import plant_harm
from hengping.demo.letters import letters
from hengping.demo.paths import SCHEMES, Scheme, article_path, file_path, record_path, section_path
from hengping.demo.plan import slots, table
from hengping.demo.rhythm import publication_dates
from hengping.demo.units import Unit
from hengping.demo.words import Writer, seeded
from hengping.model.sections import SectionClass
from hengping.model.site import Site, SiteClass

_SCRIPTED = ("bmdt", "tjxx", "myzj")
_FRAMED = ("qxdt", "zcjd", "tjxx")
_SOURCES = ("云溪日报", "云溪新闻网", "本网讯")
_SECTION_NUMBER = 1600
_BLANK_NOTES = ("", "暂无数据", "栏目正在建设中……", "共0条记录")
_FILE_TYPES = ("pdf", "docx", "xlsx")
_WITH_FILES = {SectionClass.NOTICE, SectionClass.POLICY, SectionClass.BUDGET}


@cache
def _catalogue() -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", table("sections.toml")["section"])


def site_of(unit: Unit) -> Site:
    """The roster's entry of a unit."""
    return Site(
        site_code=unit.code,
        name=unit.name,
        unit=unit.unit,
        url=f"http://{unit.host}/",
        group=unit.group,
        site_class=cast("SiteClass", unit.site_class),
        region=unit.area,
    )


def fill(index: int, unit: Unit, as_of: date, seed: int) -> SiteContent:
    """The whole content of site ``index``: nothing but these four values decides it."""
    plan = slots()
    turn, place = divmod(index, len(plan))
    slot = plan[place]
    # Each turn of the plan meets other templates, so that no defect is tied to one way of building pages.
    family = (slot.family + turn) % len(SCHEMES)
    content = SiteContent(
        index=index, turn=turn, site=site_of(unit), unit=unit, slot=slot, as_of=as_of, seed=seed, family=family
    )
    scheme = SCHEMES[family]
    _add_sections(content)
    _disguise(content)
    _add_articles(content, scheme)
    _add_records(content, scheme)
    if content.readable:
        plant_faults(content, scheme)
        plant_harm(content, scheme)
    return content


def _has(entry: dict[str, Any], content: SiteContent) -> bool:
    slot, slug = content.slot, entry["slug"]
    if slug == "bsfw":
        return content.site.offers_services and not slot.no_service
    if slug == "zxly":
        return not slot.no_channel
    if slug == "xzys":
        return "nothing" in slot.decoys
    if slug == "ztgd":
        return "closed" in slot.decoys
    every = entry.get("every", 1)
    return slug in slot.wanted or content.index % every == 0


def _add_sections(content: SiteContent) -> None:
    for order, entry in enumerate(_catalogue()):
        if not _has(entry, content):
            continue
        names = entry[content.unit.kind]
        name = names[content.index % len(names)]
        parent = content.section(entry["parent"]) if "parent" in entry else None
        section = Section(
            slug=entry["slug"],
            number=_SECTION_NUMBER + content.index * 7 + order,
            title=name.format(short=content.unit.short),
            section_class=SectionClass(entry["class"]),
            column_type=entry["type"],
            body=cast("BodyKind", entry["body"]),
            parent=parent,
        )
        section.path = section_path(SCHEMES[content.family], section)
        content.sections.append(section)


def _disguise(content: SiteContent) -> None:
    """Turn sections into what the plan says: blank, undated, drawn by script or frame, silent for a reason."""
    slot = content.slot
    for slug in slot.blank:
        section = _must(content, slug)
        section.body = "blank"
        section.note = _BLANK_NOTES[(content.index + slot.blank.index(slug)) % len(_BLANK_NOTES)]
    for slug in slot.undated:
        _must(content, slug).body = "files"
    _redraw(content, "script", _SCRIPTED)
    _redraw(content, "frame", _FRAMED)
    silent = content.section("rsxx")
    if "nothing" in slot.decoys and silent and silent.slug not in slot.wanted:
        silent.body = "nothing"
        silent.note = f"{content.as_of.year}年度{content.unit.short}未发生人事任免事项，特此说明。"
    appeals = content.section("xzys")
    if appeals:
        appeals.note = f"截至目前，{content.as_of.year}年度{content.unit.short}未发生行政应诉案件。"
    short = content.section("gzdt")
    if short and "short_dates" in slot.decoys and not slot.home_stale and short.slug not in slot.wanted:
        short.short_dates = True


def _redraw(content: SiteContent, body: BodyKind, slugs: tuple[str, ...]) -> None:
    if body not in content.slot.decoys:
        return
    free = [section for section in map(content.section, slugs) if section and section.body == "list"]
    for section in [section for section in free if section.slug not in content.slot.wanted][:2]:
        section.body = body


def _must(content: SiteContent, slug: str) -> Section:
    section = content.section(slug)
    if section is None:
        raise LookupError(slug)
    return section


def _add_articles(content: SiteContent, scheme: Scheme) -> None:
    rng = seeded(content.seed, content.index, "articles")
    writer = Writer(content.unit, rng)
    number = 30000 + content.index * 400
    late = 0
    for section in content.sections:
        if section.body not in {"list", "topic", "closed", "script", "frame", "files", "nothing"} or (
            section.slug == "xzys"
        ):
            continue
        days = publication_dates(rng, content.slot, section, content.as_of, order=late)
        late += section.slug in content.slot.stale
        if section.body in {"closed", "nothing"}:
            days = [day - timedelta(days=620) for day in days]
        for day in days:
            number += 1
            article = _article(content, section, writer, day, number)
            section.articles.append(article)
            _place(scheme, section, article)


def _article(content: SiteContent, section: Section, writer: Writer, day: date, number: int) -> Article:
    title, business = writer.title(section.section_class, day)
    source = content.unit.unit if number % 3 else _SOURCES[number % len(_SOURCES) - 1]
    article = Article(
        number=number,
        title=title,
        section_class=section.section_class,
        published_on=day,
        source=source,
        business=business,
    )
    if section.section_class is SectionClass.POLICY and "written_on" in content.slot.decoys:
        article.written_on = day - timedelta(days=2 + number % 7)
    if "regenerated" in content.slot.decoys:
        article.pubdate = content.as_of - timedelta(days=1)
    if section.slug in {"yw", "tpxw"} and number % 2 == 0:
        article.picture = f"/images/news{number % 12}.png"
    return article


def _place(scheme: Scheme, section: Section, article: Article) -> None:
    article.path = article_path(scheme, section, article)
    if section.body == "files":
        extension = _FILE_TYPES[article.number % 2]
        article.path = file_path(scheme, section, article, extension, article.number)
        article.attachments.append(Attachment(article.path, article.title))
    elif section.section_class in _WITH_FILES and article.number % 2:
        extension = _FILE_TYPES[article.number % len(_FILE_TYPES)]
        if scheme.name == "script" and extension == "docx":
            extension = "doc"
        path = file_path(scheme, section, article, extension, article.number * 10 + 1)
        article.attachments.append(Attachment(path, f"附件：{article.business}相关表格.{extension}"))


def _add_records(content: SiteContent, scheme: Scheme) -> None:
    box, services = content.section("zxly"), content.section("bsfw")
    if box:
        content.letters = letters(content)
        for order, letter in enumerate(content.letters):
            letter.path = record_path(scheme, box, 70001 + content.index * 40 + order, f"{letter.asked_on:%Y%m%d}")
    if services:
        content.guides = guides(content)
        day = content.as_of - timedelta(days=500)
        for order, guide in enumerate(content.guides):
            guide.number = 90001 + content.index * 40 + order
            guide.path = record_path(scheme, services, guide.number, f"{day:%Y%m%d}")
