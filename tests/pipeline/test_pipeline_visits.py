"""The sealed schedule of a run, other vantage points, and maintenance windows."""

import json
import shutil
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from hengping.collect.schedule import SealedSchedule
from hengping.collect.watching import watch_sites
from hengping.demo.province import build
from hengping.demo.server import serve
from hengping.evidence.manifest import check, seal, sealed
from hengping.evidence.visits import VISITS_FILE, read_visits, visit_lines
from hengping.model.codec import decode, encode, encode_pretty
from hengping.model.errors import InputError, RunError
from hengping.pipeline import stage_collect
from hengping.pipeline.campaign_file import load_campaign
from hengping.pipeline.context import create_run, open_run
from hengping.pipeline.progress import Silent
from hengping.pipeline.verify import verify
from hengping.pipeline.visits import site_account
from hengping.pipeline.visits_maintenance import add_windows, load_windows, read_windows, windows_csv
from hengping.pipeline.visits_schedule import check_visits, open_seed, open_watch
from hengping.pipeline.visits_vantage import VANTAGE_FILE, VantageInfo, make_visits, merge_visits

CODES = ("9901020003", "9901020004")


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """A campaign of two sites and its run as far as the visits go: what these tests need, without a crawl."""
    base = tmp_path_factory.mktemp("watched")
    province = build(2, intermittent=False)
    with serve(province) as server:
        campaign = province.write_campaign(base / "campaign", server.address)
        text = campaign.read_text(encoding="utf-8").replace("count: 140", "count: 2")
        campaign.write_text(text, encoding="utf-8")
        opened = create_run(load_campaign(campaign), base / "run")
        watch_sites(
            opened.sites,
            lambda site: opened.folder.site_evidence(site.site_code),
            opened.info.settings.collect,
            open_watch(opened),
            lambda _site, _what, _count: None,
        )
        seal(opened.path, files(opened.path), "collect")
        open_seed(opened)
        yield campaign, opened.path


@pytest.fixture
def campaign(watched):
    return watched[0]


@pytest.fixture
def run(watched, tmp_path):
    shutil.copytree(watched[1], tmp_path / "run")
    return tmp_path / "run"


def files(run):
    return sorted(run.glob(f"evidence/*/{VISITS_FILE}"))


def reseal(run, path, data):
    path.write_bytes(data)
    seal(run, [path], "collect")


# The schedule


def test_a_finished_run_has_published_its_seed_and_kept_its_schedule(run):
    found = check_visits(open_run(run))
    assert found.opened
    assert found.faults == ()
    assert found.visits == 4
    assert {"schedule.json", "schedule_seed.json"} <= set(sealed(run))


def test_the_digest_is_told_before_the_first_visit(campaign, tmp_path, monkeypatch):
    told = []

    class Listener(Silent):
        def tell(self, text):
            told.append(text)

    monkeypatch.setattr(stage_collect, "collect_sites", lambda *_, **__: told.append("collecting"))
    opened = create_run(load_campaign(campaign), tmp_path / "new", progress=Listener())
    stage_collect.collect(opened)
    digest = json.loads((opened.path / "schedule.json").read_text())["seed_sha256"]
    assert [digest in text for text in told] == [True, False]


def test_before_the_end_only_the_digest_of_the_seed_is_public(run):
    sealed_ = decode((run / "schedule_seed.json").read_bytes(), SealedSchedule)
    (run / "schedule_seed.json").unlink()
    found = check_visits(open_run(run))
    assert not found.opened
    assert found.faults == ()
    public = [path for path in run.rglob("*") if path.is_file() and ".state" not in path.parts]
    assert all(sealed_.seed.encode() not in path.read_bytes() for path in public)
    opened = open_run(run)
    assert open_watch(opened).schedule == sealed_
    open_seed(opened)
    assert check_visits(opened).opened


