"""Records beside a site's pages: probes, visits, accessibility results, and outside data as files people import."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hengping.collect.importers.rows import Gathered, SiteFinder
from hengping.collect.importers.scanners import read_nuclei, read_sarif, read_zap
from hengping.collect.importers.tables import TableRow, read_table
from hengping.demo.labelled.draft import AS_OF, Draft
from hengping.demo.labelled.interaction import GUIDES, guide_values, lacking_of
from hengping.model.codec import encode_lines
from hengping.model.evidence import EvidenceRef, Visit
from hengping.model.imported import ImportKind, Provenance
from hengping.model.probes import Cookie, DnsFacts, HttpFacts, Ipv6Facts, ProbeFacts, TlsFacts
from hengping.model.rule_facts import AccessibilityFact, AccessibilityFacts, WeightFact
from hengping.model.urls import host_of, normal_url
from hengping.pipeline.rule_inputs import outside_facts

_AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
_DAY = timedelta(days=1)
_REF = EvidenceRef("urn:labelled:axe", "sha256:00")
_MB = 1 << 20


def probes(draft: Draft) -> None:
    """Names, certificate, protocol versions, headers and cookies, each right or wrong by itself."""
    host = host_of(normal_url(draft.home))
    draft.probes = ProbeFacts(dns=_names(draft, host), tls=_tls(draft, host), http=_http(draft))


def _names(draft: Draft, host: str) -> DnsFacts:
    wrong, place = draft.turn("ipv6_unsupported")
    good = Ipv6Facts(
        vantage_has_ipv6=place % 4 > 0,
        has_record=True,
        home_reachable=True,
        tries=10,
        successes=[10, 9, 10][place % 3],
        authority_complete=True,
        same_content=True,
        second_level_tried=20,
        second_level_open=[20, 18, 19][place % 3],
        third_level_tried=20,
        third_level_open=20,
    )
    bad = [
        ("record", Ipv6Facts(vantage_has_ipv6=True, has_record=False, authority_complete=True)),
        ("home", _with(good, vantage_has_ipv6=True, home_reachable=False)),
        ("stability", _with(good, vantage_has_ipv6=True, successes=7)),
        ("second_level", _with(good, vantage_has_ipv6=True, second_level_open=12)),
        ("authority", _with(good, authority_complete=False)),
        ("third_level", _with(good, vantage_has_ipv6=True, third_level_open=17)),
        ("same_content", _with(good, vantage_has_ipv6=True, same_content=False)),
    ]
    metric, support = bad[place % len(bad)] if wrong == 0 else ("", good)
    if wrong == 0:
        draft.fault("ipv6_unsupported", metric=metric)
    else:
        draft.decoy("ipv6_unsupported", metric="record")
    return DnsFacts(host=host, asked_at=_AT, ipv4=("203.0.113.9",), ipv6_support=support)


def _with(facts: Ipv6Facts, **changes: bool | int) -> Ipv6Facts:
    return type(facts)(**{name: getattr(facts, name) for name in facts.__struct_fields__} | changes)


def _tls(draft: Draft, host: str) -> TlsFacts:
    """TLS of the host: sites without it can have neither a wrong certificate nor an old protocol."""
    state, place = draft.turn("https_missing", 3)
    draft.say(state == 0, "https_missing")
    offered, cert, old = state != 0, state == 1, place % 2 == 0
    draft.say(cert, "certificate_invalid")
    draft.say(offered and old, "tls_outdated")
    if not offered:
        return TlsFacts(host=host, port=443, asked_at=_AT, offered=False, problems=("connection refused",))
    fault, left = (
        [("expired", -12), ("host_mismatch", 200), ("not_yet_valid", 395)][place % 3]
        if cert
        else ("", [210, 12, 31, 1][place % 4])
    )
    versions = [("TLSv1", "TLSv1.1", "TLSv1.2"), ("TLSv1.1", "TLSv1.2"), ("TLSv1", "TLSv1.2", "TLSv1.3")][place % 3]
    if not old:
        versions = [("TLSv1.2", "TLSv1.3"), ("TLSv1.2",), ("TLSv1.3",)][place % 3]
    return TlsFacts(host=host, port=443, asked_at=_AT, offered=True, fault=fault, days_left=left, versions=versions)


def _http(draft: Draft) -> HttpFacts:
    none, turn = draft.turn("https_missing", 3)
    home = normal_url(draft.home)
    secure = home.replace("http:", "https:", 1)
    forced = none != 0 and turn % 2 == 0
    wrong, place = draft.turn("security_header_missing")
    headers = {
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN",
        "strict-transport-security": "max-age=31536000",
    }
    gone = list(headers)[place % (3 if forced else 2)] if wrong == 0 else ""
    if wrong and place % 3 == 1:
        headers["content-security-policy"] = "default-src 'self'; frame-ancestors 'self'"
        del headers["x-frame-options"]
    headers.pop(gone, None)
    for name in ("x-content-type-options", "x-frame-options"):
        draft.say(name == gone, "security_header_missing", header=name)
    draft.say(gone == "strict-transport-security", "security_header_missing", header="strict-transport-security")
    return HttpFacts(
        asked_at=_AT,
        ways={"http": (home, secure) if forced else (home,), "https": (secure,)},
        ends={"http": 200, "https": 200 if none else 0},
        failures={} if none else {"https": "refused"},
        https_forced=forced,
        headers=headers,
        cookies=_cookies(draft, over_https=forced),
    )


def _cookies(draft: Draft, *, over_https: bool) -> tuple[Cookie, ...]:
    """A session cookie, and one that only counts visits."""
    wrong, place = draft.turn("cookie_unsafe")
    name = (
        "JSESSIONID",
        "ASP.NET_SessionId",
        "PHPSESSID",
        "SESSION",
        "SHIROJSESSIONID",
        "laravel_session",
        "connect.sid",
        "access_token",
    )[place % 8]
    bad = (
        Cookie(name=name, http_only=False)
        if place % 2 or not over_https
        else Cookie(name=name, http_only=True, secure=False)
    )
    good = Cookie(name=name, http_only=True, secure=over_https)
    counter = Cookie(name=("Hm_lvt_6d", "_trs_uv", "language", "yunsuo_visit")[place % 4])
    draft.say(wrong == 0, "cookie_unsafe", cookie=name)
    draft.decoy("cookie_unsafe", cookie=counter.name)
    return (bad if wrong == 0 else good, counter)


def visits(draft: Draft) -> None:
    """A week of visits; slow in most of them, or only now and then."""
    wrong, place = draft.turn("page_slow")
    usual = [3400, 5200, 3010, 9000][place % 4] if wrong == 0 else [800, 2960, 240, 1500][place % 4]
    odd = [700, 1200][place % 2] if wrong == 0 else [12000, 4000][place % 2]
    draft.say(wrong == 0, "page_slow")
    draft.visits = tuple(
        Visit(
            number=number,
            url=draft.home,
            visited_at=_AT - number * timedelta(hours=7),
            result="ok",
            status=200,
            elapsed_ms=odd if number % 3 == 0 else usual + number,
        )
        for number in range(1, 25)
    )


def browser(draft: Draft) -> None:
    """What a browser received for the home page, and what axe-core said of it."""
    wrong, place = draft.turn("page_heavy")
    size = (
        [9 * _MB, 31 * _MB, 8 * _MB + 1, 14 * _MB][place % 4]
        if wrong == 0
        else [_MB, 8 * _MB, 6 * _MB, 300_000][place % 4]
    )
    draft.weight = WeightFact(received_bytes=size, requests=40 + place, complete=True)
    draft.say(wrong == 0, "page_heavy")
    broken, turn = draft.turn("accessibility_violation")
    home = normal_url(draft.moved_home or draft.home)
    serious = [
        ("image-alt", "critical"),
        ("color-contrast", "serious"),
        ("label", "critical"),
        ("link-name", "serious"),
    ][turn % 4]
    small = [
        ("region", "moderate"),
        ("landmark-one-main", "moderate"),
        ("heading-order", "moderate"),
        ("empty-heading", "minor"),
    ][turn % 4]
    told = [small, *([serious] if broken == 0 else [])]
    draft.decoy("accessibility_violation", home, rule=small[0])
    if broken == 0:
        draft.fault("accessibility_violation", home, rule=serious[0])
    draft.accessibility = AccessibilityFacts(
        pages=(home,),
        broken=tuple(
            AccessibilityFact(url=home, rule=rule, impact=impact, count=3, evidence=_REF) for rule, impact in told
        ),
    )


def outside(draft: Draft) -> None:
    """Outside data as files: posts, tickets, guides of the unified platform, reports of scanners; imported so."""
    finder = SiteFinder([draft.site])
    with TemporaryDirectory(prefix="hengping-labelled-") as folder:
        for name, (kind, source, read) in _FILES.items():
            origin = Provenance(file=f"{name}.csv", sha256=f"{len(name):064x}", row=0, source=source)
            gathered = read(draft, kind, finder, origin)
            place = Path(folder) / name
            place.mkdir()
            (place / "rows.jsonl").write_bytes(encode_lines(gathered.rows))
        draft.outside = outside_facts(Path(folder), AS_OF).get(draft.site.site_code, ())


def _table(kind: ImportKind, finder: SiteFinder, origin: Provenance, rows: list[list[str]]) -> Gathered:
    return read_table(kind, (TableRow(number, row) for number, row in enumerate(rows, 1)), finder, origin)


def _posts(draft: Draft, kind: ImportKind, finder: SiteFinder, origin: Provenance) -> Gathered:
    wrong, place = draft.turn("account_silent")
    newest = [15, 20, 45, 200][place % 4] if wrong == 0 else [14, 1, 7, 0][place % 4]
    name = f"{draft.area}发布"
    head = [
        ["网站标识码", "账号名称", "平台", "发布时间", "标题"],
        ["标识码", "公众号名称", "类型", "发文时间", "文章标题"],
    ][place % 2]
    days = [AS_OF - (newest + 3 * step) * _DAY for step in range(4)]
    shown = [f"{day:%Y-%m-%d}" if place % 2 else f"{day.year}/{day.month}/{day.day} 9:05" for day in days]
    rows = [[draft.site.site_code, name, "微信", day, f"{draft.area}要闻"] for day in shown]
    draft.say(wrong == 0, "account_silent", account=name)
    lively = f"{draft.area}政务"
    rows += [[draft.site.site_code, lively, "微博", f"{AS_OF - 2 * _DAY:%Y-%m-%d}", "便民提示"]]
    draft.decoy("account_silent", account=lively)
    return _table(kind, finder, origin, [head, *rows])


def _tickets(draft: Draft, kind: ImportKind, finder: SiteFinder, origin: Provenance) -> Gathered:
    wrong, place = draft.turn("fault_report_reply_late")
    spans = (
        *(((11, 2), (11, 5)), ((9, 30), (10, 10)), ((11, 6), (11, 11)), ((10, 20), (10, 20)), ((11, 17), None)),
        *(((11, 2), (11, 6)), ((9, 29), (10, 10)), ((11, 6), (11, 12)), ((8, 3), (9, 3)), ((11, 13), None)),
    )
    rows = [["网站标识码", "工单编号", "受理时间", "办结时间"]]
    for step in range(2):
        late = (wrong == 0) is (step == 0)
        asked, done = spans[(5 if late else 0) + (place + step) % 5]
        ticket = f"JC{draft.number:03d}{step}"
        closed = f"{date(2026, *done):%Y-%m-%d}" if done else ""
        rows.append([draft.site.site_code, ticket, f"{date(2026, *asked):%Y-%m-%d}", closed])
        draft.say(late, "fault_report_reply_late", ticket=ticket)
    return _table(kind, finder, origin, rows)


def _hotline(draft: Draft, kind: ImportKind, finder: SiteFinder, origin: Provenance) -> Gathered:
    """Tickets of the hotline: other limits hold for them."""
    ticket = f"RX{draft.number:03d}"
    draft.decoy("fault_report_reply_late", ticket=ticket)
    rows = [
        ["网站标识码", "工单编号", "受理时间", "办结时间"],
        [draft.site.site_code, ticket, "2026-09-01", "2026-09-18"],
    ]
    return _table(kind, finder, origin, rows)


def _guides(draft: Draft, kind: ImportKind, finder: SiteFinder, origin: Provenance) -> Gathered:
    names = ["设定依据", "申请条件", "办理材料", "办理地点", "办理时间", "联系电话", "办理流程"]
    rows = [["网站标识码", "事项名称", *names]]
    section = draft.section("guide")
    for order, matter in enumerate(GUIDES):
        wrong, place = draft.turn(f"guide_differs{order}")
        values = dict(guide_values(draft, order))
        if wrong == 0 and not lacking_of(draft, order):
            other = {
                "办理地点": f"{draft.area}人民路{place + 8}号三楼",
                "联系电话": f"0990-77{place:02d}345",
                "办理时间": "全天二十四小时自助受理",
            }
            name = list(other)[place // 2 % 3]
            values[name] = other[name]
        elif wrong:  # the same said in other words
            values["联系电话"] = (
                values["联系电话"].replace("0990-", "") if place % 2 else values["联系电话"].replace("-", "—")
            )
            values["办理地点"] = values["办理地点"].removeprefix(draft.area) if place % 3 else values["办理地点"]
        rows.append([draft.site.site_code, matter, *(values[name] for name in names)])
        if section is not None:
            draft.say(wrong == 0, "guide_differs", section.rows[order].url)
    return _table(kind, finder, origin, rows)


def _scans(draft: Draft, _: ImportKind, finder: SiteFinder, origin: Provenance) -> Gathered:
    """Reports of three scanners in their own forms; what is of little weight is no fault."""
    wrong, place = draft.turn("security_finding")
    base = normal_url(draft.home)
    heavy, light = f"{base}a.jsp?id=1", f"{base}robots.txt"
    way = place % 3
    known = [("sql-injection", "dir-listing"), ("40018", "10021"), ("CVE-2021-44228", "missing-csp")][way]
    told = [(light, known[1], False), *([(heavy, known[0], True)] if wrong == 0 else [])]
    draft.decoy("security_finding", light, rule=known[1])
    if wrong == 0:
        draft.fault("security_finding", heavy, rule=known[0])
    if way == 0:
        results = [
            {
                "ruleId": rule,
                "level": "error" if bad else "note",
                "message": {"text": rule},
                "locations": [{"physicalLocation": {"artifactLocation": {"uri": url}}}],
            }
            for url, rule, bad in told
        ]
        return read_sarif({"runs": [{"tool": {"driver": {"name": "扫描器"}}, "results": results}]}, finder, origin)
    if way == 1:
        alerts = [
            {"pluginid": rule, "alert": rule, "riskcode": "3" if bad else "1", "instances": [{"uri": url}]}
            for url, rule, bad in told
        ]
        return read_zap({"site": [{"alerts": alerts}]}, finder, origin)
    lines = [
        {"template-id": rule, "info": {"name": rule, "severity": "critical" if bad else "info"}, "matched-at": url}
        for url, rule, bad in told
    ]
    return read_nuclei(enumerate(lines, 1), finder, origin)


_FILES: dict[str, tuple[ImportKind, str, Callable[[Draft, ImportKind, SiteFinder, Provenance], Gathered]]] = {
    "posts": ("posts", "监测平台", _posts),
    "tickets": ("hotline", "我为政府网站找错平台", _tickets),
    "calls": ("hotline", "12345热线", _hotline),
    "guides": ("guides", "统一政务服务平台", _guides),
    "scans": ("sarif", "测评机构", _scans),
}


def rebound(draft: Draft) -> None:
    """Faults that an earlier round had found mended: there again, or gone for good."""
    wrong, _ = draft.turn("elderly_entry_missing")
    home = normal_url(draft.home)
    draft.mended = [("elderly_entry_missing", home)]
    draft.say(wrong == 0, "rebound", home, check="elderly_entry_missing")
