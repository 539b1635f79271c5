"""A made-up but consistent evaluation of 30 sites in 3 groups, with everything that can go wrong in a document."""

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

from report_results import lists, ranks, summary, track

from hengping.model.evidence import EvidenceRef
from hengping.model.finding import Finding, Outcome, Subject, finding_id
from hengping.model.score import Deduction, RankRow, Results, ScoreNode, SiteScore, VetoResult
from hengping.model.site import Site
from hengping.model.text import Text
from hengping.report.inputs import CheckText, EvidenceEntry, LedgerRow, ReportInputs, SystemReport

AS_OF = date(2026, 11, 20)
SYSTEM = "sample-2026"
GROUPS = (("省直部门", 12), ("设区市", 6), ("县(市、区)", 12))
LONG_NAME = "云溪省岚江市经济技术开发区与现代服务业集聚区管理委员会行政审批服务局门户网站"
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    '=HYPERLINK("http://evil.example/","点我")',
    '#let x = 1; #eval("1") $x^2$ *粗* _斜_ `码` @ref <label>',
    "正常\u202e倒写\u202c\u200b\x00\x07\x1b[31m文字\ufffe\ue000",
    "@SUM(1+1)|cmd '/c calc'!A0",
    "+1+1",
    "-2+3",
    "{{ 7*7 }}{% raw %}",
    "\"'></td></table></style><style>*{display:none}",
)
BLOCKED = 11
VETOED = 29
_PLACES = ("青岭", "岚江", "白沙", "石桥", "云溪", "南浦", "清河", "松原", "临泉", "古渡", "新安", "东屏")
_OFFICES = ("发展改革委", "教育厅", "财政厅", "水利厅", "商务厅", "统计局", "林业局", "民政厅", "司法厅", "审计厅")

CHECKS = {
    "stale_section": CheckText(
        title="应更新未更新栏目",
        why="公众看不到最新信息。",
        remedy="补充最新内容;确已不需要的栏目,归并或者下线。",
        basis="《样例检查指标》第三项",
    ),
    "blank_section": CheckText(
        title="空白栏目", why="栏目没有内容。", remedy="补齐内容或者下线栏目。", basis="《样例检查指标》第二项"
    ),
    "broken_link": CheckText(
        title="错链断链", why="打不开的链接妨碍办事。", remedy="改正地址,或者删除链接。", basis="《样例检查指标》第四项"
    ),
    "meta_missing": CheckText(title="网页标签不完整", remedy="在页面模板中补充标签。"),
    "guide_incomplete": CheckText(title="办事指南要素不全", remedy="补齐缺少的要素。"),
    "home_unavailable": CheckText(title="首页不能访问", remedy="排查网络和服务器。"),
    "blocked": CheckText(title="访问受阻", remedy="请允许评估采集地址访问。"),
}


def _decimal(value: float | str) -> Decimal:
    return Decimal(str(value))


def _sites() -> tuple[Site, ...]:
    sites = []
    number = 0
    for group, count in GROUPS:
        for index in range(count):
            if group == "省直部门":
                unit = f"云溪省{_OFFICES[index % 10]}{'直属局' if index >= 10 else ''}"
            elif group == "设区市":
                unit = f"{_PLACES[index]}市人民政府"
            else:
                unit = f"{_PLACES[index]}县人民政府"
            name = f"{unit}门户网站"
            if number == 5:
                name = LONG_NAME
            code = "x-noname.yunxi.example" if number == 9 else f"99{number % 10}{number:07d}"
            sites.append(
                Site(site_code=code, name=name, unit=unit, url=f"http://s{number}.yunxi.example/", group=group)
            )
            number += 1
    return tuple(sites)


def _finding(site: Site, check: str, number: int, outcome: Outcome, message: str, title: str) -> Finding:
    url = f"{site.url}{check}/{number}.html"
    if check == "broken_link" and number == 0:
        url += "?" + "very-long-parameter-name=very-long-value&" * 8
    return Finding(
        finding_id=finding_id(check, site.site_code, url),
        site_code=site.site_code,
        check=check,
        version=1,
        outcome=outcome,
        subject=Subject(kind="link" if check == "broken_link" else "section", url=url, title=title),
        values={"source_url": f"{site.url}list/{number}.html"} if check == "broken_link" else {},
        evidence=(
            EvidenceRef(
                f"urn:uuid:00000000-0000-4000-8000-{abs(hash_of(url)):012d}",
                "sha256:" + f"{hash_of(url):064x}",
                "body > div.list:nth-child(2) > a",
            ),
        ),
        as_of=AS_OF,
        messages=Text(zh=message, en=""),
    )


