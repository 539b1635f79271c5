"""Outside data: every row with its provenance, wrong rows by number, nothing written twice."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengping.collect.importers import cells
from hengping.collect.importers.rows import SiteFinder
from hengping.collect.importers.scanners import read_lighthouse, read_nuclei, read_sarif, read_zap
from hengping.collect.importers.tables import TableRow, read_table
from hengping.evidence.manifest import check as manifest_faults
from hengping.model.errors import InputError
from hengping.model.imported import Imported, Provenance
from hengping.model.site import Site
from hengping.pipeline import imports
from hengping.pipeline.context import open_run
from hengping.pipeline.imports import import_file
from hengping.pipeline.reading import read_rows

SITES = (
    Site(site_code="9900000001", name="甲", url="http://www.a.gov.cn/"),
    Site(site_code="9900000002", name="乙", url="https://b.gov.cn/"),
    Site(site_code="9900000003", name="丙", url="http://portal.gov.cn/c/"),
    Site(site_code="9900000004", name="丁", url="http://portal.gov.cn/d/"),
)
ORIGIN = Provenance(file="f", sha256="0" * 64, row=0, source="某平台")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["runs", "results", "tool", "driver", "rules", "site", "alerts", "instances", "uri", "categories", "audits",
             "info", "host", "matched-at", "locations", "physicalLocation", "artifactLocation", "ruleId", "score"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


def table(kind, *lines):
    rows = [TableRow(number, line.split("|")) for number, line in enumerate(lines, 1)]
    return read_table(kind, rows, SiteFinder(SITES), ORIGIN)


def test_posts_of_accounts():
    got = table(
        "posts",
        "某市政务新媒体发文统计",
        "网站标识码|公众号名称|发布时间|文章标题|文章链接|阅读量|是否原创",
        "9900000001|甲发布|2026年11月18日 09:30|关于防火的通告|https://mp.example/1|1.2万|是",
        "||||||",
        "9900000001|甲发布|20261119|会议召开||10万+|否",
    )
    assert got.faults == []
    first, second = got.rows
    assert (first.subject, first.on.isoformat(), first.values["reads"]) == ("甲发布", "2026-11-18", 12000)
    assert first.values["original"] is True
    assert second.values["reads"] == 100_000
    assert (first.provenance.row, second.provenance.row) == (3, 5)
    assert first.provenance.source == "某平台"


def test_wrong_rows_are_named_and_the_others_kept():
    got = table(
        "hotline",
        "标识码|工单编号|受理时间|办结时间|是否解决",
        "9900000001|T1|2026-11-01|2026-11-03|是",
        "9900000009|T2|2026-11-01|2026-11-03|是",
        "9900000001|T3|2026-11-31||是",
        "9900000001||2026-11-01||是",
        "9900000002|T5|2026-11-05|2026-11-03|是",
        "9900000002|T6|2026-11-05||也许",
        "99000|T7|2026-11-05||否",
    )
    assert [row.subject for row in got.rows] == ["T1"]
    assert [fault.row for fault in got.faults] == [3, 4, 5, 6, 7, 8]
    said = [fault.what for fault in got.faults]
    assert said == [
        "标识码不在评估名单内",
        "没有这一天",
        "必填的单元格是空的",
        "办结时间早于受理时间",
        "看不出是或否",
        "标识码格式不对",
    ]
    assert "第4行“受理时间”：没有这一天（2026-11-31）" in str(got.faults[1])


def test_satisfaction_is_a_share_or_refused():
    got = table(
        "satisfaction",
        "网站网址|渠道|评价数|满意数|满意度",
        "http://www.a.gov.cn/|办事大厅|1,024|1000|97.66%",
        "b.gov.cn|网上调查|10|9|0.9",
        "https://b.gov.cn|网上调查|10|9|90",
        "http://portal.gov.cn/c/|窗口|1|1|1",
        "http://other.gov.cn/|窗口|1|1|1",
        "http://www.a.gov.cn/|窗口|5|6|",
        "暂无|窗口|5|5|",
    )
    assert [(row.site_code, row.values["rate"]) for row in got.rows] == [
        ("9900000001", "0.9766"),
        ("9900000002", "0.9"),
    ]
    assert [(fault.row, fault.what.partition("；")[0]) for fault in got.faults] == [
        (4, "不是0至1之间的小数"),
        (5, "网址属于多个网站，请写标识码"),
        (6, "网址不属于名单内的网站"),
        (7, "满意数多于评价数"),
        (8, "不是网址"),
    ]


def test_a_table_without_the_heading_says_what_it_wants():
    got = table("posts", "随便|什么", "1|2")
    assert got.rows == []
    assert "公众号" in got.faults[0].what or "账号" in got.faults[0].what


def place(uri):
    return {"physicalLocation": {"artifactLocation": {"uri": uri}}}


def test_sarif():
    rules = [{"id": "R1", "defaultConfiguration": {"level": "error"}}]
    results = [
        {"ruleId": "R1", "message": {"text": "明文传输"}, "locations": [place("http://www.a.gov.cn/login")]},
        {"ruleId": "R2", "message": {"text": "x"}, "locations": [place("src/a.py")]},
        {"ruleId": "R3", "level": "note", "locations": [place("https://evil.example/")]},
    ]
    data = {"runs": [{"tool": {"driver": {"name": "Scan", "version": "2.1", "rules": rules}}, "results": results}]}
    got = read_sarif(data, SiteFinder(SITES), ORIGIN)
    assert [(row.subject, row.values["severity"], row.provenance.tool) for row in got.rows] == [
        ("R1", "high", "Scan 2.1")
    ]
    assert [(fault.row, fault.what) for fault in got.faults] == [(2, "没有指明网址"), (3, "网址不属于名单内的网站")]


def test_zap():
    alert = {"pluginid": "10038", "alert": "CSP", "riskcode": "2", "instances": [{"uri": "https://b.gov.cn/"}]}
    got = read_zap({"@version": "2.16", "site": [{"alerts": [alert]}]}, SiteFinder(SITES), ORIGIN)
    row = got.rows[0]
    assert (row.site_code, row.subject, row.values["severity"]) == ("9900000002", "10038", "medium")


def test_nuclei():
    found = {
        "template-id": "git-config",
        "info": {"name": "Git", "severity": "HIGH"},
        "matched-at": "http://a.gov.cn/.git",
        "timestamp": "2026-11-18T01:02:03Z",
    }
    lines = [(1, found), (2, None), (3, {"template-id": "x", "host": "other.example"})]
    got = read_nuclei(lines, SiteFinder(SITES), ORIGIN)
    assert [(row.site_code, row.values["severity"], str(row.on)) for row in got.rows] == [
        ("9900000001", "high", "2026-11-18")
    ]
    assert [fault.row for fault in got.faults] == [2, 3]


def test_lighthouse():
    page = {
        "finalUrl": "http://www.a.gov.cn/",
        "lighthouseVersion": "13.5.0",
        "fetchTime": "2026-11-18T01:02:03.000Z",
        "categories": {"performance": {"score": 0.62}},
        "audits": {"speed-index": {"numericValue": 3210.4}},
    }
    got = read_lighthouse(page, SiteFinder(SITES), ORIGIN)
    assert got.rows[0].values == {"score_performance": "0.62", "speed_index_ms": 3210}
    failed = read_lighthouse(page | {"runtimeError": {"message": "NO_FCP"}}, SiteFinder(SITES), ORIGIN)
    assert failed.rows == []
    assert "没有成功" in failed.faults[0].what


@given(JSON)
def test_any_json_gives_rows_or_faults(data):
    finder = SiteFinder(SITES)
    for read in (read_sarif, read_zap, read_lighthouse):
        read(data, finder, ORIGIN)
    read_nuclei([(1, data)], finder, ORIGIN)


@given(st.text(max_size=20))
def test_any_cell_is_read_or_refused(cell):
    for read in (cells.day, cells.count, cells.rate, cells.yes, cells.text):
        with suppress(cells.CellError):
            assert read(cell) is not None


def test_a_run_keeps_file_rows_and_faults(small_run, tmp_path):
    run = small_run.copy(tmp_path / "run")
    site = open_run(run).sites[0]
    file = tmp_path / "公众号 发文.csv"
    file.write_bytes(
        f"标识码,账号,发布时间,标题\n{site.site_code},甲发布,2026-11-18,通告\n1,乙,2026-11-18,x\n".encode("gb18030")
    )
    outcome = import_file(run, "posts", file, source="监测平台")
    assert (len(outcome.rows), len(outcome.faults), outcome.repeated) == (1, 1, False)
    assert sorted(path.name for path in (run / outcome.folder).iterdir()) == [
        "faults.jsonl",
        "original-公众号_发文.csv",
        "rows.jsonl",
    ]
    assert manifest_faults(run) == []
    assert import_file(run, "posts", file).repeated
    rows = read_rows(run / outcome.folder / "rows.jsonl", Imported)
    assert [row.values["title"] for row in rows] == ["通告"]


def test_what_cannot_be_imported_says_why(small_run, tmp_path):
    run = small_run.copy(tmp_path / "run")
    broken = tmp_path / "a.json"
    broken.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="不是JSON"):
        import_file(run, "sarif", broken)
    broken.write_text(json.dumps({"x": 1}), encoding="utf-8")
    with pytest.raises(InputError, match="没有 runs"):
        import_file(run, "sarif", broken)
    with pytest.raises(InputError, match="没有“weibo”这种"):
        import_file(run, "weibo", broken)
    with pytest.raises(InputError, match="读不到"):
        import_file(run, "zap", tmp_path / "nowhere.json")
    assert not (run / "imports").exists()


def _killed_before_sealing(monkeypatch, module, act):
    def kill(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, "seal", kill)
        with pytest.raises(KeyboardInterrupt):
            act()


def test_an_import_killed_before_it_was_sealed_is_sealed_by_the_next(small_run, tmp_path, monkeypatch):
    run = small_run.copy(tmp_path / "run")
    file = tmp_path / "a.csv"
    file.write_text(f"标识码,账号,发布时间,标题\n{open_run(run).sites[0].site_code},甲,2026-11-18,通告\n", "utf-8")
    _killed_before_sealing(monkeypatch, imports, lambda: import_file(run, "posts", file, source="平台"))
    (folder,) = (run / "imports").iterdir()
    assert len(manifest_faults(run)) == 3
    (folder / ".rows.jsonl.part").write_bytes(b"torn")
    rows = (folder / "rows.jsonl").read_bytes()
    (folder / "rows.jsonl").write_bytes(rows.replace("通告".encode(), "公告".encode()))
    assert import_file(run, "posts", file, source="平台").repeated
    (fault,) = manifest_faults(run)  # what this import would not have written is not sealed
    assert fault.path.endswith("/rows.jsonl")
    (folder / "rows.jsonl").write_bytes(rows)
    assert import_file(run, "posts", file, source="平台").repeated
    assert manifest_faults(run) == []
