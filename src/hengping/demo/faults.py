"""Plants links that do not open, files that do not download and meta tags that are missing."""

from hengping.demo.content import Article, LooseLink, Section, SiteContent
from hengping.demo.paths import Scheme
from hengping.demo.words import seeded
from hengping.model.sections import SectionClass

_SINGLE_PAGE = ("ghjh", "czyjs", "tjxx", "zxft", "rsxx", "myzj", "zcjd", "gknb")
_GOV = "http://www.gov.cn/"


def plant_faults(content: SiteContent, scheme: Scheme) -> None:
    """Add friend links, quick entries and decoys to every site, and what the plan breaks to this one."""
    _harmless_links(content, scheme)
    for kind in content.slot.broken:
        _BREAKERS[kind](content, scheme)
    _break_attachments(content)
    _drop_tags(content)


def single_path(scheme: Scheme, slug: str) -> str:
    """Address of a page of its own."""
    return scheme.single.format(slug=slug)


def _harmless_links(content: SiteContent, scheme: Scheme) -> None:
    links = content.loose_links
    links.append(LooseLink("中国政府网", _GOV, "friend"))
    if content.index:
        links.append(LooseLink("云溪省人民政府", "http://www.yunxisheng.gov.cn/", "friend"))
    links.append(LooseLink("云溪日报", "http://ribao.yunxi-news.example/", "friend"))
    # Refused to robots or rate limited: blocked, never broken.
    links.append(LooseLink("云溪银行", "http://bank.yunxi-finance.example/", "friend"))
    links.append(LooseLink("云溪数据网", "http://opendata.yunxi-data.example/", "friend"))
    links.append(LooseLink("云溪科技网", "http://keji.yunxi-tech.example/", "friend"))
    # An address of the old site that still leads to the right page.
    links.append(LooseLink("网站旧版通知", single_path(scheme, "jiuban"), "quick"))


def _dead_article(content: SiteContent, slugs: tuple[str, ...], kind: str) -> None:
    for slug in slugs:
        section = content.section(slug)
        if section and section.body == "list":
            usable = [article for article in section.articles[2:] if not article.fault and not article.attachments]
            if usable:
                usable[0].fault = "500" if kind == "500" else "410" if content.index % 2 else "404"
                content.faults[usable[0].path] = usable[0].fault
                return
    raise LookupError(slugs)


def _internal(content: SiteContent, scheme: Scheme) -> None:
    _dead_article(content, ("gzdt", "yw"), "404")
    path = single_path(scheme, "bmcx")
    content.faults[path] = "404"
    content.loose_links.append(LooseLink("便民查询", path, "quick", broken="internal"))


def _internal_500(content: SiteContent, scheme: Scheme) -> None:
    del scheme
    _dead_article(content, ("yw", "zcjd", "tzgg"), "500")


def _loop(content: SiteContent, scheme: Scheme) -> None:
    path = single_path(scheme, "xcjb")
    content.faults[path] = "loop"
    content.loose_links.append(LooseLink("巡查举报", path, "quick", broken="internal"))


def _redirect_dead(content: SiteContent, scheme: Scheme) -> None:
    path = single_path(scheme, "wsbs")
    content.faults[path] = "dead_redirect"
    content.loose_links.append(LooseLink("网上查询", path, "quick", broken="internal"))


def _external(content: SiteContent, scheme: Scheme) -> None:
    del scheme
    address = f"http://zhaoshang.yunxi-invest.example/gov/{content.index}.html"
    content.loose_links.append(LooseLink("云溪招商网", address, "friend", broken="external"))
    _article_of(content, "yw", 4).body_links.append(
        (f"http://zhaoshang.yunxi-invest.example/news/{content.index}.html", "招商推介专页")
    )


def _external_reset(content: SiteContent, scheme: Scheme) -> None:
    del scheme
    link = LooseLink("云溪旅游网", "http://lvyou.yunxi-travel.example/", "friend", broken="external")
    content.loose_links.append(link)


def _image(content: SiteContent, scheme: Scheme) -> None:
    del scheme
    banner = "/images/banner_2019.jpg"
    content.faults[banner] = "404"
    content.loose_links.append(LooseLink("专题横幅", banner, "picture", broken="image"))
    article = _article_of(content, "yw", 3)
    article.picture = f"/images/W0{article.published_on:%Y%m%d}{article.number}.jpg"
    content.faults[article.picture] = "404"


_BREAKERS = {
    "internal": _internal,
    "internal_500": _internal_500,
    "external": _external,
    "external_reset": _external_reset,
    "image": _image,
    "loop": _loop,
    "redirect_dead": _redirect_dead,
}


def _article_of(content: SiteContent, slug: str, number: int) -> Article:
    """A readable article of a section, from ``number`` on."""
    section = content.section(slug)
    if section is None:
        raise LookupError(slug)
    return next(article for article in section.articles[number:] if not article.fault)


def _break_attachments(content: SiteContent) -> None:
    files = [
        attachment
        for section in content.sections
        if section.body == "list"
        for article in section.articles
        if not article.fault
        for attachment in article.attachments
    ]
    for number, attachment in enumerate(files[: content.slot.attachments]):
        attachment.fault = "500" if number % 2 else "404"
        content.faults[attachment.path] = attachment.fault


def _drop_tags(content: SiteContent) -> None:
    rng = seeded(content.seed, content.index, "meta")
    for entry in content.slot.meta:
        page_type, tag = entry.split(":")
        if page_type == "home":
            content.home_missing_tags.add(tag)
        elif page_type == "section":
            rng.choice(_plain_sections(content)).missing_tags.add(tag)
        else:
            rng.choice(_plain_articles(content)).missing_tags.add(tag)
    if content.slot.meta_all:
        for section in content.sections:
            if section.body != "files":
                for article in section.articles:
                    article.missing_tags.add(content.slot.meta_all)


def _plain_sections(content: SiteContent) -> list[Section]:
    """Sections with a single list page and no other fault: the tag is the only thing wrong with them."""
    found = [section for section in map(content.section, _SINGLE_PAGE) if section]
    return [
        section
        for section in found
        if section.body == "list" and not section.missing_tags and section.slug not in content.slot.wanted
    ]


def _plain_articles(content: SiteContent) -> list[Article]:
    return [
        article
        for section in content.sections
        if section.body == "list" and section.section_class in {SectionClass.DYNAMIC, SectionClass.NOTICE}
        for article in section.articles
        if not article.fault and not article.missing_tags
    ]
