"""A finished run of many made-up sites for ``bench report``: archives, facts, findings on disk; scored and ranked.

Nothing is crawled. The pages are those of the benchmark's web, so that what is cut out of them for the pictures has the
size of real pages; every finding names a record of its site's archive. The same number gives the same folder.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from hengping.evidence.archive import SiteArchive
from hengping.evidence.files import write_together
from hengping.evidence.records import Answer, Asked
from hengping.model import codec
from hengping.model.evidence import Capture, EvidenceRef
from hengping.model.facts import HomeFacts, SectionFact, SiteFacts
from hengping.model.finding import Finding, Outcome, Subject, finding_id
from hengping.model.sections import SectionClass
from hengping.model.site import Site
from hengping.model.text import Text
from hengping.pipeline.bench.tree import TreeSize, plan_site, site_files
from hengping.pipeline.campaign_file import load_campaign
from hengping.pipeline.context import Run, create_run
from hengping.pipeline.review_tasks import systems_by_check
from hengping.pipeline.stage_rank import rank
from hengping.pipeline.stage_score import score

AS_OF = date(2026, 11, 20)
PAGES = 12
"""Archived pages a site."""
SYSTEM = "national-check-2019"
_AT = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)
_GROUPS = ("省级部门", "设区市", "县(市、区)")
_SECTIONS = ("工作动态", "通知公告", "政策文件", "政策解读", "规划计划", "统计信息", "人事信息", "财政预决算")
_CAMPAIGN = """\
id: bench-report
title: 2026年性能测试省政府网站绩效评估
organiser: 性能测试省人民政府办公厅
systems: [{system}]
roster: roster.csv
as_of: {as_of}
"""


def make_run(folder: Path, sites: int, *, workers: int = 1, systems: str = SYSTEM) -> Run:
    """A run folder that has everything but documents.

    Args:
        folder: where to make it; empty.
        sites: how many.
        workers: processes for scoring, and for what is done with the run afterwards.
        systems: ids of indicator systems, separated by commas.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = ["site_code,name,unit,url,group", *(_roster_line(number) for number in range(sites))]
    (folder / "roster.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    campaign = folder / "campaign.yaml"
    campaign.write_text(_CAMPAIGN.format(system=systems, as_of=AS_OF), encoding="utf-8")
    run = create_run(load_campaign(campaign), folder / "run", workers=workers)
    for number, site in enumerate(run.sites):
        _write_site(run, number, site)
    score(run)
    rank(run)
    return run


def _roster_line(number: int) -> str:
    place = f"第{number // len(_GROUPS) + 1}"
    kind = _GROUPS[number % len(_GROUPS)]
    unit = f"{place}{('厅', '市人民政府', '县人民政府')[number % len(_GROUPS)]}"
    return f"99{number:08d},{unit}门户网站,{unit},http://s{number}.example.gov.cn/,{kind}"


def _write_site(run: Run, number: int, site: Site) -> None:
    captures = _archive(run, site)
    home = captures[0]
    findings = tuple(_findings(site, number, captures))
    known = {row.check for row in findings}
    passed = Subject(kind="site", url=home.url)
    others = sorted(set(systems_by_check(run.systems)) - known)
    findings += tuple(_finding(site, check, passed, "符合", home, {}, Outcome.PASS) for check in others)
    facts = SiteFacts(
        site=site,
        as_of=AS_OF,
        pages_read=PAGES,
        second_looks=True,
        home=HomeFacts(url=home.url, newest_on=AS_OF, items=40, evidence=(_ref(home),)),
        sections=tuple(_section(site, index) for index in range(len(_SECTIONS))),
    )
    write_together(
        [
            (run.folder.facts_file(site.site_code), codec.encode(facts)),
            (run.folder.findings_file(site.site_code), codec.encode_lines(findings)),
        ]
    )


@cache
def _bodies() -> tuple[tuple[str, bytes], ...]:
    size = TreeSize(sites=1, pages=PAGES)
    files = [(path, body) for path, body in site_files(size, plan_site(size, 0)) if path.endswith(("/", ".html"))]
    return tuple(files[:PAGES])


def _archive(run: Run, site: Site) -> list[Capture]:
    """The pages of one site, archived as the crawl does it; the first one is the home page."""
    captures = []
    with SiteArchive(run.folder.site_evidence(site.site_code)).open_writer() as writer, writer.batch():
        for number, (path, body) in enumerate(_bodies()):
            asked = Asked(
                url=f"{site.url.rstrip('/')}{path}",
                purpose="page" if number else "home",
                request_line=f"GET {path} HTTP/1.1",
                fetched_at=_AT,
            )
            headers = (("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body))))
            captures.append(writer.add_response(asked, Answer(status=200, reason="OK", headers=headers, payload=body)))
    return captures


def _section(site: Site, index: int) -> SectionFact:
    return SectionFact(
        section_id=f"s-{index:010x}",
        url=f"{site.url}section-{index}/",
        title=_SECTIONS[index],
        section_class=SectionClass.DYNAMIC if index == 0 else SectionClass.NOTICE,
        items=20,
        newest_on=AS_OF,
        oldest_on=date(2020, 1, 1),
    )


def _ref(capture: Capture, position: str = "") -> EvidenceRef:
    return EvidenceRef(record_id=capture.record_id, digest=capture.digest, position=position)


def _findings(site: Site, number: int, captures: list[Capture]) -> Iterator[Finding]:
    """Faults of many kinds, more of them on some sites than on others; one site in ten is vetoed."""
    home = captures[0]
    for index in range(6 + number % 25):
        source = captures[index % len(captures)]
        url = f"{site.url}gone/{index:04d}.html"
        said = f"链接“政务公开第{index + 1}项”指向的地址返回404，两次复查均不能打开"
        values: dict[str, object] = {"source_url": source.url, "kind": "internal"}
        yield _finding(
            site, "broken_link", Subject(kind="link", url=url, title=f"第{index + 1}项"), said, source, values
        )
    for index in range(60):
        url = f"{site.url}page/{index}.html"
        yield _finding(site, "broken_link", Subject(kind="link", url=url), "符合", home, {}, Outcome.PASS)
    for index, title in enumerate(_SECTIONS):
        subject = Subject(kind="section", url=f"{site.url}section-{index}/", id=f"s-{index:010x}", title=title)
        late = number % 4 > index
        said = f"栏目“{title}”最近更新为2026-03-02，已超过6个月时限" if late else "按时更新"
        values = {"newest_on": "2026-03-02", "duty_days": 184}
        yield _finding(site, "stale_section", subject, said, captures[index], values, _outcome(late))
        blank = number % 10 == 0 and index < 6  # noqa: PLR2004 - one more than the veto allows
        said = f"栏目“{title}”没有内容" if blank else "有内容"
        yield _finding(site, "blank_section", subject, said, captures[index], {}, _outcome(blank))
    for check, said in (("sponsor_missing", "首页未标明主办单位"), ("contact_missing", "首页未标明联系方式")):
        subject = Subject(kind="site", url=site.url)
        yield _finding(site, check, subject, said, home, {}, _outcome(number % 3 == 0))
    for index, capture in enumerate(captures):
        subject = Subject(kind="page", url=capture.url, title="文章")
        values = {"tag": "PubDate", "page_type": "article"}
        bad = index < number % 8
        yield _finding(site, "meta_missing", subject, "缺少网页标签PubDate", capture, values, _outcome(bad))
    if number % 5 == 0:
        subject = Subject(kind="guide", url=captures[1].url, title="社保登记")
        yield _finding(site, "guide_incomplete", subject, "无法判断要素", captures[1], {}, Outcome.CANNOT_TELL)


def _outcome(failed: bool) -> Outcome:  # noqa: FBT001 - the only thing that is asked
    return Outcome.FAIL if failed else Outcome.PASS


def _finding(  # noqa: PLR0917 - one call a line
    site: Site,
    check: str,
    subject: Subject,
    said: str,
    capture: Capture,
    values: Mapping[str, object],
    outcome: Outcome = Outcome.FAIL,
) -> Finding:
    return Finding(
        finding_id=finding_id(check, site.site_code, subject.url),
        site_code=site.site_code,
        check=check,
        version=1,
        outcome=outcome,
        subject=subject,
        values=dict(values),
        evidence=(_ref(capture),),
        as_of=AS_OF,
        messages=Text(said, said),
    )