def test_another_seed_is_found_out(run):
    opened = run / "schedule_seed.json"
    made = decode(opened.read_bytes(), SealedSchedule)
    reseal(run, opened, encode_pretty(msgspec.structs.replace(made, seed="00" * 32)))
    (fault,) = check_visits(open_run(run)).faults
    assert fault.path == "schedule_seed.json"
    assert "种子" in fault.text.zh


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda visit: {"due_at": visit.due_at + timedelta(seconds=1)}, "应在"),
        (lambda _visit: {"due_at": None}, "应在"),
        (lambda _visit: {"number": 3}, "不在时刻表内"),
        (lambda visit: {"visited_at": visit.due_at - timedelta(minutes=2)}, "早于"),
    ],
)
def test_a_visit_that_does_not_keep_the_schedule_is_named(run, change, words):
    path = files(run)[0]
    first, second = read_visits(path)
    changed = msgspec.structs.replace(second, **change(second))
    reseal(run, path, visit_lines([first, changed]))
    faults = check_visits(open_run(run)).faults
    assert {fault.path for fault in faults} == {path.relative_to(run).as_posix()}
    assert [words in fault.text.zh for fault in faults] == [True, *([False] if changed.number == 3 else [])]


def test_a_visit_that_stands_there_twice_is_named(run):
    path = files(run)[0]
    first, second = read_visits(path)
    reseal(run, path, visit_lines([first, first, second]))
    assert ["重复" in fault.text.zh for fault in check_visits(open_run(run)).faults] == [True]


def test_a_schedule_changed_after_it_was_sealed_is_named(run):
    schedule = json.loads((run / "schedule.json").read_text())
    schedule["interval_s"] = 1
    reseal(run, run / "schedule.json", encode_pretty(schedule))
    texts = [fault.text.zh for fault in check_visits(open_run(run)).faults]
    assert any("更换" in text for text in texts)


def test_a_schedule_that_cannot_be_read_is_named(run):
    (run / "schedule.json").write_text("{")
    (fault,) = check_visits(open_run(run)).faults
    assert fault.path == "schedule.json"


def test_a_lost_seed_stops_the_collection_instead_of_drawing_another(run):
    (run / "schedule_seed.json").unlink()
    (run / ".state" / "schedule_seed.json").unlink()
    with pytest.raises(RunError, match="种子"):
        open_watch(open_run(run))


# Other vantage points


def vantage(run, folder, name, *, result="ok", numbers=(1, 2)):
    """What another vantage point would have written, without its network."""
    schedule = decode((run / "schedule_seed.json").read_bytes(), SealedSchedule)
    info = VantageInfo(vantage=name, seed_sha256=schedule.schedule.seed_sha256, tools={})
    folder.mkdir(parents=True)
    (folder / VANTAGE_FILE).write_bytes(encode_pretty(info))
    for path in files(run):
        lines = [
            msgspec.structs.replace(visit, vantage=name, result=result)
            for visit in read_visits(path)
            if visit.vantage == "local" and visit.number in numbers
        ]
        (folder / path.parent.name).mkdir()
        (folder / path.parent.name / VISITS_FILE).write_bytes(visit_lines(lines))
    return folder


def test_another_vantage_point_makes_its_visits_and_they_are_merged(campaign, run, tmp_path):
    out = tmp_path / "north"
    told = {"vantage": "north", "seed_file": run / "schedule_seed.json", "until": None, "progress": Silent()}
    assert make_visits(run, out, **told) == 4
    assert make_visits(campaign, out, **told) == 4
    merged = merge_visits(run, [out])
    assert (merged.vantages, merged.sites, merged.added, merged.standing) == (("north",), 2, 4, 0)
    for path in files(run):
        lines = read_visits(path)
        assert [(line.number, line.vantage) for line in lines] == [
            (1, "local"),
            (1, "north"),
            (2, "local"),
            (2, "north"),
        ]
    assert check(run) == []
    assert check_visits(open_run(run)).faults == ()
    again = merge_visits(run, [out])
    assert (again.sites, again.added, again.standing) == (0, 0, 4)


def test_the_order_of_merging_does_not_matter(run, tmp_path):
    folders = [vantage(run, tmp_path / name, name) for name in ("north", "south")]
    other = tmp_path / "other"
    shutil.copytree(run, other)
    merge_visits(run, folders)
    for folder in reversed(folders):
        merge_visits(other, [folder])
    assert [path.read_bytes() for path in files(run)] == [path.read_bytes() for path in files(other)]


