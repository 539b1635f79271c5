"""What the home page and single pages show: links, scripts, names, addresses, printed times, and planted pages."""

from datetime import date, timedelta

import msgspec

from hengping.demo.labelled.draft import AS_OF, Draft, Row, Served, words
from hengping.demo.labelled.skeleton import titles
from hengping.model.rule_facts import DivisionFact
from hengping.model.urls import normal_url

_GOOD_TIMES = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y—%m—%d %H:%M")
_BAD_TIMES = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%m-%d", "%Y.%m.%d", "%y-%m-%d %H:%M", "%Y/%m/%d %H:%M")
_OTHER_HOSTS = (
    "www.qingchuan{n}-gov.cn",
    "www.ls{n}.gov.cn.com",
    "www.qc{n}.com",
    "www.baishi{n}.net",
    "{n}.lh-gov.org",
    "211.90.1{n}.7",
    "www.wj{n}.cn",
    "anling{n}.com.cn",
)
_EMBEDDED = {
    "script": '<div class="ad"><script async src="{url}"></script></div>',
    "frame": '<iframe src="{url}" width="960" height="90" scrolling="no"></iframe>',
}
_PLACES = ("banner", "ad_box", "tonglan", "gg", "links")
_HISTORIC = 2300
"""Days by which a document put in for the record is older: its true day is printed, nothing is feigned."""
_INSTITUTIONS = ("第一人民医院", "博物馆", "职业技术学院", "图书馆")


def links(draft: Draft) -> None:
    """Advertisements on the home page, and entries of its navigation that leave the site."""
    for check, key in (("advertisement", "advertisement"), ("section_elsewhere", "elsewhere")):
        wrong, place = draft.turn(check)
        chosen = words()[key]["fault" if wrong == 0 else "decoy"]
        entry = chosen[place % len(chosen)]
        url = entry["url"].format(n=draft.number, m=draft.number % 200)
        draft.say(wrong == 0, check, draft.url(url))
        if key == "elsewhere":
            draft.nav_extra.append((entry["text"], url))
            continue
        if entry["kind"] in _EMBEDDED:
            draft.quick.append(_EMBEDDED[entry["kind"]].format(url=url))
            continue
        shown = (
            f'<img src="/images/b{draft.number}.gif" alt="{entry["text"]}">'
            if entry["kind"] == "picture"
            else entry["text"]
        )
        draft.quick.append(
            f'<div class="{_PLACES[draft.number % len(_PLACES)]}"><a href="{url}" target="_blank">{shown}</a></div>'
        )


def scripts(draft: Draft) -> None:
    """A script library on the home page."""
    wrong, place = draft.turn("vulnerable_library")
    chosen = words()["libraries"]["fault" if wrong == 0 else "decoy"]
    path = chosen[place % len(chosen)]
    draft.head += f'<script type="text/javascript" src="{path}"></script>'
    draft.say(wrong == 0, "vulnerable_library", draft.url(path))


def planted_page(draft: Draft) -> None:
    """A page of the news that others have changed, or that only tells of such things."""
    wrong, place = draft.turn("defaced")
    chosen = words()["defaced"]["fault" if wrong == 0 else "decoy"]
    page = chosen[place % len(chosen)]
    section = draft.section("notice")
    if section is None:
        return
    row = section.rows[3]
    draft.say(wrong == 0, "defaced", row.url)
    if wrong == 0:
        draft.put(row.url, f"<html><head><title>{page['title']}</title></head><body>{page['body']}</body></html>")
    else:
        row.title, row.body = page["title"], page["body"]


def times(draft: Draft) -> None:
    """How all articles of the site print their time."""
    wrong, place = draft.turn("time_format_irregular")
    draft.time_form = _BAD_TIMES[place % len(_BAD_TIMES)] if wrong == 0 else _GOOD_TIMES[place % len(_GOOD_TIMES)]
    draft.say(wrong == 0, "time_format_irregular", form="")


def backdated(draft: Draft) -> None:
    """Articles put in later under an earlier day, told by an earlier look or by their address and headers."""
    wrong, place = draft.turn("backdated")
    section = draft.section("notice")
    if section is None:
        return
    by_round = "{y}" not in draft.skin["article"] or place % 2 == 0
    looked_on = AS_OF - timedelta(days=92)
    for step, title in enumerate(titles(draft, "policy", 2)):
        row = Row(f"{title}（{step + 1}）", AS_OF - timedelta(days=3 + step), at="16:20")
        row.served_at = f"{row.day:%a, %d %b %Y} 08:20:00 GMT"
        shown = _claimed(row.day, looked_on, wrong=wrong == 0, by_round=by_round, place=place + step)
        row.printed = shown
        row.url = draft.article_url("tzgg", row.day, 1042)
        row.body = draft.text(draft.topic())
        section.rows.append(row)
        draft.say(wrong == 0, "backdated", row.url)
    if by_round:
        draft.past = (looked_on, {})
    section.rows.sort(key=lambda row: row.shown_on, reverse=True)


def _claimed(day: date, looked_on: date, *, wrong: bool, by_round: bool, place: int) -> date:
    """The day printed on an article that came up on ``day``."""
    if wrong:
        before = (10, 34, 60)[place % 3]
        return looked_on - timedelta(days=before) if by_round else day - timedelta(days=(40, 75, 120)[place % 3])
    return day - timedelta(days=(0, 1, 4, 9, _HISTORIC)[place % 5])