def hash_of(text: str) -> int:
    """A small stable number for a text."""
    value = 7
    for character in text:
        value = (value * 131 + ord(character)) % 1_000_000_000_000
    return value


def _site_findings(number: int, site: Site) -> tuple[Finding, ...]:
    if number == BLOCKED:
        return (_finding(site, "blocked", 0, Outcome.BLOCKED, "首页返回人机验证页面。", ""),)
    rows = []
    for index in range(1 + number % 6):
        title = HOSTILE[(number + index) % len(HOSTILE)] if number % 4 == 0 else "通知公告"
        rows.append(
            _finding(
                site, "broken_link", index, Outcome.FAIL, f"链接“{title}”指向的地址返回404,经3次重试仍不能打开。", title
            )
        )
    late = "栏目“政策文件”最近更新于2026年3月2日,超过6个月。"
    rows += [_finding(site, "stale_section", index, Outcome.FAIL, late, "政策文件") for index in range(number % 4)]
    blanks = range(6 if number == VETOED else 0)
    rows += [_finding(site, "blank_section", index, Outcome.FAIL, "栏目没有内容。", "统计数据") for index in blanks]
    rows += [
        _finding(site, check, 99, Outcome.PASS, "栏目按时更新。", "动态要闻")
        for check in ("stale_section", "blank_section")
    ]
    rows.append(_finding(site, "meta_missing", 0, Outcome.PASS, "标签完整。", "首页"))
    rows.append(_finding(site, "home_unavailable", 0, Outcome.PASS, "140次拨测全部成功。", ""))
    if number % 5 == 0:
        rows.append(
            _finding(site, "guide_incomplete", 0, Outcome.CANNOT_TELL, "指南由脚本生成,无法判断要素。", "社保登记")
        )
        rows.append(_finding(site, "guide_incomplete", 1, Outcome.NOT_TESTED, "超出采集预算,未访问。", "户口迁移"))
    return tuple(rows)


def _tree(findings: tuple[Finding, ...]) -> ScoreNode:
    links = [row for row in findings if row.check == "broken_link" and row.outcome is Outcome.FAIL]
    stale = [row for row in findings if row.check == "stale_section" and row.outcome is Outcome.FAIL]
    link_loss, stale_loss = min(_decimal(4), _decimal(len(links))), _decimal(5) * len(stale)
    link_rows = tuple(
        Deduction(
            finding_id=row.finding_id, points=_decimal(1), counted=_decimal(1 if at < 4 else 0), reason="每处扣1分"
        )
        for at, row in enumerate(links)
    )
    stale_rows = tuple(
        Deduction(finding_id=row.finding_id, points=_decimal(5), counted=_decimal(5), reason="每个栏目扣5分")
        for row in stale
    )
    items = (
        _node("fresh", "信息更新", "item", 30, 30 - stale_loss, stale_rows),
        _node("link", "链接可用性", "item", 4, 4 - link_loss, link_rows, cap_reached=len(links) >= 4),
    )
    health = _node("health", "健康运行", "indicator", 34, items[0].score + items[1].score, (), children=items)
    service = _node("service", "办事服务", "indicator", 36, "33.333333333", (), unconfirmed=True)
    design = _node("design", "网页设计", "indicator", 30, 30, ())
    children = (health, service, design)
    total = sum((node.score for node in children), Decimal(0))
    return _node("root", "样例指标体系", "system", 100, total, (), children=children)


def _node(
    item_id: str,
    title: str,
    kind: str,
    full: float,
    score: object,
    deductions: tuple[Deduction, ...],
    *,
    children: tuple[ScoreNode, ...] = (),
    cap_reached: bool = False,
    unconfirmed: bool = False,
) -> ScoreNode:
    points, marks = Decimal(str(score)), _decimal(full)
    return ScoreNode(
        item_id=item_id,
        title=title,
        kind=kind,
        rule="deduct" if deductions else "",
        full=marks,
        score=points,
        index_value=points / marks,
        checked=9,
        checkable=10,
        cap_reached=cap_reached,
        status="unconfirmed" if unconfirmed else "confirmed",
        note="已扣完为止" if cap_reached else "",
        deductions=deductions,
        children=children,
    )


