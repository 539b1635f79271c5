"""The healthy part of every labelled site: who it is, its sections with their usual content, and how it is served."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from hengping.demo.labelled.draft import AS_OF, Draft, Row, Section, Served, skins, words
from hengping.demo.words import seeded
from hengping.model.rule_facts import DivisionFact
from hengping.model.site import Site
from hengping.model.urls import normal_url

_REQUIRED = ("overview", "organisation", "leader", "dynamic", "policy", "interpretation")
_LINK = re.compile(r'<a href="(/[^"#]*)"[^>]*>([^<]+)<')
_SINGLE = frozenset({"overview", "organisation", "leader"})


def new_draft(number: int, of: int) -> Draft:
    """A site with a name, a style and an address, and nothing on it."""
    rng = seeded("labelled-site", number)
    table = words()
    place = number % len(table["areas"])
    area = table["areas"][place]
    portal = number % 3 == 0
    office = "人民政府" if portal else table["offices"][(number // 3) % len(table["offices"])]
    unit = f"{area}{office}"
    host = f"www.a{number}.gov.cn" if portal else f"b{number}.qc{place}.gov.cn"
    code = f"{table['codes'][place]}{number + 1:04d}"
    site = Site(site_code=code, name=f"{unit}门户网站", unit=unit, url=f"http://{host}/", site_class="A", region=area)
    draft = Draft(number, of, site, skins()[number % len(skins())], area, unit, rng)
    draft.title, draft.site_name = f"{unit}门户网站", unit
    draft.division = DivisionFact(code=code[:6], names=(area,), above=("云溪省",))
    return draft


def add_section(draft: Draft, key: str, title: str, rows: Sequence[Row] = (), extra: str = "") -> Section:
    """Open a section under a name; entries without an address get one, as the style forms them."""
    slug = f"{key[:2]}{len(draft.sections)}{draft.number % 7}"
    place = draft.skin["section"].format(slug=slug, id=draft.next_id())
    section = Section(key, title, draft.url(place), list(rows), extra)
    for row in section.rows:
        row.url = row.url or draft.article_url(slug, row.day, 2000 + len(draft.sections))
        row.body = row.body or draft.text(draft.topic())
    draft.sections.append(section)
    return section


def name_of(draft: Draft, key: str) -> str:
    """What this site calls a kind of section."""
    names: list[str] = words()["sections"][key]
    return names[(draft.number + len(key)) % len(names)].format(s=draft.area)


def titles(draft: Draft, key: str, number: int) -> list[str]:
    """Different titles of one kind of article."""
    patterns: list[str] = words()[key]
    topics = draft.rng.sample(words()["topics"], min(number, len(words()["topics"])))
    return [
        draft.rng.choice(patterns).format(u=draft.unit, a=draft.area, f=topics[place % len(topics)])
        + ("" if place < len(topics) else f"（{place}）")
        for place in range(number)
    ]


def days_back(*offsets: int) -> list[date]:
    """Days before the monitoring time point."""
    return [AS_OF - timedelta(days=offset) for offset in offsets]


def usual_sections(draft: Draft) -> None:
    """Sections every portal must have, but for the one that is taken away here."""
    wrong, place = draft.turn("required_section_missing")
    gone = _REQUIRED[place % len(_REQUIRED)] if wrong == 0 else ""
    if gone == "dynamic":  # home page and rhythm need a list of news
        gone = "policy"
    for key in _REQUIRED:
        draft.say(key == gone, "required_section_missing", section_class=key)
        if key in _SINGLE and key != gone:
            section = add_section(draft, key, name_of(draft, key))
            names = "主任、副主任、书记" if key == "leader" else "办公室、规划科、综合科"
            section.extra = f"<div class='nr'>{draft.text(draft.topic())}<p>{names}等按分工负责相关工作。</p></div>"
    wrong, place = draft.turn("home_few_updates")
    _news(draft, few=wrong == 0, place=place)
    notices = zip(titles(draft, "notice", 10), days_back(21, 30, 44, 58, 73, 90, 121, 150, 186, 230), strict=True)
    add_section(draft, "notice", name_of(draft, "notice"), [Row(title, day) for title, day in notices])
    if gone != "policy":
        dated = zip(titles(draft, "policy", 5), days_back(40, 75, 101, 140, 166), strict=True)
        section = add_section(draft, "policy", name_of(draft, "policy"), [Row(title, day) for title, day in dated])
        section.on_home = True
    _interpretations(draft, there=gone != "interpretation")
    _local(draft)


def _news(draft: Draft, *, few: bool, place: int) -> None:
    """The news that the home page shows: ten in two weeks is enough, nine is not."""
    new = [3, 9, 6, 1, 8, 5][place % 6] if few else [10, 12, 15, 11, 14][place % 5]
    recent = days_back(*(1 + index * 13 // new for index in range(new)))
    older = days_back(*(18 + 6 * index for index in range(18 - new)))
    rows = [Row(title, day) for title, day in zip(titles(draft, "dynamic", 18), recent + older, strict=True)]
    add_section(draft, "dynamic", name_of(draft, "dynamic"), rows).on_home = True
    draft.say(few, "home_few_updates")


def _interpretations(draft: Draft, *, there: bool) -> None:
    """Two interpretations and their documents, linked both ways, one way or not at all."""
    if not there:
        return
    policy = draft.section("policy")
    documents = policy.rows[:2] if policy else []
    rows = []
    for place, (document, day) in enumerate(zip(documents, days_back(38, 70), strict=False)):
        wrong, turn = draft.turn(f"interpretation_unlinked{place}")
        name = document.title.partition("印发")[2].removesuffix("的通知").strip("《》") or document.title
        title = [f"《{name}》政策解读", f"一图读懂《{name}》", f"《{name}》起草说明", f"解读：{name}"][turn % 4]
        row = Row(title, day)
        row.url = draft.article_url("zcjd", day, 1093)
        link = [
            f'<p>原文链接：<a href="{document.url}">{document.title}</a></p>',
            f'<div>相关文件：<a href="{document.url}">《{name}》</a></div>',
            f'<a href="{document.url}">查看政策原文</a>',
        ][turn % 3]
        back = [f'<p>相关解读：<a href="{row.url}">{title}</a></p>', f'<a href="{row.url}">{title}</a>'][turn % 2]
        row.body = draft.text(draft.topic())
        if wrong == 0 and turn % 3 == 0:  # neither way
            row.body += f"<p>《{name}》全文见政策文件栏目。</p>"
        elif wrong == 0:  # the document does not lead back
            row.tail = link
        else:
            row.tail, document.tail = link, back
        draft.say(wrong == 0, "interpretation_unlinked", row.url)
        rows.append(row)
    extra = [Row(f"图解：{draft.topic()}", day) for day in days_back(120) if not documents]
    section = add_section(draft, "interpretation", name_of(draft, "interpretation"), rows + extra)
    for row in section.rows[len(rows) :]:
        draft.fault("interpretation_unlinked", row.url)


def _local(draft: Draft) -> None:
    """A second section of news: kept up, filled at one go before the day, or started again with a single entry."""
    wrong, place = draft.turn("late_rectification")
    rhythms = [
        *([1, 1, 2, 2, 3, 3, 96, 110, 131], [1, 2, 2, 4, 5, 80, 99, 120], [2, 2, 2, 2, 2, 2, 160, 170, 190]),
        *([1, 3, 5, 7, 9, 45, 60, 75, 90], [4, 4, 4, 5, 5, 5, 61, 64, 82]),
    ]
    regular = [
        *([2, 9, 17, 24, 31, 40, 52, 60], [1, 2, 3, 4, 5, 16, 20, 25, 33], [3, 85, 97, 120], [6, 6, 14, 22, 30, 41]),
        *([12, 13, 14, 70, 90], [1, 2, 2, 3, 3, 12, 21, 30, 38]),
    ]
    chosen = rhythms[place % len(rhythms)] if wrong == 0 else regular[place % len(regular)]
    rows = [
        Row(title, day) for title, day in zip(titles(draft, "dynamic", len(chosen)), days_back(*chosen), strict=True)
    ]
    for row in rows:
        row.title = f"{row.title}（基层）"
    section = add_section(draft, "local", name_of(draft, "local"), rows)
    draft.say(wrong == 0, "late_rectification", section.url)


def serve(draft: Draft) -> None:
    """Write all pages of a site that is ready, and those of an earlier look where there was one."""
    if draft.past is not None:
        looked_on = draft.past[0]
        now, draft.pages = draft.pages, {}
        _write(draft, looked_on)
        draft.past, draft.pages = (looked_on, draft.pages), now
    _write(draft, AS_OF)
    _fill(draft)


def _fill(draft: Draft) -> None:
    """Serve a plain page behind every link within the site that leads to nothing yet: nothing is broken here."""
    links = [
        link
        for page in list(draft.pages.values())
        for link in _LINK.findall(page.body.decode(draft.skin["charset"], "replace"))
    ]
    for path, text in dict.fromkeys(links):
        url = normal_url(draft.url(path))
        if url not in draft.pages:
            draft.put(url, draft.shell(f"{text}_{draft.site_name}", f"<h1>{text}</h1>{draft.text(draft.topic())}"))


def _write(draft: Draft, day: date) -> None:
    """All pages as they stood on a day."""
    skin = draft.skin
    for section in draft.sections:
        rows = [row for row in section.rows if row.day <= day]
        listed = skin["list"].format(name=section.title, rows=draft.rows(rows)) if rows else ""
        crumb = f'<a href="{section.url}">{section.title}</a>'
        draft.put(section.url, draft.shell(f"{section.title}_{draft.site_name}", section.extra + listed, crumb))
        for row in rows:
            if normal_url(row.url) not in draft.pages:
                draft.article(row, section)
    boxes = "".join(
        skin["box"].format(
            name=one.title, href=one.url, rows=draft.rows([row for row in one.rows if row.day <= day], home=True)
        )
        for one in draft.sections
        if one.on_home
    )
    main = boxes + "".join(f"<div class='k'>{one}</div>" for one in draft.quick)
    draft.put(draft.moved_home or draft.home, draft.shell(draft.title, main, home=True), purpose="home")
    if draft.moved_home:
        moved = Served(status=302, location=normal_url(draft.moved_home), purpose="home")
        draft.pages[normal_url(draft.home)] = moved