def test_visits_by_a_foreign_schedule_are_refused(run, tmp_path):
    folder = vantage(run, tmp_path / "north", "north")
    (folder / VANTAGE_FILE).write_bytes(encode(VantageInfo(vantage="north", seed_sha256="00", tools={})))
    with pytest.raises(InputError, match="时刻表"):
        merge_visits(run, [folder])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"due_at": datetime(2026, 1, 1, tzinfo=UTC)}, "应在"),
        ({"number": 9}, "不在时刻表内"),
        ({"vantage": "south"}, "属于观测点"),
    ],
)
def test_a_merge_with_one_wrong_visit_changes_nothing(run, tmp_path, change, words):
    folder = vantage(run, tmp_path / "north", "north")
    path = sorted(folder.glob(f"*/{VISITS_FILE}"))[1]
    first, second = read_visits(path)
    path.write_bytes(encode(first) + b"\n" + encode(msgspec.structs.replace(second, **change)) + b"\n")
    before = [each.read_bytes() for each in files(run)]
    with pytest.raises(InputError, match=words):
        merge_visits(run, [folder])
    assert [each.read_bytes() for each in files(run)] == before


def test_a_visit_that_contradicts_one_that_is_there_is_refused(run, tmp_path):
    merge_visits(run, [vantage(run, tmp_path / "a", "north")])
    with pytest.raises(InputError, match="不同"):
        merge_visits(run, [vantage(run, tmp_path / "b", "north", result="failed")])


def test_the_runs_own_name_is_taken(run, tmp_path):
    with pytest.raises(InputError, match="本机观测点"):
        merge_visits(run, [vantage(run, tmp_path / "local", "local")])
    told = {"seed_file": run / "schedule_seed.json", "until": None, "progress": Silent()}
    with pytest.raises(InputError, match="本机观测点"):
        make_visits(run, tmp_path / "x", vantage="local", **told)
    with pytest.raises(InputError, match="不能用作观测点名称"):
        make_visits(run, tmp_path / "x", vantage="../x", **told)


def test_a_folder_belongs_to_one_vantage_point(run, tmp_path):
    folder = vantage(run, tmp_path / "north", "north")
    with pytest.raises(RunError, match="另一个观测点"):
        make_visits(run, folder, vantage="south", seed_file=run / "schedule_seed.json", until=None, progress=Silent())


def test_a_forged_seed_file_is_refused(run, tmp_path):
    made = decode((run / "schedule_seed.json").read_bytes(), SealedSchedule)
    forged = tmp_path / "seed.json"
    forged.write_bytes(encode(msgspec.structs.replace(made, seed="11" * 32)))
    with pytest.raises(RunError, match="种子"):
        make_visits(run, tmp_path / "x", vantage="north", seed_file=forged, until=None, progress=Silent())


# Maintenance


def table(tmp_path, *rows, head="site_code,from,to,document"):
    path = tmp_path / "maintenance.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def test_windows_are_read_in_local_time_and_frozen_in_one_form(tmp_path):
    path = table(
        tmp_path,
        f"{CODES[1]},2026/11/20 8:00,2026-11-20 24:00,云办函〔2026〕9号",
        "",
        f"{CODES[0]},2026年11月20日 08时00分,2026-11-20T08:30:15,云办函〔2026〕8号",
        "*,2026-11-20 08:10,2026-11-20 08:20,云办函〔2026〕10号",
        head="网站标识码,开始时间,结束时间,批准文件",
    )
    windows = load_windows(path, CODES)
    assert [window.site_code for window in windows] == ["*", *CODES]
    assert windows[1].begins_at == datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
    assert windows[1].ends_at == datetime(2026, 11, 20, 0, 30, 15, tzinfo=UTC)
    assert windows[2].ends_at == datetime(2026, 11, 20, 16, tzinfo=UTC)
    frozen = windows_csv(windows)
    (tmp_path / "maintenance.csv").write_bytes(frozen)
    assert load_windows(tmp_path / "maintenance.csv", CODES) == windows == read_windows(tmp_path)
    assert windows_csv(reversed(windows)) == frozen


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("x,2026-11-20 08:00,2026-11-20 09:00,d", "名单中没有网站 x"),
        (",2026-11-20 08:00,2026-11-20 09:00,d", "缺少 site_code"),
        (f"{CODES[0]},2026-11-20 08:00,2026-11-20 08:00,d", "结束时间不晚于开始时间"),
        (f"{CODES[0]},2026-11-20 09:00,2026-11-20 08:00,d", "结束时间不晚于开始时间"),
        (f"{CODES[0]},2026-11-20 08:00,2026-11-20 09:00,", "缺少 document"),
        (f"{CODES[0]},2026-11-20,2026-11-21,d", "from“2026-11-20”不是时刻"),
        (f"{CODES[0]},2026-11-20 08:00+08:00,2026-11-21 08:00,d", "不带时区"),
        (f"{CODES[0]},2026-11-31 08:00,2026-12-21 08:00,d", "不是真实的时刻"),
        (f"{CODES[0]},2026-11-20 08:00,2026-11-20 25:00,d", "to“2026-11-20 25:00”不是真实的时刻"),
        (f"{CODES[0]},2026-11-01 09:59,2026-11-01 12:00,d", "与第2行的时段重叠"),
    ],
)
def test_wrong_rows_are_named_by_number(tmp_path, row, words):
    path = table(tmp_path, f"{CODES[0]},2026-11-01 08:00,2026-11-01 10:00,d", row)
    with pytest.raises(InputError, match="第3行：") as refused:
        load_windows(path, CODES)
    assert words in str(refused.value)
    assert "第2行：" not in str(refused.value)


