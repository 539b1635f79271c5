"""Files beside a site's archive: probes that asked a stand-in are left out, damaged files are errors of ours."""

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest

from hengping.checks.runner import run_checks
from hengping.collect.browser.axe import AxeResult, AxeRule
from hengping.collect.browser.notes import RenderNote, add_note
from hengping.collect.importers.rows import SiteFinder
from hengping.collect.importers.tables import TableRow, read_table
from hengping.evidence.errors import EvidenceError
from hengping.evidence.shots import add_axe
from hengping.extract.page import read_page
from hengping.model import codec
from hengping.model.facts import HomeFacts, SiteFacts
from hengping.model.finding import Outcome
from hengping.model.imported import Imported, Provenance
from hengping.model.probes import DnsFacts, HttpFacts, TlsFacts
from hengping.model.site import Site
from hengping.pipeline.rule_inputs import (
    accessibility_facts,
    beside_digests,
    division_fact,
    is_rewritten,
    outside_facts,
    probe_facts,
    with_rule_facts,
)
from hengping.roster.divisions import load_divisions

HOME = "http://www.a.gov.cn/"
SITE = Site(site_code="4501000001", name="南宁市人民政府", url=HOME)
NOW = datetime(2026, 5, 20, tzinfo=UTC)
AS_OF = date(2026, 5, 20)
FACTS = SiteFacts(site=SITE, as_of=AS_OF, home=HomeFacts(url=HOME))
OF_SERVERS = (
    "https_missing",
    "certificate_invalid",
    "tls_outdated",
    "security_header_missing",
    "cookie_unsafe",
    "ipv6_unsupported",
)


def probe(folder: Path) -> Path:
    for name, facts in (
        ("dns", DnsFacts(host="www.a.gov.cn", asked_at=NOW)),
        ("tls", TlsFacts(host="www.a.gov.cn", port=443, asked_at=NOW, offered=False)),
        ("http", HttpFacts(asked_at=NOW, ways={"http": (HOME,)}, ends={"http": 200})),
    ):
        (folder / f"{name}.json").write_bytes(codec.encode_pretty(facts))
    return folder


def test_probes_are_read_with_the_digests_of_their_files(tmp_path: Path) -> None:
    assert probe_facts(tmp_path) is None
    before = beside_digests(tmp_path)
    facts = probe_facts(probe(tmp_path))
    assert facts is not None
    assert facts.tls is not None
    assert facts.tls.offered is False
    assert facts.digests["tls"] == hashlib.sha256((tmp_path / "tls.json").read_bytes()).hexdigest()
    assert beside_digests(tmp_path) != before


def test_a_damaged_probe_is_an_error_and_no_verdict(tmp_path: Path) -> None:
    (probe(tmp_path) / "http.json").write_text("{", encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"http\.json"):
        probe_facts(tmp_path)


@pytest.mark.parametrize("rewritten", [True, False])
def test_nothing_is_judged_by_probes_of_a_stand_in(tmp_path: Path, rewritten: bool) -> None:  # noqa: FBT001
    facts = with_rule_facts(FACTS, probe(tmp_path), rewritten=rewritten)
    outcomes = {finding.outcome for finding in run_checks(facts, only=OF_SERVERS)}
    assert (outcomes == {Outcome.NOT_TESTED}) == rewritten


@pytest.mark.parametrize(
    ("connect_to", "rewritten"),
    [
        ({}, False),
        ({"*": "127.0.0.1:1"}, True),
        ({"www.a.gov.cn": "127.0.0.1:1"}, True),
        ({"www.b.gov.cn": "127.0.0.1:1"}, False),
    ],
)
def test_names_led_elsewhere_are_known(connect_to: dict[str, str], rewritten: bool) -> None:  # noqa: FBT001
    assert is_rewritten(SITE, connect_to) == rewritten


