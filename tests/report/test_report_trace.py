"""Every deduction of the workbook leads to archived evidence, and the fault can be seen in it with plain means.

Nothing of the rooms that found the faults is used to look for them: raw bytes, a decoder and regular expressions.
"""

import hashlib
import html
import json
import re
from collections import defaultdict

import openpyxl
import pytest

from hengping.demo.evaluation import DemoOutcome
from hengping.evidence.archive import SiteArchive
from hengping.evidence.run_folder import RunFolder

pytestmark = pytest.mark.slow

SEED = 20261122
PER_CHECK = 3
PRESENCE = {
    "icp_missing": r"ICP备",
    "psb_missing": r"公网安备",
    "sponsor_missing": r"主办(单位|：|:)",
    "contact_missing": r"联系(电话|方式|我们)：?\s*[0-9A-Za-z(（+]",
    "fault_report_entry_missing": r"为政府网站找错|jiucuo",
    "party_gov_mark_missing": r"党政机关|conac",
    "search_missing": r"""type=["']?search|站内搜索|全站搜索|name=["']?(q|keyword|searchword)\b""",
    "site_code_missing": r"标识码[：:\s]*\d{10}",
    "no_service": r"<a\b[^>]*>\s*(办事服务|政务服务|办事指南|办事大厅|网上办事)\s*</a>",
    "no_message_channel": r"(领导|县长|市长|局长|厅长)信箱|咨询(建言|投诉|留言)|网上咨询|我要写信|我要咨询",
}
ANSWERED = r"(答复|回复)(时间|日期)[：:\s]*20\d\d"
LABELS = {
    "事项名称": r"事项名称|办理事项",
    "设定依据": r"设定依据|法律依据|办理依据",
    "申请条件": r"申请条件|办理条件|受理条件",
    "办理材料": r"办理材料|申请材料|申报材料|所需材料",
    "办理地点": r"办理地点|受理地点|办公地址|办理窗口",
    "办理时间": r"办理时间|办公时间|受理时间",
    "联系电话": r"联系电话|咨询电话|咨询方式",
    "办理流程": r"办理流程|办理程序|办事流程",
}
FOOT = 400
PLACEHOLDER = r"暂无|无|待补充|[—\-.…]+|$"
ENDS = "|".join([*LABELS.values(), "申报材料", "结果名称", "咨询方式", "主办", "版权", "地址"])


class Evidence:
    """The archives of a run, opened as an appellant would: by record id, digest checked."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._archives: dict[str, tuple[SiteArchive, dict]] = {}

    def response(self, code: str, record_id: str, digest: str):
        if code not in self._archives:
            archive = SiteArchive(self._folder.site_evidence(code))
            self._archives[code] = (archive, {capture.record_id: capture for capture in archive.captures()})
        archive, captures = self._archives[code]
        capture = captures[record_id]
        assert capture.digest == digest
        return capture, archive.read(capture)

    def visit(self, code: str, number: int, digest: str) -> dict:
        lines = (self._folder.site_evidence(code) / "visits.jsonl").read_bytes().splitlines()
        (line,) = [line for line in lines if json.loads(line)["number"] == number]
        assert digest == "sha256:" + hashlib.sha256(line).hexdigest()
        return json.loads(line)


def text_of(body: bytes) -> str:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("gb18030", "replace")
    return html.unescape(re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL))


def spoken(text: str) -> str:
    """What a reader sees: scripts, styles, head and tags away."""
    text = re.sub(r"(?is)<(script|style|head)\b.*?</\1>", "", text)
    return re.sub(r"(?s)<[^>]+>", " ", text)


def dates_in(text: str) -> set[str]:
    found = re.findall(r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})", text)
    return {f"{year}-{int(month):02}-{int(day):02}" for year, month, day in found}


def assert_visible(row: dict, finding: dict, capture, response) -> None:
    check = finding["check"]
    if check in {"broken_link", "attachment_broken"}:
        assert capture.url == row["问题网址"] or response.status in {404, 410, 500, 502, 503, 504}
        loops = capture.location == capture.url
        assert capture.failure is not None or loops or response.status in {404, 410, 500, 502, 503, 504}
        return
    assert response.status == 200
    text = text_of(response.body)
    seen = spoken(text)
    values = finding["values"]
    if check == "meta_missing":
        tags = re.findall(r"(?is)<meta\b[^>]*>", text)
        filled = [
            tag
            for tag in tags
            if re.search(rf"""(?i)name\s*=\s*["']?{values["tag"]}["'\s/>]""", tag)
            and re.search(r"""(?i)content\s*=\s*["']?\s*[^"'\s>]""", tag)
        ]
        assert not filled
    elif check == "stale_section":
        newest, limit = values["newest_on"], re.search(r"不早于(\d{4}-\d\d-\d\d)", row["检查结果"])
        if newest is None:
            assert not dates_in(seen)
        else:
            assert limit is not None
            assert newest < limit[1]
            _, month, day = newest.split("-")
            assert newest in dates_in(seen) or re.search(rf"{month}[-/.月]{day}", seen), seen[:500]
    elif check == "blank_section":
        assert not dates_in(seen), dates_in(seen)
    elif check == "guide_incomplete":
        for element in values["missing"]:
            # What stands between this label and the next one; the site's own address at the foot is no element.
            parts = re.split(LABELS[element], seen[:-FOOT])[1:]
            values_of = [re.split(ENDS, part)[0].strip(" \r\n\t\xa0：:】") for part in parts]
            assert all(re.match(PLACEHOLDER, value) for value in values_of), (element, values_of)
    elif check == "message_unanswered":
        assert finding["subject"]["title"] in seen or values["message_id"] in seen
        assert values["asked_on"] in dates_in(seen)
        assert not re.search(ANSWERED, seen)
    elif check == "site_code_mismatch":
        codes = set(re.findall(r"标识码[：:\s]*(\d{10})", seen))
        codes |= set(re.findall(r"""(?i)name=["']?SiteIDCode["']?\s+content=["']?(\d+)""", text))
        assert codes - {row["网站标识码"]}
    else:
        raw = {"search_missing", "party_gov_mark_missing", "fault_report_entry_missing", "no_service"}
        where = text if check in raw else seen
        assert not re.search(PRESENCE[check], where), check


