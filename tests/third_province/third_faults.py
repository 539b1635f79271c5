"""Plants dead links, dead files, missing tags, leaks, wrong words, hidden links, copies and forged dates."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random  # noqa: TID251 - seeded: the same seed gives the same province

import third_plan as plan
from third_fill import place
from third_leaks import plant_leaks
from third_model import Article, Fault, Section, Site
from third_shady import plant_shady
from third_wording import plant_wording
from third_words import Writer

ANCHORED = frozenset({"boda", "asp", "frames", "modern", "party", "mixed"})
"""Families whose further list pages hang on plain links."""

MISSPELT = {
    "fragment404": '<a href="{path}#part2">第二部分</a>',
    "relative404": '<a href="//{host}{path}">旧版入口</a>',
    "iframe404": '<iframe src="{path}" width="200" height="80"></iframe>',
    "padded404": '<a href="  {path}\n ">便民电话</a>',
}


def free(site: Site, *slugs: str) -> Iterator[tuple[Section, Article]]:
    """Articles of first list pages that carry nothing yet, in a fixed order; taken ones are marked."""
    wanted = slugs or ("gzdt", "yw", "tzgg", "zcwj", "jd", "zt2", "tj", "cz", "rs", "gh")
    for slug in wanted:
        section = site.section(slug)
        if section is None or section.body != "list":
            continue
        for article in section.articles[1:6]:
            if article.number not in site.taken:
                site.taken.add(article.number)
                yield section, article


def _seeded(name: str, site: Site) -> Random:
    return Random(f"third/{name}/{site.index}")  # noqa: S311 - content of a simulation, no secret


def plant_all(sites: list[Site]) -> None:
    """Everything that does not follow from the plan of sections."""
    readable = [site for site in sites if not site.down]
    for site in readable:
        # First of all, so that no copy carries what another planter put into its original.
        _reprint(site, readable, _seeded("copies", site))
    for site in readable:
        rng = _seeded("faults", site)
        articles = free(site)
        _backdate(site, rng)
        _links(site, articles)
        _files(site)
        plant_leaks(site, articles, rng)
        plant_wording(site, articles)
        plant_shady(site, articles)
        _meta(site, articles)
        _harmless(site, articles)
    for site in sites:
        if site.down:
            blocked = site.down.startswith("block:")
            site.plant("blocked" if blocked else "home_unavailable", why=site.down)


def _links(site: Site, articles: Iterator[tuple[Section, Article]]) -> None:  # noqa: C901, PLR0912 - one branch per kind
    for order, kind in enumerate(plan.BROKEN.get(site.index, ())):
        path = f"/old/{('zhuanti', 'bianmin', 'chaxun')[order % 3]}{site.index}.html"
        if kind in {"404", "500", "410"} and order == 0:
            _, article = next(articles)
            site.broken[article.path] = kind
            site.plant("broken_link", article.path, why=f"article {kind}")
        elif kind in {"404", "500", "410", "loop", "dead_redirect", "soft404", "slow_never"}:
            site.broken[path] = kind
            site.quick.append((("便民查询", "专题回顾", "下载中心")[order % 3], path))
            site.plant("broken_link", path, why=kind)
        elif kind in {"image404", "lazyimage"}:
            _, article = next(articles)
            path = f"/images/{site.index}/pic{order}.jpg"
            shown = f'<img src="{path}" alt="现场图片" width="600">'
            if kind == "lazyimage":
                shown = f'<img class="lazy" src="/images/blank.gif" data-src="{path}" alt="现场图">'
            article.extra += f'<p align="center">{shown}</p>'
            if kind == "image404":
                site.plant("broken_link", path, why=kind)
            else:
                site.neutral.append(site.url(path))
            site.broken[path] = "404"
        elif kind == "imagehome":
            path = "/images/banner_old.jpg"
            site.pictures.append(path)
            site.broken[path] = "404"
            site.plant("broken_link", path, why=kind)
        elif kind == "area404":
            site.home_extra += (
                '<img src="/images/map.png" usemap="#quyu" alt="区域图"><map name="quyu">'
                f'<area shape="rect" coords="0,0,80,80" href="{path}" alt="片区图"></map>'
            )
            site.broken[path] = "404"
            site.plant("broken_link", path, why=kind)
        elif kind in MISSPELT:
            site.home_extra += MISSPELT[kind].format(path=path, host=site.host)
            site.broken[path] = "404"
            site.plant("broken_link", path, why=kind)
        elif kind == "404base":
            path = f"/zt/{site.index}/index.html"
            site.quick.append(("专题网页", f"./zt/../zt/{site.index}/index.html"))
            site.broken[path] = "404"
            site.plant("broken_link", path, why="written with ../")
        elif kind == "spaced404":
            path = "/files/%E9%80%9A%E8%AE%AF%E5%BD%95.html"
            site.quick.append(("通讯录", "/files/通讯录.html"))
            site.broken[path] = "404"
            site.plant("broken_link", path, why="Chinese in the address")
        else:
            host = {"ext404": "zt.lanbei-expo.example", "ext410": "wh.lanbei-culture.example",
                    "ext500": "db.lanbei-data.example", "extreset": "tour.lanbei-travel.example"}[kind]  # fmt: skip
            url = f"http://{host}/{site.index}/"
            site.friends.append((("澜北会展网", "澜北文化网")[order % 2], url))
            site.plant("broken_link", url, why=kind)


def _files(site: Site) -> None:
    files = [
        file
        for section in site.sections
        if section.body == "list"
        for article in section.articles[:6]
        if article.path not in site.broken
        for file in article.files
    ]
    for fault, file in zip(plan.FILES_BROKEN.get(site.index, ()), files[1:], strict=False):
        file.fault = fault
        site.plant("attachment_broken", file.path, why=fault)


def _meta(site: Site, articles: Iterator[tuple[Section, Article]]) -> None:
    for entry in plan.META.get(site.index, ()):
        page_type, *scope, tag = entry.split(":")
        if page_type == "home":
            site.home_missing.add(tag)
            site.plant("meta_missing", "/", tag)
        elif page_type == "section":
            sections = [s for s in site.sections if s.body in {"list", "blank"}]
            for section in sections if scope else [s for s in sections if s.body == "list" and s.cls == "notice"][:1]:
                section.missing.add(tag)
                site.plant("meta_missing", section.path, tag)
                site.neutral.append(site.url(f"{section.path}?p=2"))
        else:
            chosen = [a for _, a in site.articles if a.path not in site.broken] if scope else [next(articles)[1]]
            for article in chosen:
                article.missing.add(tag)
                if _reached(site, article):
                    site.plant("meta_missing", article.path, tag)


def _reached(site: Site, article: Article) -> bool:
    """Whether a link in plain markup leads to the article: first list pages and lists that are in the markup."""
    section = next(s for s, a in site.articles if a is article)
    if section.body != "list":
        return False
    first = section.articles[:8]
    if plan.PINNED.get(site.index) == section.slug:
        first = [section.articles[-1], *section.articles[:7]]
    return site.template in ANCHORED or any(shown is article for shown in first)


def _reprint(site: Site, sites: list[Site], rng: Random) -> None:
    giver = plan.REPRINT.get(site.index)
    if giver is None:
        return
    origin = sites[giver]
    originals = [a for slug in ("gzdt", "yw") for a in getattr(origin.section(slug), "articles", [])[1:5]]
    mine = [a for slug in ("gzdt", "yw") for a in getattr(site.section(slug), "articles", [])[:5]]
    pairs = [(a, b) for a in mine for b in originals if b.day < a.day and b.path not in origin.broken]
    for _ in range(1 + site.index % 2):
        if not pairs:
            return
        copy, original = pairs[rng.randrange(len(pairs))]
        pairs = [(a, b) for a, b in pairs if a is not copy and b is not original]
        site.taken.add(copy.number)
        origin.taken.add(original.number)
        copy.title = original.title
        copy.body = list(original.body)
        if site.index % 2:
            copy.title = f"{original.title[:-2]}取得实效"
            copy.body[0] = f"近日，{copy.body[0]}"
            copy.body.append("下一步，将持续跟踪，确保取得实效。")
        copy.source = site.unit
        original.source = origin.unit
        site.plant("reprint", copy.path, origin.url(original.path))


def _backdate(site: Site, rng: Random) -> None:
    section = site.section("gzdt")
    writer = Writer(site.unit, site.area, rng)
    if section is None or section.body != "list":
        return
    for turn in range(plan.BACKDATED.get(site.index, 0)):
        # Printed among the entries of the first list page, weeks before the round before, which did not show it.
        day = section.articles[5].day - timedelta(days=2 + turn)
        number = 90000 + site.index * 10 + turn
        article = Article(number, writer.title("dynamic", day), day, "dynamic", writer.paragraphs("dynamic", day))
        article.path, article.source, article.since = place(site, section, number, day), site.unit, 2
        site.taken.add(number)
        section.articles.append(article)
        section.articles.sort(key=lambda a: a.day, reverse=True)
        site.plant("backdated", article.path, why=f"{day}")


def _harmless(site: Site, articles: Iterator[tuple[Section, Article]]) -> None:
    """Decoys that every site has: addresses that look dead and are not, or are no links at all."""
    index = site.index
    site.friends += [
        ("澜北省人民政府", "http://www.lanbei.gov.cn/"),
        ("澜北银行", "http://www.lanbei-bank.example/"),
        ("澜北数据港", "http://api.lanbei-port.example/"),
        ("澜北邮政", "http://post.lanbei-mail.example/"),
        ("澜北大学", "http://www.lanbei-univ.example/"),
        ("澜北图书馆", "http://lib.lanbei-book.example/a b/馆藏.html"),
    ]
    contact = '<a href="mailto:webmaster@lanbei.example">邮箱</a><a href="tel:0771-2800000">电话</a>'
    if "contact_missing" in site.lacks:
        contact = '<a href="mailto:">分享给好友</a>'
    site.home_extra += (
        f'<!-- <a href="/dead/commented{index}.html">旧专题</a> -->'
        '<a href="#top">回顶部</a><a href="javascript:void(0)" onclick="addFav()">加入收藏</a>'
        f"{contact}"
        f"<script>var u='/dead/script{index}.html';function go(){{location.href=u+'?t='+Date.now();}}</script>"
        f"<script>var tpl='<a href=\"/dead/'+id+'.html\">详情</a>';</script>"
        f'<template><a href="/dead/template{index}.html">{{{{title}}}}</a></template>'
    )
    if index % 3 == 0:
        _, article = next(articles)
        article.extra += (
            '<p>相关链接：<a href="/moved/zcfg.html">原政策专栏</a>，<a href="/once503.html">服务窗口</a></p>'
        )
    if index % 5 == 1:
        _, article = next(articles)
        # A policy of the superior level, reposted and said to be so.
        article.title, article.body = SUPERIOR[0], list(SUPERIOR[1:])
        article.source = "中国政府网"
        article.extra += '<p>来源：中国政府网　原文链接：<a href="http://www.gov.cn/">www.gov.cn</a></p>'
    if index % 4 == 2:
        for _ in range(2):
            _section, article = next(articles)
            # A form sheet: the same words around another project, number and day.
            number = article.number % 89 + 10
            article.title = f"{site.unit}政府采购结果公告（{article.day.year}-{number}号）"
            article.body = [
                f"一、项目编号：LB{article.day.year}-{number}　二、项目名称：{article.body[1][:9]}服务采购",
                f"三、中标信息：供应商名称：{site.area}第{number}工程服务中心，中标金额：{number * 1370}元。",
                "四、主要标的信息：详见采购文件。五、评审专家名单：见评标报告。",
                "六、公告期限：自本公告发布之日起1个工作日。七、其他补充事宜：各供应商可在规定期限内提出质疑。",
                f"八、对本次公告内容提出询问，请联系采购人，地址：{site.area}人民路{number}号。",
            ]


SUPERIOR = (
    "国务院办公厅关于进一步优化便民服务的若干意见",
    "各省、自治区、直辖市人民政府，国务院各部委、各直属机构：为进一步方便群众办事，经国务院同意，现提出以下意见。",
    "一、总体要求。坚持以群众需求为导向，把能够在网上办理的事项全部纳入网上办理范围，逐项明确办理条件和时限。",
    "二、主要任务。加快数据共享，推进证明事项清理，推广自助终端，完善线下窗口，让老年人、残疾人等群体办事有人帮。",
    "三、组织保障。各地区、各部门要加强统筹协调，明确责任分工，定期通报进展，有关情况及时报告国务院办公厅。",
)


def fault_key(fault: Fault) -> tuple[str, str, str]:
    """For sorting."""
    return fault.check, fault.site_code, fault.url