def test_windows_that_touch_do_not_overlap(tmp_path):
    path = table(
        tmp_path,
        f"{CODES[0]},2026-11-01 08:00,2026-11-01 10:00,d",
        f"{CODES[0]},2026-11-01 10:00,2026-11-01 11:00,d",
        f"{CODES[1]},2026-11-01 09:00,2026-11-01 11:00,d",
        "*,2026-11-01 09:00,2026-11-01 11:00,d",
    )
    assert len(load_windows(path, CODES)) == 4


def test_a_table_without_a_heading_is_refused(tmp_path):
    with pytest.raises(InputError, match="表头"):
        load_windows(table(tmp_path, "1,2,3,4", head="a,b,c,d"), CODES)


def _around(visit):
    """A minute before and a minute after a visit, in China's time."""
    local = visit.visited_at + timedelta(hours=8)
    return tuple((local + timedelta(minutes=step)).strftime("%Y-%m-%d %H:%M:%S") for step in (-1, 1))


def test_windows_approved_afterwards_change_the_account_not_the_visits(run, tmp_path):
    path = files(run)[0]
    code = path.parent.name
    before = path.read_bytes()
    assert site_account(run, code).account.excluded == {}
    begins, ends = _around(read_visits(path)[0])
    told = {"actor": "张三", "reason": "批复补办"}
    added = add_windows(run, table(tmp_path, f"{code},{begins},{ends},云办函〔2026〕11号"), [code], **told)
    assert len(added) == 1
    assert add_windows(run, tmp_path / "maintenance.csv", [code], **told) == ()
    found = site_account(run, code)
    assert found.account.excluded["maintenance"] >= 1
    assert path.read_bytes() == before
    assert check(run) == []


def test_a_run_judges_by_merged_visits_and_later_windows(small_run, tmp_path):
    run = small_run.copy(tmp_path / "run")
    path = files(run)[0]
    code = path.parent.name
    merge_visits(run, [vantage(run, tmp_path / "north", "north", result="failed")])
    begins, ends = _around(read_visits(path)[0])
    row = f"{code},{begins},{ends},云办函〔2026〕11号"
    add_windows(run, table(tmp_path, row), [code], actor="张三", reason="批复补办")
    small_run.run_again(run)
    found = site_account(run, code)
    assert found.account.numbers == 2
    findings = (run / "findings" / f"{code}.jsonl").read_text(encoding="utf-8")
    (line,) = [json.loads(each) for each in findings.splitlines() if '"check":"home_unavailable"' in each]
    assert line["values"]["excluded"] == found.account.left_out >= 1
    assert line["values"]["failed"] == found.account.failed
    assert verify(run).mismatches == ()


def test_additions_need_a_name_a_reason_and_room(run, tmp_path):
    code = files(run)[0].parent.name
    path = table(tmp_path, f"{code},2026-11-01 08:00,2026-11-01 10:00,d")
    for told in ({"actor": "", "reason": "r"}, {"actor": "a", "reason": " "}):
        with pytest.raises(InputError, match="不能为空"):
            add_windows(run, path, [code], **told)
    add_windows(run, path, [code], actor="a", reason="r")
    overlapping = table(tmp_path, f"{code},2026-11-01 09:00,2026-11-01 11:00,d")
    with pytest.raises(InputError, match="重叠"):
        add_windows(run, overlapping, [code], actor="a", reason="r")