def _score(number: int, site: Site, findings: tuple[Finding, ...]) -> SiteScore:
    common = {
        "system_id": SYSTEM,
        "system_version": "1",
        "site_code": site.site_code,
        "name": site.name,
        "group": site.group,
        "full": _decimal(100),
    }
    if number == BLOCKED:
        return SiteScore(**common, total=None, raw_total=None, state="blocked", state_reason="首页返回人机验证页面")
    tree = _tree(findings)
    fired = number == VETOED
    blanks = tuple(row.finding_id for row in findings if row.check == "blank_section" and row.outcome is Outcome.FAIL)
    veto = VetoResult(
        veto_id="V1",
        title="空白栏目",
        fired=fired,
        reason="空白栏目6个,达到5个。" if fired else "",
        count=len(blanks),
        threshold=5,
        finding_ids=blanks,
    )
    total = tree.score.quantize(Decimal("0.01"), ROUND_HALF_UP)
    doubts = sum(row.outcome is Outcome.CANNOT_TELL for row in findings)
    return SiteScore(
        **common,
        total=None if fired else total,
        raw_total=None if fired else tree.score,
        state="vetoed" if fired else "ranked",
        state_reason="被单项否决" if fired else "",
        passed=not fired and total >= 80,
        coverage=_decimal("0.9"),
        checked=9,
        checkable=10,
        open_doubts=doubts,
        provisional=bool(doubts),
        vetoes=(veto,),
        root=tree,
    )


def _ledger(sites: tuple[Site, ...]) -> tuple[LedgerRow, ...]:
    rows = []
    for number, site in enumerate(sites):
        for index in range(0 if number == BLOCKED else 5):
            stale = index < number % 4
            rows.append(
                LedgerRow(
                    site_code=site.site_code,
                    section_id=f"s-{index:010x}",
                    url=f"{site.url}c{index}/",
                    title=HOSTILE[number % len(HOSTILE)] if index == 4 else ("动态", "公告", "政策", "统计")[index],
                    section_class=("dynamic", "notice", "policy", "statistics", "other")[index],
                    level="1",
                    items="20",
                    newest_on="2026-03-02" if stale else "2026-11-18",
                    oldest_on="2020-01-01",
                    duty_days="14",
                    blank="false",
                    stale="true" if stale else "false",
                    exempt="topic_closed" if index == 4 and number % 3 == 0 else "",
                    outcome="fail" if stale else "pass",
                )
            )
    return tuple(rows)


def make_inputs() -> ReportInputs:
    """The case; equal at every call."""
    sites = _sites()
    findings = {site.site_code: _site_findings(number, site) for number, site in enumerate(sites)}
    scores = [_score(number, site, findings[site.site_code]) for number, site in enumerate(sites)]
    groups = tuple(group for group, _ in GROUPS)
    rows = ranks(scores, groups)
    results = Results(
        system_id=SYSTEM,
        system_version="1",
        title="样例指标体系",
        ranks=rows,
        tracks=(track(rows, groups),),
        lists=lists(scores),
        groups=(summary("", scores), *(summary(group, scores) for group in groups)),
    )
    evidence = {
        ref.record_id: EvidenceEntry(url=row.subject.url, fetched_at=datetime(2026, 11, 19, 16, 30, tzinfo=UTC))
        for rows in findings.values()
        for row in rows
        for ref in row.evidence
    }
    return ReportInputs(
        campaign_title="2026年云溪省政府网站绩效评估",
        organiser="云溪省人民政府办公厅",
        as_of=AS_OF,
        generated_for="yunxi-2026-run-1",
        systems=(
            SystemReport(
                results=results,
                scores=tuple(scores),
                system_title="样例指标体系(2026年版)",
                system_basis="样例检查指标",
                unconfirmed=(("service", "办事服务", "分值36分尚未见官方文本"),),
            ),
        ),
        sites=sites,
        findings=findings,
        check_texts=CHECKS,
        ledger=_ledger(sites),
        evidence_index=evidence,
        digests={"评估名单": "sha256:" + "ab" * 32, "指标体系 sample-2026": "sha256:" + "cd" * 32},
    )


def empty_inputs() -> ReportInputs:
    """A run in which nothing was judged: one site, blocked, no lists, no ledger."""
    site = Site(site_code="9900000001", name="无结果网站", url="http://none.example/")
    score = SiteScore(
        system_id=SYSTEM,
        system_version="1",
        site_code=site.site_code,
        name=site.name,
        group="",
        total=None,
        raw_total=None,
        full=_decimal(100),
        state="blocked",
        state_reason="首页返回403",
    )
    row = RankRow(
        group="",
        rank=None,
        tied=False,
        site_code=site.site_code,
        name=site.name,
        total=None,
        tier="",
        vetoed=False,
        coverage=_decimal(0),
    )
    results = Results(
        system_id=SYSTEM,
        system_version="1",
        title="样例",
        ranks=(row,),
        lists=(),
        groups=(summary("", [score]),),
    )
    return ReportInputs(
        campaign_title="空白评估",
        organiser="",
        as_of=AS_OF,
        generated_for="run-empty",
        systems=(SystemReport(results=results, scores=(score,), system_title="样例"),),
        sites=(site,),
        findings={},
        check_texts={},
    )