def show(evidence: Evidence, row: dict, finding: dict) -> None:
    """Open what the row names; of several records at least one shows the fault."""
    code, refs = row["网站标识码"], finding["evidence"]
    assert (refs[0]["record_id"], refs[0]["digest"]) == (row["佐证记录号"], row["佐证校验值"])
    assert [ref["record_id"] for ref in refs[1:]] == [part for part in (row["其他佐证"] or "").split("；") if part]
    if refs[0]["record_id"].startswith("visits:"):
        for ref in refs:
            visit = evidence.visit(code, int(ref["record_id"].removeprefix("visits:")), ref["digest"])
            assert visit["result"] == "failed"
        assert len(refs) == finding["values"]["failed"]
        return
    unseen: list[AssertionError] = []
    for ref in refs:
        capture, response = evidence.response(code, ref["record_id"], ref["digest"])
        try:
            assert_visible(row, finding, capture, response)
        except AssertionError as error:
            unseen.append(error)
    if len(unseen) == len(refs):
        raise unseen[0]


@pytest.fixture(scope="module")
def deductions(demo_outcome: DemoOutcome) -> list[dict]:
    book = openpyxl.load_workbook(demo_outcome.run.path / "reports" / "workbook.xlsx", read_only=True)
    head, *body = book["扣分明细"].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


def test_no_deduction_lacks_rule_site_page_or_evidence(deductions: list[dict]) -> None:
    assert len(deductions) > 300
    needed = ("指标编号", "指标", "规则", "规则依据", "网站标识码", "网站名称", "检查项", "问题网址", "所在页面")
    evidence = ("检查结果", "检查结果编号", "佐证记录号", "佐证校验值", "归档时间")
    for row in deductions:
        assert all(row[name] not in {None, ""} for name in (*needed, *evidence)), row


def test_the_fault_is_visible_in_the_evidence(demo_outcome: DemoOutcome, deductions: list[dict]) -> None:
    folder = RunFolder(demo_outcome.run.path)
    evidence = Evidence(folder)
    by_check: defaultdict[str, list[dict]] = defaultdict(list)
    for row in deductions:
        by_check[row["检查项编号"]].append(row)
    opened = 0
    for _, rows in sorted(by_check.items()):
        for row in sorted(rows, key=lambda each: hashlib.sha256(f"{SEED}{each['检查结果编号']}".encode()).digest())[
            :PER_CHECK
        ]:
            code = row["网站标识码"]
            lines = folder.findings_file(code).read_text(encoding="utf-8").splitlines()
            (finding,) = [found for found in map(json.loads, lines) if found["finding_id"] == row["检查结果编号"]]
            show(evidence, row, finding)
            opened += 1
    assert opened >= 30
    # Of the checks that the demo's systems charge, no_service and no_message_channel wait for a person (assisted).
    assert len(by_check) >= 17
