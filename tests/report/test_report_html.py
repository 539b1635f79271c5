import html
import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import msgspec
import pytest
from made_pages import write_site
from report_case import BLOCKED, HOSTILE, VETOED

from hengping.report.blocks import Document, Paragraph
from hengping.report.render import bulletin_html
from hengping.report.render.html import web_link, write_index
from hengping.report.wording import printable

VOID = {"meta", "br", "line", "rect", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """Tags with their attributes, all text, and whether every tag is closed."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.text, self.open = [], "", []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def pages(files):
    return {path.stem: Page(path.read_text(encoding="utf-8")) for path in (*files.sites, files.index)}


def test_one_page_a_site_and_an_index_that_finds_them(case, files, pages):
    assert len(files.sites) == len(case.sites)
    links = {attrs["href"] for tag, attrs in pages["index"].tags if tag == "a"}
    for href in links - {"#main"}:
        assert (files.index.parent / href).is_file(), href
    assert len(links) == 2 * len(case.sites) + 8


def test_pages_are_inert_and_ask_nothing_of_anyone(pages):
    for page in pages.values():
        names = [tag for tag, _ in page.tags]
        assert not {"script", "iframe", "img", "object", "embed", "link", "form", "base"} & set(names)
        assert names.count("style") == 1
        policy = next(attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv"))
        assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        for _, attrs in page.tags:
            assert not any(name.startswith("on") for name in attrs)
            if "href" in attrs and ":" in attrs["href"]:
                assert attrs["href"].startswith(("http://", "https://"))
                assert "noreferrer" in attrs["rel"]
        assert page.open == []


def test_hostile_titles_are_shown_as_text(pages):
    text = "".join(page.text for page in pages.values())
    for hostile in HOSTILE:
        assert printable(hostile) in text


def test_pages_are_accessible(pages):
    for page in pages.values():
        tags = dict(page.tags)
        assert tags["html"]["lang"] == "zh-CN"
        assert sum(tag == "h1" for tag, _ in page.tags) == 1
        assert all(attrs.get("scope") in {"col", "row"} for tag, attrs in page.tags if tag == "th")
        levels = [int(tag[1]) for tag, _ in page.tags if tag in {"h1", "h2", "h3", "h4"}]
        assert all(after - before <= 1 for before, after in pairwise(levels))
        assert all(attrs.get("aria-label") or attrs.get("aria-labelledby") for tag, attrs in page.tags if tag == "svg")


def test_a_diagnosis_shows_every_deduction_with_its_evidence(case, pages):
    for score in case.systems[0].scores:
        page = pages[score.site_code]
        for finding in case.findings[score.site_code]:
            if finding.outcome in {"fail", "cannot_tell", "not_tested", "blocked"}:
                assert page.text.count(finding.finding_id) == 1
                assert finding.evidence[0].record_id in page.text
                assert finding.evidence[0].digest in page.text
        if score.total is not None:
            assert f"{score.total}" in page.text


def test_remedies_unconfirmed_marks_and_caps_are_said(case, pages):
    page = pages[case.sites[5].site_code]
    for said in ("改正地址", "待核定", "扣完为止", "2026-11-20 00:30:00", "按整改后可以挽回的分数"):
        assert said in page.text, said


def test_blocked_and_vetoed_sites_say_so(case, pages):
    blocked, vetoed = pages[case.sites[BLOCKED].site_code], pages[case.sites[VETOED].site_code]
    assert "未能评估" in blocked.text
    assert "不评分、不排名" in blocked.text
    assert "触发否决的检查结果" in vetoed.text
    assert "没有栏目台账" in blocked.text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//a.example/", "http://", "ftp://a/", "http://[", ""]
)
def test_only_web_addresses_become_links(url):
    assert web_link(url) == ""


def test_control_characters_do_not_reach_a_link():
    assert web_link("http://a.example/\x00\u202e x") == "http://a.example/ x"


def test_dark_links_are_never_links(case, tmp_path):
    site = case.sites[1]
    finding = next(row for row in case.findings[site.site_code] if row.outcome == "fail")
    dark = msgspec.structs.replace(
        finding,
        check="dark_link",
        finding_id="dark_link-1",
        subject=msgspec.structs.replace(finding.subject, url="http://bad.example/casino"),
    )
    inputs = msgspec.structs.replace(case, findings={site.site_code: (dark,)})
    path = tmp_path / "page.html"
    write_site(inputs, site.site_code, path)
    page = Page(path.read_text(encoding="utf-8"))
    assert "http://bad.example/casino" in page.text
    assert not any("bad.example" in attrs.get("href", "") for _, attrs in page.tags)


def test_an_empty_run_has_pages_too(empty_case, tmp_path):
    write_site(empty_case, empty_case.sites[0].site_code, tmp_path / "site.html")
    write_index(empty_case, tmp_path / "index.html")
    text = (tmp_path / "site.html").read_text(encoding="utf-8")
    assert "没有检查结果" in text
    assert "None" not in text
    with pytest.raises(KeyError):
        write_site(empty_case, "no-such-site", tmp_path / "none.html")


def document(*blocks):
    return Document(title="通报", author="", subject="", dated_on=date(2026, 11, 20), blocks=blocks)


def test_long_addresses_may_break_and_stay_inert_and_readable():
    said = '见于http://a.example.gov.cn/art/<b>?x=1&y="2"，共2个页面<i>。'
    text = bulletin_html.page(document(Paragraph(text=said))).partition("<main")[2]
    assert "http://<wbr>a.<wbr>example." in text
    assert "<b>" not in text
    assert "<i>" not in text
    assert said in html.unescape(re.sub(r"<[^>]+>", "", text))


def test_what_only_a_screen_needs_is_not_printed():
    style = bulletin_html.page(document()).partition("<main")[0]
    assert ".skip, nav { display: none; }" in style.partition("@media print")[2]
    # A sheet of paper is no wider than a tablet: rules for narrow screens must not reach it.
    narrow = re.findall(r"@media ([^{]*max-width)", style)
    assert narrow
    assert all(rule.startswith("screen and") for rule in narrow)
