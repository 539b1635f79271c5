"""The disclosure platform, the annual report of the site, and what else its home page must offer."""

from hengping.demo.labelled.draft import Draft, Row, words
from hengping.demo.labelled.skeleton import add_section, days_back, name_of

_PARTS = ("guide", "rules", "content", "report", "request")


def platform(draft: Draft) -> None:
    """A platform with its parts, without one of them, or none at all; with a search or without."""
    wrong, place = draft.turn("disclosure_part_missing")
    without = wrong == 0 and place % 6 == 5  # noqa: PLR2004 - one site in six has no platform at all
    draft.say(without, "disclosure_part_missing", part="")
    if without:
        return
    gone = _PARTS[place % len(_PARTS)] if wrong == 0 else ""
    entries = []
    for part in _PARTS:
        draft.say(part == gone, "disclosure_part_missing", part=part)
        if part == gone:
            continue
        names = words()["parts"][part]
        name = names[(draft.number + len(part)) % len(names)]
        section = add_section(draft, f"gk_{part}", name, _rows(draft, part))
        section.in_nav = False
        section.extra = f"<div class='xl'>{draft.text('政府信息公开')}</div>" if not section.rows else ""
        entries.append(f'<li><a href="{section.url}">{name}</a></li>')
    lacks, turn = draft.turn("disclosure_search_missing")
    draft.say(lacks == 0, "disclosure_search_missing")
    searches = words()["search"]["found"]
    search = "" if lacks == 0 else searches[turn % len(searches)]
    title = name_of(draft, "disclosure")
    add_section(
        draft, "disclosure", title, extra=f"<div class='gk'><h2>{title}</h2>{search}<ul>{''.join(entries)}</ul></div>"
    )


def _rows(draft: Draft, part: str) -> list[Row]:
    """Entries of the parts that are lists."""
    if part == "content":
        names = ["部门预算公开", "行政许可事项清单", "双随机抽查事项清单", "权责清单"]
        return [Row(f"{draft.unit}{name}", day) for name, day in zip(names, days_back(40, 90, 130, 200), strict=True)]
    if part == "report":
        years = (2025, 2024, 2023)
        days = days_back(300, 665, 1030)
        return [
            Row(f"{draft.unit}{year}年政府信息公开工作年度报告", day) for year, day in zip(years, days, strict=True)
        ]
    return []


def home_offers(draft: Draft) -> None:
    """The annual report of the site and the entry for the elderly, on the home page or not."""
    for check, key in (("annual_report_missing", "annual"), ("elderly_entry_missing", "elderly")):
        wrong, place = draft.turn(check)
        shown = words()[key]["fault" if wrong == 0 else "decoy"]
        markup = shown[place % len(shown)].format(u=draft.unit)
        if key == "elderly":
            draft.tools += markup
        else:
            draft.foot.append(markup)
            _report_pages(draft, markup)
        draft.say(wrong == 0, check)


def _report_pages(draft: Draft, markup: str) -> None:
    """The page behind the entry; an entry without a year leads to a list of the years."""
    if 'href="' not in markup:
        return
    url = markup.partition('href="')[2].partition('"')[0]
    text = markup.partition(">")[2].partition("<")[0]
    if url.endswith("index.html"):
        lines = "".join(
            f'<li><a href="/ndbb/y{year}.html">{draft.unit}{year}年度政府网站工作年度报表</a></li>'
            for year in (2025, 2024)
        )
        draft.put(url, draft.shell(f"{text}_{draft.site_name}", f"<ul>{lines}</ul>", text))
        return
    figures = "<tr><td>独立用户访问总量</td><td>128600</td></tr>"
    body = f"<h1>{text}</h1><table><tr><td>网站名称</td><td>{draft.site_name}</td></tr>{figures}</table>"
    draft.put(url, draft.shell(f"{text}_{draft.site_name}", body, text))