def identity(draft: Draft) -> None:
    """Name, address, domain and code against the roster; comes first, for all labels name the site by them."""
    _domain(draft)
    _area(draft)
    _address(draft)
    wrong, place = draft.turn("site_name_mismatch")
    other = words()["areas"][(draft.number + 3) % len(words()["areas"])]
    short = draft.unit.replace("人民政府", "")
    names: tuple[str, ...]
    if wrong == 0:
        names = (
            f"{other}人民政府门户网站",
            f"{other}投资促进中心",
            "网站管理系统演示站点",
            f"{other}旅游网",
            f"{other}财政信息网",
            f"{draft.area}{'审计局' if draft.number % 2 else '教育局'}".replace(draft.unit, f"{draft.area}统计局"),
        )
    else:
        names = (
            f"{draft.unit}门户网站",
            f"{draft.unit}网站",
            f"欢迎访问{draft.unit}官方网站",
            f"首页_{draft.unit}",
            draft.unit.replace(draft.area, draft.area[:2]),
            f"{draft.unit} - 首页",
            f"{short}政府网站",
        )
    draft.title = names[place % len(names)]
    draft.site_name = draft.title
    if draft.number % 2:
        draft.head += f'<meta name="SiteName" content="{draft.title}">'
    for check in ("domain_irregular", "site_name_mismatch", "site_code_area_mismatch", "site_address_mismatch"):
        draft.say(draft.turn(check)[0] == 0, check)


def _domain(draft: Draft) -> None:
    wrong, place = draft.turn("domain_irregular")
    host, unit = "", draft.unit
    if wrong == 0:
        host = _OTHER_HOSTS[place % len(_OTHER_HOSTS)].format(n=draft.number)
    elif place % 4 == 1:
        host = f"b{draft.number}.政务"
    elif place % 4 == 3:  # noqa: PLR2004 - one site in four is an institution's, which may use .cn
        host, unit = f"www.inst{draft.number}.cn", f"{draft.area}{_INSTITUTIONS[place % len(_INSTITUTIONS)]}"
    if not host:
        return
    draft.unit = unit
    draft.site = msgspec.structs.replace(draft.site, url=normal_url(f"http://{host}/"), unit=unit, name=f"{unit}网站")
    draft.title, draft.site_name = f"{unit}网站", unit


def _area(draft: Draft) -> None:
    """The division that the code stands for, as the table of divisions says."""
    wrong, place = draft.turn("site_code_area_mismatch")
    areas, codes = words()["areas"], words()["codes"]
    own = areas.index(draft.area)
    there = (own + 1 + place % (len(areas) - 1)) % len(areas) if wrong == 0 else own
    code = f"{codes[there]}{draft.number + 1:04d}"
    draft.site = msgspec.structs.replace(draft.site, site_code=code)
    names = (areas[there],) if wrong == 0 or place % 3 else (f"{areas[there][:2]}县", areas[there])
    draft.division = DivisionFact(code=code[:6], names=names, above=("云溪省",))


def _address(draft: Draft) -> None:
    """Where the home page is served in truth."""
    wrong, place = draft.turn("site_address_mismatch")
    host = draft.home.split("/")[2]
    if wrong == 0:
        new = (
            f"http://www.new{draft.number}.gov.cn/",
            f"http://{draft.number}.jituan.example/",
            f"http://gov{draft.number}.baishi.gov.cn/index.html",
        )
        draft.moved_home = new[place % 3]
    elif place % 2:
        bare = host.removeprefix("www.")
        draft.moved_home = (f"https://{host}/", f"http://{host}/index.html", f"https://{bare}/")[place // 2 % 3]


_BAIT = ("澳门新葡京赌场官网", "真人百家乐在线开户", "时时彩计划网", "六合彩开奖结果")


def cloaking(draft: Draft) -> None:
    """The home page once more, as a visitor sees it and as one whom a search engine led."""
    wrong, place = draft.turn("cloaking")
    draft.say(wrong == 0, "cloaking")
    page = draft.pages[normal_url(draft.moved_home or draft.home)]
    markup = page.body.decode(draft.skin["charset"], "replace")
    plain = Served(page.body, page.content_type, purpose="cloaking")
    bait, foreign = _BAIT[place % len(_BAIT)], f"https://www.bocai{draft.number}.example/"
    told = f'<meta name="keywords" content="{bait}"><meta name="description" content="{bait}注册送彩金">'
    faults = (
        markup.replace(f"<title>{draft.title}", f"<title>{bait}-{draft.title}", 1),
        markup.replace("</head>", f"{told}</head>", 1),
        foreign,
        f"<html><head><title>{bait}</title>{told}</head><body><a href='{foreign}'>{bait}</a></body></html>",
        markup.replace("</head>", f'<script>window.location.href="{foreign}"</script></head>', 1),
    )
    mobile = f"http://m.{(draft.moved_home or draft.home).split('/')[2].removeprefix('www.')}/"
    harmless = (
        markup,
        markup.replace("</body>", "<!-- 2 --></body>"),
        markup.replace("<title>", "<title>您好，"),
        "403",
        mobile,
        markup.replace("</body>", "<p>禁止网络赌博，谨防网络诈骗。</p></body>"),
    )
    shown = faults[place % len(faults)] if wrong == 0 else harmless[place % len(harmless)]
    seen = Served(purpose="cloaking", source_url="https://www.baidu.com/link?url=x")
    if shown == "403":
        seen.status = 403
    elif shown.startswith("http"):
        seen.status, seen.location = 302, normal_url(shown)
    else:
        seen.body, seen.content_type = shown.encode(draft.skin["charset"], "xmlcharrefreplace"), page.content_type
    draft.faces = [("visitor", [plain]), ("search", [seen])]
