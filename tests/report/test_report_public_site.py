"""The public site: complete, without script or outside request, and silent on what is not published."""

import re

import msgspec
import pytest
from page_audit import audited
from report_results import track

from hengping.report.render.public_site import write_public_site
from hengping.report.view import ReportView


def site(case, folder, **results):
    system = case.systems[0]
    system = msgspec.structs.replace(system, results=msgspec.structs.replace(system.results, **results))
    view = ReportView(msgspec.structs.replace(case, systems=(system,)))
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in write_public_site(view, folder)}


@pytest.fixture(scope="module")
def pages(case, tmp_path_factory):
    return site(case, tmp_path_factory.mktemp("public"))


def test_every_link_inside_leads_to_a_page(pages):
    for name, text in pages.items():
        above = name.rpartition("/")[0]
        for target in re.findall(r'href="([^"#]+)"', text):
            assert not re.match(r"\w+:|//", target), target
            plain = target.removeprefix("../") if above or not target.startswith("../") else ""
            if plain:
                path = plain if target.startswith("../") or not above else f"{above}/{plain}"
                assert path in pages, (name, target)


def test_no_page_has_script_or_asks_outside(pages):
    for text in pages.values():
        assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in text
        assert not re.search(r"<(script|img|link|iframe|form|object)\b", text)
        assert "url(" not in text


def test_a_body_has_its_conclusion_tree_and_peers(case, pages):
    row = next(row for row in case.systems[0].results.ranks if row.rank == 1)
    text = pages[f"bodies/{row.site_code}.html"]
    assert f"{row.total:f}" in text
    assert "信息更新" in text
    assert "同组前后的网站" in text


def test_an_unordered_track_leaks_nothing(case, tmp_path):
    ranks = case.systems[0].results.ranks
    groups = tuple(dict.fromkeys(row.group for row in ranks))
    pages = site(case, tmp_path, tracks=(track(ranks, groups, method="unordered"),), lists=())
    everything = "".join(pages.values())
    assert not any(f"{row.total:f}" in everything for row in ranks if row.total is not None)
    assert "信息更新" not in everything
    for number, group in enumerate(groups, start=1):
        codes = re.findall(r'href="bodies/([^"]+)\.html"', pages[f"group-1-{number}.html"])
        assert codes == [each.site_code for each in case.sites if each.group == group]


def test_results_that_are_not_released_are_on_no_page(case, tmp_path):
    pages = site(case, tmp_path, publishable=False, unpublishable_reason="有3处待人工确认。")
    assert "有3处待人工确认" in pages["index.html"]
    everything = "".join(pages.values())
    assert not any(f"{row.total:f}" in everything for row in case.systems[0].results.ranks if row.total is not None)
    assert not [name for name in pages if name.startswith("group-")]
    assert "合格率" not in everything


@pytest.mark.browser
def test_pages_break_no_rule_of_axe_and_fit_the_window(case, tmp_path):
    names = ("index.html", "names.html", "lists.html", "method.html", "corrections.html", "accessibility.html")
    system = case.systems[0]
    site(case, tmp_path)
    chosen = [
        *names,
        "group-1-1.html",
        f"bodies/{system.scores[5].site_code}.html",
        f"bodies/{system.scores[29].site_code}.html",
    ]
    for key, (broken, wider, asked) in audited([tmp_path / name for name in chosen]).items():
        assert not broken, key
        assert wider <= 0, key
        assert not asked, key
