"""Fills the sites: sections, articles, letters, guides, and the faults that follow from them."""

from datetime import date, timedelta
from random import Random  # noqa: TID251 - seeded: the same seed gives the same province

import third_plan as plan
from third_guides import fill_guides
from third_letters import fill_letters
from third_model import AS_OF, BEFORE, DUTY_LIMIT, Article, File, Section, Site, days
from third_words import Writer

SECTIONS = (
    ("xwzx", "other", "新闻中心 新闻资讯 政务资讯 资讯中心", "entry", ""),
    ("yw", "dynamic", "要闻动态 今日要闻 政务要闻 重要新闻 时政新闻 本地要闻", "list", "xwzx"),
    ("gzdt", "dynamic", "政务动态 工作动态 部门动态 信息快递 基层动态 动态信息", "list", "xwzx"),
    ("tzgg", "notice", "通知公告 公示公告 公告栏 公告公示 通知公示", "list", "xwzx"),
    ("zwgk", "disclosure", "政务公开 信息公开 政府信息公开", "entry", ""),
    ("zcwj", "policy", "政策文件 规范性文件 政策法规 本级文件", "list", "zwgk"),
    ("jd", "interpretation", "政策解读 文件解读 解读回应", "list", "zwgk"),
    ("gh", "plan", "规划计划 发展规划 规划与计划", "list", "zwgk"),
    ("rs", "personnel", "人事信息 人事任免 人事招考 干部任免", "list", "zwgk"),
    ("tj", "statistics", "统计信息 统计数据 数据发布 统计公报", "list", "zwgk"),
    ("cz", "budget", "财政预决算 预决算公开 财政资金 部门预决算", "list", "zwgk"),
    ("zn", "disclosure", "政府信息公开指南 信息公开指南", "static", "zwgk"),
    ("nb", "disclosure", "政府信息公开年报 信息公开年度报告", "list", "zwgk"),
    ("jg", "organisation", "机构职能 机构设置 机构概况", "static", "zwgk"),
    ("ld", "leader", "领导之窗 领导信息 领导简介", "leaders", ""),
    ("gk", "overview", "走进{a} {a}概况 认识{a}", "static", ""),
    ("hd", "other", "互动交流 政民互动 公众参与", "entry", ""),
    ("lx", "message", "领导信箱 咨询投诉 在线留言 局长信箱 网上咨询", "letters", "hd"),
    ("xf", "message", "网上信访 纪检举报 信访投诉举报", "petition", "hd"),
    ("zj", "survey", "民意征集 网上调查 意见征集 征集调查", "list", "hd"),
    ("ft", "interview", "在线访谈 访谈直播 视频访谈", "list", "hd"),
    ("bs", "guide", "办事服务 办事指南 服务指南 网上办事", "guides", ""),
    ("sj", "open_data", "数据开放 开放数据 公共数据开放", "list", ""),
    ("zt", "topic", "专题专栏 专题集锦", "entry", ""),
    ("zt1", "topic", "创建文明城（已结束） 扫黑除恶专项斗争（归档） 脱贫攻坚专题（历史专题）", "list", "zt"),
    ("zt2", "topic", "森林防火 优化服务 冬春征兵", "list", "zt"),
)
HOME = ("yw", "gzdt", "tzgg", "zcwj", "jd")
GAPS = {"dynamic": (1, 3), "notice": (4, 20), "policy": (12, 40), "interpretation": (12, 40), "topic": (5, 30)}
PATHS = {
    "trs": ("/{par}{slug}/", "/{par}{slug}/{ym}/t{ymd}_{n}.html"),
    "dahan": ("/col/col{num}/index.html", "/art/{y}/{m}/{d}/art_{num}_{n}.html"),
    "boda": ("/{slug}.htm", "/info/{num}/{n}.htm"),
    "inline": ("/channel.html?id={num}", "/content/{n}.html"),
    "asp": ("/Class.asp?ID={num}", "/Show.asp?NewsID={n}"),
    "frames": ("/{slug}/index.shtml", "/{slug}/{ymd}/{n}.shtml"),
    "modern": ("/c/{slug}", "/c/{slug}/a/{hex}"),
    "tabs": ("/{slug}/list.html", "/{slug}/{y}/{md}/{n}.html"),
    "party": ("/n{num}/index.html", "/n{num}/c{n}/content.html"),
    "mixed": ("/cn/{slug}/", "/cn/{slug}/{n}.html"),
    "dateless": ("/xxgk/list.jsp?wbtreeid={num}", "/xxgk/content.jsp?wbtreeid={num}&wbnewsid={n}"),
    "caps": ("/NewsList.aspx?c={num}", "/NewsView.aspx?id={n}"),
}
PAGE_SIZE = 8
NOTES = (
    "{y}年度{u}未开展此项工作，无相关信息发布，特此说明。",
    "截至目前，{u}未发生应公开的相关事项。",
    "说明：{y}年以来{u}没有产生该类信息。",
)


def place(site: Site, section: Section, number: int, day: date) -> str:
    """Address of an article."""
    return PATHS[site.template][1].format(
        par=f"{section.parent}/" if section.parent else "", slug=section.slug, num=section.number, n=number,
        ym=f"{day:%Y%m}", ymd=f"{day:%Y%m%d}",
        md=f"{day:%m%d}", y=day.year, m=day.month, d=day.day, hex=f"{number * 40503:x}",
    )  # fmt: skip


