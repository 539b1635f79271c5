"""The public site: complete, without script or outside request, and silent on what is not published."""

import re
from datetime import date

import msgspec
import pytest
from page_audit import audited
from report_results import track

from hengping.report.erratum_inputs import Erratum, ListChange, Listed, SiteChange, Standing, SystemCorrection
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


def erratum(case):
    """A correction of two sites under the case's system."""
    first, second = case.systems[0].results.ranks[:2]
    names = {"site_code": first.site_code, "name": first.name, "group": first.group}
    sites = (
        SiteChange(
            **names, why="own", before=Standing(total="71.50", rank=9), after=Standing(total="73.25", rank=8, tied=True)
        ),
        SiteChange(
            site_code=second.site_code,
            name="<b>乙</b>",
            group=second.group,
            why="others",
            before=Standing(rank=1),
            after=Standing(rank=2),
        ),
    )
    black = ListChange(list_id="black", title="黑榜", removed=(Listed(site_code="1", name="丙网站", reasons=()),))
    system = SystemCorrection(
        system_id=case.systems[0].results.system_id, system_title="样例指标体系", sites=sites, lists=(black,)
    )
    return Erratum(
        label="更正〔2026〕第1号",
        campaign_id="yunxi",
        campaign_title=case.campaign_title,
        organiser=case.organiser,
        before=1,
        after=2,
        before_on=date(2026, 12, 1),
        issued_on=date(2026, 12, 5),
        cause="<i>复核后确认错链并不存在</i>",
        before_digest="ab" * 32,
        systems=(system,),
    )


def test_published_corrections_stand_on_their_page(case, pages, tmp_path):
    assert "本次生成时没有登记的更正" in pages["corrections.html"]
    page = site(msgspec.structs.replace(case, errata=(erratum(case),)), tmp_path)["corrections.html"]
    assert "没有登记的更正" not in page
    for told in (
        "更正〔2026〕第1号",
        "2026年12月5日",
        "第2版，更正2026年12月1日公布的第1版",
        "&lt;i&gt;复核后确认错链并不存在&lt;/i&gt;",
        "71.50分，第9名",
        "73.25分，并列第8名",
        "移动名次、档级或者榜单的网站1个",
        "黑榜：移出丙网站。",
        "ab" * 32,
    ):
        assert told in page, told


def test_a_correction_tells_nothing_of_results_that_are_not_published(case, tmp_path):
    changed = msgspec.structs.replace(case, errata=(erratum(case),))
    held = site(changed, tmp_path / "held", publishable=False)["corrections.html"]
    assert "更正〔2026〕第1号" in held
    assert "71.50" not in held
    assert "丙网站" not in held
    ranks = case.systems[0].results.ranks
    groups = tuple(dict.fromkeys(row.group for row in ranks))
    unordered = track(ranks, groups, method="unordered")
    page = site(changed, tmp_path / "unordered", tracks=(unordered,), lists=())["corrections.html"]
    assert "71.50" not in page
    assert "第9名" not in page


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
