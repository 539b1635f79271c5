"""The truth against the served bytes, read by a walker that knows nothing of the content."""

import re
from datetime import date
from urllib.parse import urljoin

from demo_walker import Client, Walk, read

from hengping.demo.content import SiteContent
from hengping.demo.paths import SCHEMES, section_path
from hengping.demo.province import Province
from hengping.demo.views import SITE_TAGS, page_count
from hengping.model.calendar import Window
from hengping.model.sections import DEFAULT_DUTIES

SECTION_TAGS = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE_TAGS = ("ArticleTitle", "PubDate", "ContentSource")
FULL_DATE = re.compile(r"(20\d\d)[-/.](\d\d)[-/.](\d\d)")


def planted(province: Province, site_code: str, *checks: str) -> set[str]:
    return {defect.url for defect in province.truth if defect.site_code == site_code and defect.check in checks}


def readable(province: Province) -> list[SiteContent]:
    return [content for content in province.contents if content.readable]


def test_what_does_not_open_is_exactly_what_was_planted(province: Province, walks: dict[str, Walk]) -> None:
    for code, walked in walks.items():
        assert walked.broken == planted(province, code, "broken_link"), code
        assert walked.broken_files == planted(province, code, "attachment_broken"), code


def test_sizes_are_those_of_a_small_province(walks: dict[str, Walk]) -> None:
    sizes = [len(walked.pages) for walked in walks.values()]
    assert min(sizes) >= 55
    assert max(sizes) <= 150
    assert 1500 <= sum(sizes) <= 2500


def test_every_planted_page_can_be_reached(province: Province, walks: dict[str, Walk]) -> None:
    on_page = {"blank_section", "stale_section", "guide_incomplete", "message_unanswered", "meta_missing"}
    for defect in province.truth:
        if defect.check in on_page:
            assert defect.url in walks[defect.site_code].pages, defect


def test_missing_tags_are_exactly_the_planted_ones(province: Province, walks: dict[str, Walk]) -> None:
    for content in readable(province):
        required: dict[str, tuple[str, ...]] = {content.site.url: SITE_TAGS}
        for section in content.sections:
            for page in range(1, page_count(SCHEMES[content.family], section) + 1):
                url = urljoin(content.site.url, section_path(SCHEMES[content.family], section, page))
                required[url] = SITE_TAGS + SECTION_TAGS
            if section.body != "files":
                for article in section.articles:
                    required[urljoin(content.site.url, article.path)] = SITE_TAGS + ARTICLE_TAGS
        missing = set()
        for url, answer in walks[content.site.site_code].pages.items():
            tags = read(answer.text).meta
            missing |= {(url, tag) for tag in required.get(url, SITE_TAGS) if not tags.get(tag, "").strip()}
        truth = {
            (defect.url, defect.values["tag"])
            for defect in province.truth
            if defect.check == "meta_missing" and defect.site_code == content.site.site_code
        }
        assert missing == truth, content.site.name


def test_printed_dates_decide_which_sections_are_late(province: Province, walks: dict[str, Walk]) -> None:
    for content in readable(province):
        late = planted(province, content.site.site_code, "stale_section")
        for section in content.sections:
            duty = DEFAULT_DUTIES.get(section.section_class)
            if not duty or section.body not in {"list", "files"} or section.short_dates:
                continue
            url = urljoin(content.site.url, section.path)
            html = walks[content.site.site_code].pages[url].text
            # A 成文日期 column stands before the publication date; entries carry the date after or before the link.
            rows = re.findall(r"<(?:li|tr)\b.*?</(?:li|tr)>", html, re.DOTALL)
            dates = [date(*map(int, FULL_DATE.findall(row)[-1])) for row in rows if FULL_DATE.search(row)]
            in_time = bool(dates) and max(dates) >= duty.limit(province.as_of)
            assert in_time != (url in late), (url, max(dates, default=None))


def test_blank_sections_show_no_entry(province: Province, walks: dict[str, Walk]) -> None:
    for content in readable(province):
        for url in planted(province, content.site.site_code, "blank_section"):
            html = walks[content.site.site_code].pages[url].text
            assert not FULL_DATE.search(html)
            assert "未发生" not in html


def test_home_pages_show_something_new_unless_planted(province: Province, client: Client) -> None:
    limit = Window(days=14).limit(province.as_of)
    for content in readable(province):
        old = bool(planted(province, content.site.site_code, "home_not_updated"))
        page = read(client.get(content.site.url).text)
        targets = {urljoin(content.site.url, link) for link in page.links}
        newest = max(
            article.published_on
            for section in content.sections
            for article in section.articles
            if urljoin(content.site.url, article.path) in targets
        )
        assert (newest < limit) == old, content.site.name


def test_footers_print_what_is_not_planted_as_missing(province: Province, client: Client) -> None:
    for content in readable(province):
        page = client.get(content.site.url).text
        for frame in read(page).frames:
            page += client.get(urljoin(content.site.url, frame)).text
        # Tags carry the code on every page; only the printed one counts here.
        printed = re.sub(r"<(?:meta|script)\b[^>]*>", "", page)
        plant = {d.check for d in province.truth if d.site_code == content.site.site_code}
        code = content.site.site_code
        assert (code not in printed) == bool(plant & {"site_code_missing", "site_code_mismatch"})
        assert bool(re.search(r"标识码\D{0,3}\d{10}", printed)) == ("site_code_missing" not in plant)
        assert bool(re.search(r"ICP备\s*\d+\s*号", printed)) == ("icp_missing" not in plant)
        assert bool(re.search(r"公网安备\s*\d{14}\s*号", printed)) == ("psb_missing" not in plant)
        assert ("主办" in printed) == ("sponsor_missing" not in plant)
        assert bool(re.search(r"0990-\d{7}", printed)) == ("contact_missing" not in plant)
        assert ("jiucuo" in page) == ("fault_report_entry_missing" not in plant)
        assert ("conac.cn" in page) == ("party_gov_mark_missing" not in plant)
        assert bool(re.search(r'name="q"|id="kw"', page)) == ("search_missing" not in plant)