def fill(site: Site) -> None:
    """Sections, articles, letters and guides of a site."""
    rng = Random(f"third/{site.index}")  # noqa: S311 - content of a simulation, no secret
    writer = Writer(site.unit, site.area, rng)
    index = site.index
    for check, members in plan.LACKS.items():
        if index in members:
            site.lacks.add(check)
            if check != "home_not_updated":
                site.plant(check)
    if "home_not_updated" in site.lacks:
        site.plant("home_not_updated")
    for order, (slug, cls, names, body, parent) in enumerate(SECTIONS):
        if slug == "lx" and "no_message_channel" in site.lacks:
            continue
        if slug == "xf" and index % 3:
            continue
        if slug == "bs" and ("no_service" in site.lacks or index in plan.NO_SERVICE_BY_RIGHT):
            continue
        choice = names.split()
        name = choice[(index + order) % len(choice)].format(a=site.area)
        section = Section(slug, 1100 + index * 40 + order, name, cls, body, parent)
        section.path = PATHS[site.template][0].format(par=f"{parent}/" if parent else "", slug=slug, num=section.number)
        site.sections.append(section)
        if body == "list":
            _list(site, section, rng, writer)
    fill_letters(site, writer, rng)
    fill_guides(site, rng)


def _list(site: Site, section: Section, rng: Random, writer: Writer) -> None:
    index, slug = site.index, section.slug
    if slug in plan.BLANK.get(index, ()):
        section.body = "blank"
        section.note = ("", "暂无信息", "栏目建设中，敬请期待！", "没有找到符合条件的记录", "共 0 条")[(index // 2) % 5]
        site.plant("blank_section", section.path, why=section.note)
        return
    if slug in plan.EXEMPT.get(index, ()):
        section.body = "exempt"
        section.note = NOTES[index % 3].format(u=site.unit, y=AS_OF.year - 1)
        return
    for body, members in (("script", plan.SCRIPTED), ("frame", plan.FRAMED)):
        if slug in members.get(index, ()):
            section.body = body
    number = 20000 + index * 1000 + section.number % 40 * 20
    for day in _days(site, section, rng):
        number += 1
        article = Article(number, writer.title(section.cls, day), day, section.cls, writer.paragraphs(section.cls, day))
        article.path = place(site, section, number, day)
        article.source = site.unit if number % 4 else ("本网", "澜北日报")[number % 8 // 4]
        if day > BEFORE:
            article.since = 2
        if section.cls in {"notice", "policy", "budget", "open_data"} and number % 2:
            extension = ("pdf", "docx", "xlsx")[number % 3]
            article.files.append(File(_file_path(site, article, extension), f"{article.title[:12]}附件.{extension}"))
        section.articles.append(article)
    limit = DUTY_LIMIT.get(section.cls)
    if site.template == "inline" and site.variant:
        # All lists are fetched by script: who cannot see them must not accuse, who sees them may.
        site.neutral.append(site.url(section.path))
    elif limit and section.articles[0].day < limit and section.body == "list":
        site.plant("stale_section", section.path, why=f"{section.cls} {section.articles[0].day}")


def _file_path(site: Site, article: Article, extension: str) -> str:
    number = article.number
    return {
        "asp": f"/UploadFile/{article.day:%Y%m}/{number}.{extension}",
        "boda": f"/__local/A/3F/{number:X}_{extension}.{extension}",
        "dateless": f"/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid={number}",
        "modern": f"/upload/file/{number}.{extension}?name=附件.{extension}",
        "trs": f"{article.path.rsplit('/', 1)[0]}/P0{article.day:%Y%m%d}{number}.{extension}",
    }.get(site.template, f"/attach/{number}.{extension}")


def _days(site: Site, section: Section, rng: Random) -> list[date]:
    """Publication dates, newest first."""
    index, slug, cls = site.index, section.slug, section.cls
    limit = DUTY_LIMIT.get(cls)
    home_stale = "home_not_updated" in site.lacks
    count = {"yw": 11, "gzdt": 9, "tzgg": 7, "zcwj": 5}.get(slug, 4)
    low, high = GAPS.get(cls, (30, 120))
    if slug == "zt1":
        newest = days(900)
    elif slug == "nb":
        newest, low, high = days(25), 365, 366
    elif slug in plan.ON_LIMIT.get(index, ()) and limit:
        newest = limit
    elif (slug in plan.STALE.get(index, ()) or (home_stale and cls == "dynamic")) and limit:
        newest = limit - timedelta(days=(1, 2, 9, 47, 130)[(index + section.number) % 5])
    else:
        age = {"dynamic": 4, "notice": 60, "policy": 90, "interpretation": 90}.get(cls, 250)
        first = 16 if home_stale else 0 if cls == "dynamic" else 3
        newest = days(rng.randint(first, max(age, first + 30 if home_stale else 0)))
    if slug == "gzdt" and index in plan.BACKDATED:
        # Slow enough that the first list page of the round before reaches well back of its own day.
        low, high = 6, 8
    made = [newest]
    for _ in range(count - 1):
        made.append(made[-1] - timedelta(days=rng.randint(low, high)))
    return made