def test_accessibility_results_become_facts_and_changed_ones_an_error(tmp_path: Path) -> None:
    assert accessibility_facts(tmp_path) is None
    rule = AxeRule(id="image-alt", impact="critical", help="图片须有替代文本", count=3)
    result = codec.encode(AxeResult(url=HOME, violations=(rule,)))
    entry = add_axe(tmp_path, result, url=HOME, taken_at=NOW, record_id="urn:uuid:1")
    facts = accessibility_facts(tmp_path)
    assert facts is not None
    assert facts.pages == (HOME,)
    assert [(fact.rule, fact.count, fact.evidence.record_id) for fact in facts.broken] == [
        ("image-alt", 3, "urn:uuid:1")
    ]
    (tmp_path / "axe" / entry.file).write_bytes(b"{}")
    with pytest.raises(EvidenceError):
        accessibility_facts(tmp_path)


def test_the_weight_of_the_home_page_is_the_browser_s(tmp_path: Path) -> None:
    add_note(tmp_path, RenderNote(url=HOME, why="home", at=NOW, requests=9, received_bytes=5_000))
    weight = with_rule_facts(FACTS, tmp_path, rewritten=False).home_weight
    assert weight is not None
    assert (weight.received_bytes, weight.complete) == (5_000, True)


def test_the_division_of_a_code_is_named_with_those_above_it() -> None:
    fact = division_fact(SITE, load_divisions())
    assert fact is not None
    assert "南宁市" in fact.names
    assert "广西壮族自治区" in fact.above
    assert division_fact(Site(site_code="x-www.a.gov.cn", name="甲", url=HOME), load_divisions()) is None


def test_imported_rows_are_kept_as_far_as_checks_need_them(tmp_path: Path) -> None:
    def row(number: int, kind: str, **facts: object) -> Imported:
        origin = Provenance(file="original-a.csv", sha256="00", row=number, source="某平台")
        return msgspec.convert(
            {"site_code": SITE.site_code, "kind": kind, "provenance": origin, **facts}, Imported, from_attributes=True
        )

    rows = [
        row(1, "posts", subject="甲", on=date(2026, 5, 1)),
        row(2, "posts", subject="甲", on=date(2026, 5, 9)),
        row(3, "posts", subject="甲", on=date(2026, 5, 21)),  # after the monitoring time point
        row(4, "hotline", subject="Z1", on=date(2026, 5, 1), values={"replied_on": "2026-05-04"}),
        row(5, "zap", subject="40018", url=HOME, values={"severity": "high", "title": "注入"}),
        row(6, "lighthouse", subject="lighthouse"),
    ]
    folder = tmp_path / "posts-0"
    folder.mkdir()
    (folder / "rows.jsonl").write_bytes(codec.encode_lines(rows))
    found = outside_facts(tmp_path, AS_OF)[SITE.site_code]
    assert {(fact.kind, fact.subject, fact.row) for fact in found} == {
        ("posts", "甲", 2),
        ("hotline", "Z1", 4),
        ("zap", "40018", 5),
    }
    ticket = next(fact for fact in found if fact.kind == "hotline")
    assert ticket.replied_on == date(2026, 5, 4)
    assert outside_facts(tmp_path / "absent", AS_OF) == {}


def test_guides_of_the_unified_platform_are_compared_with_the_site_s() -> None:
    rows = [["标识码", "事项名称", "联系电话", "办理地点"], [SITE.site_code, "户口迁移", "0771-7654321", "政务大厅"]]
    table = [TableRow(number, row) for number, row in enumerate(rows, 1)]
    origin = Provenance(file="original-a.csv", sha256="00", row=0)
    gathered = read_table("guides", table, SiteFinder([SITE]), origin)
    assert [(row.subject, row.values) for row in gathered.rows] == [
        ("户口迁移", {"联系电话": "0771-7654321", "办理地点": "政务大厅"})
    ]
    html = (
        "<title>户口迁移</title><h1>户口迁移</h1><p>设定依据：户口登记条例</p><p>申请条件：本人申请</p>"
        "<p>办理材料：身份证</p><p>办理地点：县政务大厅</p><p>联系电话：0771-1234567</p>"
    )
    guide = read_page(html.encode(), f"{HOME}bs/1.html", content_type="text/html; charset=utf-8").guide
    assert guide is not None
    assert guide.values == {"办理地点": "县政务大厅", "联系电话": "0771-1234567"}
